"""Late work of other roles that has come to somebody's notice: by its phase or key, and how many days late it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, and_, bindparam, or_, select

from careplan.store.query import Query
from careplan.store.schema import task
from careplan.store.stand import READY
from careplan.store.task_lists import ROW_COLUMNS, TaskRow, task_row
from careplan.store.work_list import awake
from careplan.task import Phase
from careplan.team import RoleId
from careplan.urgency import CLASSES, ROUTINE

_DAY: Final = task.c.due.type
_OF_OTHERS: Final = (
    task.c.team.in_(bindparam("teams", expanding=True)),
    task.c.role.in_(bindparam("roles", expanding=True)),
    task.c.lane == READY,
    task.c.urgency.in_(range(CLASSES, ROUTINE + 1)),  # red flags stand on every screen already
    task.c.late_after <= bindparam("soonest", type_=_DAY),
    awake(task.c.rests_from, bindparam("today", type_=_DAY)),
)
_SOON: Final = or_(
    task.c.phase == Phase.SURGICAL.value,
    task.c.shown_key.in_(bindparam("keys", expanding=True)),
)
_ESCALATED: Final = Query(
    select(*ROW_COLUMNS)
    .where(
        *_OF_OTHERS,
        or_(task.c.assignee.is_(None), task.c.assignee != bindparam("account")),
        or_(
            and_(_SOON, task.c.late_after <= bindparam("soon", type_=_DAY)),
            task.c.late_after <= bindparam("later", type_=_DAY),
        ),
    )
    .order_by(task.c.late_after, task.c.id)
    .limit(bindparam("many"))
)
_NEVER: Final = timedelta(days=36_500)


def escalated_rows(
    connection: Connection,
    account: str,
    roles: Sequence[RoleId],
    team_ids: Sequence[int],
    today: date,
    *,
    soon: int | None,
    later: int | None,
    keys: Collection[str],
    limit: int,
) -> list[TaskRow]:
    """Return the late tasks of these roles, the latest first.

    Args:
        soon: days late from which on a task of phase surgical or with one of `keys` is told; None for never.
        later: the same of any other task.
    """
    days = {"soon": _until(today, soon), "later": _until(today, later)}
    asked = {"teams": list(team_ids), "roles": list(roles), "keys": sorted(keys), "account": account, "many": limit}
    rows = _ESCALATED.rows(connection, {**asked, **days, "today": today, "soonest": max(days.values())})
    return [task_row(row) for row in rows]


def _until(today: date, late: int | None) -> date:
    return today - (_NEVER if late is None else timedelta(days=late))
