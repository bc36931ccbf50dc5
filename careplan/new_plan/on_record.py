"""What the form takes over of a patient who is on record, and what leaves it again with the patient's id.

Operations, medicines, birth date and sex are written into the form, where they can be changed line by line. Findings,
facts and scores are not: the screen shows those of the record beside what was typed, so that none of them can stay
behind when the id is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from careplan.facts import Record
from careplan.intake import last_value
from careplan.new_plan.entered import MOST_OPERATIONS, Entered, EnteredMedicine, EnteredOperation
from careplan.patient import Medicine, Operation, Patient

_Said = TypeVar("_Said", bound=str)
_IMPLANT = {True: "yes", False: "no", None: ""}


def filled_in(entered: Entered, patient: Patient) -> Entered:
    """Return the form with what is known of the patient in its empty fields: nothing is typed twice.

    Operations that were typed before the id stand after those of the record, so that none of these is left out.
    """
    no_list = not entered.medicines and not entered.no_medicines
    empty = {
        "birth_date": not entered.birth_date,
        "sex": not entered.sex,
        "operations": True,
        "medicines": no_list,
        "no_medicines": no_list,
    }
    known = {name: value for name, value in _of(patient).items() if empty[name]}
    if operations := known.get("operations"):
        typed = (one for one in entered.operations if not one.empty and one not in operations)
        known["operations"] = (*operations, *typed)[:MOST_OPERATIONS]
    return entered.model_copy(update=known)


def without_record(entered: Entered, former: Patient, record: Record) -> Entered:
    """Return the form without what came from the record of the patient whose id was there before.

    An operation or medicine that was changed on the way still came from that record, so these lists go whole; so do
    answers that overruled one of that record, and a birth date that was held against it.
    """
    blank, known = Entered(), _of(former)
    gone = {
        name: getattr(blank, name)
        for name, value in known.items()
        if name in ("operations", "medicines") or getattr(entered, name) == value
    }
    answers = {
        "findings": _not_overruling(entered.findings, record.findings),
        "facts": _not_overruling(entered.facts, record.facts),
    }
    return entered.model_copy(update={**gone, **answers, "birth_date_agreed": blank.birth_date_agreed})


def entered_operations(operations: Iterable[Operation]) -> tuple[EnteredOperation, ...]:
    """Return the operations that were done as the form holds them."""
    return tuple(
        EnteredOperation(
            procedures=tuple(operation.procedures),
            levels=", ".join(operation.levels),
            side=operation.side or "",
            day=operation.day.isoformat() if operation.day else "",
            implant=_IMPLANT[operation.implant],
        )
        for operation in operations
        if operation.done and not operation.cancelled
    )


def entered_medicines(medicines: Iterable[Medicine]) -> tuple[EnteredMedicine, ...]:
    """Return a medicine list as the form holds it."""
    return tuple(
        EnteredMedicine(name=m.name, amount=f"{m.amount_per_day:g}" if m.amount_per_day else "", unit=m.unit or "")
        for m in medicines
    )


def _of(patient: Patient) -> dict[str, Any]:
    """Return what is known of a patient, by field of the form; what is not known is left out."""
    known = {
        "birth_date": patient.birth_date.isoformat() if patient.birth_date else "",
        "sex": patient.sex.value if patient.sex else "",
        "operations": entered_operations(patient.operations),
        "medicines": entered_medicines(patient.medicines or ()),
        "no_medicines": patient.medicines == (),
    }
    return {name: value for name, value in known.items() if value}


def _not_overruling(typed: Mapping[str, _Said], known: Mapping[str, Any]) -> dict[str, _Said]:
    """Return the answers that do not stand against one of the record."""
    return {name: said for name, said in typed.items() if last_value(known, name) in (None, said)}
