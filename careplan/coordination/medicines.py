"""Confirming the medicine list of a patient who is on record: what is not listed counts as not taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from careplan import plan_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import Done, Made
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.overwriting import Seen, refuse_overwriting
from careplan.coordination.refusals import again, writing
from careplan.coordination.text_limits import refuse_long
from careplan.errors import InvalidInput, NotAllowed
from careplan.intake import MedicineEntry, medicine_refusals, medicines_as_kept
from careplan.medicine import medicine_facts, misspelt, unit_of
from careplan.patient import Medicine, Patient
from careplan.plan import CarePlan
from careplan.store import Records
from careplan.team import Practitioner

_LINE: Final = re.compile(r"(?P<name>.*\S)\s+(?P<amount>\d+(?:[.,]\d+)?)\s*(?P<unit>[^\W\d_%].*|%.*|)")
"""A name, then a number that stands alone, then the unit; no name has such a number."""
_A_DAY: Final = re.compile(r"\s*(?:/|\bper\b|\ba\b)\s*day$|\s+daily$", re.IGNORECASE)
CONFIRMED: Final = "medicines.confirmed"
"""Code of the event."""
_UNITS_TAKEN: Final = "mg, mcg per hour, or “other” for any other unit"
LONGEST_LIST: Final = 4000
"""Characters of a list as it is typed."""


def medicine_lines(text: str) -> tuple[Medicine, ...]:
    """Return the medicines of a text, one a line, with the amount a day where it is written: “oxycodone 40 mg”.

    Raises:
        InvalidInput: an amount has no unit, or one that no list of medicines knows, or the list is too long.
    """
    refuse_long("The list", text, LONGEST_LIST)
    return tuple(_medicine(line.strip()) for line in text.splitlines() if line.strip())


def _medicine(line: str) -> Medicine:
    found = _LINE.fullmatch(line)
    if found is None:
        return Medicine(name=line)
    written = _A_DAY.sub("", found["unit"])
    if not written:
        raise InvalidInput(f"“{line}”: write the amount a day with its unit, {_UNITS_TAKEN}, such as “{line} mg”.")
    unit = unit_of(written)
    if unit is None:
        raise InvalidInput(
            f"“{line}”: “{written}” is no unit that is known here. Write the amount a day in {_UNITS_TAKEN}; a number "
            "that belongs to the name without a space before it, such as B12."
        )
    amount = float(found["amount"].replace(",", "."))
    return Medicine(name=found["name"].rstrip(","), amount_per_day=amount, unit=unit)


def listed(medicines: Sequence[Medicine]) -> tuple[str, ...]:
    """Return each medicine as it is written in a list."""
    return tuple(" ".join(part for part in (one.name, _amount(one)) if part) for one in medicines)


def _amount(medicine: Medicine) -> str:
    return "" if medicine.amount_per_day is None else f"{medicine.amount_per_day:g} {medicine.unit or ''}".strip()


def confirmed_by(records: Records, opened: Opened) -> str:
    """Return who confirmed the list of a plan's patient: by an act, or with the intake; empty where none is."""
    patient = opened.record.patient
    if patient.medicines is None:
        return ""
    last = records.events.last_change(patient.id, "medicines")
    is_last = last and opened.clinic.clock.day_of(last.at) == patient.medicines_confirmed
    return last.by if last and is_last else opened.record.created_by


