"""Answers to safety rules and conflicts; taken back, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from careplan.rule_answer import AnswerKind, RuleAnswer
from careplan.store.query import Query
from careplan.store.schema import rule_answer

_OF_PLAN = Query(
    select(rule_answer)
    .where(rule_answer.c.plan == bindparam("plan_id"), rule_answer.c.withdrawn_at.is_(None))
    .order_by(rule_answer.c.id)
)
_WITHDRAW = update(rule_answer).where(rule_answer.c.id == bindparam("number"), rule_answer.c.withdrawn_at.is_(None))


class RuleAnswers:
    """The answers of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, plan_id: str, answer: RuleAnswer) -> int:
        """Keep an answer and return its number."""
        row = {"plan": plan_id, **answer._asdict(), "kind": answer.kind.value}
        return int(self._connection.execute(insert(rule_answer).returning(rule_answer.c.id), row).scalar_one())

    def withdraw(self, number: int, *, at: datetime) -> None:
        """Take an answer back; it is kept, but holds no longer."""
        self._connection.execute(_WITHDRAW.values(withdrawn_at=at), {"number": number})

    def of_plan(self, plan_id: str) -> tuple[RuleAnswer, ...]:
        """Return what was answered in a plan and not taken back, the oldest first."""
        rows = _OF_PLAN.rows(self._connection, {"plan_id": plan_id})
        return tuple(
            RuleAnswer(row.rule, AnswerKind(row.kind), row.digest, row.role, row.by, row.at, row.reason) for row in rows
        )
