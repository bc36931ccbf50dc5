"""The audit CSV: one row an event, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from careplan.exchange import csv_text

SCHEMA: Final = "careplan-audit/1"


class AuditRow(NamedTuple):
    """One row; `changes` is “label: before → after”, joined by “; ”. None leaves a cell empty."""

    event: int
    at: datetime
    person: str
    role: str
    on_behalf_of: str
    code: str
    what: str
    patient_id: str | None
    plan_id: str | None
    task_id: str | None
    changes: str
    reason: str
    undone_later: bool
    schema: str = SCHEMA


COLUMNS: Final = AuditRow._fields


def write(rows: Iterable[AuditRow]) -> Iterator[bytes]:
    """Yield the file in chunks; rows come in the order given."""
    return csv_text.write(COLUMNS, rows)


def file_name(on: date, patient_id: str = "") -> str:
    """Return the name under which the file is offered."""
    return f"careplan-history-{f'{patient_id}-' if patient_id else ''}{on:%Y-%m-%d}.csv"
