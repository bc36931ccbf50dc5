"""Opens the clinic that --database names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from careplan.clinic import Clinic, open_clinic
from careplan.errors import NotReady
from careplan.settings import database_url, read_settings, shown_place
from careplan.store import Store

database_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--database", metavar="URL", help="Database URL or the path of a SQLite file."
)


def is_made(database: str | None) -> bool:
    """Return whether there is a database to open; raises NotReady where it cannot be read."""
    return Store.revision_of(_place(database)) is not None


@contextmanager
def looked_at(database: str | None) -> Iterator[Store]:
    """Give the store of the clinic to look at, and close it: nothing is made, brought up to date or written.

    Raises:
        NotReady: it is missing, of another version, or cannot be read.
    """
    store = Store.open_as_it_is(_place(database), home=read_settings().home)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def written_to(database: str | None) -> Iterator[Store]:
    """Give the store of the clinic, which is there already, to write in, and close it.

    Raises:
        NotReady: it is missing or cannot be opened.
    """
    settings = read_settings()
    with looked_at(database):
        store = Store.open(_place(database), home=settings.home, any_file_system=settings.any_file_system)
    try:
        yield store
    finally:
        store.close()


def _place(database: str | None) -> str:
    return database_url(database) if database else read_settings().database_url


@contextmanager
def opened(database: str | None, *, make: bool = False) -> Iterator[Clinic]:
    """Give the clinic, or else the one that the settings name, and close it.

    `make` makes the database where it is missing; without it a slip in the path is refused and makes nothing.

    Raises:
        NotReady: it is missing or cannot be opened.
    """
    place = _place(database)
    if not make and Store.revision_of(place) is None:
        raise NotReady(
            f"There is no clinic at {shown_place(place)}. Check --database; careplan user add makes a new one."
        )
    clinic = open_clinic(read_settings(), place)
    try:
        yield clinic
    finally:
        clinic.store.close()
