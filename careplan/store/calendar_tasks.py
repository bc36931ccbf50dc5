"""The tasks of a person's calendar: what My work lists for them and has a day, and what was closed of late."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from careplan.store.numbers import number_of, task_id
from careplan.store.query import Query
from careplan.store.schema import task
from careplan.store.task_reading import READINESS
from careplan.task import Readiness
from careplan.team import RoleId

_COLUMNS: Final = (
    *(task.c.id, task.c.plan, task.c.patient, task.c.due, task.c.row_version, task.c.created_at, task.c.updated_at),
    *(task.c.readiness, task.c.rests_from),
)
_WITH_DAY: Final = select(*_COLUMNS).where(task.c.due.is_not(None))
_OF_TEAMS: Final = task.c.team.in_(bindparam("teams", expanding=True))
_ROLE: Final = task.c.role == bindparam("role")
_NAME: Final = task.c.assignee == bindparam("account")
_BY_ROLE: Final = Query(_WITH_DAY.where(task.c.lane.is_not(None), _OF_TEAMS, _ROLE))
_BY_NAME: Final = Query(_WITH_DAY.where(task.c.lane.is_not(None), _OF_TEAMS, _NAME, task.c.role != bindparam("role")))
_CLOSED: Final = Query(
    _WITH_DAY.where(
        _OF_TEAMS,
        task.c.closed_on >= bindparam("since", type_=task.c.closed_on.type),
        task.c.row_version > 1,
        or_(_ROLE, _NAME),
    )
)
_SOME: Final = _WITH_DAY.where(task.c.id.in_(bindparam("numbers", expanding=True)))


class CalendarTask(NamedTuple):
    """A task with a day.

    Attributes:
        version: of its row; it grows with each change, that of its day among them.
        readiness: None where it is closed.
        rests_from: the day of a planned operation from which on it is held.
    """

    id: str
    plan_id: str
    patient_id: str
    due: date
    version: int
    created_at: datetime
    updated_at: datetime
    readiness: Readiness | None
    rests_from: date | None

    def held(self, today: date) -> bool:
        """Whether a red flag or a planned operation keeps it from being done at all."""
        return self.readiness is Readiness.HELD or (self.rests_from is not None and self.rests_from <= today)


class CalendarTasks:
    """The tasks of calendars."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def listed(self, role: RoleId, account: str, team_ids: Sequence[int]) -> list[CalendarTask]:
        """Return the open tasks that My work lists for a role and a person of it: by role, and by name."""
        if not team_ids:
            return []
        asked = {"teams": list(team_ids), "role": role}
        rows = (
            *_BY_ROLE.rows(self._connection, asked),
            *_BY_NAME.rows(self._connection, {**asked, "account": account}),
        )
        return [_task(row) for row in rows]

    def closed(self, role: RoleId, account: str, team_ids: Sequence[int], since: date) -> list[CalendarTask]:
        """Return those closed since a day; what was closed when it was made never was in a list, and is left out."""
        if not team_ids:
            return []
        asked = {"teams": list(team_ids), "role": role, "account": account, "since": since}
        return [_task(row) for row in _CLOSED.rows(self._connection, asked)]

    def some(self, ids: Collection[str]) -> list[CalendarTask]:
        """Return the tasks with these ids that have a day."""
        if not ids:
            return []
        return [_task(row) for row in self._connection.execute(_SOME, {"numbers": [number_of(one) for one in ids]})]


def _task(row: Any) -> CalendarTask:
    found = CalendarTask._make((task_id(row[0]), *row[1:]))
    return found._replace(readiness=READINESS[row.readiness] if row.readiness else None)
