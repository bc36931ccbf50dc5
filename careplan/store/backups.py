"""Copies of a whole database in a new file: made while others write, checked before it gets its name."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from careplan.errors import NotReady
from careplan.store.disk_errors import beside, plain_errors
from careplan.store.engine import Database, driver, open_database
from careplan.store.verify import Verified, verify

SERVER: Final = "The records are on a database server. Back it up with the server's own tools, such as pg_dump."


def copy_out(database: Database, key: bytes, file: Path) -> Verified:
    """Write what a SQLite database holds at one moment into a new file, and return how that holds against its seals.

    Raises:
        NotReady: there is such a file, the disk is full or fails, or the copy does not fit its seals. Then no file is
            left.
    """
    if database.url.get_backend_name() == "postgresql":
        raise NotReady(SERVER)
    folder = file.absolute().parent
    if not folder.is_dir():
        raise NotReady(f"There is no folder {folder}. Make it, or choose another.")
    if not os.access(folder, os.W_OK):
        raise NotReady(f"Nothing may be written to {folder}. Choose another folder.")
    if file.exists():
        raise NotReady(f"{file} is there already, and no file is written over. Choose another name.")
    unfinished = file.with_name(f".{file.name}.{token_hex(4)}")
    try:
        with plain_errors():
            _copy(database, unfinished)
        found = _verified(unfinished, key)
        if found.fault:
            raise NotReady(f"{found.fault} {file.name} was not made.")
        with plain_errors(), beside():
            _name(unfinished, file)
        return found
    finally:
        with suppress(OSError):  # where nothing could be written there is nothing to take away
            unfinished.unlink(missing_ok=True)


def _copy(database: Database, file: Path) -> None:
    """Copy in one step, which SQLite does between two writers; the file is for its owner only."""
    with beside():
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(file, isolation_level=None)) as copied, database.reader.connect() as connection:
        copied.execute("pragma synchronous=full")
        driver(connection).backup(copied)
        copied.execute("pragma journal_mode=delete")


def _verified(file: Path, key: bytes) -> Verified:
    copied = open_database(str(file))
    try:
        with plain_errors():
            return verify(copied, key)
    finally:
        copied.close()


def _name(unfinished: Path, file: Path) -> None:
    """Give a finished copy its name; a file that came there meanwhile stays."""
    try:
        os.link(unfinished, file)
    except FileExistsError:
        raise NotReady(f"{file} is there already, and no file is written over. Choose another name.") from None
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
