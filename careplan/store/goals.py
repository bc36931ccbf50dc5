"""The goals of a plan, read and kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from careplan.goal import Achievement, Goal, Judged, Lifecycle
from careplan.store.said import Said
from careplan.store.schema import goal
from careplan.store.upsert import upsert

_OF_PLAN = select(goal).where(goal.c.plan == bindparam("plan_id")).order_by(goal.c.number)
_DROP = delete(goal).where(goal.c.plan == bindparam("plan_id"), goal.c.number == bindparam("goal_number"))


def read_goals(connection: Connection, plan_id: str) -> tuple[Goal, ...]:
    """Return the goals of a plan, ended ones too."""
    return tuple(_goal_from(row) for row in connection.execute(_OF_PLAN, {"plan_id": plan_id}))


def keep_goals(
    connection: Connection, plan_id: str, before: tuple[Goal, ...], after: tuple[Goal, ...], said: Said
) -> None:
    """Write the goals that are new or changed; take out what was taken back."""
    if before == after:
        return
    for number in {one.number for one in before} - {one.number for one in after}:
        connection.execute(_DROP, {"plan_id": plan_id, "goal_number": number})
    upsert(connection, goal, [_row(plan_id, one, said) for one in after if one not in before])


def _row(plan_id: str, one: Goal, said: Said) -> dict[str, Any]:
    judged = one.judged
    return {
        "plan": plan_id,
        **one.model_dump(exclude={"judged", "lifecycle"}),
        "lifecycle": one.lifecycle.value,
        "achievement": judged.achievement.value if judged else None,
        "judged_role": judged.role if judged else None,
        "judged_on": judged.day if judged else None,
        **said.who,
    }


def _goal_from(row: Row[Any]) -> Goal:
    judged = None
    if row.achievement:
        judged = Judged(achievement=Achievement(row.achievement), role=row.judged_role, day=row.judged_on)
    return Goal(
        number=row.number,
        words=row.words,
        since=row.since,
        measure=row.measure,
        target=row.target,
        due=row.due,
        lifecycle=Lifecycle(row.lifecycle),
        judged=judged,
        ended=row.ended,
        reason=row.reason,
    )
