"""Plans as a list: the worst first, with the next thing to do, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from careplan.cause import CauseId, Certainty
from careplan.plan import PlanStatus
from careplan.store.next_action import CAN_BE_DONE, Following, NextAction, next_in_plans
from careplan.store.schema import patient, plan, plan_cause, task
from careplan.store.stand import READY
from careplan.store.task_lists import FAR
from careplan.store.unanswered import ANSWERED_LAST, UNANSWERED, Deadlines, asked_by
from careplan.task import Phase
from careplan.team import RoleId
from careplan.urgency import CLASSES

PAGE: Final = 25
WORSE: Final = "worse"

_TODAY: Final = bindparam("today", type_=task.c.due.type)
_LATE_FROM: Final = case((plan.c.rests_from <= _TODAY, plan.c.late_from_then), else_=plan.c.late_from)
_PLANS = select(plan, patient.c.name.label("patient_name"), patient.c.record_number, patient.c.birth_date).join(
    patient, patient.c.id == plan.c.patient
)
_CAUSES = (
    select(plan_cause.c.plan, plan_cause.c.cause, plan_cause.c.certainty)
    .where(plan_cause.c.plan.in_(bindparam("plans", expanding=True)))
    .order_by(plan_cause.c.plan, plan_cause.c.position)
)
_FLAGS = (task.c.plan == plan.c.id, task.c.lane == READY, task.c.urgency < CLASSES)
# the most urgent red flag, and of such the one that has no reply; read only where a flag is open
_worst_flag = case(
    (
        plan.c.red_flags_open > 0,
        func.coalesce(
            select(func.min(2 * task.c.urgency + ANSWERED_LAST)).where(*_FLAGS).correlate(plan).scalar_subquery(),
            literal(2 * CLASSES),
        ),
    ),
    else_=literal(2 * CLASSES + 1),
)
_NO_REPLY = (plan.c.red_flags_open > 0) & exists().where(*_FLAGS, UNANSWERED)


class PlanSort(StrEnum):
    """Red flag by its class and whether a reply is overdue, days late, outcome worse; by next review; or by patient."""

    WORST = "worst"
    REVIEW = "review"
    PATIENT = "patient"


class PlanFilter(NamedTuple):
    """Which plans to list: of these teams, narrowed by whatever is given.

    `text` is looked for in patient id, record number and name; `patient_id` and `plan_id` are exact. `role` has
    something to do now. `late`, `no_review`, `unconfirmed`, `flagged` (a red flag is open) and `unanswered` (a reply to
    one is overdue) narrow when they are True.
    """

    team_ids: tuple[int, ...]
    status: PlanStatus | None = PlanStatus.OPEN
    text: str = ""
    cause: CauseId | None = None
    role: RoleId | None = None
    phase: Phase | None = None
    late: bool = False
    no_review: bool = False
    unconfirmed: bool = False
    flagged: bool = False
    unanswered: bool = False
    plan_ids: tuple[str, ...] | None = None
    patient_id: str | None = None
    plan_id: str | None = None
    patient_ids: tuple[str, ...] | None = None


class PlanRow(NamedTuple):
    """A plan as lists show it; `place` continues the list after this row.

    `late` counts lines that are late, and red flags to which a reply is overdue.
    """

    id: str
    patient_id: str
    patient_name: str | None
    record_number: str | None
    birth_date: date | None
    status: PlanStatus
    version: int
    start: date
    goal: str
    created_at: datetime
    updated_at: datetime
    causes: tuple[tuple[CauseId, Certainty], ...]
    phase: Phase
    tasks_total: int
    tasks_open: int
    tasks_done: int
    late: int
    red_flags_open: int
    next_action: NextAction | None
    next_review: date | None
    last_review: date | None
    response: str | None
    place: tuple[Any, ...]


def _orders() -> dict[PlanSort, tuple[ColumnElement[Any], ...]]:
    late_day = case((_LATE_FROM < _TODAY, _LATE_FROM), else_=literal(FAR))
    worse = case((plan.c.response == WORSE, 0), else_=1)
    return {
        PlanSort.WORST: (_worst_flag, late_day, worse, plan.c.patient, plan.c.number),
        PlanSort.REVIEW: (func.coalesce(plan.c.next_review, literal(FAR)), plan.c.patient, plan.c.number),
        PlanSort.PATIENT: (plan.c.patient, plan.c.number),
    }


_ORDERS: Final = _orders()


def list_plans(
    connection: Connection,
    which: PlanFilter,
    today: date,
    *,
    deadlines: Deadlines | None = None,
    sort: PlanSort = PlanSort.WORST,
    after: tuple[Any, ...] | None = None,
    limit: int = PAGE,
) -> list[PlanRow]:
    """Return a page of plans, in three queries; `deadlines` say to which red flags a reply is overdue."""
    order = _ORDERS[sort]
    places = [column.label(f"place_{number}") for number, column in enumerate(order)]
    query = narrowed(_PLANS.add_columns(*places), which).order_by(*order).limit(limit)
    if after is not None:
        given = [literal(value, type_=column.type) for value, column in zip(after, order, strict=True)]
        query = query.where(tuple_(*order) > tuple_(*given))
    asked = {"today": today, **asked_by(deadlines)}
    rows = connection.execute(query, asked).all()
    ids = [row.id for row in rows]
    causes = causes_of(connection, ids)
    following = next_in_plans(connection, ids, today, deadlines)
    return [_plan_row(row, causes.get(row.id, ()), following.get(row.id), len(order)) for row in rows]


def count_plans(connection: Connection, which: PlanFilter, today: date, *, deadlines: Deadlines | None = None) -> int:
    """Return how many plans a list has."""
    ids = narrowed(select(plan.c.id).join(patient, patient.c.id == plan.c.patient), which).subquery()
    return int(
        connection.execute(select(func.count()).select_from(ids), {"today": today, **asked_by(deadlines)}).scalar_one()
    )


def causes_of(connection: Connection, plan_ids: Iterable[str]) -> dict[str, tuple[tuple[CauseId, Certainty], ...]]:
    """Return the causes of plans, in their order, refuted ones too."""
    found: dict[str, tuple[tuple[CauseId, Certainty], ...]] = {}
    for row in connection.execute(_CAUSES, {"plans": list(plan_ids)}):
        found[row.plan] = (*found.get(row.plan, ()), (row.cause, Certainty(row.certainty)))
    return found


def narrowed(query: Select[Any], which: PlanFilter) -> Select[Any]:
    """Return a query of plans and patients narrowed to what a list asks for; some of it asks for `today`."""
    query = query.where(plan.c.team.in_(which.team_ids))
    if which.status:
        query = query.where(plan.c.status == which.status.value)
    if which.patient_id is not None:
        query = query.where(plan.c.patient == which.patient_id)
    if which.patient_ids is not None:
        query = query.where(plan.c.patient.in_(which.patient_ids))
    if which.plan_id is not None:
        query = query.where(plan.c.id == which.plan_id)
    if which.text.strip():
        query = query.where(_matches(which.text.strip()))
    if which.phase:
        query = query.where(plan.c.phase == which.phase.value)
    if which.late:
        query = query.where(or_(_LATE_FROM < _TODAY, _NO_REPLY))
    if which.flagged:
        query = query.where(plan.c.red_flags_open > 0)
    if which.unanswered:
        query = query.where(_NO_REPLY)
    if which.plan_ids is not None:
        query = query.where(plan.c.id.in_(which.plan_ids))
    if which.no_review:
        query = query.where(plan.c.next_review.is_(None))
    if which.role:
        query = query.where(exists().where(task.c.plan == plan.c.id, *CAN_BE_DONE, task.c.role == which.role))
    present = (plan_cause.c.plan == plan.c.id, plan_cause.c.certainty != Certainty.REFUTED.value)
    if which.cause:
        query = query.where(exists().where(*present, plan_cause.c.cause == which.cause))
    if which.unconfirmed:
        query = query.where(~exists().where(*present, plan_cause.c.certainty == Certainty.CONFIRMED.value))
    return query


def _matches(text: str) -> ColumnElement[bool]:
    columns = (patient.c.id, patient.c.record_number, patient.c.name)
    first, *rest = (column.icontains(text, autoescape=True) for column in columns)
    for each in rest:
        first = first | each
    return first


def _plan_row(
    row: Row[Any], causes: tuple[tuple[CauseId, Certainty], ...], following: Following | None, parts: int
) -> PlanRow:
    act = following
    return PlanRow(
        id=row.id,
        patient_id=row.patient,
        patient_name=row.patient_name,
        record_number=row.record_number,
        birth_date=row.birth_date,
        status=PlanStatus(row.status),
        version=row.version,
        start=row.start,
        goal=row.goal,
        created_at=row.created_at,
        updated_at=row.updated_at,
        causes=causes,
        phase=Phase(row.phase),
        tasks_total=row.tasks_total,
        tasks_open=row.tasks_open,
        tasks_done=row.tasks_done,
        late=act.late if act else 0,
        red_flags_open=row.red_flags_open,
        next_action=act.act if act else None,
        next_review=row.next_review,
        last_review=row.last_review,
        response=row.response,
        place=tuple(row._mapping[f"place_{number}"] for number in range(parts)),
    )
