"""What every table is made of: one metadata, and columns in the few kinds that the clinic keeps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.event import listens_for

from careplan.store.columns import Moment

_WHERE = "where"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def table(name: str, *parts: Column[object] | UniqueConstraint) -> Table:
    """Return a table of the one metadata."""
    return Table(name, metadata, *parts)


def named(name: str, *, null: bool = False) -> Column[object]:
    """Return a column of a short text, such as a code or a name."""
    return Column(name, String, nullable=null)


def key(name: str, *target: ForeignKey) -> Column[object]:
    """Return a text column of the primary key."""
    return Column(name, String, *target, primary_key=True)


def of(name: str, target: str, *, null: bool = False) -> Column[object]:
    """Return a column that names a row of another table."""
    kind = Integer if target in ("task.id", "care_team.id") else String
    return Column(name, kind, ForeignKey(target), nullable=null)


def day(name: str, *, null: bool = True) -> Column[object]:
    """Return a column of a date."""
    return Column(name, Date, nullable=null)


def moment(name: str, *, null: bool = False) -> Column[object]:
    """Return a column of a moment in UTC."""
    return Column(name, Moment, nullable=null)


def number(name: str, default: str | None = None, *, null: bool = False) -> Column[object]:
    """Return a column of a whole number."""
    return Column(name, Integer, nullable=null, server_default=default)


def text(name: str, default: str | None = None) -> Column[object]:
    """Return a column of a text that is always there."""
    return Column(name, Text, nullable=False, server_default=default)


def flag(name: str) -> Column[object]:
    """Return a column of yes or no."""
    return Column(name, Boolean(create_constraint=False), nullable=False)


def partial_index(name: str, *columns: Any, where: ColumnElement[bool]) -> None:
    """Make an index of those rows only for which `where` holds.

    PostgreSQL gets the condition when it makes the tables: naming it here would import its whole dialect, 0.1 s at
    each start, for a clinic that keeps its records in a file.
    """
    Index(name, *columns, sqlite_where=where, info={_WHERE: where})


@listens_for(metadata, "before_create")
def _for_postgresql(_metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Tell PostgreSQL the conditions of the partial indexes, as SQLite has them already."""
    if connection.dialect.name == "postgresql":
        for index in (each for known in metadata.tables.values() for each in known.indexes if _WHERE in each.info):
            index.dialect_kwargs["postgresql_where"] = index.info[_WHERE]
