"""careplan serve [--database URL] [--address A] [--port N]"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from careplan.errors import CarePlanError
from careplan.settings import read_settings

LOOPBACK = "127.0.0.1"
PORT = 8501

port_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--port", metavar="N", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Where to listen."
)


@click.command()
@click.option("--database", metavar="URL", help="Database URL or the path of a SQLite file.")
@click.option("--address", metavar="A", default=LOOPBACK, show_default=True, help="Of this machine, or behind a proxy.")
@port_option
def serve(database: str | None, address: str, port: int) -> None:
    """Serve a clinic to browsers until stopped."""
    serve_clinic(database, address=address, port=port)


def serve_clinic(database: str | None, *, address: str = LOOPBACK, port: int) -> None:
    """Serve the clinic whose records are in `database`, or else where the settings say; raises NotReady.

    The app is a script that a server loads, so what was chosen on the command line reaches it as the
    setting of the same name.
    """
    if database:
        os.environ["CAREPLAN_DATABASE"] = database
    settings = read_settings()
    from careplan.web.serving import serve as run

    shown = f"[{address}]" if ":" in address else address
    place = f"http://{shown}:{port}"

    def opened() -> None:
        click.echo(f"Careplan is open at {place}/  Stop it with Ctrl+C.")
        _tell_first(settings.address or place)

    run(address, port, behind_proxy=settings.behind_proxy, opened=opened)


def _tell_first(place: str) -> None:
    """Print the link to the first account where there is none: who reads this console runs the clinic."""
    from careplan.coordination.links import first_link
    from careplan.opened import opened_clinic

    try:
        link = first_link(opened_clinic())
    except CarePlanError as refusal:  # the disk cannot be written; screens that are only read are served all the same
        click.echo(str(refusal), err=True)
        return
    if link:
        click.echo("This clinic has no account yet. Within one hour, make the first, an administrator's, once, at")
        click.echo(f"{place}{link.path}")
