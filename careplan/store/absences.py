"""Absences from care teams, and the tasks of who is away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from careplan.absence import Absence
from careplan.errors import NOT_HERE, NotFound
from careplan.store.query import Query
from careplan.store.schema import absence, task
from careplan.store.task_lists import FAR, ROW_COLUMNS, TaskRow, task_row

_COMING = Query(
    select(absence)
    .where(
        absence.c.team.in_(bindparam("teams", expanding=True)),
        absence.c.last >= bindparam("day", type_=absence.c.last.type),
        absence.c.ended_at.is_(None),
    )
    .order_by(absence.c.first, absence.c.id)
)
_GET = select(absence).where(absence.c.id == bindparam("number"))
_THIS = update(absence).where(absence.c.id == bindparam("number"))
_GIVEN = Query(
    select(*ROW_COLUMNS)
    .where(
        task.c.assignee == bindparam("account"),
        task.c.lane.is_not(None),
        task.c.team == bindparam("team_id"),
    )
    .order_by(task.c.urgency, func.coalesce(task.c.due, FAR), task.c.id)
)


class Absences:
    """Who is away, and who covers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, away: Absence, *, by: str, at: datetime) -> int:
        """Keep an absence and return its number; the one that it comes with is not looked at."""
        row = {
            "team": away.team,
            "account": away.account,
            "cover": away.cover,
            "first": away.first,
            "last": away.last,
            "by": by,
            "at": at,
        }
        return int(self._connection.execute(insert(absence).returning(absence.c.id), row).scalar_one())

    def get(self, number: int, *, ended: bool = False) -> Absence:
        """Return an absence that counts, or one that was `ended`; raises NotFound."""
        was = absence.c.ended_at.is_not(None) if ended else absence.c.ended_at.is_(None)
        row = self._connection.execute(_GET.where(was), {"number": number}).one_or_none()
        if row is None:
            raise NotFound(NOT_HERE)
        return _absence(row)

    def end(self, number: int, *, at: datetime) -> None:
        """Let an absence count no longer."""
        self._connection.execute(_THIS.values(ended_at=at), {"number": number})

    def again(self, number: int) -> None:
        """Let an absence count that was taken back."""
        self._connection.execute(_THIS.values(ended_at=None), {"number": number})

    def coming(self, team_ids: Sequence[int], day: date) -> list[Absence]:
        """Return the absences from these teams that are not over on a day, the earliest first."""
        rows = _COMING.rows(self._connection, {"teams": list(team_ids), "day": day})
        return [_absence(row) for row in rows]

    def given_by_name(self, account: str, team: int) -> list[TaskRow]:
        """Return the open tasks that a person has by name for a team’s patients, by urgency and day."""
        return [task_row(row) for row in _GIVEN.rows(self._connection, {"account": account, "team_id": team})]


def _absence(row: Row[Any]) -> Absence:
    return Absence(row.id, row.team, row.account, row.cover, row.first, row.last)
