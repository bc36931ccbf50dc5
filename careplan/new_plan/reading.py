"""From what was typed to an intake: what can be used, and one sentence for each field that cannot.

A field that is wrong is left out until it is right, so that the rest of the screen goes on working.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from careplan.clinical_content import ClinicalContent
from careplan.errors import InvalidInput
from careplan.intake import Intake, from_form
from careplan.intake.checks import refusals
from careplan.new_plan.entered import Entered
from careplan.new_plan.typed_form import TypedForm
from careplan.new_plan.words import as_day

_IN_LIST: Final = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
_FIELDS: Final[Mapping[tuple[str, str], str]] = {
    ("operations", "date"): "{}.day",
    ("operations", "levels"): "{}.levels",
    ("medicines", "amount_per_day"): "{}.amount",
    ("observations", "date"): "{}",
}
"""Which field of the screen stands for a key in a list of the intake; `{}` is where its line came from."""
_TO_COME: Final = "Nothing is done on a day to come. Correct the day, or leave it empty."


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read.

    Attributes:
        intake: None only where what is wrong cannot be laid to one field.
        wrong: a sentence for each field that was left out, by its name; the empty name for the form as a whole.
    """

    intake: Intake | None
    wrong: Mapping[str, str] = field(default_factory=dict)


def read_entered(entered: Entered, content: ClinicalContent, *, today: date) -> Reading:
    """Return what can be used of the form; the findings are those that were stated."""
    typed = TypedForm(entered, content)
    form = typed.read()
    wrong = {**typed.wrong, **_done_in_future(entered, today)}
    told: dict[str, str] = {}  # of two levels that are wrong, both are said beside their one field
    for refusal in refusals(form, content, today):
        if name := _field_of(refusal.where, typed.places):
            wrong[name] = f"{told[name]} {refusal.on_screen}" if name in told else refusal.on_screen
            told[name] = wrong[name]
    if wrong:
        form = TypedForm(_without(entered, wrong), content).read()
    try:
        return Reading(from_form(form, content, today=today), wrong)
    except InvalidInput as error:
        return Reading(None, {**wrong, "": str(error)})


def past_days(typed: Mapping[str, str], today: date) -> dict[str, date]:
    """Return the days that are written and have come."""
    return {name: day for name, day in _days(typed) if day <= today}


def _days(typed: Mapping[str, str]) -> Iterator[tuple[str, date]]:
    return ((name, day) for name, text in typed.items() if (day := as_day(text)))


def _done_in_future(entered: Entered, today: date) -> dict[str, str]:
    """Return a sentence for each examination and task that is said to be done on a day to come."""
    examined = {f"done_on.{name}": day for name, day in _days(entered.done_on)}
    done = {f"done.{name}": day for name, day in _days(entered.done)}
    return {name: _TO_COME for name, day in {**examined, **done}.items() if day > today}


def _field_of(where: str, places: Mapping[str, list[str]]) -> str | None:
    """Return the field of the screen that a refusal of the intake is about, where it is about one."""
    if where in ("birth_date", "start"):
        return where
    found = _IN_LIST.match(where)
    wanted = _FIELDS.get((found[1], found[3])) if found else None
    return wanted.format(places[found[1]][int(found[2])]) if found and wanted else None


def _without(entered: Entered, wrong: Mapping[str, str]) -> Entered:
    """Return the form without the fields that the intake refuses; those that cannot be read are left out anyway."""
    operations = (
        operation.model_copy(update={part: "" for part in ("day", "levels") if f"operation.{at}.{part}" in wrong})
        for at, operation in enumerate(entered.operations)
    )
    medicines = (
        medicine.model_copy(update={"amount": ""} if f"medicine.{at}.amount" in wrong else {})
        for at, medicine in enumerate(entered.medicines)
    )
    plain = {name: "" for name in ("birth_date", "start", "scores_on", "earlier_on") if name in wrong}
    return entered.model_copy(update={"operations": tuple(operations), "medicines": tuple(medicines), **plain})
