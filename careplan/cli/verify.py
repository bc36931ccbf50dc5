"""careplan verify [--database URL]"""

from __future__ import annotations

import click

from careplan.cli.open_database import database_option, looked_at
from careplan.errors import NotReady
from careplan.event import CLINIC


@click.command()
@database_option
def verify(database: str | None) -> None:
    """Hold the records against their audit trail and seals.

    Nothing is written. Write the last line down where nobody can change it.
    """
    with looked_at(database) as store:
        found = store.verify()
    if found.fault:
        raise NotReady(found.fault)
    for chain, end in sorted(found.head.ends.items(), key=lambda each: (each[0] != CLINIC, each[0])):
        click.echo(f"{chain:16} {end.length:9,} events")
    sealed = f"{found.rows:,} rows fit their seals" if found.rows else "a server keeps no seals of rows"
    click.echo(f"Every chain holds; {sealed}. Checked in {found.seconds:.2f} s.")
    click.echo(f"{found.head.events:,} events, head {found.head.hash}")
