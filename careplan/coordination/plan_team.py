"""Which care team a plan is made for: the patient's own, or the one that a new patient gets (decision 24)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from careplan.store import PatientRecord, Records
from careplan.team import Practitioner, RoleId


class TeamNow(NamedTuple):
    """The team of a plan, and the days on which the clinic is closed."""

    team: int
    name: str
    members: tuple[Practitioner, ...]
    holidays: frozenset[date]

    @property
    def roles(self) -> frozenset[RoleId] | None:
        """The roles that somebody holds; None for a team without members, where all count."""
        return frozenset(member.role for member in self.members) or None

    def has(self, person: Practitioner) -> bool:
        """Whether a person is on it."""
        return any(member.id == person.id for member in self.members)


def team_now(records: Records, actor: Practitioner, patient_id: str) -> TeamNow:
    """Return the team that a plan for this id would have; for who is on none, the clinic's default team.

    Raises:
        NotReady: there is no team.
    """
    known = own_patient(records, actor, patient_id)
    number = known.team if known else team_of_new(records, actor)
    team = records.teams.get(records.teams.default() if number is None else number)
    return TeamNow(team.id, team.name, team.members, records.clinic.holidays())


def team_of_new(records: Records, actor: Practitioner) -> int | None:
    """Return the team that a new patient of this person gets, which the person is on; None for who is on none.

    It is the clinic's default team, else the first by name of the person's own.
    """
    own, default, names = records.teams.of(actor.id), records.teams.default(), records.teams.names()
    return default if default in own else min(own, key=lambda team: (names[team].casefold(), team), default=None)


def own_patient(records: Records, actor: Practitioner, patient_id: str) -> PatientRecord | None:
    """Return the patient who has this id where the person is on the care team; else None, as for an unused id."""
    if not patient_id or not records.patients.exists(patient_id):
        return None
    found = records.patients.get(patient_id)
    return found if found.team in records.teams.of(actor.id) else None
