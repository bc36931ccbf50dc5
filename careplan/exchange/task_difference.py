"""What a tasks file says otherwise than the clinic does, cell by cell (PRODUCT 8, rules 1 to 9).

Rows are matched by their id, whatever their order, and compared by what they show: most of a file that comes back is
as it left, and of such a row nothing is kept or read into values. Nothing here knows who asks or what they may do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from careplan.errors import InvalidInput
from careplan.exchange.csv_days import DayOrder, day_of
from careplan.exchange.csv_reading import Row, Table
from careplan.exchange.difference import CUT_OFF, ONLY_READ, ROWS_AT_A_TIME, Changed, PassedOver, Rows, several
from careplan.exchange.task_cells import DAYS, WAITING, plain, read_cell
from careplan.exchange.tasks_csv import COLUMNS, EDITABLE, SCHEMA, TaskLine
from careplan.task import TaskStatus

_WHOSE: Final = ("patient_id", "plan_id")
_MOVING: Final = frozenset(
    {"overdue_days", "updated_at", "updated_by", "row_version", "link", "patient_name", "schema"}
)
"""Read-only columns that differ by the day, the reader or the address, and not because somebody changed the file."""
_TO_COMPARE: Final = tuple(name for name in COLUMNS if name not in _MOVING and name != "task_id")

_NOT_TEXTS: Final = frozenset({"seq", "red_flag"})
"""Of those to compare, what a row has as a number, or as yes or no."""

Current = Callable[[Sequence[str]], Mapping[str, TaskLine]]
"""Returns the rows of tasks as a file would have them now, by id; those that the person may not see are missing."""


class NewTask(NamedTuple):
    """A row without an id: a task to be added to a plan, with what its cells say.

    `patient_id` is whose plan the row says that it is; empty where it does not.
    """

    row: int
    plan_id: str
    values: Mapping[str, Any]
    patient_id: str = ""


Found = Changed | PassedOver | NewTask


def differences(table: Table, current: Current, *, order: DayOrder | None, roles: Collection[str]) -> Iterator[Found]:
    """Yield what the file says otherwise, by row.

    Args:
        order: in which order the file writes days that are not ISO.
        roles: codes of the roles that own tasks.

    Raises:
        InvalidInput: its table cannot be read.
    """
    sheet = _Sheet(table.columns, order, roles)
    named = Rows()
    every = table.rows()
    while rows := list(islice(every, ROWS_AT_A_TIME)):
        ids = [sheet.id_of(row) for row in rows]
        now = current([task_id for task_id in ids if task_id])
        for row, task_id in zip(rows, ids, strict=True):
            line = now.get(task_id)
            twice = line is not None and named.again(task_id)
            if line is None or twice or not sheet.as_it_left(row, line):
                yield from _of_row(sheet, row, task_id, line, twice)


class _Sheet:
    """Where the columns of a file stand."""

    def __init__(self, columns: Sequence[str], order: DayOrder | None, roles: Collection[str]) -> None:
        self.place = {name: place for place, name in enumerate(columns)}
        self.order, self.roles = order, roles
        self.compared = [name for name in (*_TO_COMPARE, "schema") if name in self.place]
        self._cells = several([self.place[name] for name in self.compared])
        self._fields = several([COLUMNS.index(name) for name in self.compared])
        self._not_texts = [at for at, name in enumerate(self.compared) if name in _NOT_TEXTS]

    def id_of(self, row: Row) -> str:
        return row.cells[self.place["task_id"]].strip()

    def cell(self, row: Row, column: str) -> str:
        return plain(column, row.cells[self.place[column]]) if column in self.place else ""

    def differing(self, row: Row, line: TaskLine) -> list[tuple[str, str, str]]:
        """Return the columns in which a row differs, with what stands now and what the file says."""
        pairs = zip(self.compared, self._now(line), self._cells(row.cells), strict=True)
        return [(name, was, plain(name, says)) for name, was, says in pairs if self._differs(name, was, says)]

    def as_it_left(self, row: Row, line: TaskLine) -> bool:
        """Whether a row says what stands now, as most do, cell by cell."""
        return row.whole and self._cells(row.cells) == self._now(line)

    def _now(self, line: TaskLine) -> tuple[str, ...]:
        fields = self._fields(line)
        now = [value or "" for value in fields]
        for at in self._not_texts:
            now[at] = _shown(fields[at])
        return tuple(now)

    def _differs(self, column: str, was: str, says: str) -> bool:
        text = plain(column, says)
        if column in DAYS and text:
            day = day_of(text, self.order)
            return was != (day.isoformat() if day else text)
        if column == "status" and {was, text.casefold()} == {WAITING, TaskStatus.TODO.value}:
            return False
        return text != plain(column, was)

    def version(self, row: Row) -> int | None:
        text = self.cell(row, "row_version")
        return int(text) if text.isascii() and text.isdigit() else None

    def read(self, column: str, text: str) -> Any:
        return read_cell(column, text, order=self.order, roles=self.roles)


def _shown(value: object) -> str:
    """Return what is no text as a cell shows it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _of_row(sheet: _Sheet, row: Row, task_id: str, line: TaskLine | None, twice: bool) -> Iterable[Found]:
    if kind := _other_kind(sheet, row):
        return [PassedOver(row.number, task_id, "schema", kind, f"Only rows of {SCHEMA} are read here.")]
    if not task_id:
        return _new_task(sheet, row)
    if not row.whole:
        return [PassedOver(row.number, task_id, "", "", CUT_OFF)]
    if line is None:
        why = "There is no such task, or it is another team’s. Leave the cell empty to add a task."
        return [PassedOver(row.number, task_id, "task_id", task_id, why)]
    if twice:
        return [PassedOver(row.number, task_id, "", "", "The file has another row of this task. Leave one of them.")]
    return _compared(sheet, row, line)


