"""careplan demo [--port N] [--database URL] [--fresh] [--no-serve]"""

from __future__ import annotations

from importlib import import_module

import click

from careplan.cli.serve import PORT, serve_clinic
from careplan.settings import database_url, read_settings


@click.command()
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--database", metavar="URL", help="Database URL or the path of a SQLite file.")
@click.option("--fresh", is_flag=True, help="Make the demo clinic anew, without what was done in it.")
@click.option("--no-serve", is_flag=True, help="Only make it.")
def demo(port: int, database: str | None, fresh: bool, no_serve: bool) -> None:
    """Open a clinic with invented patients in the browser."""
    settings = read_settings()
    place = database_url(database or str(settings.home / "demo.db"))
    if import_module("careplan.demo").make(place, settings=settings, fresh=fresh):
        click.echo("Made the demo clinic. Its patients are invented.")
    if not no_serve:
        serve_clinic(place, port=port)
