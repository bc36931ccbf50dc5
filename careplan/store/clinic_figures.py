"""What figures of the clinic rest on, over all plans of some teams: a constant number of queries, whatever is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, and_, bindparam, case, func, or_, select

from careplan.figures import Begun, HeldUp
from careplan.observation import Observation
from careplan.plan import PlanStatus
from careplan.plan_inputs import SATISFYING
from careplan.store.numbers import task_id
from careplan.store.query import Query
from careplan.store.schema import event, observation, plan, task, task_wait
from careplan.store.stand import WAITING
from careplan.store.work_list import awake
from careplan.task import Phase, TaskStatus
from careplan.team import RoleId
from careplan.urgency import ROUTINE

CORE: Final = "core"
PLAN_CLOSED: Final = "plan.closed"

_SINCE: Final = bindparam("since", type_=plan.c.start.type)
_TODAY: Final = bindparam("today", type_=task.c.due.type)
_TEAMS: Final[BindParameter[Any]] = bindparam("teams", expanding=True)
_later = plan.alias("later")
_BEGUN: Final = (
    plan.c.team.in_(_TEAMS),
    plan.c.start >= _SINCE,
    plan.c.start <= _TODAY,
    or_(
        plan.c.status == PlanStatus.OPEN.value,
        and_(
            select(event.c.id).where(event.c.plan == plan.c.id, event.c.what == PLAN_CLOSED).exists(),
            ~select(_later.c.id).where(_later.c.patient == plan.c.patient, _later.c.number > plan.c.number).exists(),
        ),
    ),
)
"""The plan of each patient that is open, else the last one, where it began in the period.

A plan whose creation was undone is closed, and nobody has closed it: it is not among them.
"""
_FIRST_ASSESSMENT: Final = and_(
    task.c.plan == plan.c.id,
    task.c.module == CORE,
    task.c.phase == Phase.EVALUATE.value,
    task.c.occurrence == 1,
    task.c.status != TaskStatus.CANCELLED.value,
)
_UNFINISHED: Final = or_(
    task.c.is_open, and_(task.c.status == TaskStatus.NOT_DONE.value, task.c.outcome.not_in(sorted(SATISFYING)))
)
_FULL_ON = (
    select(case((func.sum(case((_UNFINISHED, 1), else_=0)) == 0, func.max(task.c.closed_on))))
    .where(_FIRST_ASSESSMENT)
    .correlate(plan)
    .scalar_subquery()
)
_ASSESSED = Query(
    select(plan.c.id, plan.c.start, _FULL_ON)
    .where(*_BEGUN, select(task.c.id).where(_FIRST_ASSESSMENT).correlate(plan).exists())
    .order_by(plan.c.start, plan.c.id)
)
_STARTS = Query(select(plan.c.id, plan.c.start).where(*_BEGUN).order_by(plan.c.start, plan.c.id))
_TAKEN = Query(
    select(plan.c.id, observation.c.measure, observation.c.number, observation.c.day)
    .join(observation, observation.c.patient == plan.c.patient)
    .where(
        *_BEGUN,
        observation.c.measure.in_(bindparam("measures", expanding=True)),
        observation.c.number.is_not(None),
        observation.c.withdrawn_at.is_(None),
    )
    .order_by(plan.c.id, observation.c.day, observation.c.id)
)
_waiter = task.alias("waiter")
_HELD_UP = Query(
    select(_waiter.c.id, task.c.role, _waiter.c.due)
    .distinct()
    .join(task_wait, task_wait.c.task == _waiter.c.id)
    .join(task, task.c.id == task_wait.c.waits_for)
    .where(
        _waiter.c.team.in_(_TEAMS),
        _waiter.c.role.in_(bindparam("roles", expanding=True)),
        _waiter.c.lane == WAITING,
        _waiter.c.urgency.in_(bindparam("urgencies", expanding=True)),  # named, so that the index leads to the day
        _waiter.c.due < _TODAY,
        awake(_waiter.c.rests_from, _TODAY),
        _UNFINISHED,
        task.c.role != _waiter.c.role,
    )
    .order_by(_waiter.c.due, _waiter.c.id)
)


class ClinicFigures:
    """What figures rest on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begun(self, team_ids: Sequence[int], since: date, today: date) -> dict[str, date]:
        """Return the last plan of each patient where it began in the period, with its start."""
        return dict(_STARTS.rows(self._connection, _period(team_ids, since, today)))

    def assessed(self, team_ids: Sequence[int], since: date, today: date) -> list[Begun]:
        """Return on which day the first assessment was full in each of these plans that has one."""
        rows = _ASSESSED.rows(self._connection, _period(team_ids, since, today))
        return [Begun(*row) for row in rows]

    def taken(
        self, team_ids: Sequence[int], since: date, today: date, measures: Iterable[str]
    ) -> dict[str, list[Observation]]:
        """Return what was taken of some measures of the patients of these plans, by plan, in the order of the days."""
        asked = {**_period(team_ids, since, today), "measures": list(measures)}
        found: dict[str, list[Observation]] = {}
        for plan_id, measure, number, day in _TAKEN.rows(self._connection, asked):
            seen = Observation.model_construct(measure=measure, value=number, day=day)
            found.setdefault(plan_id, []).append(seen)
        return found

    def held_up(self, team_ids: Sequence[int], roles: Iterable[RoleId], today: date) -> list[HeldUp]:
        """Return the tasks of these roles that wait for another role although their day is past, the oldest first."""
        asked: dict[str, Any] = {"teams": list(team_ids), "roles": list(roles), "today": today}
        asked["urgencies"] = list(range(ROUTINE + 1))
        return [HeldUp(task_id(number), role, due) for number, role, due in _HELD_UP.rows(self._connection, asked)]


def _period(team_ids: Sequence[int], since: date, today: date) -> dict[str, Any]:
    return {"teams": list(team_ids), "since": since, "today": today}
