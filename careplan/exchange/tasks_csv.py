"""The tasks CSV: one row a task, 31 columns, the same for every list and command (PRODUCT 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from careplan.exchange import csv_text

SCHEMA: Final = "careplan-tasks/1"


class TaskLine(NamedTuple):
    """One row, in the order of the contract. Lists are tuples; None leaves the cell empty."""

    task_id: str
    patient_id: str
    patient_name: str | None
    plan_id: str
    cause: tuple[str, ...]
    phase: str
    seq: int
    task: str
    details: str
    role: str
    assignee: str | None
    status: str
    priority: str
    start_date: date | None
    due_date: date | None
    done_date: date | None
    outcome: str | None
    outcome_note: str
    depends_on: tuple[str, ...]
    handoff: str | None
    goal: str
    source: tuple[str, ...]
    evidence: tuple[str, ...]
    red_flag: bool
    overdue_days: int | None
    created_at: datetime | None
    updated_at: datetime | None
    updated_by: str | None
    row_version: int
    link: str
    schema: str = SCHEMA


COLUMNS: Final = TaskLine._fields
EDITABLE: Final = frozenset(
    {
        "task",
        "details",
        "role",
        "assignee",
        "status",
        "priority",
        "start_date",
        "due_date",
        "done_date",
        "outcome",
        "outcome_note",
        "depends_on",
    }
)
"""Columns that may be changed in the file; the others are read-only."""


def write(lines: Iterable[TaskLine]) -> Iterator[bytes]:
    """Yield the file in chunks; rows come in the order given (patient, plan, seq, task)."""
    return csv_text.write(COLUMNS, lines)


def file_name(on: date) -> str:
    """Return the name under which the file is offered."""
    return f"careplan-tasks-{on:%Y-%m-%d}.csv"
