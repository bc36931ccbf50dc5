"""The tasks CSV: one row a task, 31 columns, the same for every list and command (PRODUCT 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from careplan.exchange import csv_text

SCHEMA: Final = "careplan-tasks/1"


class TaskLine(NamedTuple):
    """One row, in the order of the contract; days, moments and lists as the file has them, None for an empty cell."""

    task_id: str
    patient_id: str
    patient_name: str | None
    plan_id: str
    cause: str
    phase: str
    seq: int
    task: str
    details: str
    role: str
    assignee: str | None
    status: str
    priority: str
    start_date: str | None
    due_date: str | None
    done_date: str | None
    outcome: str | None
    outcome_note: str
    depends_on: str
    handoff: str | None
    goal: str
    source: str
    evidence: str
    red_flag: bool
    overdue_days: int | None
    created_at: str | None
    updated_at: str | None
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
    return csv_text.write_rows(COLUMNS, _rows(lines))


def _rows(lines: Iterable[TaskLine]) -> Iterator[str]:
    """Yield rows of finished cells, in one expression a row: the general way takes three times as long.

    Cells that come from codes, numbers, days and our own ids need neither guard nor quotation marks.
    """
    text = csv_text.Finished()
    for line in lines:
        (
            (task_id, patient_id, patient_name, plan_id, cause, phase, seq, task, details, role, assignee, status),
            (priority, start, due, done, outcome, note, depends_on, handoff, goal, source, evidence, red_flag),
            (overdue, created_at, updated_at, updated_by, row_version, link, schema),
        ) = line[:12], line[12:24], line[24:]
        yield (
            f"{task_id},{text[patient_id]},{text[patient_name or '']},{text[plan_id]},{text[cause]},{phase},{seq},"
            f"{text[task]},{text[details]},{text[role]},{text[assignee or '']},{status},{priority},{start or ''},"
            f"{due or ''},{done or ''},{outcome or ''},{text[note]},{depends_on},{handoff or ''},{text[goal]},"
            f"{text[source]},{text[evidence]},{'yes' if red_flag else 'no'},{'' if overdue is None else overdue},"
            f"{created_at or ''},{updated_at or ''},{text[updated_by or '']},{row_version},"
            f"{csv_text.finish(link)},{schema}"
        )


def file_name(on: date) -> str:
    """Return the name under which the file is offered."""
    return f"careplan-tasks-{on:%Y-%m-%d}.csv"
