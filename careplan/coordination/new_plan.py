"""The new-plan screen: what follows of what was entered, and Create."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.authority import authorise
from careplan.coordination.done import Done
from careplan.coordination.intake_draft import kept, known_patient, put_aside
from careplan.coordination.plan_team import team_now
from careplan.coordination.planning import RED_FLAGS_FIRST, create_plan
from careplan.coordination.reads import looking
from careplan.coordination.sheet import Sheet, looked_at
from careplan.errors import InvalidInput, NotAllowed
from careplan.intake import Intake
from careplan.new_plan import NEW_PATIENT
from careplan.team import Practitioner

PICK_FIRST: Final = "Pick one to three suspected causes."


class Created(NamedTuple):
    """A new plan, and whose it is."""

    done: Done
    patient_id: str


def open_sheet(clinic: Clinic, actor: Practitioner) -> Sheet:
    """Return what this person has entered and what follows of it; raises NotAllowed for who may not create plans."""
    with looking(clinic, actor, "new plan") as look:
        authorise(clinic.catalogue, actor, "plan.create")
        records = look.records
        entered, saved = kept(records, actor)
        aside = saved is None and put_aside(records, actor)
        known = known_patient(records, entered.patient_id, actor, clinic.today())
        if known:
            look.saw(actor, known.patient.id)
        sheet = Sheet(entered, saved, aside, {}, team_now(records, actor, entered.patient_id.strip()), known)
    return looked_at(clinic, sheet, actor)


def create(clinic: Clinic, actor: Practitioner, *, key: str | None = None) -> Created:
    """Create the plan as the screen shows it.

    Raises:
        NotAllowed: red flags are unanswered, a reason is missing, or the patient has an open plan.
        InvalidInput: no suspected cause is picked, or something that was entered stands in the way.
    """
    sheet = open_sheet(clinic, actor)
    if not sheet.entered.red_flags_answered:
        raise NotAllowed(RED_FLAGS_FIRST, about=("red_flags",))
    if sheet.wrong or sheet.intake is None:
        raise InvalidInput(f"Correct what is marked first: {next(iter(sheet.wrong.values()))}")
    if not sheet.picks:
        raise InvalidInput(PICK_FIRST)
    done = create_plan(
        clinic,
        _for_keeping(sheet.intake),
        sheet.picks,
        actor=actor,
        edits=sheet.edits,
        red_flags_answered=True,
        reason=sheet.entered.reason if sheet.unexpected else "",
        key=key,
        draft=True,
    )
    with clinic.store.reading() as records:
        patient_id, _ = records.plans.whose(done.plan_id)
    return Created(done, patient_id)


def _for_keeping(intake: Intake) -> Intake:
    if intake.patient.id != NEW_PATIENT:
        return intake
    return replace(intake, patient=intake.patient.model_copy(update={"id": ""}))
