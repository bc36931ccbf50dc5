"""Statements of every act, made ready once for each database and set of columns.

SQLAlchemy looks at a statement, its columns and every value anew each time it runs one: for what each act writes that
is more work than the database has with it. Here the text, the order of the values and how each is written are kept,
and within a transaction SQLite's own driver is given them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Delete, Dialect, Insert, Update
from sqlalchemy.sql.compiler import SQLCompiler

from careplan.store.engine import run_by_driver

_Write = Callable[[Any], Any]
_KEPT: Final = 1024


class _Value(NamedTuple):
    """One value of a statement: its name, and how the driver wants it written where it is not taken as it is."""

    name: str
    write: _Write | None


class _Ready(NamedTuple):
    """A statement as a driver takes it. `fixed` are the values that the statement brings itself."""

    text: str
    values: tuple[_Value, ...]
    fixed: Mapping[str, Any]
    by_name: bool

    def given(self, row: Mapping[str, Any]) -> Any:
        """Return the values of a row as the driver takes them: in their order, or by name."""
        known = {**self.fixed, **row} if self.fixed else row
        found = [known[name] if write is None else write(known[name]) for name, write in self.values]
        return dict(zip((value.name for value in self.values), found, strict=True)) if self.by_name else tuple(found)


class Prepared:
    """An insert, update or delete, of the columns of the rows that it is given."""

    def __init__(self, statement: Insert | Update | Delete) -> None:
        self._statement = statement
        self._ready: dict[tuple[str, tuple[str, ...]], _Ready] = {}

    def run(self, connection: Connection, *rows: Mapping[str, Any]) -> int:
        """Run it once for each of these rows, all of the same columns; return how many rows it met."""
        ready = self._ready_for(connection.dialect, rows[0])
        given = [ready.given(row) for row in rows]
        return int(_executed(connection, ready.text, given).rowcount)

    def _ready_for(self, dialect: Dialect, row: Mapping[str, Any]) -> _Ready:
        columns = (dialect.name, tuple(row))
        ready = self._ready.get(columns)
        if ready is None:
            ready = self._ready[columns] = _made_ready(self._statement, dialect, columns[1])
        return ready


def _executed(connection: Connection, text: str, given: list[Any]) -> Any:
    """Return the cursor or result of a statement, run once for each of these values."""
    many = len(given) > 1
    values = given if many else given[0]
    if connection.dialect.name != "sqlite":
        return connection.exec_driver_sql(text, values)
    return run_by_driver(connection, text, values, many=many)


def _made_ready(statement: Insert | Update | Delete, dialect: Dialect, columns: Sequence[str]) -> _Ready:
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    names = compiled.positiontup or compiled.bind_names.values()
    values = (_Value(name, _writer(compiled, name, dialect)) for name in names)
    fixed = {name: value for name, value in compiled.params.items() if name not in columns}
    return _Ready(str(compiled), tuple(values), fixed, by_name=compiled.positiontup is None)


def _writer(compiled: SQLCompiler, name: str, dialect: Dialect) -> _Write | None:
    """Return how a value is written; the tasks of a plan share few days and moments, so what was written is kept."""
    write = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=_KEPT)(write) if write else None
