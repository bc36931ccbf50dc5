"""What is entered on the new-plan screen, kept as a draft of each person at each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from careplan.cause import NORMAL_RECOVERY
from careplan.clinic import Clinic
from careplan.coordination.authority import authorise
from careplan.new_plan import Entered, EnteredMedicine, EnteredOperation, changed
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
    """A patient of the person's team who has the id that was entered."""

    patient: Patient
    open_plan: str | None


def enter(clinic: Clinic, actor: Practitioner, changes: Mapping[str, Any]) -> None:
    """Keep what was entered in some fields; raises NotAllowed, InvalidInput."""
    authorise(clinic.catalogue, actor, "plan.create")
    with clinic.store.writing() as records:
        entered, _ = kept(records, actor)
        former = known_patient(records, entered.patient_id, actor)
        for field, value in changes.items():
            entered = changed(entered, field, value, clinic.content, clinic.catalogue.examinations)
        if "patient_id" in changes:
            known = known_patient(records, entered.patient_id, actor)
            if former and (known is None or known.patient.id != former.patient.id):
                entered = _without_record(entered, former.patient)
            entered = _filled_in(entered, known)
        now = clinic.now()
        records.drafts.keep(actor.id, PLACE, {**entered.kept(), _AT: now.isoformat()}, at=now)


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


def bring_back(records: Records, actor: Practitioner, plan_id: str, patient_id: str, *, at: datetime) -> None:
    """Show the form again as it was before Create; what was entered since is put aside.

    The patient is known now, so the form names the patient: creating the plan again makes no second record.
    """
    body = records.drafts.get(actor.id, _BECAME)
    if not body or body[_PLAN] != plan_id:
        return
    _move(records, actor, PLACE, _ASIDE, at)
    form = {name: value for name, value in body.items() if name != _PLAN}
    records.drafts.keep(actor.id, PLACE, {**form, "patient_id": patient_id, _AT: at.isoformat()}, at=at)
    records.drafts.drop(actor.id, _BECAME)


def kept(records: Records, actor: Practitioner) -> tuple[Entered, datetime | None]:
    """Return what a person has entered, and when it was kept last."""
    body = records.drafts.get(actor.id, PLACE)
    if not body:
        return Entered(), None
    return Entered.model_validate({name: v for name, v in body.items() if name != _AT}), datetime.fromisoformat(
        body[_AT]
    )


def known_patient(records: Records, patient_id: str, actor: Practitioner) -> KnownPatient | None:
    """Return the patient with this id, if the person is on the team; None else."""
    wanted = patient_id.strip()
    if not wanted or not records.patients.exists(wanted):
        return None
    found = records.patients.get(wanted)
    if found.team not in records.teams.of(actor.id):
        return None
    return KnownPatient(found.patient, _in_the_way(records, wanted))


def _in_the_way(records: Records, patient_id: str) -> str | None:
    """Return the open plan that forbids a new one; a plan of normal recovery gives way (PLAN_RULES R4)."""
    open_plan = records.plans.open_of_patient(patient_id)
    causes = records.plans.get(open_plan).plan.inputs.causes if open_plan else ()
    return open_plan if any(cause.cause != NORMAL_RECOVERY for cause in causes) else None


def _filled_in(entered: Entered, known: KnownPatient | None) -> Entered:
    """Return the form with what is known of the patient in its empty fields: nothing is typed twice."""
    if known is None:
        return entered
    empty = {
        "birth_date": not entered.birth_date,
        "sex": not entered.sex,
        "operations": all(operation.empty for operation in entered.operations),
        "medicines": not entered.medicines,
    }
    record = _of_record(known.patient)
    return entered.model_copy(update={name: value for name, value in record.items() if empty[name]})


def _without_record(entered: Entered, former: Patient) -> Entered:
    """Return the form without what stood in the record of the patient whose id was there before.

    An operation or medicine that was changed on the way still came from that record, so these lists go whole.
    """
    blank, record = Entered(), _of_record(former)
    gone = {
        name: getattr(blank, name)
        for name, value in record.items()
        if name in ("operations", "medicines") or getattr(entered, name) == value
    }
    return entered.model_copy(update=gone)


def _of_record(patient: Patient) -> dict[str, Any]:
    """Return what is known of a patient, by field of the form; what is not known is left out."""
    operations = tuple(
        EnteredOperation(
            procedures=tuple(operation.procedures),
            levels=", ".join(operation.levels),
            side=operation.side or "",
            day=operation.day.isoformat() if operation.day else "",
            implant={True: "yes", False: "no", None: ""}[operation.implant],
        )
        for operation in patient.operations
        if operation.done and not operation.cancelled
    )
    medicines = tuple(
        EnteredMedicine(name=m.name, amount=f"{m.amount_per_day:g}" if m.amount_per_day else "", unit=m.unit or "")
        for m in patient.medicines or ()
    )
    known = {
        "birth_date": patient.birth_date.isoformat() if patient.birth_date else "",
        "sex": patient.sex.value if patient.sex else "",
        "operations": operations,
        "medicines": medicines,
    }
    return {name: value for name, value in known.items() if value}


def _move(records: Records, actor: Practitioner, place: str, other: str, at: datetime) -> None:
    body = records.drafts.get(actor.id, place)
    if body:
        records.drafts.keep(actor.id, other, body, at=at)
        records.drafts.drop(actor.id, place)
