"""careplan migrate [--database URL]"""

from __future__ import annotations

import click

from careplan.cli.open_database import database_option
from careplan.settings import database_url, read_settings


@click.command()
@database_option
def migrate(database: str | None) -> None:
    """Bring a database to the shape that is needed.

    Makes a new, empty one where it is missing, and says so.
    """
    from careplan.store import Store

    settings = read_settings()
    place = database_url(database) if database else settings.database_url
    before = Store.revision_of(place)
    Store.open(place, home=settings.home, any_file_system=settings.any_file_system).close()
    after = Store.revision_of(place)
    if before is None:
        click.echo(f"There was no clinic yet: a new, empty one was made, at {after}.")
    else:
        click.echo(f"The database is at {after} already." if before == after else f"The database is now at {after}.")
