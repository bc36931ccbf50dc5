"""careplan demo [--port N] [--database URL] [--fresh] [--no-serve]"""

from __future__ import annotations

from importlib import import_module

import click

from careplan.cli.serve import LOOPBACK, port_option, serve_clinic
from careplan.settings import database_url, read_settings


@click.command()
@port_option
@click.option("--database", metavar="URL", help="Database URL or the path of a SQLite file.")
@click.option("--fresh", is_flag=True, help="Make it anew, without what was done in it.")
@click.option("--no-serve", is_flag=True, help="Make the clinic and end.")
def demo(port: int, database: str | None, fresh: bool, no_serve: bool) -> None:
    """Serve a clinic with invented patients.

    The clinic is made where it is missing.
    """
    settings = read_settings()
    if not no_serve:  # before anything is made: who chooses another port then begins anew
        import_module("careplan.web.serving").refuse_taken_port(LOOPBACK, port)
    place = database_url(database or str(settings.home / "demo.db"))
    if import_module("careplan.demo").make(place, settings=settings, fresh=fresh):
        click.echo("Made the demo clinic. Its patients are invented.")
    else:
        click.echo("The demo clinic is there already, with what was done in it. --fresh makes it anew.")
    if not no_serve:
        serve_clinic(place, port=port)
