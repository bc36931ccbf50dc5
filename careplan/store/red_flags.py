"""Red flags of the clinic's plans: which are open, who found them, how they were cleared.

A flag is opened and cleared by saving a plan whose inputs say so (`plans.save`); here stands what the plan
itself does not need to know.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select, update

from careplan.identity import RED_FLAGS
from careplan.plan import PlanStatus
from careplan.store.numbers import task_id
from careplan.store.query import Query
from careplan.store.schema import plan, red_flag, task
from careplan.team import RoleId

_OF_PLAN = Query(select(red_flag).where(red_flag.c.plan == bindparam("plan_id")).order_by(red_flag.c.position))
_OPEN_OF_TEAMS = (
    select(red_flag)
    .join(plan, plan.c.id == red_flag.c.plan)
    .where(
        red_flag.c.cleared.is_(None),
        plan.c.status == PlanStatus.OPEN.value,
        plan.c.team.in_(bindparam("teams", expanding=True)),
    )
    .order_by(red_flag.c.opened_at, red_flag.c.plan, red_flag.c.flag)
)
_OPEN = Query(_OPEN_OF_TEAMS)
_OPEN_OF_PATIENT = Query(_OPEN_OF_TEAMS.where(red_flag.c.patient == bindparam("patient_id")))
_TASKS = Query(
    select(task.c.id, task.c.plan, task.c.key, task.c.instance, task.c.due, task.c.title).where(
        task.c.module == RED_FLAGS, task.c.is_open, task.c.plan.in_(bindparam("plans", expanding=True))
    )
)
_THIS = update(red_flag).where(
    red_flag.c.plan == bindparam("plan_id"),
    red_flag.c.flag == bindparam("flag_id"),
    red_flag.c.number == bindparam("flag_number"),
)


class FlagRecord(NamedTuple):
    """A red flag as kept; `number` counts the openings of that flag in the plan."""

    plan_id: str
    patient_id: str
    flag: str
    number: int
    opened: date
    opened_at: datetime
    by: str
    role: RoleId | None
    cleared: date | None
    cleared_at: datetime | None
    cleared_by: str | None
    finding: str
    reason: str
    answered_at: datetime | None


class FlagTask(NamedTuple):
    """The urgent task of an open red flag."""

    id: str
    title: str
    due: date | None


class RedFlags:
    """The red flags of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_plan(self, plan_id: str) -> list[FlagRecord]:
        """Return all flags of a plan, the oldest first."""
        return self._all(_OF_PLAN, plan_id=plan_id)

    def carry(self, from_plan: str, to_plan: str) -> None:
        """Let the open flags of a plan say of those of the next one who raised them, when, and when a reply came."""
        for kept in (flag for flag in self.of_plan(from_plan) if flag.cleared is None):
            this = {"plan_id": to_plan, "flag_id": kept.flag, "flag_number": 1}
            as_before = {"by": kept.by, "opened_at": kept.opened_at, "answered_at": kept.answered_at}
            self._connection.execute(_THIS.values(as_before), this)

    def open(self, teams: Iterable[int], patient_id: str | None = None) -> list[FlagRecord]:
        """Return the open flags of open plans of these teams, or of one of their patients, the oldest first."""
        if patient_id is None:
            return self._all(_OPEN, teams=list(teams))
        return self._all(_OPEN_OF_PATIENT, teams=list(teams), patient_id=patient_id)

    def tasks(self, plan_ids: Iterable[str]) -> dict[tuple[str, str, int], FlagTask]:
        """Return the open urgent task of each flag, by plan, flag and number."""
        rows = _TASKS.rows(self._connection, {"plans": list(plan_ids)})
        return {(row.plan, row.key, row.instance): FlagTask(task_id(row.id), row.title, row.due) for row in rows}

    def describe(self, plan_id: str, flag: str, number: int, *, finding: str, reason: str) -> None:
        """Keep what was found when a flag was cleared, and why it could be."""
        self._change(plan_id, flag, number, finding=finding, reason=reason)

    def answered(self, plan_id: str, flag: str, number: int, *, at: datetime) -> None:
        """Keep when somebody replied to a flag; its urgency says by when that must be."""
        self._change(plan_id, flag, number, answered_at=at)

    def _change(self, plan_id: str, flag: str, number: int, **values: object) -> None:
        this = {"plan_id": plan_id, "flag_id": flag, "flag_number": number}
        self._connection.execute(_THIS.values(values), this)

    def _all(self, query: Query, **which: object) -> list[FlagRecord]:
        return [_record(row) for row in query.rows(self._connection, which)]


def _record(row: Row[Any]) -> FlagRecord:
    named = row._asdict()
    plan_id, patient_id, _ = named.pop("plan"), named.pop("patient"), named.pop("position")
    return FlagRecord(plan_id=plan_id, patient_id=patient_id, **named)
