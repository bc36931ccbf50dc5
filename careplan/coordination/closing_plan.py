"""Closing a plan of normal recovery over which the next one takes (PLAN_RULES R4), and the events of whole plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from careplan.clinic import Clinic
from careplan.event import Event, FieldChanged
from careplan.plan import CarePlan, PlanStatus
from careplan.store import PlanRecord, Records
from careplan.team import Practitioner

PLAN_CREATED: Final = "plan.created"
PLAN_CLOSED: Final = "plan.closed"


def close_plan(records: Records, clinic: Clinic, seen: PlanRecord, actor: Practitioner, act: str) -> None:
    """Close a plan whose place another one takes, with its event; undoing the act opens it again."""
    now, reason = clinic.now(), "A plan with a suspected cause takes its place"
    closed = replace(seen.plan, status=PlanStatus.CLOSED)
    saved = records.plans.save(seen, closed, {}, by=actor.id, at=now, role=actor.role, reason=reason)
    status = FieldChanged(seen.plan.status.value, saved.status.value)
    records.events.add(plan_event(PLAN_CLOSED, saved, actor, now, reason, {"status": status}, act, {"closed": True}))


def plan_event(
    what: str,
    plan: CarePlan,
    actor: Practitioner,
    at: datetime,
    reason: str,
    changes: Mapping[str, FieldChanged],
    act: str,
    undo: Mapping[str, Any],
) -> Event:
    """Return the event of an act on a plan as a whole."""
    return Event(
        what=what,
        actor=actor.id,
        acting_role=actor.role,
        at=at,
        act=act,
        patient_id=plan.patient_id,
        plan_id=plan.id,
        changes=changes,
        reason=reason,
        undo=undo,
        to_version=plan.version,
    )
