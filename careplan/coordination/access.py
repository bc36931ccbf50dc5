"""Who may see a patient's record: its care team, and for an hour who opened it in an emergency. The one place."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.authority import ONLY_READ, may
from careplan.errors import NoRight, NotOnTeam
from careplan.store import Records
from careplan.team import Practitioner

OPEN_FOR: Final = timedelta(minutes=60)
"""How long an opening in an emergency lasts at most."""


def seen_by(clinic: Clinic, records: Records, actor: Practitioner, patient_id: str, *, on_team: bool) -> Practitioner:
    """Return a person as they may see a patient's record: on its team as who they are, else in an emergency to read.

    Costs a query only where the person is not on the team.

    Raises:
        NotOnTeam: the person may not see it; the sentence is that of a record that does not exist.
    """
    person = actor if actor.reads_until is None else actor.model_copy(update={"reads_until": None})
    if on_team:
        return person
    opening = records.break_glass.current(actor.id, patient_id, at=clinic.now())
    if opening is None or not may(clinic.catalogue, person, "break_glass.open"):
        raise NotOnTeam(patient_id)
    return person.model_copy(update={"reads_until": opening.ends_at})


def seen_teams(clinic: Clinic, records: Records, actor: Practitioner, patient_id: str | None) -> tuple[int, ...]:
    """Return the teams whose records a list may show; of one patient, that patient's team in an emergency too."""
    teams = records.teams.of(actor.id)
    if patient_id is None or actor.reads_until is None:
        return teams
    whose = records.patients.get(patient_id).team
    try:
        seen_by(clinic, records, actor, patient_id, on_team=whose in teams)
    except NotOnTeam:
        return teams
    return (*teams, whose)


def refuse_reader(actor: Practitioner, patient_id: str) -> None:
    """Raise NoRight for who sees this record in an emergency only: such a person changes nothing in it."""
    if actor.reads_until is not None:
        raise NoRight(ONLY_READ, act="break_glass.change", patient_id=patient_id)
