"""careplan backup FILE [--database URL]"""

from __future__ import annotations

from pathlib import Path

import click

from careplan.cli.open_database import database_option, written_to
from careplan.clock import Clock
from careplan.coordination.care_of_data import back_up
from careplan.settings import read_settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@database_option
def backup(file: Path, database: str | None) -> None:
    """Write a checked copy of the records into FILE.

    People may go on working meanwhile. No file is written over.
    """
    settings = read_settings()
    with written_to(database) as store:
        copied = back_up(store, Clock(settings.time_zone, settings.today), file)
    click.echo(f"{file} holds {copied.head} and fits its seals.")
    key = settings.home / "audit.key"
    click.echo(f"It cannot be opened without the audit key {key}. Keep a copy of the key, in another place.")
