"""A tasks file that came back: which of its cells and rows may be taken, and why the rest may not.

A cell that a person changed is held against what stands in the clinic now and what stood there when the file left: what
only the file changed is offered, what only somebody else changed stays, and what both changed is shown with both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from careplan.clinic import Clinic
from careplan.coordination.acting import settle
from careplan.coordination.export_lines import stored_task_lines
from careplan.coordination.import_makings import FIELDS, asked_of
from careplan.coordination.new_tasks import has_just_this, made_alike, refuse_new
from careplan.coordination.offers import Met, Offered, OfferedRow, Preview, in_order, refused
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.text_limits import refuse_long_texts
from careplan.errors import CarePlanError
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.csv_reading import Table
from careplan.exchange.difference import Changed, PassedOver
from careplan.exchange.file_kinds import FileKind
from careplan.exchange.task_cells import WAITING
from careplan.exchange.task_difference import Current, NewTask, differences
from careplan.exchange.tasks_csv import TaskLine
from careplan.plan import CarePlan
from careplan.store import ExportFilter, Records
from careplan.task import TaskStatus
from careplan.team import Practitioner

_SOMEBODY: Final = "Taken from a file"
"""The reason for what belongs to another role, while it is only looked at."""


def look_at_tasks(clinic: Clinic, table: Table, order: DayOrder | None, actor: Practitioner) -> Preview:
    """Return what a tasks file would change; raises InvalidInput where its table cannot be read."""
    roles = [role for role, known in clinic.catalogue.roles.items() if not known.account_only]
    with clinic.store.reading() as records:
        found = _Found(clinic, records, actor)
        for each in differences(table, found.current, order=order, roles=roles):
            found.take(each)
    return _looked_at(clinic, found, actor)


def current_tasks(clinic: Clinic, records: Records, actor: Practitioner) -> Current:
    """Return what reads the rows of tasks as a file would have them now, of those that this person may see."""
    teams = records.teams.of(actor.id)

    def read(task_ids: Sequence[str]) -> Mapping[str, TaskLine]:
        which = ExportFilter(teams, task_ids=tuple(task_ids))
        rows = records.tasks.rows_for_export(which) if task_ids else ()
        told = stored_task_lines(rows, today=clinic.today(), address="", names=False, words=clinic.words.text)
        return {line.task_id: line for line in told}

    return read


class _Found:
    """What a file says otherwise, as it is found, with the rows of its tasks as they are now."""

    def __init__(self, clinic: Clinic, records: Records, actor: Practitioner) -> None:
        self._current = current_tasks(clinic, records, actor)
        self.lines: dict[str, TaskLine] = {}
        self.cells: defaultdict[str, list[Changed]] = defaultdict(list)
        self.added: list[NewTask] = []
        self.passed_over: list[PassedOver] = []
        self._now: Mapping[str, TaskLine] = {}

    def current(self, task_ids: Sequence[str]) -> Mapping[str, TaskLine]:
        """Return the rows of tasks as the file would have them now."""
        self._now = self._current(task_ids)
        return self._now

    @property
    def plans(self) -> list[str]:
        """The plans that the file would change, in its order."""
        named = [*(self.lines[task_id].plan_id for task_id in self.cells), *(one.plan_id for one in self.added)]
        return list(dict.fromkeys(named))

    def of_plan(self, plan_id: str) -> tuple[list[str], list[NewTask]]:
        """Return the ids of the changed tasks of a plan, in its order, and its new ones."""
        tasks = [task_id for task_id in self.lines if self.lines[task_id].plan_id == plan_id]
        tasks.sort(key=lambda task_id: self.lines[task_id].seq)
        return tasks, [one for one in self.added if one.plan_id == plan_id]

    def take(self, found: Changed | PassedOver | NewTask) -> None:
        """Keep what was found."""
        if isinstance(found, PassedOver):
            self.passed_over.append(found)
        elif isinstance(found, NewTask):
            self.added.append(found)
        else:
            self.cells[found.id].append(found)
            self.lines[found.id] = self._now[found.id]


def _looked_at(clinic: Clinic, found: _Found, actor: Practitioner) -> Preview:
    """Return what of it may be taken, and why the rest may not; each plan is opened once."""
    with clinic.store.reading() as records:
        told = [one for plan_id in found.plans for one in _of_plan(clinic, records, found, plan_id, actor)]
    seen = in_order(FileKind.TASKS, [*found.passed_over, *told])
    in_order_of_plans = [task_id for plan_id in found.plans for task_id in found.of_plan(plan_id)[0]]
    return replace(seen, versions={task_id: found.lines[task_id].row_version for task_id in in_order_of_plans})


def _of_plan(
    clinic: Clinic, records: Records, found: _Found, plan_id: str, actor: Practitioner
) -> Iterator[Offered | OfferedRow | PassedOver]:
    tasks, new = found.of_plan(plan_id)
    try:
        opened = open_plan(clinic, records, plan_id, actor)
    except CarePlanError as error:
        yield from (refused(cell, error) for task_id in tasks for cell in found.cells[task_id])
        yield from (PassedOver(one.row, "", "plan_id", plan_id, str(error)) for one in new)
        return
    for task_id in tasks:
        told, opened = _offered(opened, found.lines[task_id], found.cells[task_id])
        yield from told
    for one in new:
        alike = made_alike(opened, one.values)
        if any(has_just_this(task, one.values) for task in alike):
            continue  # the file was taken before
        why = refuse_new(opened, one)
        yield PassedOver(one.row, "", "", "", why) if why else OfferedRow(one, opened.plan.patient_id, not alike)


def _offered(opened: Opened, line: TaskLine, cells: Iterable[Changed]) -> tuple[list[Offered | PassedOver], Opened]:
    """Return which changed cells of a task may be taken and why the others may not, and the plan as they leave it.

    What a task brings about when it is begun or closed counts for the tasks after it: they may have waited for it.
    """
    task, wanted = opened.task(line.task_id), list(_merged(opened, line, cells))
    errors: dict[str, CarePlanError] = {}
    values = {cell.column: cell.value for cell, _ in wanted}
    for asked in asked_of(task, values, opened, seen=line.row_version, because=_SOMEBODY):
        try:
            made = asked.making(opened, task)
            refuse_long_texts(made)
        except CarePlanError as error:
            errors |= dict.fromkeys(asked.columns, error)
        else:
            opened = _after(opened, made.plan) if "status" in asked.columns else opened
    told = [
        refused(cell, errors[cell.column]) if cell.column in errors else Offered(cell, task.title, task.role, met)
        for cell, met in wanted
    ]
    return told, opened


def _after(opened: Opened, plan: CarePlan) -> Opened:
    """Return a plan as it will be found once it is kept so."""
    settled = settle(opened.clinic, plan, opened.today)
    return replace(opened, record=replace(opened.record, plan=settled), standings=opened.standings_of(settled))


def _merged(opened: Opened, line: TaskLine, cells: Iterable[Changed]) -> Iterator[tuple[Changed, Met | None]]:
    """Yield the cells that the person changed, each with what somebody else made of it since the file left."""
    for cell in cells:
        if cell.seen is None or cell.seen >= line.row_version:
            yield cell, None
            continue
        change = opened.touched(line.task_id, cell.seen).get(FIELDS.get(cell.column, cell.column))
        if change is None or _shown(change.before) == cell.before:  # nobody, or it was taken back
            yield cell, None
        elif not _same(cell, change.before):  # else only somebody else changed it, and that stays
            yield cell, Met(_shown(change.before), opened.who(change), change.at)


def _same(cell: Changed, before: Any) -> bool:
    """Whether the file says what stood there when it left."""
    was = _shown(before)
    return cell.after == was or (cell.after == WAITING and was == TaskStatus.TODO)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
