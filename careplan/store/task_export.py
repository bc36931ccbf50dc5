"""Tasks for files: every row with what it needs of its plan, in the order of the contract, streamed.

Read a few whole plans at a time, by key, each such page in a transaction of its own: the file is never
held in memory, and writers of SQLite are not kept waiting by a long export. So every plan is shown as it
was at one moment, but two plans may be shown as of two moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
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
from careplan.identity import Identity
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
_AS_KEPT: Final = 7
"""Columns of `_TASKS` before those that a row has as they are; the plan is the second of these."""
_PLAN: Final = _AS_KEPT + 1
_WHY_CANCELLED = case((task.c.status == TaskStatus.CANCELLED.value, task.c.body))
"""In which the reason stands; it is read of cancelled tasks only."""
_TASKS = (
    select(
        *(task.c.id, task.c.module, task.c.key, task.c.instance, task.c.occurrence, task.c.done_when, _WHY_CANCELLED),
        *(task.c.patient, task.c.plan, task.c.phase, task.c.seq, task.c.title, task.c.role, task.c.assignee),
        *(task.c.status, task.c.readiness, task.c.priority, written_day(task.c.window_from), written_day(task.c.due)),
        *(written_day(task.c.late_after), written_day(task.c.rests_from), written_day(task.c.closed_on)),
        *(task.c.outcome, task.c.note, task.c.members),
        *(task.c.occurrences, task.c.evidence, task.c.sources, task.c.red_flag),
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
_MODULES = select(plan_module).where(plan_module.c.plan.in_(_IN_PAGE))


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


class ExportRow(NamedTuple):
    """One task with what a file says of its plan, as the store has it.

    Days and moments are written already (2026-03-09, 2026-03-09T08:15:00Z): a file of a million tasks has five
    million of them. `late_after` counts for ready tasks only; `members`, `evidence`, `sources` are joined by `;`.
    """

    task_id: str
    identity: Identity
    patient_name: str | None
    causes: tuple[CauseId, ...]
    goal: str
    versions: Mapping[str, int]
    depends_on: tuple[str, ...]
    done_when: tuple[str, ...]
    cancelled_because: str
    patient_id: str
    plan_id: str
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
    members: str
    occurrences: int
    evidence: str
    sources: str
    red_flag: bool
    created_at: str
    updated_at: str
    updated_by: str
    row_version: int


def export_rows(connection: Connection, which: ExportFilter) -> Iterator[ExportRow]:
    """Yield tasks by patient, plan and place in the plan, in four queries for every twenty plans."""
    query, tasks = narrowed_plans(which), _TASKS.where(*tasks_asked_for(which))
    asked = query.limit(_PLANS_OF_FIRST_PAGE)
    while page := connection.execute(asked).all():
        ids = [row.id for row in page]
        yield from _rows(connection, page, tasks, ids)
        asked = _after(query, page[-1].patient, page[-1].number).limit(_PLANS_A_PAGE)
        connection.rollback()  # nothing was written: this lets writers in, and the next page begins anew


def narrowed_plans(which: ExportFilter) -> Select[Any]:
    """Return the query of the plans that a file is about."""
    query = _PLANS.where(plan.c.team.in_(which.team_ids))
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
    asked = {"plans": ids}
    named = {each: _present(found) for each, found in causes_of(connection, ids).items()}
    waits: dict[int, tuple[str, ...]] = {}
    for number, waits_for in plain_rows(connection.execute(_WAITS, asked)):
        waits[number] = (*waits.get(number, ()), task_id(waits_for))
    versions: dict[str, dict[str, int]] = {each: {} for each in ids}
    for module in connection.execute(_MODULES, asked):
        versions[module.plan][module.module] = module.version
    by_plan: dict[str, list[tuple[Any, ...]]] = {each: [] for each in ids}
    for row in plain_rows(connection.execute(tasks, asked)):
        by_plan[row[_PLAN]].append(row)
    for whose in page:
        of_plan = (whose.name, named.get(whose.id, ()), whose.goal, versions[whose.id])
        for row in by_plan[whose.id]:
            number, module, key, instance, occurrence, done_when, body = row[:_AS_KEPT]
            identity = Identity(module, key, instance, occurrence)
            told = (task_id(number), identity, *of_plan, waits.get(number, ()), _texts(done_when), _reason(body))
            yield ExportRow._make(told + row[_AS_KEPT:])


def _reason(body: str | None) -> str:
    return "" if body is None else str(read(body).get("reason", ""))


@lru_cache(maxsize=4096)
def _texts(written: str) -> tuple[str, ...]:
    """Return a list of texts; the tasks of one template say the same."""
    return tuple(read(written))


def _present(causes: tuple[tuple[CauseId, Certainty], ...]) -> tuple[CauseId, ...]:
    return tuple(cause for cause, certainty in causes if certainty is not Certainty.REFUTED)
