"""Whose plan is made: a new patient, one on record whose plan may be replaced, and an id that cannot be used.

An id of another team's patient is refused, because no id may stand for two people; so Create tells that there is such
a patient. It tells nothing else and nothing before Create, in one sentence, written into that patient's history; and
who tries a few such ids waits, for the unused ones too (docs/security.md).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.access import seen_by
from careplan.coordination.authority import authorise, may, refusal
from careplan.coordination.closing_plan import close_plan
from careplan.coordination.next_plan import is_normal_recovery
from careplan.coordination.plan_team import team_of_new
from careplan.coordination.refusals import RECORD_REFUSED, note, shown_id
from careplan.coordination.throttle import count_within, id_buckets, refuse_while_waiting
from careplan.errors import NoRight, NotAllowed, NotFound, NotReady
from careplan.patient import Patient
from careplan.plan_acts import flags_open
from careplan.store import Records
from careplan.team import Practitioner

ID_FIELD: Final = ("patient_id",)
"""What a refusal of an id is about: New plan leads there."""
ON_NO_TEAM: Final = (
    "You are on no care team, and would not see a patient whom you add: ask an administrator, or somebody who leads a "
    "care team, to put you on it under Team and users."
)


def id_taken(patient_id: str) -> str:
    """Return the sentence for the id of another team's patient, the same whatever the id."""
    return f"A new patient cannot have the id {patient_id}. Leave it empty for the next free one."


def kept_patient(
    clinic: Clinic, records: Records, patient: Patient, actor: Practitioner, act: str
) -> tuple[Patient, Patient | None, str | None]:
    """Keep a new patient in a team of the person's, or what is new about one who is kept already.

    Returns:
        The patient, as it was known before (None where it is new), and the plan that is replaced.

    Raises:
        NotOnTeam: the patient is another team's.
        NotAllowed: the patient has an open plan, and not one of normal recovery; or too many ids were tried; or the
            person is on no team.
    """
    seen = records.patients.get(patient.id) if patient.id and records.patients.exists(patient.id) else None
    on_team = seen is not None and seen.team in records.teams.of(actor.id)
    if patient.id and not on_team:
        instead = ", or leave the id empty: the next free one is given at once"
        refuse_while_waiting(records, id_buckets(clinic, actor.id), clinic.now(), instead, about=ID_FIELD)
    team = seen.team if seen is not None and on_team else _team_of_new(clinic, records, actor)
    if seen is None:
        return records.patients.add(patient, team=team, at=clinic.now()), None, None
    person = seen_by(clinic, records, actor, patient.id, on_team=on_team)
    authorise(clinic.catalogue, person, "plan.create", patient_id=patient.id)
    replaced = _replaced(clinic, records, patient.id, actor, act)
    known = seen.patient.model_dump(include={"name", "record_number"})
    kept = patient.model_copy(update={name: value for name, value in known.items() if value is not None})
    records.patients.save(seen, kept)
    return kept, seen.patient, replaced


def why_no_new_patient(clinic: Clinic, actor: Practitioner, *, on_team: bool) -> str:
    """Return why a person cannot add a patient; empty where the person can. `on_team`: whether on any."""
    if not may(clinic.catalogue, actor, "patient.create"):
        return refusal(clinic.catalogue, "patient.create")
    return "" if on_team else ON_NO_TEAM


def _team_of_new(clinic: Clinic, records: Records, actor: Practitioner) -> int:
    """Return the team that the person's new patient gets; raises NoRight."""
    team = team_of_new(records, actor)
    why_not = why_no_new_patient(clinic, actor, on_team=team is not None)
    if team is None or why_not:
        raise NoRight(why_not, act="patient.create")
    return team


def _replaced(clinic: Clinic, records: Records, patient_id: str, actor: Practitioner, act: str) -> str | None:
    """Close the patient's plan of normal recovery, over which a new plan takes (R4), and return its id.

    Raises:
        NotAllowed: another plan is open, or a red flag in this one.
    """
    open_plan = records.plans.open_of_patient(patient_id)
    if open_plan is None:
        return None
    seen = records.plans.get(open_plan)
    if not is_normal_recovery(seen.plan):
        raise NotAllowed(
            f"{patient_id} has an open plan, {open_plan}, and one plan is open at a time. "
            "Open the patient and add the suspected cause to that plan."
        )
    if flags_open(seen.plan):
        raise NotAllowed(
            f"A red flag is open in {open_plan}. Open the patient and add the suspected cause there, which takes the "
            "flag along, or have the flag cleared first."
        )
    close_plan(records, clinic, seen, actor, act)
    return open_plan


def refuse_taken(clinic: Clinic, actor: Practitioner, patient_id: str) -> NotFound:
    """Write into the history of another team’s patient that its id was tried, count the try, and return the refusal."""
    note(clinic, actor, RECORD_REFUSED, patient_id, asked=shown_id(patient_id))
    with suppress(NotReady), clinic.store.writing() as records:  # where nothing can be saved, no id can be tried
        count_within(records, id_buckets(clinic, actor.id), clinic.now())
    return NotFound(id_taken(patient_id), about=ID_FIELD)
