"""Column types and the written form of values that have no column of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, CursorResult, DateTime, Dialect, Text, cast, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from careplan.store.unseen_text import refuse_unseen_in_json

ANY_DAY: Final = date(1, 1, 1)
"""Stands where a key needs a day and there is none."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is a fault of the caller and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be kept.")
        inside = value.astimezone(UTC)
        return inside.replace(tzinfo=None) if dialect.name == "sqlite" else inside

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class written_moment(FunctionElement[str]):
    """A moment as files write it: 2026-03-09T08:15:00Z."""

    inherit_cache = True
    type = Text()


@compiles(written_moment)
def _in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    """SQLite keeps 2026-03-09 08:15:00.000000, in UTC."""
    (moment,) = element.clauses
    text = compiler.process(moment, **options)
    return f"substr({text}, 1, 10) || 'T' || substr({text}, 12, 8) || 'Z'"


@compiles(written_moment, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = element.clauses
    text = compiler.process(moment, **options)
    return f"to_char({text} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"


class lines(FunctionElement[str]):
    """The texts of all rows, each on a line of its own; `aggregate_strings` is written anew for each execution."""

    inherit_cache = True
    type = Text()


@compiles(lines)
def _lines_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    (text,) = element.clauses
    return f"group_concat({compiler.process(text, **options)}, char(10))"


@compiles(lines, "postgresql")
def _lines_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    (text,) = element.clauses
    return f"string_agg({compiler.process(text, **options)}, chr(10))"


def fixed(value: int | str) -> ColumnElement[Any]:
    """Return a number or a plain word of ours as it stands in a statement: no parameter is made of it each time."""
    if isinstance(value, str) and not value.isidentifier():
        raise ValueError(f"“{value}” is no plain word; a text of others is a parameter.")
    return literal_column(f"'{value}'" if isinstance(value, str) else str(int(value)))


def written_day(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a day as files write it: 2026-03-09."""
    return cast(day, Text)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no written form.")


_encoder = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain, check_circular=False
)


def written(value: object) -> str:
    """Return compact JSON with sorted keys; days and moments in ISO form."""
    text = encoded(value)
    refuse_unseen_in_json(text, value)
    return text


def encoded(value: object) -> str:
    """Return the same of what was read, which may be damaged: nothing is refused."""
    return _encoder.encode(value)  # json.dumps makes an encoder for each value


_decode = json.JSONDecoder().raw_decode


def read(text: str) -> Any:
    """Return what `written` wrote; days and moments stay text."""
    return _decode(text)[0]  # `written` leaves no space around: half the time of json.loads


def plain_rows(found: CursorResult[Any]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a large result as the driver gives them; what SQLAlchemy makes of each takes a tenth more.

    For texts, numbers and what is read as true or false only: days, moments and JSON are not turned into anything.
    """
    cursor: Any = found.cursor
    return iter(cursor or ())
