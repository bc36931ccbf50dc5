"""What a tasks file says otherwise than the clinic does, cell by cell (PRODUCT 8, rules 1 to 9).

Rows are matched by their id, whatever their order, and compared by what they show: most of a file that comes back is
as it left, and of such a row nothing is kept or read into values. Nothing here knows who asks or what they may do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, Final, NamedTuple

from careplan.errors import InvalidInput
from careplan.exchange.csv_days import DayOrder, day_of, is_iso, orders_of
from careplan.exchange.csv_reading import Row, Table
from careplan.exchange.task_cells import DAYS, WAITING, plain, read_cell
from careplan.exchange.tasks_csv import COLUMNS, EDITABLE, SCHEMA, TaskLine
from careplan.task import TaskStatus

ROWS_AT_A_TIME: Final = 500
_WHOSE: Final = ("patient_id", "plan_id")
_MOVING: Final = frozenset(
    {"overdue_days", "updated_at", "updated_by", "row_version", "link", "patient_name", "schema"}
)
"""Read-only columns that differ by the day, the reader or the address, and not because somebody changed the file."""
_TO_COMPARE: Final = tuple(name for name in COLUMNS if name not in _MOVING and name != "task_id")

Current = Callable[[Sequence[str]], Mapping[str, TaskLine]]
"""Returns the rows of tasks as a file would have them now, by id; those that the person may not see are missing."""


class Changed(NamedTuple):
    """A cell that a person changed.

    Attributes:
        row: as the spreadsheet counts.
        before, after: as the file writes it, before it left and now; `value` is what it says.
        seen: the row version that left with the file; None where the file does not say it.
    """

    row: int
    task_id: str
    patient_id: str
    column: str
    before: str
    after: str
    value: Any
    seen: int | None

    @property
    def cleared(self) -> bool:
        """Whether the cell was emptied, which is taken only where somebody says so."""
        return not self.after


class PassedOver(NamedTuple):
    """A cell, or with no column a whole row, of which nothing is taken, and why."""

    row: int
    task_id: str
    column: str
    text: str
    why: str


class NewTask(NamedTuple):
    """A row without an id: a task to be added to a plan, with what its cells say."""

    row: int
    plan_id: str
    values: Mapping[str, Any]


Found = Changed | PassedOver | NewTask


def order_of_days(table: Table) -> tuple[DayOrder, ...]:
    """Return the orders in which the days of a file may be meant: none is needed where all are ISO.

    Raises:
        InvalidInput: of the table.
    """
    places = [place for place, name in enumerate(table.columns) if name in DAYS]
    cells = (row.cells[place].strip() for row in table.rows() for place in places)
    other = {cell for cell in cells if not is_iso(cell) and any(day_of(cell, order) for order in DayOrder)}
    return orders_of(other) if other else ()


def differences(table: Table, current: Current, *, order: DayOrder | None, roles: Collection[str]) -> Iterator[Found]:
    """Yield what the file says otherwise, by row.

    Args:
        order: in which order the file writes days that are not ISO.
        roles: codes of the roles that own tasks.

    Raises:
        InvalidInput: the file has no column of ids, is a file of another kind, or its table cannot be read.
    """
    if "task_id" not in table.columns:
        raise InvalidInput("The file has no column task_id, by which its rows are matched. Take the file out again.")
    sheet = _Sheet(table.columns, order, roles)
    known: set[str] = set()
    every = table.rows()
    while rows := list(islice(every, ROWS_AT_A_TIME)):
        now = current([task_id for row in rows if (task_id := sheet.id_of(row))])
        for row in rows:
            yield from _of_row(sheet, row, now, known)


class _Sheet:
    """Where the columns of a file stand."""

    def __init__(self, columns: Sequence[str], order: DayOrder | None, roles: Collection[str]) -> None:
        self.place = {name: place for place, name in enumerate(columns)}
        self.order, self.roles = order, roles
        self.compared = [name for name in _TO_COMPARE if name in self.place]
        self._cells = _several([self.place[name] for name in self.compared])
        self._fields = _several([COLUMNS.index(name) for name in self.compared])

    def id_of(self, row: Row) -> str:
        return row.cells[self.place["task_id"]].strip()

    def cell(self, row: Row, column: str) -> str:
        return plain(column, row.cells[self.place[column]]) if column in self.place else ""

    def differing(self, row: Row, line: TaskLine) -> list[tuple[str, str, str]]:
        """Return the columns in which a row differs, with what stands now and what the file says."""
        shown, now = self._cells(row.cells), tuple(map(_shown, self._fields(line)))
        if shown == now:
            return []
        pairs = zip(self.compared, now, shown, strict=True)
        return [(name, was, plain(name, says)) for name, was, says in pairs if self._differs(name, was, says)]

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


def _several(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return what takes these places of a row at once; always a tuple."""
    return itemgetter(*places) if len(places) > 1 else lambda row: tuple(row[place] for place in places)


def _shown(value: object) -> str:
    """Return a value as a cell shows it."""
    if value is None or value == "":
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _of_row(sheet: _Sheet, row: Row, now: Mapping[str, TaskLine], known: set[str]) -> Iterable[Found]:
    task_id = sheet.id_of(row)
    if kind := _other_kind(sheet, row):
        return [PassedOver(row.number, task_id, "schema", kind, f"Only rows of {SCHEMA} are read here.")]
    if not task_id:
        return _new_task(sheet, row)
    if not row.whole:
        return [PassedOver(row.number, task_id, "", "", "It ends before its last column. Was the file cut off here?")]
    if task_id in known:
        return [PassedOver(row.number, task_id, "", "", "The file has another row of this task. Leave one of them.")]
    known.add(task_id)
    line = now.get(task_id)
    if line is None:
        why = "There is no such task, or it is another team’s. Leave the cell empty to add a task."
        return [PassedOver(row.number, task_id, "task_id", task_id, why)]
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
            yield PassedOver(row.number, line.task_id, column, says, "This column is only read. It stays as it is.")


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
    yield NewTask(row.number, plan_id, values)
