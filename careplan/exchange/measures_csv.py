"""The measures CSV: one row a value (PRODUCT 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from careplan.exchange import csv_text

SCHEMA: Final = "careplan-measures/1"


class MeasureLine(NamedTuple):
    """One row, in the order of the contract; None leaves the cell empty.

    `value` is a number in `unit`, or the word or profile of a measure that is no number. `reached` tells
    whether the change from the baseline is at least the smallest one that matters.
    """

    measure_id: str
    patient_id: str
    patient_name: str | None
    plan_id: str | None
    date: date
    timepoint: str | None
    measure: str
    value: float | str
    unit: str
    change_from_baseline: float | None
    smallest_change: float | None
    reached: bool | None
    recorded_by: str
    note: str
    row_version: int
    schema: str = SCHEMA


COLUMNS: Final = MeasureLine._fields
EDITABLE: Final = frozenset({"date", "timepoint", "measure", "value", "note"})
"""Columns that may be changed in the file; the others are read-only."""


def write(lines: Iterable[MeasureLine]) -> Iterator[bytes]:
    """Yield the file in chunks; rows come in the order given (patient, day, id)."""
    return csv_text.write(COLUMNS, lines)


def file_name(on: date) -> str:
    """Return the name under which the file is offered."""
    return f"careplan-measures-{on:%Y-%m-%d}.csv"
