"""The next thing to do in each of some plans, in one query: the order of `coordination.board.first_to_look_at`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, case, func, literal, or_, select

from careplan.store.numbers import task_id
from careplan.store.schema import task
from careplan.store.stand import READY
from careplan.store.task_lists import FAR
from careplan.store.unanswered import ANSWERED_LAST, UNANSWERED, Deadlines, asked_by
from careplan.store.work_list import SOON_DAYS, awake
from careplan.team import RoleId
from careplan.urgency import ROUTINE, URGENT

_TODAY: Final = bindparam("today", type_=task.c.due.type)
_SOON: Final = bindparam("soon", type_=task.c.due.type)
CAN_BE_DONE: Final = (task.c.lane == READY, awake(task.c.rests_from, _TODAY))
"""The condition of what is ready on the day `today`."""
_presses = case(
    ((task.c.urgency == URGENT) & (func.coalesce(task.c.opens, _TODAY) > _TODAY), literal(ROUTINE)),
    else_=task.c.urgency,
)
_is_late = or_(task.c.late_after < _TODAY, UNANSWERED)
_late_since = case((task.c.late_after < _TODAY, task.c.late_after), else_=literal(FAR))
_when = case((task.c.due <= _TODAY, 0), (task.c.due <= _SOON, 1), else_=2)
_unblocks = case((task.c.due <= _SOON, task.c.unblocks), else_=0)
_ranked = (
    select(
        *(task.c.plan, task.c.id, task.c.title, task.c.role, task.c.opens, task.c.due, task.c.late_after),
        *(task.c.red_flag, task.c.key, task.c.instance),
        func.row_number()
        .over(
            partition_by=task.c.plan,
            order_by=(_presses, ANSWERED_LAST, _late_since, _when, _unblocks.desc(), task.c.due, task.c.id),
        )
        .label("place"),
        func.sum(case((_is_late, 1), else_=0)).over(partition_by=task.c.plan).label("late"),
    )
    .where(task.c.plan.in_(bindparam("plans", expanding=True)), *CAN_BE_DONE)
    .subquery()
)
_NEXT = select(_ranked).where(_ranked.c.place == 1)


class NextAction(NamedTuple):
    """The next thing to do in a plan; `flag` names the red flag whose task it is, and its number in the plan."""

    task_id: str
    title: str
    role: RoleId
    opens: date | None
    due: date
    late_after: date
    flag: tuple[str, int] | None = None

    def days_late(self, today: date) -> int:
        """Return by how many days it is late; 0 when it is not."""
        return max(0, (today - self.late_after).days)


class Following(NamedTuple):
    """The next thing to do in a plan, and how many of its lines are late or lack a reply."""

    act: NextAction
    late: int


def next_in_plans(
    connection: Connection, plan_ids: Sequence[str], today: date, deadlines: Deadlines | None
) -> dict[str, Following]:
    """Return what comes next in each of these plans in which anything can be done."""
    asked = {"plans": list(plan_ids), "today": today, "soon": today + timedelta(days=SOON_DAYS)}
    found: dict[str, Following] = {}
    for row in connection.execute(_NEXT, {**asked, **asked_by(deadlines)}):
        flag = (row.key, row.instance) if row.red_flag else None
        act = NextAction(task_id(row.id), row.title, row.role, row.opens, row.due, row.late_after, flag)
        found[row.plan] = Following(act, row.late)
    return found