def _other_kind(sheet: _Sheet, row: Row) -> str:
    schema = sheet.cell(row, "schema")
    return schema if schema and schema != SCHEMA else ""


def _compared(sheet: _Sheet, row: Row, line: TaskLine) -> Iterator[Found]:
    found = sheet.differing(row, line)
    for column, was, says in found:
        if column in _WHOSE and says:
            why = f"It belongs to {was}. Were the rows mixed up? Nothing of this row is taken."
            yield PassedOver(row.number, line.task_id, column, says, why)
            return
    for column, was, says in found:
        if column in EDITABLE:
            yield _changed(sheet, row, line, column, was, says)
        elif says:
            yield PassedOver(row.number, line.task_id, column, says, ONLY_READ)


def _changed(sheet: _Sheet, row: Row, line: TaskLine, column: str, was: str, says: str) -> Found:
    try:
        value = sheet.read(column, says)
    except InvalidInput as refused:
        return PassedOver(row.number, line.task_id, column, says, str(refused))
    day = value.isoformat() if column in DAYS and value else says
    return Changed(row.number, line.task_id, line.patient_id, column, was, day, value, sheet.version(row))


def _new_task(sheet: _Sheet, row: Row) -> Iterator[Found]:
    plan_id, values = sheet.cell(row, "plan_id"), {}
    if not plan_id:
        yield PassedOver(row.number, "", "plan_id", "", "A new task needs the plan_id of the plan that it is added to.")
        return
    for column in sorted(EDITABLE & sheet.place.keys()):
        try:
            values[column] = sheet.read(column, sheet.cell(row, column))
        except InvalidInput as refused:
            yield PassedOver(row.number, "", column, sheet.cell(row, column), str(refused))
    for column in ("task", "role"):
        if not values.get(column):
            yield PassedOver(row.number, "", column, "", f"A new task needs its {column}. The row is not taken.")
            return
    yield NewTask(row.number, plan_id, values, sheet.cell(row, "patient_id"))
