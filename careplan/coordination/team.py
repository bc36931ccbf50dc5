"""With whom a person works: the members of the person's teams."""

from __future__ import annotations

from careplan.clinic import Clinic
from careplan.team import Practitioner, Role


def colleagues(clinic: Clinic, actor: Practitioner) -> list[Practitioner]:
    """Return everybody on the person's teams, by role in the order of lists, then by name."""
    with clinic.store.reading() as records:
        teams = [records.teams.get(team) for team in records.teams.of(actor.id)]
    order = {role: place for place, role in enumerate(clinic.catalogue.roles)}
    members = {member.id: member for team in teams for member in team.members if _owns_tasks(clinic, member)}
    return sorted(members.values(), key=lambda member: (order.get(member.role, len(order)), member.id))


def task_roles(clinic: Clinic) -> list[Role]:
    """Return the roles that own tasks, the four core roles first."""
    return [role for role in clinic.catalogue.roles.values() if not role.account_only]


def _owns_tasks(clinic: Clinic, member: Practitioner) -> bool:
    role = clinic.catalogue.roles.get(member.role)
    return role is not None and not role.account_only
