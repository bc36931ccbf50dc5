"""Queries of every drawing, made ready once for each database.

SQLAlchemy looks at a statement, its values and its result anew each time it is run, and a drawing runs twenty small
ones. Here the text, how each value is written and how each column is read are kept; SQLite's own driver runs it.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.compiler import SQLCompiler

from careplan.store.engine import run_by_driver

_Change = Callable[[Any], Any]
_NOTHING: Final[Mapping[str, Any]] = {}


class _Value(NamedTuple):
    """One value of a statement: its name, its place in a list of values, and how it is written unless as it is."""

    name: str
    place: int | None
    write: _Change | None

    def of(self, given: Mapping[str, Any]) -> Any:
        """Return it as the driver takes it."""
        value = given[self.name] if self.place is None else given[self.name][self.place]
        return value if self.write is None else self.write(value)


class _Ready(NamedTuple):
    """A query as SQLite's driver takes it; `fixed` are the values that it brings itself."""

    text: str
    values: tuple[_Value, ...]
    fixed: Mapping[str, Any]
    make: Callable[..., Any]
    changed: tuple[tuple[int, _Change], ...]

    def row(self, found: tuple[Any, ...]) -> Any:
        """Return a row with its names, its days and moments read."""
        if not self.changed:
            return self.make(found)
        cells = list(found)
        for at, change in self.changed:
            cells[at] = change(cells[at])
        return self.make(cells)


class Query:
    """A query whose text depends on nothing but how many values its lists have."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self._ready: dict[tuple[int, ...], _Ready] = {}

    def rows(self, connection: Connection, given: Mapping[str, Any] = _NOTHING) -> Collection[Any]:
        """Return all rows, by name and by position."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.statement, given).all()
        ready = self._ready_for(connection.dialect, given)
        known = {**ready.fixed, **given}
        values = tuple([value.of(known) for value in ready.values])
        return [ready.row(found) for found in run_by_driver(connection, ready.text, values)]

    def first(self, connection: Connection, given: Mapping[str, Any] = _NOTHING) -> Any:
        """Return the first row; None where there is none."""
        return next(iter(self.rows(connection, given)), None)

    def value(self, connection: Connection, given: Mapping[str, Any] = _NOTHING) -> Any:
        """Return the first column of the first row; None where there is no row."""
        found = self.first(connection, given)
        return None if found is None else found[0]

    def _ready_for(self, dialect: Dialect, given: Mapping[str, Any]) -> _Ready:
        sizes = tuple([len(value) for value in given.values() if isinstance(value, list)])
        ready = self._ready.get(sizes)
        if ready is None:
            ready = self._ready[sizes] = _made_ready(self.statement, dialect, given)
        return ready


def _made_ready(statement: Select[*tuple[Any, ...]], dialect: Dialect, given: Mapping[str, Any]) -> _Ready:
    compiled = statement.compile(dialect=dialect)
    expanded = compiled.construct_expanded_state(given)
    if odd := [name for name in expanded.parameter_expansion if not isinstance(given.get(name, []), list)]:
        raise TypeError(f"{', '.join(odd)} must be a list: how many values it has is what a text is kept for.")
    of_list = {one: (name, at) for name, many in expanded.parameter_expansion.items() for at, one in enumerate(many)}
    fixed = {name: value for name, value in compiled.params.items() if name not in given}
    columns = statement.selected_columns
    named = namedtuple("Row", [getattr(column, "name", "") for column in columns], rename=True)  # type: ignore[misc]  # names of columns
    readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return _Ready(
        expanded.statement,
        tuple(_value(compiled, one, of_list, dialect) for one in expanded.positiontup or ()),
        fixed,
        named._make,
        tuple((at, read) for at, read in enumerate(readers) if read),
    )


def _value(compiled: SQLCompiler, one: str, of_list: Mapping[str, tuple[str, int]], dialect: Dialect) -> _Value:
    name, place = of_list.get(one, (one, None))
    return _Value(name, place, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
