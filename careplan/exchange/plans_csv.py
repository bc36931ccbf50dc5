"""The plans CSV: one row a plan (PRODUCT 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from careplan.exchange import csv_text

SCHEMA: Final = "careplan-plans/1"


class PlanLine(NamedTuple):
    """One row, in the order of the contract. Lists are tuples; None leaves the cell empty.

    `eq5d_latest` is the profile, such as 21143; an index, such as 0.712, where only that was entered.
    """

    plan_id: str
    patient_id: str
    patient_name: str | None
    cause: tuple[str, ...]
    cause_confirmed_by: str | None
    status: str
    phase: str | None
    goal: str
    coordinator: str | None
    primary_care: str | None
    surgeon: str | None
    physical_therapist: str | None
    pain_specialist: str | None
    created_on: date
    next_review: date | None
    last_review: date | None
    tasks_total: int
    tasks_done: int
    tasks_overdue: int
    percent_done: int
    next_task_id: str | None
    next_task: str | None
    next_role: str | None
    next_due: date | None
    predicted_end: date | None
    slowest_role: str | None
    red_flags_open: int
    odi_baseline: float | None
    odi_latest: float | None
    nrs_back_baseline: float | None
    nrs_back_latest: float | None
    nrs_leg_baseline: float | None
    nrs_leg_latest: float | None
    eq5d_latest: str | float | None
    mme_latest: float | None
    template: tuple[str, ...]
    plan_version: int
    link: str
    schema: str = SCHEMA


COLUMNS: Final = PlanLine._fields


def write(lines: Iterable[PlanLine]) -> Iterator[bytes]:
    """Yield the file in chunks; rows come in the order given (patient, plan)."""
    return csv_text.write(COLUMNS, lines)


def file_name(on: date) -> str:
    """Return the name under which the file is offered."""
    return f"careplan-plans-{on:%Y-%m-%d}.csv"
