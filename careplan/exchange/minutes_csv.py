"""The minutes CSV of a review meeting: one row an action, and one for each case that has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from careplan.exchange import csv_text

SCHEMA: Final = "careplan-minutes/1"


class MinutesRow(NamedTuple):
    """One row; the columns up to `decided_at` are of the case and stand in each of its rows. None leaves a cell empty.

    `proposals` and `changes` are “role: text” and the former decisions with the reason of each change; `signed`,
    `absent` and `disagrees` are role codes.
    """

    meeting_date: date
    team: str
    patient_id: str
    plan_id: str
    cause: tuple[str, ...]
    reasons: str
    question: str
    proposals: str
    decision: str
    changes: str
    decided_by: str | None
    decided_at: datetime | None
    signed: tuple[str, ...]
    absent: tuple[str, ...]
    disagrees: tuple[str, ...]
    task_id: str | None
    action: str
    role: str | None
    due_date: date | None
    status: str | None
    schema: str = SCHEMA


COLUMNS: Final = MinutesRow._fields


def write(rows: Iterable[MinutesRow]) -> Iterator[bytes]:
    """Yield the file in chunks; rows come in the order given."""
    return csv_text.write(COLUMNS, rows)


def file_name(on: date) -> str:
    """Return the name under which the file of a meeting is offered."""
    return f"careplan-minutes-{on:%Y-%m-%d}.csv"
