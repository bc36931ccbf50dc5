"""Overdue work that is told to others than its own role: the coordinator, then all four core roles (REFERENCE 6)."""

from __future__ import annotations

from collections.abc import Sequence

from careplan.clinic import Clinic
from careplan.store import Records, TaskRow
from careplan.team import COORDINATOR, CoreRole, Practitioner


def escalated_to(clinic: Clinic, records: Records, actor: Practitioner, teams: Sequence[int]) -> list[TaskRow]:
    """Return the late tasks of other roles that a person is told of, the latest first; asks nothing for most roles."""
    rules = clinic.content.safety_rules
    soon, later = rules.escalation.soon, rules.escalation.later
    days: tuple[int | None, int | None]
    if actor.role == COORDINATOR:
        days = soon.coordinator, later.coordinator
    elif actor.role in {role.value for role in CoreRole}:
        days = soon.core_roles, later.core_roles
    else:
        return []
    others = [role.id for role in clinic.catalogue.roles.values() if not role.account_only and role.id != actor.role]
    return records.tasks.escalated(
        actor.id, others, teams, clinic.today(), soon=days[0], later=days[1], keys=rules.stopped_tasks
    )
