"""What is entered for one visit, and what of it is refused before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from careplan.coordination.answers import ITEM_9
from careplan.coordination.medicines import refuse_no_list
from careplan.coordination.opened_plan import Opened
from careplan.coordination.overwriting import Seen
from careplan.errors import CarePlanError, InvalidInput
from careplan.further_asks import further_asks
from careplan.medicine import DOSE
from careplan.patient import Medicine
from careplan.text_length import too_long
from careplan.working_days import MOST_YEARS, date_words, is_far

VALUE_SET: Final = "eq5d_index"
"""The measure that counts only with the name of what it was computed by, which stands in its note."""
MEDICINES: Final = "medicines"
DAY: Final = "day"


@dataclass(frozen=True, slots=True)
class Listed:
    """The complete medicine list of a visit; the words are those of `confirm_medicines`."""

    medicines: tuple[Medicine, ...]
    none_taken: bool = False
    as_written: bool = False
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What was entered for one visit.

    Attributes:
        day: on which it was measured.
        values: by measure or part of one.
        missing: by measure, why it was not obtained.
        notes: by measure, what is said of its value.
        listed: the medicine list as it was confirmed at the visit, from which the dose follows.
    """

    day: date
    values: Mapping[str, float | str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    listed: Listed | None = None


def refuse_day(opened: Opened, day: date) -> None:
    """Refuse a day on which nothing can have been measured; raises InvalidInput."""
    if is_far(day, opened.today):
        raise InvalidInput(
            f"{date_words(day)} is more than {MOST_YEARS} years from today. Correct the year.", about=(DAY,)
        )
    if day > opened.today:
        raise InvalidInput(f"{date_words(day)} lies in the future. Enter the day of the visit.", about=(DAY,))


def refuse_twice(opened: Opened, measure: str, day: date) -> None:
    """Refuse a second value of a measure on one day, which would leave open which of them counts."""
    known = opened.clinic.content.measures.by_id[measure]
    for seen in opened.plan.inputs.record.observations:
        if (seen.measure, seen.day) == (measure, day):
            said = f"{seen.value:g}" if isinstance(seen.value, float) else seen.value
            raise InvalidInput(
                f"{known.short} of {date_words(day)} is on record: {said}. Correct that value, or choose another day.",
                about=(measure,),
            )


def refuse_visit(opened: Opened, visit: Visit) -> None:
    """Refuse a visit in which something cannot be, or is not said; raises InvalidInput that names the measures."""
    refuse_day(opened, visit.day)
    if not (visit.values or visit.missing or visit.listed):
        raise InvalidInput("Enter at least one score, or say what is missing and why.")
    _refuse_unsaid(opened, visit)
    for name, note in visit.notes.items():
        refuse_long_note(name, note)
    for name, value in visit.values.items():
        checked_value(opened, name, value)
        refuse_twice(opened, name, visit.day)
    if "phq9" in visit.values and ITEM_9 not in visit.values:
        raise InvalidInput("The PHQ-9 total counts with its item 9 only. Enter it, 0 to 3.", about=(ITEM_9,))
    if VALUE_SET in visit.values:
        refuse_unnamed_value_set(VALUE_SET, visit.notes.get(VALUE_SET, ""))
    _refuse_without_further(opened, visit)
    if visit.listed:
        refuse_no_list(visit.listed.medicines, none_taken=visit.listed.none_taken)
        if visit.day != opened.today:
            raise InvalidInput(
                "A medicine list is confirmed as it is today. Choose today as the day, or leave the list as it stands.",
                about=(MEDICINES,),
            )


def refuse_long_note(measure: str, note: str) -> None:
    """Refuse more words on a value than are kept; raises InvalidInput."""
    if said := too_long("What is said of the value", note):
        raise InvalidInput(said, about=(measure,))


def refuse_unnamed_value_set(measure: str, note: str) -> None:
    """Refuse an EQ-5D index without the name of what it was computed by."""
    if measure == VALUE_SET and not note.strip():
        raise InvalidInput(
            "Name the value set by which the EQ-5D index was computed: without it the number says nothing.",
            about=(VALUE_SET,),
        )


def _refuse_unsaid(opened: Opened, visit: Visit) -> None:
    """Refuse what is missing without a reason, and what is missing and was given, both at once."""
    for name, reason in visit.missing.items():
        words = _short(opened, name)
        if not reason.strip():
            raise InvalidInput(f"{words}: write why it is missing.", about=(name,))
        if name in visit.values or (name == DOSE and visit.listed):
            raise InvalidInput(f"{words} is entered and said to be missing. Keep one of them.", about=(name,))


def _refuse_without_further(opened: Opened, visit: Visit) -> None:
    """Refuse a positive short score without the full one that it asks for, entered or missing with a reason (R15)."""
    seen, measures = opened.plan.inputs.record.observations, opened.clinic.content.measures
    asked = further_asks(seen, visit.values, measures, visit.day)
    for one in asked:
        if one.is_asked(visit.values.get(one.after)) and one.name not in {*visit.values, *visit.missing, ITEM_9}:
            short, full = (_short(opened, name) for name in (one.after, one.name))
            raise InvalidInput(
                f"{short} is {one.positive_from:g} or more: enter the {full}, or say why it is missing.",
                about=(one.name,),
            )


def _short(opened: Opened, name: str) -> str:
    known = opened.clinic.content.measures.by_id.get(name)
    if known is None:
        raise InvalidInput(f"“{name}” is no measure that is entered here.", about=(name,))
    return known.short


def checked_value(opened: Opened, name: str, value: object) -> float | str:
    """Return a value as it is kept; raises InvalidInput saying what the measure accepts."""
    known = opened.clinic.content.measures.by_id.get(name)
    if known is None or name == DOSE:
        raise InvalidInput(f"“{name}” is no measure that is entered here.", about=(name,))
    try:
        return known.checked(value)
    except CarePlanError as error:
        error.about = (name,)
        raise
