"""careplan restore FILE [--into PATH] [--database URL]"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from careplan.cli.open_database import database_option, written_to
from careplan.clock import Clock
from careplan.coordination.care_of_data import Restored
from careplan.coordination.care_of_data import restore as restored
from careplan.errors import NotReady
from careplan.settings import read_settings
from careplan.store import Difference, Store

_NEW = "restored.db"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--into", metavar="PATH", type=click.Path(path_type=Path), help="The new file; by default restored.db.")
@database_option
def restore(file: Path, into: Path | None, database: str | None) -> None:
    """Write what a backup holds into a new file.

    The clinic as it is stays untouched; what the backup lacks against it is said.
    """
    settings = read_settings()
    place = into or settings.home / _NEW
    with ExitStack() as opened:
        try:
            current: Store | None = opened.enter_context(written_to(database))
        except NotReady as refusal:
            click.echo(f"The clinic of today is not compared. {refusal}", err=True)
            current = None
        clock = Clock(settings.time_zone, settings.today)
        done = restored(file, place, home=settings.home, clock=clock, current=current)
    click.echo(f"{place} holds {done.head} and fits its seals.")
    click.echo(_words(done))
    click.echo(
        f"To go on from it, stop careplan and set CAREPLAN_DATABASE={place.absolute()} wherever careplan is started: "
        "then serve, backup, verify and user all mean the restored clinic."
    )


def _words(done: Restored) -> str:
    if done.lacks is None:
        return "What it lacks is not known."
    return _lacking(done.lacks)


def _lacking(lacks: Difference) -> str:
    parted = f" It went another way than the clinic of today in {', '.join(lacks.parted)}." if lacks.parted else ""
    if not lacks.events:
        return f"It lacks nothing that the clinic of today has.{parted}"
    events = "1 event" if lacks.events == 1 else f"{lacks.events:,} events"
    whose = [f"of {', '.join(lacks.patients)}"] if lacks.patients else []
    whose += [f"{lacks.clinic} of the clinic itself"] if lacks.clinic else []
    return f"It lacks {events} that the clinic of today has: {', '.join(whose)}.{parted}"
