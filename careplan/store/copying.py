"""Copies one SQLite database over another, as a whole or not at all, while others have it open."""

from __future__ import annotations

import sqlite3
from typing import cast

from careplan.store.disk_errors import plain_errors
from careplan.store.engine import Database


def copy(source: Database, target: Database) -> None:
    """Make the target hold exactly what the source holds; raises NotReady where it cannot be written."""
    with plain_errors(), target.turn():
        given, taken = source.writer.raw_connection(), target.writer.raw_connection()
        try:
            cast(sqlite3.Connection, given.driver_connection).backup(cast(sqlite3.Connection, taken.driver_connection))
        finally:
            given.close()
            taken.close()
