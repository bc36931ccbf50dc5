"""What the team says to one another about a plan or a task; taken back, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from careplan.store.numbers import number_of, task_id
from careplan.store.schema import comment
from careplan.team import Practitioner

_OF_TASK = (
    select(comment)
    .where(comment.c.task == bindparam("task_id"), comment.c.withdrawn_at.is_(None))
    .order_by(comment.c.id)
)
_OF_PLAN = (
    select(comment)
    .where(comment.c.plan == bindparam("plan_id"), comment.c.withdrawn_at.is_(None))
    .order_by(comment.c.id)
)
_WITHDRAW = update(comment).where(comment.c.id == bindparam("comment_id"), comment.c.withdrawn_at.is_(None))


class Comment(NamedTuple):
    """What somebody said; `task_id` is None where it is about the plan as a whole."""

    number: int
    plan_id: str
    task_id: str | None
    by: Practitioner
    at: datetime
    text: str


class Comments:
    """The comments of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, plan_id: str, task_id: str | None, text: str, *, by: Practitioner, at: datetime) -> int:
        """Keep a comment on a plan or one of its tasks; return its number."""
        about = number_of(task_id) if task_id else None
        said = {"plan": plan_id, "task": about, "text": text, "by": by.id, "role": by.role, "at": at}
        key = self._connection.execute(insert(comment), said).inserted_primary_key
        return int(key[0]) if key else 0

    def withdraw(self, number: int, *, at: datetime) -> None:
        """Take a comment back; it is kept, but shown no longer."""
        self._connection.execute(_WITHDRAW.values(withdrawn_at=at), {"comment_id": number})

    def of_task(self, task_id: str) -> list[Comment]:
        """Return what was said about a task, oldest first."""
        return self._all(_OF_TASK, task_id=number_of(task_id))

    def of_plan(self, plan_id: str) -> list[Comment]:
        """Return what was said about a plan and its tasks, oldest first."""
        return self._all(_OF_PLAN, plan_id=plan_id)

    def _all(self, query: Select[Any], **which: object) -> list[Comment]:
        return [
            Comment(
                number=row.id,
                plan_id=row.plan,
                task_id=task_id(row.task) if row.task else None,
                by=Practitioner(id=row.by, role=row.role),
                at=row.at,
                text=row.text,
            )
            for row in self._connection.execute(query, which)
        ]