@again
def confirm_medicines(
    clinic: Clinic,
    plan_id: str,
    medicines: Sequence[Medicine],
    *,
    actor: Practitioner,
    none_taken: bool = False,
    as_written: bool = False,
    seen: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Confirm the complete medicine list of a plan's patient, with the facts that follow from it.

    Args:
        none_taken: the list is empty because nothing is taken.
        as_written: names that are not known stand as they are meant, whatever they are spelled like.
        seen: the list that the person looked at, each as in `listed`.

    Raises:
        NotFound, NotAllowed, Conflict.
        InvalidInput: the list is empty and nobody says that nothing is taken, an amount cannot be, or a name looks
            misspelt.
    """
    refuse_no_list(medicines, none_taken=none_taken)
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            plan_acts.refuse_closed(opened.plan)
            new = list_confirmed(records, opened, medicines, as_written=as_written, seen=seen)
            return keep(records, new.opened, _made(new))

        return with_way_back(once(records, key, actor, clinic.now(), act))


def refuse_no_list(medicines: Sequence[Medicine], *, none_taken: bool) -> None:
    """Refuse an empty list where nobody says that nothing is taken, and one of something where somebody does."""
    if bool(medicines) == none_taken:
        raise InvalidInput("List every medicine that is taken, one a line, or say that none is taken.")


class NewList(NamedTuple):
    """A medicine list that an act has just kept, and what is still to be kept and told with it.

    Attributes:
        opened: the plan with the patient as the list leaves it.
        plan: the plan with the facts that follow from the list, and `changed` which of them are new.
        before, after: for the event; `undo` is what takes the list back.
    """

    opened: Opened
    plan: CarePlan
    patient: Patient
    changed: frozenset[str]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    undo: Mapping[str, Any]


def list_confirmed(
    records: Records, opened: Opened, medicines: Sequence[Medicine], *, as_written: bool, seen: Seen | None
) -> NewList:
    """Keep the complete medicine list within an act that keeps the plan; the rest is as `confirm_medicines` says."""
    opened.authorise("medicine.confirm")
    _refuse_impossible(opened.clinic, medicines)
    if not as_written:
        _refuse_misspelt(opened.clinic, medicines)
    was = opened.record.patient
    wrote, stands = list(listed(medicines)), list(listed(was.medicines or ()))
    refuse_overwriting(opened, "medicines", seen, now=stands, wanted=wrote)
    now = medicines_as_kept(was.medicines, tuple(medicines))
    _keep_list(records, was.id, now, opened.today)
    again = open_plan(opened.clinic, records, opened.plan.id, opened.actor)
    plan, changed = _with_facts(again, now)
    kept = [was.model_dump(mode="json", include={"medicines", "medicines_confirmed"}), _dumped(now)]
    return NewList(
        again,
        plan,
        was.model_copy(update={"medicines": now, "medicines_confirmed": opened.today}),
        changed,
        {"medicines": None if was.medicines is None else stands},
        {"medicines": list(listed(now)), "medicines_confirmed": opened.today},
        {"medicines": kept},
    )


def _made(new: NewList) -> Made:
    flagged = with_flags_by_numbers(new.opened, new.plan, {"medicines", *new.changed}, patient=new.patient)
    made = Made(
        flagged,
        what=CONFIRMED,
        words=f"Medicine list confirmed, {new.patient.id}",
        before=new.before,
        after=new.after,
        undo_also=new.undo,
    )
    return telling_flags(new.opened, made)


def _with_facts(opened: Opened, medicines: tuple[Medicine, ...]) -> tuple[CarePlan, frozenset[str]]:
    """Return the plan with the facts that the list answers, and which of them are new.

    What the list leaves open is not known by it (R9).
    """
    plan, content = opened.plan, opened.clinic.content
    changed: set[str] = set()
    for name, value in medicine_facts(medicines, content.medicines).items():
        known = plan.inputs.record.facts.get(name)
        if name in content.facts and not (known and known[-1].value == value):
            plan = plan_acts.answer(plan, name, value, on=opened.today)
            changed.add(name)
    return plan, frozenset(changed)


def _refuse_impossible(clinic: Clinic, medicines: Sequence[Medicine]) -> None:
    entries = [MedicineEntry(**one.model_dump()) for one in medicines]
    wrong = [refusal.on_screen for refusal in medicine_refusals(entries, clinic.content)]
    if wrong:
        raise InvalidInput(" ".join(wrong))


def _refuse_misspelt(clinic: Clinic, medicines: Sequence[Medicine]) -> None:
    meant = misspelt(medicines, clinic.content.medicines)
    if meant:
        asked = " ".join(f"“{name}” is not known. Did you mean {known}?" for name, known in meant.items())
        raise InvalidInput(f"{asked} Correct it, or confirm again to take it as written.")


def _keep_list(records: Records, patient_id: str, medicines: tuple[Medicine, ...], on: date) -> None:
    seen = records.patients.get(patient_id)
    changed = seen.patient.model_copy(update={"medicines": medicines, "medicines_confirmed": on})
    records.patients.save(seen, changed)


def list_undone(records: Records, patient_id: str, kept: Sequence[Mapping[str, Any] | list[Any]]) -> None:
    """Put the list back that an act confirmed anew.

    Raises:
        NotAllowed: it was changed since.
    """
    seen = records.patients.get(patient_id)
    former, confirmed = kept
    if _dumped(seen.patient.medicines or ()) != confirmed:
        raise NotAllowed("This cannot be undone: the medicine list was changed since. Confirm the right one.")
    records.patients.save(seen, Patient.model_validate({**seen.patient.model_dump(), **dict(former)}))


def _dumped(medicines: Sequence[Medicine]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in medicines]
