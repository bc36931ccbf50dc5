"""From what was typed to an intake: what can be used, and one sentence for each field that cannot.

A field that is wrong is left out until it is right, so that the rest of the screen goes on working.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from careplan.clinical_content import ClinicalContent
from careplan.errors import InvalidInput
from careplan.intake import Intake, IntakeForm, from_form
from careplan.intake.checks import refusals
from careplan.measure import Measure
from careplan.new_plan.entered import Entered, EnteredMedicine, EnteredOperation
from careplan.new_plan.words import as_day, as_number
from careplan.patient import PATIENT_ID

NEW_PATIENT: Final = "P-0"  # no patient has it: the first is P-0001
"""Stands in an intake for a patient who gets the next free id."""
_NO_DAY: Final = "This is not a date. Write it as 2026-03-09."
_BLAMED: Final = (
    (re.compile(r"operations\[(\d+)\]\.date"), "operation.{}.day"),
    (re.compile(r"operations\[(\d+)\]\.levels\[\d+\]"), "operation.{}.levels"),
    (re.compile(r"(birth_date)"), "birth_date"),
)
"""Which field of the screen a refusal of the intake is about."""


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
    wrong: dict[str, str] = {}
    form = _form(entered, content, wrong)
    for name, sentence in _refused(form, content, today, places=_places(entered)):
        wrong[name] = sentence
    if wrong:
        form = _form(_without(entered, wrong), content, {})
    try:
        return Reading(from_form(form, content, today=today), wrong)
    except InvalidInput as error:
        return Reading(None, {**wrong, "": str(error)})


def _places(entered: Entered) -> list[int]:
    """Return where on the screen each operation of the intake stands: empty ones are not part of it."""
    return [at for at, operation in enumerate(entered.operations) if not operation.empty]


def _refused(
    form: IntakeForm, content: ClinicalContent, today: date, *, places: list[int]
) -> Iterator[tuple[str, str]]:
    """Yield each refusal that is about one field, with its sentence in the words of the screen."""
    for sentence in refusals(form, content, today):
        for pattern, name in _BLAMED:
            if found := pattern.match(sentence):
                place = places[int(found[1])] if found[1].isdigit() else ""
                yield name.format(place), sentence[found.end() :].strip()
                break


def _without(entered: Entered, wrong: Mapping[str, str]) -> Entered:
    """Return the form without the dates and levels that were refused."""
    operations = list(entered.operations)
    for name in wrong:
        if name.startswith("operation."):
            _, at, part = name.split(".")
            operations[int(at)] = operations[int(at)].model_copy(update={part: ""})
    kept = {"operations": tuple(operations)}
    return entered.model_copy(update={**kept, **({"birth_date": ""} if "birth_date" in wrong else {})})


def _patient_id(written: str, wrong: dict[str, str]) -> str:
    """Return the id as written; none, and what can be none, stand for the next free one."""
    if written and not re.fullmatch(PATIENT_ID, written):
        wrong["patient_id"] = (
            "This is no patient id. Write one such as P-0101, or leave it empty for the next free one."
        )
        return NEW_PATIENT
    return written or NEW_PATIENT


def _form(entered: Entered, content: ClinicalContent, wrong: dict[str, str]) -> IntakeForm:
    """Return the intake of every field that can be read; the others are noted in `wrong`."""
    values: dict[str, Any] = {
        "patient_id": _patient_id(entered.patient_id.strip(), wrong),
        "birth_date": _day("birth_date", entered.birth_date, wrong),
        "sex": entered.sex or None,
        "start": _day("start", entered.start, wrong),
        "operations": [
            _operation(at, operation, wrong) for at, operation in enumerate(entered.operations) if not operation.empty
        ],
        "facts": dict(_facts(entered, content, wrong)),
        "findings": dict(entered.findings),
        "red_flags": list(entered.red_flags),
        "observations": [*_observations(entered, content, wrong)],
        "medicines": _medicines(entered, wrong),
        "goal": entered.goal.strip() or None,
    }
    try:
        return IntakeForm.model_validate(values, strict=False)
    except ValidationError as error:
        raise InvalidInput("The form holds something that an intake cannot. Discard the draft.") from error


def _day(name: str, typed: str, wrong: dict[str, str]) -> date | None:
    if typed and as_day(typed) is None:
        wrong[name] = _NO_DAY
    return as_day(typed)


def _operation(at: int, entered: EnteredOperation, wrong: dict[str, str]) -> dict[str, Any]:
    levels = [level.strip() for level in re.split(r"[,;]", entered.levels) if level.strip()]
    return {
        "procedures": list(entered.procedures),
        "levels": levels,
        "side": entered.side or None,
        "date": _day(f"operation.{at}.day", entered.day, wrong),
        "implant": {"yes": True, "no": False}.get(entered.implant),
    }


def _observations(entered: Entered, content: ClinicalContent, wrong: dict[str, str]) -> Iterator[dict[str, Any]]:
    now = _day("scores_on", entered.scores_on, wrong)
    before = _day("earlier_on", entered.earlier_on, wrong)
    for kind, values, day in (("score", entered.scores, now), ("earlier", entered.earlier, before)):
        if kind == "earlier" and values and not before:
            wrong.setdefault("earlier_on", "Say on which day these earlier scores were taken.")
            continue
        for measure, typed in values.items():
            value = _score(f"{kind}.{measure}", content.measures.by_id[measure], typed, wrong)
            if value is not None and not _lacks_item_9(measure, values, wrong):
                yield {"measure": measure, "value": value, "date": day}


def _score(name: str, measure: Measure, typed: str, wrong: dict[str, str]) -> float | str | None:
    value = as_number(typed) if measure.kind == "number" else typed.strip()
    try:
        return measure.checked(typed if value is None else value)
    except InvalidInput as error:
        wrong[name] = str(error)
        return None


def _lacks_item_9(measure: str, values: Mapping[str, str], wrong: dict[str, str]) -> bool:
    """A PHQ-9 total counts only with its item 9 (PLAN_RULES R15)."""
    if measure != "phq9" or "phq9_item9" in values:
        return False
    wrong["score.phq9_item9"] = "The PHQ-9 total counts with its item 9 only. Enter it, 0 to 3."
    return True


def _facts(entered: Entered, content: ClinicalContent, wrong: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for name, typed in entered.facts.items():
        definition = content.facts[name]
        if definition.type == "bool":
            yield name, typed == "yes"
        elif definition.type == "list":
            yield name, typed
        elif (number := as_number(typed)) is None or number < 0:
            wrong[f"fact.{name}"] = f"“{typed}” is no number from 0 up."
        else:
            yield name, number


def _medicines(entered: Entered, wrong: dict[str, str]) -> list[dict[str, Any]] | None:
    """Return the complete list, or None while nothing was said of medicines."""
    named = [(at, medicine) for at, medicine in enumerate(entered.medicines) if medicine.name.strip()]
    if not named:
        return [] if entered.no_medicines else None
    return [_medicine(at, medicine, wrong) for at, medicine in named]


def _medicine(at: int, entered: EnteredMedicine, wrong: dict[str, str]) -> dict[str, Any]:
    amount = as_number(entered.amount)
    if entered.amount.strip() and (amount is None or amount < 0):
        wrong[f"medicine.{at}.amount"], amount = f"“{entered.amount}” is no amount.", None
    return {"name": entered.name.strip(), "amount_per_day": amount, "unit": entered.unit or None}
