"""Correcting who a patient is: name, record number, birth date and sex. The id stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from careplan import plan_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import Done, Made
from careplan.coordination.field_words import field_label
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.overwriting import Seen, refuse_overwriting
from careplan.coordination.patient_undone import brought
from careplan.coordination.refusals import again, writing
from careplan.coordination.text_limits import refuse_long
from careplan.errors import InvalidInput
from careplan.patient import Patient, Sex
from careplan.store import Records
from careplan.team import Practitioner
from careplan.text_length import LONGEST_LINE
from careplan.working_days import date_words

EDITED: Final = "patient.edited"
"""Code of the event."""


@dataclass(frozen=True, slots=True)
class PatientEntry:
    """Who a patient is, as a person enters it; what is not known is None."""

    name: str | None = None
    record_number: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None

    def fields(self) -> dict[str, Any]:
        """Return what is entered, by the names of `Patient`: without spaces around it, None where it is empty."""
        texts = {"name": self.name, "record_number": self.record_number}
        known = {name: " ".join((text or "").split()) or None for name, text in texts.items()}
        return {**known, "birth_date": self.birth_date, "sex": self.sex}


def entry_of(patient: Patient) -> PatientEntry:
    """Return who a patient is on record."""
    return PatientEntry(patient.name, patient.record_number, patient.birth_date, patient.sex)


@again
def edit_patient(
    clinic: Clinic,
    plan_id: str,
    entry: PatientEntry,
    *,
    actor: Practitioner,
    seen: PatientEntry | None = None,
    key: str | None = None,
) -> Done:
    """Change who the patient of an open plan is; only what differs from `seen` is changed.

    Args:
        seen: what stood on the screen; without it all of `entry` is meant.

    Raises:
        NotFound, NotAllowed, Conflict.
        InvalidInput: nothing is changed, a text is too long, the birth date cannot be, or another patient that this
            person sees has the record number.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            opened.authorise("patient.edit")
            plan_acts.refuse_closed(opened.plan)
            return _edited(records, opened, _wanted(opened, entry, seen))

        return once(records, key, actor, clinic.now(), act)


def _wanted(opened: Opened, entry: PatientEntry, seen: PatientEntry | None) -> Mapping[str, Any]:
    """Return what changes, by field; raises Conflict where somebody has changed the same meanwhile."""
    now, stood = entry_of(opened.record.patient).fields(), seen.fields() if seen else {}
    changed = {name: value for name, value in entry.fields().items() if name not in stood or stood[name] != value}
    for name, value in changed.items():
        refuse_overwriting(opened, name, Seen(stood[name]) if seen else None, now=now[name], wanted=value)
    return {name: value for name, value in changed.items() if now[name] != value}


def _edited(records: Records, opened: Opened, wanted: Mapping[str, Any]) -> Done:
    was = opened.record.patient
    if not wanted:
        raise InvalidInput("Nothing is changed. Correct a field first.")
    now = was.model_copy(update=dict(wanted))
    _refuse_texts(now)
    _refuse_born(opened, now)
    _refuse_taken(records, opened, now)
    records.patients.save(records.patients.get(was.id), now)
    labels = " and ".join(field_label(opened.clinic, name).lower() for name in wanted)
    made = Made(
        opened.plan,
        what=EDITED,
        words=f"Corrected: {labels}, {was.id}",
        before={name: getattr(was, name) for name in wanted},
        after=wanted,
        undo_also={"patient": brought(was, now)},
    )
    return keep(records, open_plan(opened.clinic, records, opened.plan.id, opened.actor), made)


def _refuse_texts(patient: Patient) -> None:
    for what, text in (("The name", patient.name), ("The record number", patient.record_number)):
        refuse_long(what, text or "", LONGEST_LINE)


def _refuse_born(opened: Opened, patient: Patient) -> None:
    """Refuse a birth date that cannot be: in the future, too long ago, or after what is on record."""
    born = patient.birth_date
    if born is None:
        return
    if born > opened.today:
        raise InvalidInput(f"{date_words(born)} lies in the future. Correct the year.")
    oldest = opened.clinic.content.facts["age"].max
    if oldest is not None and opened.today.year - born.year > oldest:
        raise InvalidInput(f"{date_words(born)} makes this person more than {oldest:g} years old. Correct the year.")
    days = (opened.plan.inputs.start, *(one.day for one in patient.operations if one.day))
    first = min(days)
    if born > first:
        raise InvalidInput(f"{date_words(born)} is after {date_words(first)}, when there was a plan or an operation.")


def _refuse_taken(records: Records, opened: Opened, patient: Patient) -> None:
    """Refuse the record number of another patient on the person's teams; of others nothing is told."""
    number = patient.record_number
    if number is None or number == opened.record.patient.record_number:
        return
    teams = records.teams.of(opened.actor.id)
    others = [one for one in records.patients.of_record_number(number, teams=teams) if one != patient.id]
    if others:
        raise InvalidInput(f"{others[0]} has the record number {number} already. Look whether it is the same person.")
