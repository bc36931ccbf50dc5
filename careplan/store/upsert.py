"""Inserting what may be there already, in the one form that SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table

from careplan.store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, add: str = "") -> None:
    """Insert rows; where the primary key is there already, the other columns take the new values.

    The column `add` is added to instead.
    """
    if rows:
        _statement(connection.dialect.name, table, add).run(connection, *rows)


@cache
def _statement(dialect: str, table: Table, add: str) -> Prepared:
    new = _insert(dialect, table)
    keys = set(table.primary_key.columns)
    changes: dict[str, Any] = {c.name: new.excluded[c.name] for c in table.columns if c not in keys}
    if add:
        changes = {add: table.c[add] + new.excluded[add]}
    return Prepared(new.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changes))


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the statement of the dialect that is in use; the other one is not imported: it would cost each start."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
