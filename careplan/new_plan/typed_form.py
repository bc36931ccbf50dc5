"""From what was typed to the form of an intake; a field that cannot be read is left out and gets a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from careplan.clinical_content import ClinicalContent
from careplan.errors import InvalidInput
from careplan.intake import IntakeForm
from careplan.measure import Measure
from careplan.new_plan.entered import Entered, EnteredMedicine, EnteredOperation
from careplan.new_plan.words import as_day, as_number
from careplan.patient import PATIENT_ID
from careplan.text_length import LONGEST_LINE, MOST, too_long

NEW_PATIENT: Final = "P-0"  # no patient has it: the first is P-0001
"""Stands in an intake for a patient who gets the next free id."""
_NO_DAY: Final = "This is not a date. Write it as YYYY-MM-DD."


class TypedForm:
    """What was typed, while it is read.

    Attributes:
        wrong: a sentence for each field that cannot be read, by its name.
        places: for each list of the intake, the field of the screen from which each of its lines came.
    """

    def __init__(self, entered: Entered, content: ClinicalContent) -> None:
        self._entered = entered
        self._content = content
        self.wrong: dict[str, str] = {}
        self.places: dict[str, list[str]] = {"operations": [], "medicines": [], "observations": []}

    def read(self) -> IntakeForm:
        """Return the form of everything that can be read."""
        entered = self._entered
        values: dict[str, Any] = {
            "patient_id": self._patient_id(),
            "birth_date": self._day("birth_date", entered.birth_date),
            "sex": entered.sex or None,
            "start": self._day("start", entered.start),
            "operations": [*self._operations()],
            "facts": dict(self._facts()),
            "findings": dict(entered.findings),
            "observations": [*self._observations()],
            "medicines": self._medicines(),
            "goal": self._text("goal", "The goal", entered.goal).strip() or None,
        }
        if entered.red_flags_answered:
            values["red_flags"] = list(entered.red_flags)
        self._text("reason", "The reason", entered.reason)
        for name, typed in entered.done_on.items():
            self._day(f"done_on.{name}", typed)
        try:
            return IntakeForm.model_validate(values, strict=False)
        except ValidationError as error:
            raise InvalidInput("The form holds something that an intake cannot. Discard the draft.") from error

    def _patient_id(self) -> str:
        """Return the id as written; none, and what can be none, stand for the next free one."""
        written = self._entered.patient_id.strip()
        if written and not re.fullmatch(PATIENT_ID, written):
            self.wrong["patient_id"] = (
                "This is no patient id. Write one such as P-0101, or leave it empty for the next free one."
            )
            return NEW_PATIENT
        return written or NEW_PATIENT

    def _text(self, name: str, what: str, typed: str, most: int = MOST) -> str:
        """Return what was typed; of what is too long nothing is read."""
        if said := too_long(what, typed, most):
            self.wrong[name] = said
        return "" if said else typed

    def _day(self, name: str, typed: str) -> date | None:
        if typed and as_day(typed) is None:
            self.wrong[name] = _NO_DAY
        return as_day(typed)

    def _operations(self) -> Iterator[dict[str, Any]]:
        for at, operation in enumerate(self._entered.operations):
            if not operation.empty:
                self.places["operations"].append(f"operation.{at}")
                yield self._operation(f"operation.{at}", operation)

    def _operation(self, name: str, entered: EnteredOperation) -> dict[str, Any]:
        levels = self._text(f"{name}.levels", "The levels", entered.levels, LONGEST_LINE)
        return {
            "procedures": list(entered.procedures),
            "levels": [level.strip() for level in re.split(r"[,;]", levels) if level.strip()],
            "side": entered.side or None,
            "date": self._day(f"{name}.day", entered.day),
            "implant": {"yes": True, "no": False}.get(entered.implant),
        }

    def _observations(self) -> Iterator[dict[str, Any]]:
        entered = self._entered
        before = self._day("earlier_on", entered.earlier_on)
        yield from self._scores("score", entered.scores, "scores_on", self._day("scores_on", entered.scores_on))
        if before:
            yield from self._scores("earlier", entered.earlier, "earlier_on", before)
        elif entered.earlier:
            self.wrong.setdefault("earlier_on", "Say on which day these earlier scores were taken.")

    def _scores(self, kind: str, values: Mapping[str, str], place: str, day: date | None) -> Iterator[dict[str, Any]]:
        for measure, typed in values.items():
            value = self._score(f"{kind}.{measure}", self._content.measures.by_id[measure], typed)
            if value is not None and not self._lacks_item_9(measure, values):
                self.places["observations"].append(place)
                yield {"measure": measure, "value": value, "date": day}

    def _score(self, name: str, measure: Measure, typed: str) -> float | str | None:
        number = as_number(typed) if measure.kind == "number" else None
        try:
            return measure.checked(typed.strip() if number is None else number)
        except InvalidInput as error:
            self.wrong[name] = str(error)
            return None

    def _lacks_item_9(self, measure: str, values: Mapping[str, str]) -> bool:
        """A PHQ-9 total counts only with its item 9 (PLAN_RULES R15)."""
        if measure != "phq9" or "phq9_item9" in values:
            return False
        self.wrong["score.phq9_item9"] = "The PHQ-9 total counts with its item 9 only. Enter it, 0 to 3."
        return True

    def _facts(self) -> Iterator[tuple[str, Any]]:
        for name, typed in self._entered.facts.items():
            definition = self._content.facts[name]
            if definition.type == "bool":
                yield name, typed == "yes"
            elif definition.type == "list":
                yield name, typed
            else:
                number = as_number(typed)
                try:
                    taken = self._content.range_of(definition)
                    yield name, taken.checked(definition.label, typed if number is None else number)
                except InvalidInput as error:
                    self.wrong[f"fact.{name}"] = str(error)

    def _medicines(self) -> list[dict[str, Any]] | None:
        """Return the complete list, or None while nothing was said of medicines."""
        what = "The name of the medicine"
        named = [
            (at, medicine)
            for at, medicine in enumerate(self._entered.medicines)
            if self._text(f"medicine.{at}.name", what, medicine.name, LONGEST_LINE).strip()
        ]
        if not named:
            return [] if self._entered.no_medicines else None
        self.places["medicines"] = [f"medicine.{at}" for at, _ in named]
        return [self._medicine(f"medicine.{at}", medicine) for at, medicine in named]

    def _medicine(self, name: str, entered: EnteredMedicine) -> dict[str, Any]:
        amount = as_number(entered.amount)
        if entered.amount.strip() and (amount is None or amount < 0):
            self.wrong[f"{name}.amount"] = f"“{entered.amount}” is no amount. Write a number, such as 40 or 2.5."
            amount = None
        return {"name": entered.name.strip(), "amount_per_day": amount, "unit": entered.unit or None}
