"""Tasks that one role has offered to another and that wait for an answer, over all plans: for lists, from one index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, or_, select

from careplan.store.columns import fixed
from careplan.store.query import Query
from careplan.store.schema import task
from careplan.store.task_lists import ROW_COLUMNS, TaskRow, task_row
from careplan.team import RoleId

_OFFERED: ColumnElement[bool] = and_(
    task.c.hand_off == fixed("offered"),
    task.c.lane.is_not(None),
    task.c.team.in_(bindparam("teams", expanding=True)),
)
_NOT_MINE = or_(task.c.assignee.is_(None), task.c.assignee != bindparam("account"))
"""What is a person's by name already stands among their own tasks, and says there that it is offered to them."""
_TO_ME = and_(
    _OFFERED,
    task.c.hand_off_role == bindparam("role"),
    or_(task.c.hand_off_person.is_(None), task.c.hand_off_person.in_(bindparam("names", expanding=True))),
    _NOT_MINE,
)
_WAITS_TOO_LONG = task.c.hand_off_on <= bindparam("until", type_=task.c.hand_off_on.type)
_WAITS = and_(_OFFERED, _WAITS_TOO_LONG)
_MIRRORED = and_(_WAITS, task.c.role != bindparam("role"), task.c.hand_off_role != bindparam("role"), _NOT_MINE)


def _listed(where: ColumnElement[bool]) -> Query:
    query: Select[*tuple[object, ...]] = select(*ROW_COLUMNS).where(where)
    return Query(query.order_by(task.c.urgency, task.c.hand_off_on, task.c.id).limit(bindparam("many")))


_OFFERS, _WAITING, _OF_OTHERS = _listed(_TO_ME), _listed(_WAITS), _listed(_MIRRORED)
_COUNT_WAITING = Query(select(func.count(), func.count(case((_WAITS_TOO_LONG, 1)))).select_from(task).where(_OFFERED))
_COUNT_OFFERS = Query(select(func.count()).select_from(task).where(_TO_ME))
_COUNT_OF_OTHERS = Query(select(func.count()).select_from(task).where(_MIRRORED))
_MOST = 100_000
"""More than ever wait for an answer."""


class HandOffs:
    """The hand-offs of the clinic that wait for an answer; each stands in its task (`plans.save`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def offered_to(
        self, role: RoleId, names: Iterable[str], team_ids: Sequence[int], *, account: str, limit: int
    ) -> list[TaskRow]:
        """Return what is offered to a role or to one of these people of it, but for the account's own tasks."""
        asked = {"teams": list(team_ids), "role": role, "names": list(names), "account": account, "many": limit}
        return [task_row(row) for row in _OFFERS.rows(self._connection, asked)]

    def count_offered_to(self, role: RoleId, names: Iterable[str], team_ids: Sequence[int], *, account: str) -> int:
        """Return how many `offered_to` has in all."""
        asked = {"teams": list(team_ids), "role": role, "names": list(names), "account": account}
        return int(_COUNT_OFFERS.value(self._connection, asked))

    def waiting(self, team_ids: Sequence[int], *, until: date, limit: int = _MOST) -> list[TaskRow]:
        """Return what was offered on that day or before, in these teams, and has no answer: red flags, then the oldest.

        `until` is `coordination.hand_offs.unanswered_since`.
        """
        asked = {"teams": list(team_ids), "until": until, "many": limit}
        return [task_row(row) for row in _WAITING.rows(self._connection, asked)]

    def count_waiting(self, team_ids: Sequence[int], *, until: date) -> tuple[int, int]:
        """Return how many offers wait for an answer in these teams, and how many of them since that day or before."""
        row = _COUNT_WAITING.first(self._connection, {"teams": list(team_ids), "until": until})
        return int(row[0]), int(row[1])

    def waiting_of_others(
        self, role: RoleId, team_ids: Sequence[int], *, account: str, until: date, limit: int
    ) -> tuple[list[TaskRow], int]:
        """Return of these what neither belongs nor is offered to a role, and how many that are in all."""
        asked = {"teams": list(team_ids), "until": until, "role": role, "account": account}
        rows = _OF_OTHERS.rows(self._connection, {**asked, "many": limit})
        return [task_row(row) for row in rows], int(_COUNT_OF_OTHERS.value(self._connection, asked))
