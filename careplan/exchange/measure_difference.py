"""What a measures file says otherwise than the clinic does, cell by cell (PRODUCT 8, rules 1 to 9).

A value that is corrected is withdrawn and kept anew, so a row may name one that has another in its place: it is held
against what left with the file, and against what stands now. Nothing here knows who asks or what they may do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final, NamedTuple

from careplan.errors import InvalidInput
from careplan.exchange.csv_days import DayOrder, day_of
from careplan.exchange.csv_reading import Row, Table
from careplan.exchange.csv_text import shown
from careplan.exchange.difference import CUT_OFF, ONLY_READ, ROWS_AT_A_TIME, Changed, PassedOver, Rows
from careplan.exchange.measures_csv import SCHEMA, MeasureLine
from careplan.measure import Measure
from careplan.nearest import did_you_mean
from careplan.number_range import shortened
from careplan.unseen import refusal_of

DAYS: Final = frozenset({"date"})
"""Columns of days."""
_TAKEN: Final = ("date", "measure", "value", "note")
"""Columns whose cells may be taken: the time point follows from the date."""
_WHOSE: Final = ("patient_id", "plan_id")
_NUMBER: Final = re.compile(r"-?\d{1,15}([.,]\d{1,15})?", re.ASCII)
_THOUSANDS: Final = re.compile(r"-?\d{1,3},\d{3}", re.ASCII)
_FOLLOWS: Final = "The time point follows from the date. Change the date to move the value to another."
_TAKEN_BACK: Final = "This value was taken back since the file left. Enter the right one as a row without measure_id."
_UNKNOWN: Final = "There is no such value, or it is another team’s. Leave the cell empty to enter a value."
_TWICE: Final = "The file has another row of this value. Leave one of them."


class Known(NamedTuple):
    """A value of the clinic: as it left under its id, and what stands in its place; None where it was taken back."""

    left: MeasureLine
    now: MeasureLine | None


class NewValue(NamedTuple):
    """A row without an id: a value to be recorded.

    `patient_id` and `timepoint` are what the row says of them; empty where it does not.
    """

    row: int
    plan_id: str
    patient_id: str
    date: date
    measure: str
    value: float | str
    note: str
    timepoint: str


Found = Changed | PassedOver | NewValue
Current = Callable[[Sequence[str]], Mapping[str, Known]]
"""Returns the values of these ids; those that the person may not see are missing."""


def differences(
    table: Table, current: Current, *, order: DayOrder | None, measures: Mapping[str, Measure]
) -> Iterator[Found]:
    """Yield what the file says otherwise, by row.

    Args:
        order: in which order the file writes days that are not ISO.
        measures: every measure by its id.

    Raises:
        InvalidInput: its table cannot be read.
    """
    sheet, named, every = _Sheet(table.columns, order, measures), Rows(), table.rows()
    while rows := list(islice(every, ROWS_AT_A_TIME)):
        known = current([shown_id for row in rows if (shown_id := sheet.cell(row, "measure_id"))])
        for row in rows:
            yield from _of_row(sheet, row, known, named)


class _Sheet:
    """Where the columns of a file stand, and how its cells are read."""

    def __init__(self, columns: Sequence[str], order: DayOrder | None, measures: Mapping[str, Measure]) -> None:
        self.place = {name: place for place, name in enumerate(columns)}
        self.order, self.measures = order, measures

    def cell(self, row: Row, column: str) -> str:
        text = row.cells[self.place[column]] if column in self.place else ""
        return text.replace("\r\n", "\n").replace("\r", "\n") if column == "note" else text.strip()

    def has(self, *columns: str) -> list[str]:
        return [name for name in columns if name in self.place]

    def read(self, column: str, text: str, measure: str) -> Any:
        """Return what a cell says of a value of a measure; None for an empty one.

        Raises InvalidInput, which names neither row nor column.
        """
        if not text:
            return None
        if refusal := refusal_of([text]):
            raise InvalidInput(refusal)
        if column == "date":
            if day := day_of(text, self.order):
                return day
            raise InvalidInput(f"“{text}” is no day. Write it as 2026-03-09.")
        if column == "measure":
            return _code(text, self.measures)
        return _value(text, self.measures[measure]) if column == "value" else text

    def measure(self, row: Row, otherwise: str) -> str:
        """Return the measure that a row names; the other one where it names none that is known."""
        code = _as_code(self.cell(row, "measure"))
        return code if code in self.measures else otherwise


def _as_code(text: str) -> str:
    return text.casefold().replace(" ", "_")


def _code(text: str, codes: Collection[str]) -> str:
    code = _as_code(text)
    if code not in codes:
        raise InvalidInput(f"“{text}” is no measure. {did_you_mean(code, codes)}")
    return code


def _value(text: str, measure: Measure) -> float | str:
    """Return a number, which a spreadsheet may write with a decimal comma, or the code of what is no number."""
    if measure.kind != "number":
        return _as_code(text)
    if _THOUSANDS.fullmatch(text):
        raise InvalidInput(f"“{text}” can be read in two ways. Write it with a decimal point.")
    if not _NUMBER.fullmatch(text):
        raise InvalidInput(f"“{shortened(text)}” is no number. Enter {measure.number_range.words}.")
    return float(text.replace(",", "."))


def _of_row(sheet: _Sheet, row: Row, known: Mapping[str, Known], named: Rows) -> Iterable[Found]:
    measure_id, schema = sheet.cell(row, "measure_id"), sheet.cell(row, "schema")
    if schema and schema != SCHEMA:
        return [PassedOver(row.number, measure_id, "schema", schema, f"Only rows of {SCHEMA} are read here.")]
    if not row.whole:
        return [PassedOver(row.number, measure_id, "", "", CUT_OFF)]
    if not measure_id:
        return _new_value(sheet, row)
    one = known.get(measure_id)
    if one is None:
        return [PassedOver(row.number, measure_id, "measure_id", measure_id, _UNKNOWN)]
    if named.again(measure_id):
        return [PassedOver(row.number, measure_id, "", "", _TWICE)]
    return _compared(sheet, row, one)


def _compared(sheet: _Sheet, row: Row, known: Known) -> Iterator[Found]:
    left, now = known
    for column in sheet.has(*_WHOSE):
        text, was = sheet.cell(row, column), shown(getattr(left, column))
        if text not in ("", was):
            why = f"It belongs to {was or 'no plan'}. Were the rows mixed up? Nothing of this row is taken."
            yield PassedOver(row.number, left.measure_id, column, text, why)
            return
    changed = [one for column in sheet.has(*_TAKEN) for one in _cell(sheet, row, column, known)]
    if now is None and changed:
        yield PassedOver(row.number, left.measure_id, "", "", _TAKEN_BACK)
        return
    yield from changed
    yield from _only_read(sheet, row, known, {one.column for one in changed})


def _cell(sheet: _Sheet, row: Row, column: str, known: Known) -> Iterator[Changed | PassedOver]:
    """Yield a cell that says neither what left with the file nor what stands now."""
    left, now = known
    text, stands = sheet.cell(row, column), now or left
    try:
        value = sheet.read(column, text, sheet.measure(row, stands.measure))
    except InvalidInput as refused:
        yield PassedOver(row.number, left.measure_id, column, text, str(refused))
        return
    if ("" if value is None else value) not in (getattr(left, column), getattr(stands, column)):
        before, after = shown(getattr(stands, column)), shown(value)
        yield Changed(row.number, left.measure_id, left.patient_id, column, before, after, value, None)


def _only_read(sheet: _Sheet, row: Row, known: Known, changed: Collection[str]) -> Iterator[PassedOver]:
    """Yield the cells that may not be changed and were; a value that was corrected since is not asked for them."""
    if known.now != known.left:
        return
    for column, with_it, why in (("timepoint", "date", _FOLLOWS), ("unit", "measure", ONLY_READ)):
        text = sheet.cell(row, column)
        if column in sheet.place and with_it not in changed and text not in ("", shown(getattr(known.left, column))):
            yield PassedOver(row.number, known.left.measure_id, column, text, why)


def _new_value(sheet: _Sheet, row: Row) -> Iterator[Found]:
    said: dict[str, Any] = {}
    for column in ("measure", "date", "value", "note"):
        text = sheet.cell(row, column)
        try:
            said[column] = sheet.read(column, text, said.get("measure", ""))
        except InvalidInput as refused:
            yield PassedOver(row.number, "", column, text, str(refused))
            return
        if column != "note" and said[column] is None:
            yield PassedOver(row.number, "", column, "", f"A new value needs its {column}. The row is not taken.")
            return
    plan_id, patient_id, timepoint = (sheet.cell(row, name) for name in ("plan_id", "patient_id", "timepoint"))
    if not plan_id:
        yield PassedOver(row.number, "", "plan_id", "", "A new value needs the plan_id under which it is recorded.")
        return
    yield NewValue(row.number, plan_id, patient_id, **{**said, "note": said["note"] or ""}, timepoint=timepoint)
