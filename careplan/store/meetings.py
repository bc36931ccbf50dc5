"""Review meetings, and what was said of each case: kept beside what was said before, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from careplan.errors import NOT_HERE, NotFound
from careplan.identity import BY_HAND, MEETING, Identity
from careplan.plan import PlanStatus
from careplan.store.agenda_rows import AgendaRow, agenda_rows, named_modules
from careplan.store.columns import read, written
from careplan.store.query import Query
from careplan.store.schema import meeting, meeting_entry, plan, task
from careplan.store.task_lists import ROW_COLUMNS, TaskRow, task_row
from careplan.team import Practitioner

_ON = Query(select(meeting).where(meeting.c.team == bindparam("team_id"), meeting.c.day == bindparam("on_day")))
_NEXT = Query(
    select(meeting)
    .where(meeting.c.team.in_(bindparam("teams", expanding=True)), meeting.c.day >= bindparam("on_day"))
    .order_by(meeting.c.day, meeting.c.id)
    .limit(1)
)
_LAST = Query(
    select(meeting)
    .where(meeting.c.team == bindparam("team_id"), meeting.c.day < bindparam("on_day"))
    .order_by(meeting.c.day.desc())
    .limit(1)
)
_STANDS = meeting_entry.c.withdrawn_at.is_(None)
_OF_MEETING = Query(
    select(meeting_entry)
    .where(meeting_entry.c.meeting == bindparam("meeting_id"), _STANDS)
    .order_by(meeting_entry.c.id)
)
_OF_PLAN = Query(
    select(meeting_entry, meeting.c.day)
    .join(meeting, meeting.c.id == meeting_entry.c.meeting)
    .where(meeting_entry.c.plan == bindparam("plan_id"), _STANDS)
    .order_by(meeting.c.day, meeting_entry.c.id)
)
_DECIDED = Query(
    select(meeting_entry.c.plan, func.max(meeting.c.day).label("day"))
    .join(meeting, meeting.c.id == meeting_entry.c.meeting)
    .join(plan, plan.c.id == meeting_entry.c.plan)
    .where(
        plan.c.team == bindparam("team_id"),
        plan.c.status == PlanStatus.OPEN.value,
        meeting_entry.c.kind == "decision",
        meeting.c.day < bindparam("on_day"),
        _STANDS,
    )
    .group_by(meeting_entry.c.plan)
)
_ACTIONS = Query(
    select(*ROW_COLUMNS)
    .where(task.c.team == bindparam("team_id"), task.c.module == BY_HAND, task.c.members == bindparam("from_meeting"))
    .order_by(task.c.id)
)
_WITHDRAW = update(meeting_entry).where(meeting_entry.c.id == bindparam("entry_id"), _STANDS)


class Kind(StrEnum):
    """What may be said of a case."""

    ADDED = "added"
    QUESTION = "question"
    PROPOSAL = "proposal"
    DECISION = "decision"


class Meeting(NamedTuple):
    """One review meeting of a team."""

    id: int
    team: int
    day: date
    by: str
    at: datetime


class CaseEntry(NamedTuple):
    """One thing that was said of a plan at a meeting.

    Attributes:
        by: who said it, in which role.
        reason: why a decision was changed.
        body: what belongs to it besides, in plain values.
        day: of the meeting, where entries of several are read; else None.
    """

    id: int
    meeting: int
    plan_id: str
    patient_id: str
    kind: Kind
    by: Practitioner
    at: datetime
    text: str
    reason: str
    body: Mapping[str, Any]
    day: date | None = None


class Meetings:
    """The review meetings of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def on(self, team: int, day: date) -> Meeting | None:
        """Return the meeting of a team on a day."""
        return self._one(_ON, team_id=team, on_day=day)

    def next(self, teams: Iterable[int], today: date) -> Meeting | None:
        """Return the first meeting of these teams from a day on."""
        return self._one(_NEXT, teams=list(teams), on_day=today)

    def last(self, team: int, day: date) -> Meeting | None:
        """Return the last meeting of a team before a day."""
        return self._one(_LAST, team_id=team, on_day=day)

    def actions(self, team: int, day: date) -> dict[tuple[str, Identity], TaskRow]:
        """Return the tasks that the decisions of a meeting made, by plan and identity."""
        asked = {"team_id": team, "from_meeting": f"{MEETING}/{day.isoformat()}"}
        found = (task_row(row) for row in _ACTIONS.rows(self._connection, asked))
        return {(row.plan_id, row.identity): row for row in found}

    def plans(self, team: int, day: date) -> list[AgendaRow]:
        """Return every open plan of a team with what is asked of it by a day."""
        return agenda_rows(self._connection, team, day)

    def modules(self, team: int, names: Iterable[str]) -> dict[str, tuple[tuple[str, int], ...]]:
        """Return by which versions of some templates the open plans of a team go, by plan."""
        return named_modules(self._connection, team, names)

    def call(self, team: int, day: date, *, by: str, at: datetime) -> Meeting:
        """Keep a meeting of a team, and return it; there may be none on that day yet."""
        row = {"team": team, "day": day, "by": by, "at": at}
        number = self._connection.execute(insert(meeting).returning(meeting.c.id), row).scalar_one()
        return Meeting(int(number), team, day, by, at)

    def say(self, said: CaseEntry) -> int:
        """Keep what was said of a case; return its number."""
        row = {
            "meeting": said.meeting,
            "plan": said.plan_id,
            "patient": said.patient_id,
            "kind": said.kind.value,
            "role": said.by.role,
            "text": said.text,
            "reason": said.reason,
            "body": written(dict(said.body)),
            "by": said.by.id,
            "at": said.at,
        }
        return int(self._connection.execute(insert(meeting_entry).returning(meeting_entry.c.id), row).scalar_one())

    def withdraw(self, number: int, *, at: datetime) -> None:
        """Take back what was said; it is kept, and what was said before counts again.

        Raises:
            NotFound: there is no such entry, or it was taken back already.
        """
        found = self._connection.execute(_WITHDRAW.values(withdrawn_at=at), {"entry_id": number})
        if not found.rowcount:
            raise NotFound(NOT_HERE)

    def entries(self, number: int) -> list[CaseEntry]:
        """Return what was said at a meeting, the oldest first."""
        return [_entry(row) for row in _OF_MEETING.rows(self._connection, {"meeting_id": number})]

    def of_plan(self, plan_id: str) -> list[CaseEntry]:
        """Return what was said of a plan at all meetings, by their days and then the oldest first."""
        return [_entry(row, row.day) for row in _OF_PLAN.rows(self._connection, {"plan_id": plan_id})]

    def decision(self, plan_id: str, team: int, day: date) -> CaseEntry | None:
        """Return the decision that stands of a plan, of the meeting of a team on a day."""
        found = [one for one in self.of_plan(plan_id) if one.kind is Kind.DECISION and one.day == day]
        held = self.on(team, day) if found else None
        return next((one for one in reversed(found) if held and one.meeting == held.id), None)

    def decided_before(self, team: int, day: date) -> dict[str, date]:
        """Return when each open plan of a team was last decided on before a day; who never was is left out."""
        found = _DECIDED.rows(self._connection, {"team_id": team, "on_day": day})
        return {row.plan: _day(row.day) for row in found}

    def _one(self, query: Query, **which: object) -> Meeting | None:
        row = query.first(self._connection, which)
        return Meeting(row.id, row.team, row.day, row.by, row.at) if row else None


def _day(value: date | str) -> date:
    """Return a day that a function of the database gave back as it keeps it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _entry(row: Row[Any], day: date | None = None) -> CaseEntry:
    return CaseEntry(
        id=row.id,
        meeting=row.meeting,
        plan_id=row.plan,
        patient_id=row.patient,
        kind=Kind(row.kind),
        by=Practitioner(id=row.by, role=row.role),
        at=row.at,
        text=row.text,
        reason=row.reason,
        body=read(row.body),
        day=day,
    )
