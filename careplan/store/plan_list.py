"""Plans as a list: the worst first, with the next thing to do, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, case, exists, func, literal, select, tuple_

from careplan.cause import CauseId, Certainty
from careplan.plan import PlanStatus
from careplan.store.numbers import task_id
from careplan.store.schema import patient, plan, plan_cause, task
from careplan.store.stand import READY
from careplan.store.task_lists import FAR
from careplan.store.work_list import SOON_DAYS, awake
from careplan.task import Phase
from careplan.team import RoleId

PAGE: Final = 25
WORSE: Final = "worse"

_TODAY: Final = bindparam("today", type_=task.c.due.type)
_SOON: Final = bindparam("soon", type_=task.c.due.type)
_READY: Final = (task.c.lane == READY, awake(task.c.rests_from, _TODAY))
_LATE_FROM: Final = case((plan.c.rests_from <= _TODAY, plan.c.late_from_then), else_=plan.c.late_from)
_PLANS = select(plan, patient.c.name.label("patient_name"), patient.c.record_number, patient.c.birth_date).join(
    patient, patient.c.id == plan.c.patient
)
_CAUSES = (
    select(plan_cause.c.plan, plan_cause.c.cause, plan_cause.c.certainty)
    .where(plan_cause.c.plan.in_(bindparam("plans", expanding=True)))
    .order_by(plan_cause.c.plan, plan_cause.c.position)
)
_late_since = case((task.c.late_after < _TODAY, task.c.late_after), else_=literal(FAR))
_when = case((task.c.due <= _TODAY, 0), (task.c.due <= _SOON, 1), else_=2)
_unblocks = case((task.c.due <= _SOON, task.c.unblocks), else_=0)
# the order of coordination.board.first_to_look_at, for what is ready
_ranked = (
    select(
        *(task.c.plan, task.c.id, task.c.title, task.c.role, task.c.opens, task.c.due, task.c.late_after),
        func.row_number()
        .over(
            partition_by=task.c.plan,
            order_by=(task.c.urgency, _late_since, _when, _unblocks.desc(), task.c.due, task.c.id),
        )
        .label("place"),
        func.sum(case((task.c.late_after < _TODAY, 1), else_=0)).over(partition_by=task.c.plan).label("late"),
    )
    .where(task.c.plan.in_(bindparam("plans", expanding=True)), *_READY)
    .subquery()
)
_NEXT = select(_ranked).where(_ranked.c.place == 1)


class PlanSort(StrEnum):
    """Red flag, days late, outcome worse; by next review; or by patient."""

    WORST = "worst"
    REVIEW = "review"
    PATIENT = "patient"


class PlanFilter(NamedTuple):
    """Which plans to list: of these teams, narrowed by whatever is given.

    `text` is looked for in patient id, record number and name; `patient_id` and `plan_id` are exact. `role` has
    something to do now. `late`, `no_review` and `unconfirmed` narrow when they are True.
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
    patient_id: str | None = None
    plan_id: str | None = None


class NextAction(NamedTuple):
    """The next thing to do in a plan."""

    task_id: str
    title: str
    role: RoleId
    opens: date | None
    due: date
    late_after: date

    def days_late(self, today: date) -> int:
        """Return by how many days it is late; 0 when it is not."""
        return max(0, (today - self.late_after).days)


class PlanRow(NamedTuple):
    """A plan as lists show it. `late` counts lines that are late; `place` continues the list after this row."""

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
    flagged = case((plan.c.red_flags_open > 0, 0), else_=1)
    late_day = case((_LATE_FROM < _TODAY, _LATE_FROM), else_=literal(FAR))
    worse = case((plan.c.response == WORSE, 0), else_=1)
    return {
        PlanSort.WORST: (flagged, late_day, worse, plan.c.patient, plan.c.number),
        PlanSort.REVIEW: (func.coalesce(plan.c.next_review, literal(FAR)), plan.c.patient, plan.c.number),
        PlanSort.PATIENT: (plan.c.patient, plan.c.number),
    }


_ORDERS: Final = _orders()


def list_plans(
    connection: Connection,
    which: PlanFilter,
    today: date,
    *,
    sort: PlanSort = PlanSort.WORST,
    after: tuple[Any, ...] | None = None,
    limit: int = PAGE,
) -> list[PlanRow]:
    """Return a page of plans, in three queries."""
    order = _ORDERS[sort]
    places = [column.label(f"place_{number}") for number, column in enumerate(order)]
    query = _narrowed(_PLANS.add_columns(*places), which).order_by(*order).limit(limit)
    if after is not None:
        given = [literal(value, type_=column.type) for value, column in zip(after, order, strict=True)]
        query = query.where(tuple_(*order) > tuple_(*given))
    rows = connection.execute(query, {"today": today}).all()
    ids = [row.id for row in rows]
    causes = causes_of(connection, ids)
    soon = today + timedelta(days=SOON_DAYS)
    found = connection.execute(_NEXT, {"plans": ids, "today": today, "soon": soon})
    following = {row.plan: row for row in found}
    return [_plan_row(row, causes.get(row.id, ()), following.get(row.id), len(order)) for row in rows]


def count_plans(connection: Connection, which: PlanFilter, today: date) -> int:
    """Return how many plans a list has."""
    ids = _narrowed(select(plan.c.id).join(patient, patient.c.id == plan.c.patient), which).subquery()
    return int(connection.execute(select(func.count()).select_from(ids), {"today": today}).scalar_one())


def causes_of(connection: Connection, plan_ids: Iterable[str]) -> dict[str, tuple[tuple[CauseId, Certainty], ...]]:
    """Return the causes of plans, in their order, refuted ones too."""
    found: dict[str, tuple[tuple[CauseId, Certainty], ...]] = {}
    for row in connection.execute(_CAUSES, {"plans": list(plan_ids)}):
        found[row.plan] = (*found.get(row.plan, ()), (row.cause, Certainty(row.certainty)))
    return found


def _narrowed(query: Select[Any], which: PlanFilter) -> Select[Any]:
    query = query.where(plan.c.team.in_(which.team_ids))
    if which.status:
        query = query.where(plan.c.status == which.status.value)
    if which.patient_id is not None:
        query = query.where(plan.c.patient == which.patient_id)
    if which.plan_id is not None:
        query = query.where(plan.c.id == which.plan_id)
    if which.text.strip():
        query = query.where(_matches(which.text.strip()))
    if which.phase:
        query = query.where(plan.c.phase == which.phase.value)
    if which.late:
        query = query.where(_LATE_FROM < _TODAY)
    if which.no_review:
        query = query.where(plan.c.next_review.is_(None))
    if which.role:
        query = query.where(exists().where(task.c.plan == plan.c.id, *_READY, task.c.role == which.role))
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
    row: Row[Any], causes: tuple[tuple[CauseId, Certainty], ...], following: Row[Any] | None, parts: int
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
        next_action=_next_action(act) if act else None,
        next_review=row.next_review,
        last_review=row.last_review,
        response=row.response,
        place=tuple(row._mapping[f"place_{number}"] for number in range(parts)),
    )


def _next_action(row: Row[Any]) -> NextAction:
    return NextAction(task_id(row.id), row.title, row.role, row.opens, row.due, row.late_after)
