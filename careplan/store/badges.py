"""How much there is in each part of My work: counted by the day beforehand, by the hour from the few open red flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, literal, select

from careplan.store.query import Query
from careplan.store.schema import task, work_count
from careplan.store.stand import READY, RESTING, UNDATED, WAITING
from careplan.store.unanswered import Deadlines, asked_by
from careplan.store.work_counts import DUE, LATE, RESTS, RESTS_LATE, RESTS_WAITING
from careplan.store.work_list import MISSED, SOON_DAYS, awake
from careplan.team import RoleId
from careplan.urgency import CLASSES


def _sum(kind: str, *when: ColumnElement[bool]) -> ColumnElement[int]:
    counted = case(((work_count.c.kind == kind) & _all(when), work_count.c.n), else_=0)
    return func.coalesce(func.sum(counted), 0)


def _all(when: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *rest = (*when, work_count.c.n > 0)
    for each in rest:
        first = first & each
    return first


_DAY = work_count.c.day
_COME = _DAY <= bindparam("today", type_=_DAY.type)
_COUNTS = (
    _sum(LATE, _DAY < bindparam("today", type_=_DAY.type)).label("late"),
    _sum(DUE, _COME).label("come"),
    _sum(DUE, _DAY <= bindparam("until", type_=_DAY.type)).label("soon"),
    _sum(DUE).label("all_due"),
    _sum(WAITING).label("waiting"),
    _sum(RESTING).label("resting"),
    _sum(UNDATED).label("undated"),
    _sum(RESTS, _COME).label("rests"),
    _sum(RESTS_LATE, _COME).label("rests_late"),
    _sum(RESTS_WAITING, _COME).label("rests_waiting"),
)
_OF_TEAMS = work_count.c.team.in_(bindparam("teams", expanding=True))
_BADGES = Query(select(*_COUNTS).where(work_count.c.role == bindparam("role"), _OF_TEAMS))
_BY_ROLE = Query(select(work_count.c.role, *_COUNTS).where(_OF_TEAMS).group_by(work_count.c.role))
_HANDED = Query(
    select(func.count()).where(
        task.c.assignee == bindparam("account"),
        task.c.role != bindparam("role"),
        task.c.lane.is_not(None),
        task.c.team.in_(bindparam("teams", expanding=True)),
    )
)
_MISSED = Query(
    select(task.c.role, func.count())
    .where(
        task.c.team.in_(bindparam("teams", expanding=True)),
        task.c.role.in_(bindparam("roles", expanding=True)),
        task.c.lane == literal(READY),
        task.c.urgency < CLASSES,
        awake(task.c.rests_from, bindparam("today", type_=task.c.due.type)),
        *MISSED,
    )
    .group_by(task.c.role)
)


class Badges(NamedTuple):
    """How many lines each part of My work has; of a series only the session whose turn it is."""

    overdue: int
    today: int
    soon: int
    later: int
    waiting: int
    resting: int
    undated: int
    handed: int


NONE: Final = Badges(0, 0, 0, 0, 0, 0, 0, 0)


def count_badges(
    connection: Connection,
    role: RoleId,
    team_ids: Sequence[int],
    today: date,
    *,
    account: str,
    deadlines: Deadlines | None,
) -> Badges:
    """Return how much there is in each part for a role in these teams; `handed` counts that account's tasks."""
    teams = list(team_ids)
    asked = {"role": role, "teams": teams, "today": today, "until": today + timedelta(days=SOON_DAYS)}
    row = _BADGES.first(connection, asked)
    missed = _missed(connection, [role], teams, today, deadlines).get(role, 0)
    handed = 0
    if account:
        mine = {"account": account, "role": role, "teams": teams}
        handed = _HANDED.value(connection, mine)
    return _badges(row, missed, handed)


def badges_by_role(
    connection: Connection,
    roles: Iterable[RoleId],
    team_ids: Sequence[int],
    today: date,
    *,
    deadlines: Deadlines | None,
) -> dict[RoleId, Badges]:
    """Return how much there is in each part for each of these roles in these teams; nothing is counted as handed."""
    teams, known = list(team_ids), list(roles)
    asked = {"teams": teams, "today": today, "until": today + timedelta(days=SOON_DAYS)}
    rows = {row.role: row for row in _BY_ROLE.rows(connection, asked)}
    missed = _missed(connection, known, teams, today, deadlines)
    return {role: _badges(rows[role], missed.get(role, 0), 0) if role in rows else NONE for role in known}


def _missed(
    connection: Connection, roles: list[RoleId], teams: list[int], today: date, deadlines: Deadlines | None
) -> dict[RoleId, int]:
    """Return to how many red flags of each role a reply is overdue by the hour, though not by the day."""
    if deadlines is None:
        return {}
    asked = {"roles": roles, "teams": teams, "today": today, **asked_by(deadlines)}
    return dict(_MISSED.rows(connection, asked))


def _badges(row: Any, missed: int, handed: int) -> Badges:
    return Badges(
        overdue=row.late - row.rests_late + missed,
        today=row.come - row.rests - (row.late - row.rests_late) - missed,
        soon=row.soon - row.come,
        later=row.all_due - row.soon,
        waiting=row.waiting - row.rests_waiting,
        resting=row.resting + row.rests + row.rests_waiting,
        undated=row.undated,
        handed=handed,
    )
