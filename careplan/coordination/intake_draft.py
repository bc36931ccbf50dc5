"""What is entered on the new-plan screen, kept as a draft of each person at each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from careplan.cause import NORMAL_RECOVERY
from careplan.clinic import Clinic
from careplan.coordination.authority import authorise
from careplan.coordination.plan_team import own_patient
from careplan.coordination.refusals import writing
from careplan.facts import Record
from careplan.new_plan import Entered, changed, filled_in, without_record
from careplan.patient import Patient
from careplan.store import Records
from careplan.team import Practitioner

PLACE: Final = "new_plan"
_ASIDE: Final = "new_plan/discarded"
_BECAME: Final = "new_plan/created"
_AT: Final = "at"
_PLAN: Final = "plan"


def put_aside(records: Records, actor: Practitioner) -> bool:
    """Whether a discarded draft can be taken back."""
    return records.drafts.get(actor.id, _ASIDE) is not None


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient of the person's team who has the id that was entered.

    Attributes:
        record: what was answered, found and measured so far.
        open_plan: the plan that stands in the way of a new one.
    """

    patient: Patient
    record: Record
    open_plan: str | None

    def on(self, start: date) -> Record:
        """Return the record with what is kept of the patient, as a plan that starts on this day would know it."""
        known = self.patient
        return replace(
            self.record,
            start=start,
            birth_date=known.birth_date,
            operations=known.operations,
            procedures=known.procedures,
        )


def enter(clinic: Clinic, actor: Practitioner, changes: Mapping[str, Any]) -> None:
    """Keep what was entered in some fields; raises NotAllowed, InvalidInput."""
    with writing(clinic, actor) as records:
        authorise(clinic.catalogue, actor, "plan.create")
        entered, _ = kept(records, actor)
        before = entered.patient_id
        for field, value in changes.items():
            entered = changed(entered, field, value, clinic.content, clinic.catalogue.examinations)
        if "patient_id" in changes:
            entered = _of_patient(records, entered, before, actor, clinic.today())
        now = clinic.now()
        records.drafts.keep(actor.id, PLACE, {**entered.kept(), _AT: now.isoformat()}, at=now)


def _of_patient(records: Records, entered: Entered, before: str, actor: Practitioner, today: date) -> Entered:
    """Return the form with the record of the patient whose id it has now, and without that of the one `before`."""
    former = known_patient(records, before, actor, today)
    known = known_patient(records, entered.patient_id, actor, today)
    if former and (known is None or known.patient.id != former.patient.id):
        entered = without_record(entered, former.patient, former.record)
    return filled_in(entered, known.patient) if known else entered


def discard(clinic: Clinic, actor: Practitioner) -> None:
    """Put what was entered aside, where `restore` finds it until the next draft is put aside."""
    with clinic.store.writing() as records:
        _move(records, actor, PLACE, _ASIDE, clinic.now())


def restore(clinic: Clinic, actor: Practitioner) -> None:
    """Take back what was put aside last; what was entered since is put aside in its turn."""
    with clinic.store.writing() as records:
        newer = records.drafts.get(actor.id, PLACE)
        _move(records, actor, _ASIDE, PLACE, clinic.now())
        if newer:
            records.drafts.keep(actor.id, _ASIDE, newer, at=clinic.now())


def became(records: Records, actor: Practitioner, plan_id: str, *, at: datetime) -> None:
    """Put the draft by that has become a plan: taking Create back brings it back."""
    body = records.drafts.get(actor.id, PLACE)
    if body:
        records.drafts.keep(actor.id, _BECAME, {**body, _PLAN: plan_id}, at=at)
        records.drafts.drop(actor.id, PLACE)


def bring_back(records: Records, actor: Practitioner, plan_id: str, patient_id: str, *, at: datetime) -> bool:
    """Show the form again as it was before Create; what was entered since is put aside.

    Returns whether there was one: a plan may also open without a form. The patient is known now, so the form names the
    patient: creating the plan again makes no second record.
    """
    body = records.drafts.get(actor.id, _BECAME)
    if not body or body[_PLAN] != plan_id:
        return False
    _move(records, actor, PLACE, _ASIDE, at)
    form = {name: value for name, value in body.items() if name != _PLAN}
    records.drafts.keep(actor.id, PLACE, {**form, "patient_id": patient_id, _AT: at.isoformat()}, at=at)
    records.drafts.drop(actor.id, _BECAME)
    return True


def kept(records: Records, actor: Practitioner) -> tuple[Entered, datetime | None]:
    """Return what a person has entered, and when it was kept last."""
    body = records.drafts.get(actor.id, PLACE)
    if not body:
        return Entered(), None
    return Entered.model_validate({name: v for name, v in body.items() if name != _AT}), datetime.fromisoformat(
        body[_AT]
    )


def known_patient(records: Records, patient_id: str, actor: Practitioner, today: date) -> KnownPatient | None:
    """Return the patient with this id, with what is on record, if the person is on the team; None else."""
    wanted = patient_id.strip()
    found = own_patient(records, actor, wanted)
    if found is None:
        return None
    return KnownPatient(found.patient, records.patients.known(wanted, today), _in_the_way(records, wanted))


def _in_the_way(records: Records, patient_id: str) -> str | None:
    """Return the open plan that forbids a new one; a plan of normal recovery gives way (PLAN_RULES R4)."""
    open_plan = records.plans.open_of_patient(patient_id)
    causes = records.plans.get(open_plan).plan.inputs.causes if open_plan else ()
    return open_plan if any(cause.cause != NORMAL_RECOVERY for cause in causes) else None


def _move(records: Records, actor: Practitioner, place: str, other: str, at: datetime) -> None:
    body = records.drafts.get(actor.id, place)
    if body:
        records.drafts.keep(actor.id, other, body, at=at)
        records.drafts.drop(actor.id, place)
