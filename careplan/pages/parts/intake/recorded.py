"""What the form says of an answer that a patient's record holds: that it comes from there, and of which day it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from careplan.coordination.sheet import Sheet
from careplan.facts import FactDefinition
from careplan.measure import Measure
from careplan.new_plan import entered_medicines, entered_operations
from careplan.pages.parts.intake.fields import YES_NO, Wire, button, note, one_of, row
from careplan.pages.parts.words import show_date

FROM_THE_FORM: Final = "from what you entered"


def from_record(day: date | None = None) -> str:
    """Return the words that stand behind an answer of the record; an answer that follows from others has no day."""
    return f"from the record, {show_date(day)}" if day else "from the record"


def yes_or_no(fact: FactDefinition, sheet: Sheet, label: str = "") -> Wire:
    """Return the question of a fact, answered where the form or the record does."""
    entry = sheet.recorded_fact(fact.id)
    mark = from_record(entry.day) if entry else ""
    return one_of(f"fact.{fact.id}", label or fact.label, sheet.fact(fact.id), YES_NO, mark=mark)


def last_score(measure: Measure, sheet: Sheet) -> str:
    """Return the last score of a measure with its day, empty where there is none."""
    seen = sheet.last_score(measure.id)
    if seen is None:
        return ""
    words: dict[object, str] = {choice.id: choice.text for choice in measure.values}
    value = words.get(seen.value, seen.value) if isinstance(seen.value, str) else f"{seen.value:g}"
    return f"{value} on {show_date(seen.day)}, from the record"


def last_number(fact: str, sheet: Sheet) -> str:
    """Return a number of the record with its day, empty where it is answered anew or not known."""
    entry = sheet.recorded_fact(fact)
    if entry is None or not isinstance(entry.value, int | float):
        return ""
    return f"{entry.value:g} on {show_date(entry.day)}, from the record"


def operations_note(at: int, sheet: Sheet) -> Iterable[Wire]:
    """Say that an operation stands so in the record, or that it does not, where the record has others."""
    shown = sheet.entered.operations[at]
    kept = [
        (one, of) for one in (sheet.known.patient.operations if sheet.known else ()) for of in entered_operations([one])
    ]
    if shown.empty or not kept:
        return []
    same = next((operation for operation, of in kept if of == shown), None)
    words = (
        _sentence(same.recorded)
        if same
        else "Typed here: not in the record. Create adds it to this patient's operations."
    )
    return [note(f"operation.{at}.record", words)]


def birth_date_parts(sheet: Sheet) -> Iterable[Wire]:
    """Return the ways out where the typed birth date is not the one on record."""
    dates = sheet.birth_dates
    if dates is None:
        return []
    recorded, typed = (show_date(day) for day in dates)
    keep = button("birth-date-keep", f"Use {recorded}", "birth_date", dates.recorded.isoformat())
    if not sheet.born_in_doubt:
        told = note("birth-date-told", f"{typed} is used. The record says {recorded}.")
        return [told, row("birth-dates", [keep])]
    use = button("birth-date-use", f"Use {typed}", "birth_date_agreed", dates.typed.isoformat())
    return [row("birth-dates", [keep, use])]


def medicines_note(sheet: Sheet) -> Iterable[Wire]:
    """Say that the medicine list stands so in the record, or that it was changed."""
    patient = sheet.known.patient if sheet.known else None
    if patient is None or patient.medicines is None or not (sheet.entered.medicines or sheet.entered.no_medicines):
        return []
    same = sheet.entered.medicines == entered_medicines(patient.medicines)
    day = patient.medicines_confirmed
    return [note("medicines.record", _sentence(day) if same else f"Changed: not the list {from_record(day)}")]


def _sentence(day: date | None) -> str:
    words = from_record(day)
    return words[0].upper() + words[1:]
