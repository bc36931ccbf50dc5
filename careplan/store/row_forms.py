"""The written form of a row that its seal is made of, put together by SQLite itself.

A row is written as its values in the order of its table, quoted and parted by commas: `'7','PL-0042-01',NULL,…`. SQLite
does this faster than Python reads a row. Numbers with a fraction and bytes take SQLite's own exact form. That a value
is of another kind than its column, which this form does not tell, `misfits` finds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final, NamedTuple

SHAPE: Final = "shape"
"""The name under which the tables, indexes and triggers themselves are sealed."""
SHAPE_FORMS: Final = (
    "select printf('%Q,%Q,%Q', type, name, sql) from sqlite_master where name not like 'sqlite@_%' escape '@'"
)

_TABLES: Final = (
    "select name from sqlite_master where type = 'table' and name <> 'table_seal' "
    "and name not like 'sqlite@_%' escape '@' order by name"
)
_KINDS: Final = {"INTEGER": "integer", "BOOLEAN": "integer", "FLOAT": "real", "BLOB": "blob"}
_TEXT: Final = "text"
_EXACT: Final = ("real", "blob")
_OF_EVENT: Final = ("id", "hash")
"""Of an event its number and hash are enough: its chain holds the rest."""


class SealedTable(NamedTuple):
    """A table as the database has it; each column with the kind of its values."""

    name: str
    columns: tuple[tuple[str, str], ...]

    @property
    def forms(self) -> str:
        """The query for the forms of all rows."""
        return f"select {self._form()} from {_quoted(self.name)}"  # noqa: S608 - names of our own schema

    @property
    def misfits(self) -> str:
        """The query for how many rows hold a value of another kind than their column is for."""
        wrong = " or ".join(f"typeof({_quoted(name)}) not in ('{kind}', 'null')" for name, kind in self.columns)
        return f"select count(*) from {_quoted(self.name)} where {wrong}"  # noqa: S608 - names of our own schema

    def triggers(self) -> Iterator[str]:
        """Give what makes one connection tell `careplan_row` of each row that comes, changes or goes."""
        old, new = self._form("old."), self._form("new.")
        told = {"insert": f"null, {new}", "update": f"{old}, {new}", "delete": f"{old}, null"}
        for act, rows in told.items():
            yield (
                f"create temp trigger if not exists sealed_{self.name}_{act} after {act} on main.{_quoted(self.name)} "
                f"begin select careplan_row('{self.name}', {rows}); end"
            )

    def _form(self, row: str = "") -> str:
        columns = [each for each in self.columns if self.name != "event" or each[0] in _OF_EVENT]
        pattern = ",".join("%s" if kind in _EXACT else "%Q" for _, kind in columns)
        values = (f"{row}{_quoted(name)}" for name, _ in columns)
        exact = (f"quote({v})" if kind in _EXACT else v for v, (_, kind) in zip(values, columns, strict=True))
        return f"printf('{pattern}', {', '.join(exact)})"


def sealed_tables(connection: sqlite3.Connection) -> list[SealedTable]:
    """Return the tables of a database whose rows are sealed: all but the seal itself."""
    names = [name for (name,) in connection.execute(_TABLES)]
    return [SealedTable(name, tuple(_columns(connection, name))) for name in names]


def _columns(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    for _, name, declared, *_ in connection.execute(f"pragma table_info({_quoted(table)})"):
        yield name, _KINDS.get(declared.upper(), _TEXT)


def _quoted(name: str) -> str:
    return f'"{name}"'
