"""Whose plan is made: a new patient, one on record whose plan may be replaced, and an id that cannot be used.

An id of another team's patient is refused, because no id may stand for two people; so Create tells that there is such
a patient. It tells nothing else and nothing before Create, in one sentence, written into that patient's history; and
who tries a few such ids waits, for the unused ones too (docs/security.md).
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.access import seen_by
from careplan.coordination.authority import authorise, may, refusal
from careplan.coordination.closing_plan import close_plan
from careplan.coordination.next_plan import is_normal_recovery
from careplan.coordination.refusals import RECORD_REFUSED, note, shown_id
from careplan.coordination.throttle import count_within, id_buckets, refuse_while_waiting
from careplan.errors import NoRight, NotAllowed, NotFound, NotReady
from careplan.patient import Patient
from careplan.plan_acts import flags_open
from careplan.store import CareTeam, Records
from careplan.team import Practitioner

ID_TAKEN: Final = "A new patient cannot have this id. Leave it empty for the next free one."


def kept_patient(
    clinic: Clinic, records: Records, patient: Patient, team: CareTeam, actor: Practitioner, act: str
) -> tuple[Patient, Patient | None, str | None]:
    """Keep the patient in the team that the plan was made for, or what is new about one who is kept already.

    Returns:
        The patient, as it was known before (None where it is new), and the plan that is replaced.

    Raises:
        NotOnTeam: the patient is another team's.
        NotAllowed: the patient has an open plan, and not one of normal recovery; or too many ids were tried; or the
            person is not on the team of new patients.
    """
    seen = records.patients.get(patient.id) if patient.id and records.patients.exists(patient.id) else None
    on_team = seen is not None and seen.team in records.teams.of(actor.id)
    if patient.id and not on_team:
        refuse_while_waiting(records, id_buckets(clinic, actor.id), clinic.now())
    if not on_team and (why_not := why_no_new_patient(clinic, actor, team.name, team.members)):
        raise NoRight(why_not, act="patient.create")
    if seen is None:
        return records.patients.add(patient, team=team.id, at=clinic.now()), None, None
    person = seen_by(clinic, records, actor, patient.id, on_team=on_team)
    authorise(clinic.catalogue, person, "plan.create", patient_id=patient.id)
    replaced = _replaced(clinic, records, patient.id, actor, act)
    known = seen.patient.model_dump(include={"name", "record_number"})
    kept = patient.model_copy(update={name: value for name, value in known.items() if value is not None})
    records.patients.save(seen, kept)
    return kept, seen.patient, replaced


def why_no_new_patient(clinic: Clinic, actor: Practitioner, team: str, members: Collection[Practitioner]) -> str:
    """Return why a person cannot add a patient, who would be this team's; empty where the person can."""
    if not may(clinic.catalogue, actor, "patient.create"):
        return refusal(clinic.catalogue, "patient.create")
    if actor.id not in {member.id for member in members}:
        return (
            f"New patients are cared for by {team}, and you are not on that team: you would not see the patient. "
            "Ask somebody on it to add you, under Team and users."
        )
    return ""


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
    return NotFound(ID_TAKEN, about=("patient_id",))
