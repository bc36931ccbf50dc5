"""Opens the clinic that --database names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from careplan.clinic import Clinic, open_clinic
from careplan.settings import database_url, read_settings

database_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--database", metavar="URL", help="Database URL or the path of a SQLite file."
)


@contextmanager
def opened(database: str | None) -> Iterator[Clinic]:
    """Give the clinic, or else the one that the settings name, and close it; raises NotReady."""
    settings = read_settings()
    clinic = open_clinic(settings, database_url(database) if database else None)
    try:
        yield clinic
    finally:
        clinic.store.close()
