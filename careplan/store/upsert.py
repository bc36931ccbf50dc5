"""Inserting what may be there already, in the one form that SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], **changes: Any) -> None:
    """Insert rows; where the primary key is there already, set `changes` instead.

    A change is a value, or a function of the row that was to be inserted.
    """
    if not rows:
        return
    new = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    values = {name: change(new.excluded) if callable(change) else change for name, change in changes.items()}
    keys = list(table.primary_key.columns)
    connection.execute(new.on_conflict_do_update(index_elements=keys, set_=values), list(rows))
