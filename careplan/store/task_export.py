"""Tasks for files: every row with what it needs of its plan, in the order of the contract, streamed.

Read a few whole plans at a time, by key, each such page in a transaction of its own: the file is never
held in memory, and writers of SQLite are not kept waiting by a long export. So every plan is shown as it
was at one moment, but two plans may be shown as of two moments.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
    tuple_,
)

from careplan.cause import CauseId, Certainty
from careplan.plan import PlanStatus
from careplan.store.columns import plain_rows, read, written_day, written_moment
from careplan.store.numbers import number_of, task_id
from careplan.store.plan_list import causes_of
from careplan.store.schema import patient, plan, plan_module, task, task_wait
from careplan.task import TaskStatus
from careplan.team import RoleId

_PLANS_A_PAGE: Final = 20
_PLANS_OF_FIRST_PAGE: Final = 6
"""Enough for the first chunk of a file, so that its first bytes leave soon."""

_IN_PAGE: Final[BindParameter[Any]] = bindparam("plans", expanding=True)
_PLANS = (
    select(plan.c.id, plan.c.patient, plan.c.number, plan.c.goal, patient.c.name)
    .join(patient, patient.c.id == plan.c.patient)
    .order_by(plan.c.patient, plan.c.number)
)
_PLAN, _NUMBER, _DONE_WHEN, _CANCELLED_BECAUSE, _AS_KEPT = range(5)
"""Columns of `_TASKS`; from the last on a row has them as they are."""
_WHY_CANCELLED = case((task.c.status == TaskStatus.CANCELLED.value, task.c.body), else_="")
"""In which the reason stands; it is read of cancelled tasks only."""
_TASKS = (
    select(
        *(task.c.plan, task.c.id, task.c.done_when, _WHY_CANCELLED),
        *(task.c.module, task.c.key, task.c.instance, task.c.occurrence, task.c.occurrences, task.c.phase, task.c.seq),
        *(task.c.title, task.c.role, task.c.assignee, task.c.status, task.c.readiness, task.c.priority),
        *(written_day(task.c.window_from), written_day(task.c.due), written_day(task.c.late_after)),
        *(written_day(task.c.rests_from), written_day(task.c.closed_on), task.c.outcome, task.c.note),
        task.c.hand_off,
        *(task.c.members, task.c.evidence, task.c.sources, task.c.red_flag),
        *(written_moment(task.c.created_at), written_moment(task.c.updated_at), task.c.updated_by),
        task.c.row_version,
    )
    .where(task.c.plan.in_(_IN_PAGE))
    .order_by(task.c.plan, task.c.seq)
)
_WAITS = (
    select(task_wait.c.task, task_wait.c.waits_for)
    .join(task, task.c.id == task_wait.c.task)
    .where(task.c.plan.in_(_IN_PAGE))
    .order_by(task_wait.c.task, task_wait.c.position)
)
_MODULES = (
    select(plan_module).where(plan_module.c.plan.in_(_IN_PAGE)).order_by(plan_module.c.plan, plan_module.c.module)
)


_Kept = tuple[Any, ...]
"""A row of `_TASKS`."""


class ExportFilter(NamedTuple):
    """Which tasks to export: of these teams, narrowed by whatever is given.

    `sessions` adds to `task_ids` the later open sessions of their series.
    """

    team_ids: tuple[int, ...]
    patient_id: str | None = None
    plan_id: str | None = None
    role: RoleId | None = None
    open_only: bool = False
    plan_status: PlanStatus | None = None
    task_ids: tuple[str, ...] | None = None
    sessions: bool = False


class ExportPlan(NamedTuple):
    """What a file says of a plan with each of its tasks; `versions` has each module with its version."""

    patient_id: str
    plan_id: str
    patient_name: str | None
    causes: tuple[CauseId, ...]
    goal: str
    versions: tuple[tuple[str, int], ...]


class ExportRow(NamedTuple):
    """One task with what a file says of its plan, as the store has it.

    Days and moments are written already (2026-03-09, 2026-03-09T08:15:00Z): a file of a million tasks has five
    million of them. `late_after` counts for ready tasks only; `depends_on`, `members`, `evidence`, `sources` are
    joined by `;`.
    """

    of_plan: ExportPlan
    task_id: str
    depends_on: str
    done_when: tuple[str, ...]
    cancelled_because: str
    module: str
    key: str
    instance: int
    occurrence: int
    occurrences: int
    phase: str
    seq: int
    title: str
    role: RoleId
    assignee: str | None
    status: str
    readiness: str | None
    priority: str
    window_from: str | None
    due: str | None
    late_after: str | None
    rests_from: str | None
    closed_on: str | None
    outcome: str | None
    note: str
    hand_off: str | None
    members: str
    evidence: str
    sources: str
    red_flag: bool
    created_at: str
    updated_at: str
    updated_by: str
    row_version: int


def export_rows(connection: Connection, which: ExportFilter) -> Iterator[ExportRow]:
    """Yield tasks by patient, plan and place in the plan, in four queries for every twenty plans."""
    query, tasks = narrowed_plans(_PLANS, which), _TASKS.where(*tasks_asked_for(which))
    asked = query.limit(_PLANS_OF_FIRST_PAGE)
    while page := connection.execute(asked).all():
        ids = [row.id for row in page]
        yield from _rows(connection, page, tasks, ids)
        asked = _after(query, page[-1].patient, page[-1].number).limit(_PLANS_A_PAGE)
        connection.rollback()  # nothing was written: this lets writers in, and the next page begins anew


def narrowed_plans(query: Select[Any], which: ExportFilter) -> Select[Any]:
    """Return a query of plans narrowed to those that a file is about."""
    query = query.where(plan.c.team.in_(which.team_ids))
    if which.patient_id is not None:
        query = query.where(plan.c.patient == which.patient_id)
    if which.plan_id is not None:
        query = query.where(plan.c.id == which.plan_id)
    if which.task_ids is not None:
        named = select(task.c.plan).where(task.c.id.in_(_numbers(which.task_ids)))
        query = query.where(plan.c.id.in_(named))
    return query.where(plan.c.status == which.plan_status.value) if which.plan_status else query


def tasks_asked_for(which: ExportFilter) -> tuple[ColumnElement[bool], ...]:
    """Return what narrows the tasks of the plans that a file is about; nothing where all of them are in it."""
    found: list[ColumnElement[bool]] = [task.c.is_open] if which.open_only else []
    if which.task_ids is not None:
        found.append(_named(_numbers(which.task_ids), sessions=which.sessions))
    if which.role:
        found.append(task.c.role == which.role)
    return tuple(found)


def _named(numbers: list[int], *, sessions: bool) -> ColumnElement[bool]:
    these = task.c.id.in_(numbers)
    if not sessions:
        return these
    one = task.alias("one")
    same_series = (one.c[name] == task.c[name] for name in ("plan", "module", "key", "instance"))
    earlier = exists().where(one.c.id.in_(numbers), *same_series, one.c.occurrence < task.c.occurrence, one.c.is_open)
    return or_(these, and_(task.c.is_open, earlier))


def _numbers(task_ids: Iterable[str]) -> list[int]:
    return [number_of(each) for each in task_ids]


def _after(query: Select[Any], patient_id: str, number: int) -> Select[Any]:
    return query.where(tuple_(plan.c.patient, plan.c.number) > tuple_(patient_id, number))


def _rows(connection: Connection, page: Sequence[Row[Any]], tasks: Select[Any], ids: list[str]) -> Iterator[ExportRow]:
    named, versions = causes_of(connection, ids), _versions_of(connection, ids)
    waits = _waits_in(connection, ids)
    for of, rows in _by_plan(page, plain_rows(connection.execute(tasks, {"plans": ids}))):
        whose = ExportPlan(of.patient, of.id, of.name, _present(named.get(of.id, ())), of.goal, versions.get(of.id, ()))
        for row in rows:
            number, reason = row[_NUMBER], row[_CANCELLED_BECAUSE]
            told = whose, task_id(number), waits.get(number, ""), _texts(row[_DONE_WHEN]), reason and _reason(reason)
            yield ExportRow._make(told + row[_AS_KEPT:])


def _by_plan(page: Sequence[Row[Any]], rows: Iterator[_Kept]) -> Iterator[tuple[Row[Any], list[_Kept]]]:
    """Yield each plan with its tasks, in the order of the page; tasks come by the ids of plans.

    The two orders are nearly always one, so few rows are held at a time: what is made of them finds them in the
    processor's cache, which takes a quarter less time than reading the page first.
    """
    found: dict[str, list[_Kept]] = {}
    left = deque(page)
    for plan_id, its in groupby(rows, key=itemgetter(_PLAN)):
        found[plan_id] = [*its]
        while left and left[0].id in found:
            yield left[0], found.pop(left.popleft().id)
    for each in left:
        yield each, found.pop(each.id, [])


def _waits_in(connection: Connection, ids: list[str]) -> dict[int, str]:
    """Return what each task of these plans waits for, joined by `;`."""
    waits: dict[int, str] = {}
    for number, waits_for in plain_rows(connection.execute(_WAITS, {"plans": ids})):
        shown = task_id(waits_for)
        waits[number] = f"{waits[number]};{shown}" if number in waits else shown
    return waits


def _versions_of(connection: Connection, ids: list[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return the modules of each of these plans with their versions."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for module in connection.execute(_MODULES, {"plans": ids}):
        found[module.plan] = (*found.get(module.plan, ()), (module.module, module.version))
    return found


def _reason(body: str) -> str:
    return str(read(body).get("reason", ""))


@lru_cache(maxsize=4096)
def _texts(written: str) -> tuple[str, ...]:
    """Return a list of texts; the tasks of one template say the same."""
    return tuple(read(written))


def _present(causes: tuple[tuple[CauseId, Certainty], ...]) -> tuple[CauseId, ...]:
    return tuple(cause for cause, certainty in causes if certainty is not Certainty.REFUTED)
