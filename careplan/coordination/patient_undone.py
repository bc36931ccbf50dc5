"""What an act brought to the record of a patient besides answers and scores, and taking it back with Undo (R28).

Operations, procedures and medicines belong to the patient and not to the plan: they outlive it. What was brought
goes again where it still stands as it was brought; what somebody changed since stays, and is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from careplan.patient import Patient
from careplan.store import Records

_WORDS: Final[Mapping[str, str]] = {
    "name": "the name",
    "record_number": "the record number",
    "birth_date": "the birth date",
    "sex": "the sex",
    "operations": "the operations",
    "procedures": "the procedures",
    "medicines": "the medicine list",
    "medicines_confirmed": "the medicine list",
}
_LISTS: Final = frozenset({"operations", "procedures"})
"""Taken back one by one; a medicine list is confirmed as a whole."""


def brought(before: Patient | None, after: Patient) -> dict[str, Any]:
    """Return what an act changed of a patient, ready to be written: before and after by field; None was no record."""
    old, new = _dumped(before or Patient(id=after.id)), _dumped(after)
    return {name: [old[name], new[name]] for name in _WORDS if old[name] != new[name]}


def take_back(records: Records, patient_id: str, kept: Mapping[str, Any]) -> tuple[str, ...]:
    """Take back what `brought` kept; return in words what stays, because it was changed since."""
    if not kept:
        return ()
    seen = records.patients.get(patient_id)
    now = _dumped(seen.patient)
    stays: dict[str, None] = {}
    former: dict[str, Any] = {}
    for name in filter(kept.__contains__, _WORDS):
        old, new = kept[name]
        if name in _LISTS:
            former[name], is_changed = _without(now[name], old, new)
        else:
            is_changed = now[name] != new
            former[name] = now[name] if is_changed else old
        if is_changed:
            stays[_WORDS[name]] = None
    records.patients.save(seen, Patient.model_validate({**seen.patient.model_dump(mode="json"), **former}))
    return tuple(stays)


def _without(now: list[Any], old: list[Any], new: list[Any]) -> tuple[list[Any], bool]:
    """Return a list without what was added, with what was replaced, and whether some of the added was changed since."""
    added = [one for one in new if one not in old]
    there = {one["number"] for one in now}
    changed = [one for one in added if one not in now and one["number"] in there]
    kept = [one for one in now if one not in added]
    back = [one for one in old if one not in new and one["number"] not in {one["number"] for one in kept}]
    return sorted((*kept, *back), key=lambda one: int(one["number"])), bool(changed)


def _dumped(patient: Patient) -> dict[str, Any]:
    return patient.model_dump(mode="json", include=set(_WORDS))
