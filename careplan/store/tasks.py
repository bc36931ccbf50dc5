"""Tasks over all plans: what a role has to do, a page at a time, and how much there is of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select

from careplan.plan_inputs import SATISFYING
from careplan.store.badges import Badges, badges_by_role, count_badges
from careplan.store.escalated import escalated_rows
from careplan.store.export_counts import count_task_rows
from careplan.store.numbers import number_of, task_id
from careplan.store.query import Query
from careplan.store.schema import task, task_wait
from careplan.store.stand import READY
from careplan.store.task_export import ExportFilter, ExportRow, export_rows
from careplan.store.task_lists import FAR, ROW_COLUMNS, Place, TaskRow, Written, task_row
from careplan.store.unanswered import Deadlines, asked_by
from careplan.store.work_list import SOON_DAYS, Section, awake, page_query
from careplan.task import TaskStatus
from careplan.team import RoleId

PAGE = 25

_OF_PLAN = Query(select(*ROW_COLUMNS).where(task.c.plan == bindparam("plan_id")).order_by(task.c.seq))
_WRITTEN = select(task.c.id, task.c.created_at, task.c.updated_at, task.c.updated_by, task.c.row_version).where(
    task.c.plan == bindparam("plan_id")
)
_SOME = select(*ROW_COLUMNS).where(task.c.id.in_(bindparam("numbers", expanding=True))).order_by(task.c.id)
_SOME_OF_TEAMS = _SOME.where(task.c.team.in_(bindparam("teams", expanding=True)))
_earlier = task.alias("earlier")
_UNSATISFIED = or_(
    _earlier.c.is_open,
    (_earlier.c.status == TaskStatus.NOT_DONE.value) & _earlier.c.outcome.not_in(sorted(SATISFYING)),
)
_WAITS = Query(
    select(task_wait.c.task, _earlier.c.id, _earlier.c.title, _earlier.c.role, _earlier.c.due, _earlier.c.assignee)
    .join(_earlier, _earlier.c.id == task_wait.c.waits_for)
    .where(task_wait.c.task.in_(bindparam("numbers", expanding=True)), _UNSATISFIED)
    .order_by(task_wait.c.task, func.coalesce(_earlier.c.due, FAR), _earlier.c.id)
)

_session = task.alias("session")
_DUE_SESSIONS = Query(
    select(task.c.id, func.count())
    .join(
        _session,
        (_session.c.plan == task.c.plan)
        & (_session.c.module == task.c.module)
        & (_session.c.key == task.c.key)
        & (_session.c.instance == task.c.instance),
    )
    .where(
        task.c.id.in_(bindparam("numbers", expanding=True)),
        _session.c.is_open,
        _session.c.occurrence > task.c.occurrence,
        _session.c.due <= bindparam("today"),
    )
    .group_by(task.c.id)
)

_later = task.alias("later")
_RELEASED = (
    select(task_wait.c.waits_for, _later.c.id, _later.c.title, _later.c.role, _later.c.due, _later.c.assignee)
    .join(_later, _later.c.id == task_wait.c.task)
    .where(task_wait.c.waits_for.in_(bindparam("numbers", expanding=True)), _later.c.lane == READY)
    .where(awake(_later.c.rests_from, bindparam("today", type_=_later.c.due.type)))
    .order_by(task_wait.c.waits_for, _later.c.due, _later.c.id)
)


_ASSIGNED = select(task.c.id).where(task.c.assignee == bindparam("account"), task.c.is_open).order_by(task.c.id)
_OPEN_OF_ROLE = select(func.count()).where(
    task.c.role == bindparam("of_role"), task.c.team == bindparam("of_team"), task.c.is_open
)


class WaitedFor(NamedTuple):
    """A task that another one waits for."""

    id: str
    title: str
    role: RoleId
    due: date | None
    assignee: str | None


class Tasks:
    """The tasks of the clinic as lists."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def work(
        self,
        role: RoleId,
        account: str,
        team_ids: Sequence[int],
        today: date,
        section: Section,
        *,
        deadlines: Deadlines | None = None,
        after: Place | None = None,
        limit: int = PAGE,
    ) -> list[TaskRow]:
        """Return a page of one part of a role's work in these teams.

        Red flags stand first, then what they brought forward, then what is urgent (`careplan.urgency`); then overdue
        by a reply that is missing, days late, how many tasks it unblocks and due day; today and soon by what it
        unblocks and due day; the others by due day.

        Args:
            deadlines: what a red flag's day does not say: to which a reply is overdue by the hour. None where no
                reply is: the statement is a smaller one.
            after: where the last row shown stands; None for the first page.
        """
        if not team_ids:
            return []
        query = page_query(section, len(team_ids), after.urgency if after else None, by_hour=deadlines is not None)
        asked: dict[str, Any] = {"role": role, "today": today, "until": today + timedelta(days=SOON_DAYS)}
        asked |= {"account": account, "many": limit, **{f"team_{i}": team for i, team in enumerate(team_ids)}}
        asked |= asked_by(deadlines) if deadlines else {}
        if after:
            asked |= {f"after_{name}": value for name, value in after._asdict().items()} | {"after_some_day": after.due}
        return [task_row(row) for row in query.rows(self._connection, asked)]

    def escalated(
        self,
        account: str,
        roles: Sequence[RoleId],
        team_ids: Sequence[int],
        today: date,
        *,
        soon: int | None,
        later: int | None,
        keys: Collection[str],
        limit: int = PAGE,
    ) -> list[TaskRow]:
        """Return the late tasks of other roles that are told to somebody, the latest first; as `escalated_rows`."""
        if not team_ids:
            return []
        return escalated_rows(
            self._connection, account, roles, team_ids, today, soon=soon, later=later, keys=keys, limit=limit
        )

    def badges(
        self,
        role: RoleId,
        team_ids: Sequence[int],
        today: date,
        *,
        account: str = "",
        deadlines: Deadlines | None = None,
    ) -> Badges:
        """Return how much there is in each part, from counters, and from the few open red flags what the hour says.

        `handed` counts that person's tasks. The counters are kept by the day; `deadlines` say to which red flags a
        reply is overdue by the hour, and so count as overdue and not as due today.
        """
        return count_badges(self._connection, role, team_ids, today, account=account, deadlines=deadlines)

    def by_role(
        self, roles: Iterable[RoleId], team_ids: Sequence[int], today: date, *, deadlines: Deadlines | None = None
    ) -> dict[RoleId, Badges]:
        """Return the badges of several roles at once, but for what is handed to a person."""
        return badges_by_role(self._connection, roles, team_ids, today, deadlines=deadlines)

    def assigned_to(self, account: str, *, team: int | None = None) -> tuple[str, ...]:
        """Return the ids of the open tasks that are given to a person by name, for the patients of one team or all."""
        query = _ASSIGNED if team is None else _ASSIGNED.where(task.c.team == team)
        return tuple(task_id(number) for number in self._connection.execute(query, {"account": account}).scalars())

    def open_of_role(self, role: RoleId, team: int) -> int:
        """Return how many open tasks a role has for the patients of a team."""
        return int(self._connection.execute(_OPEN_OF_ROLE, {"of_role": role, "of_team": team}).scalar_one())

    def of_plan_rows(self, plan_id: str) -> list[TaskRow]:
        """Return all tasks of a plan in its order."""
        return [task_row(row) for row in _OF_PLAN.rows(self._connection, {"plan_id": plan_id})]

    def written(self, plan_id: str) -> dict[str, Written]:
        """Return when, by whom and how often each task of a plan was written, by task id."""
        rows = self._connection.execute(_WRITTEN, {"plan_id": plan_id})
        return {task_id(number): Written(*rest) for number, *rest in rows}

    def rows_for_export(self, which: ExportFilter) -> Iterator[ExportRow]:
        """Yield tasks for a file, by patient, plan and place in the plan, a few plans at a time.

        Only while reading: between pages the transaction ends and begins anew.
        """
        return export_rows(self._connection, which)

    def count_for_export(self, which: ExportFilter) -> int:
        """Return how many tasks `rows_for_export` would yield at this moment."""
        return count_task_rows(self._connection, which)

    def some(self, task_ids: Iterable[str], *, teams: Sequence[int] | None = None) -> list[TaskRow]:
        """Return tasks by id; those that are not there, or not of one of these teams, are left out."""
        asked: dict[str, Any] = {"numbers": [number_of(each) for each in task_ids]}
        query = _SOME
        if teams is not None:
            query, asked["teams"] = _SOME_OF_TEAMS, list(teams)
        return [task_row(row) for row in self._connection.execute(query, asked)]

    def waited_for(self, task_ids: Iterable[str]) -> dict[str, list[WaitedFor]]:
        """Return what each of these waits for, the earliest due first: open, or not done (R17)."""
        found: dict[str, list[WaitedFor]] = {}
        for row in _WAITS.rows(self._connection, {"numbers": [number_of(each) for each in task_ids]}):
            waited = WaitedFor(task_id(row.id), row.title, row.role, row.due, row.assignee)
            found.setdefault(task_id(row.task), []).append(waited)
        return found

    def missed(self, rows: Iterable[TaskRow], today: date) -> dict[str, int]:
        """Return how many sessions were missed, of series whose next is among these: all that were due but the last."""
        series = [number_of(row.id) for row in rows if row.occurrences > 1 and row.turn and row.due and row.due < today]
        if not series:
            return {}
        counted = _DUE_SESSIONS.rows(self._connection, {"numbers": series, "today": today})
        return {task_id(number): count for number, count in counted}

    def released(self, task_ids: Iterable[str], today: date) -> dict[str, list[WaitedFor]]:
        """Return the tasks that waited for each of these and can be done now, the earliest due first."""
        found: dict[str, list[WaitedFor]] = {}
        for row in self._connection.execute(
            _RELEASED, {"numbers": [number_of(each) for each in task_ids], "today": today}
        ):
            released = WaitedFor(task_id(row.id), row.title, row.role, row.due, row.assignee)
            found.setdefault(task_id(row.waits_for), []).append(released)
        return found
