"""What was decided in a plan, with what the plan does not compute from: by whom, in which role, and why."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from careplan.store.columns import read
from careplan.store.schema import gate_decision

_DECISIONS = (
    select(gate_decision)
    .where(gate_decision.c.plan == bindparam("plan_id"), gate_decision.c.withdrawn_at.is_(None))
    .order_by(gate_decision.c.day, gate_decision.c.id)
)


class GateDecision(NamedTuple):
    """One decision as kept."""

    gate: str
    value: str | None
    day: date
    by: str
    role: str | None
    why: str
    at: datetime


def latest_decisions(connection: Connection, plan_id: str) -> dict[str, GateDecision]:
    """Return the last decision of each gate of a plan; a gate that was never decided is left out."""
    rows = connection.execute(_DECISIONS, {"plan_id": plan_id})
    return {
        row.gate: GateDecision(row.gate, read(row.value), row.day, row.by, row.role, row.why, row.at) for row in rows
    }
