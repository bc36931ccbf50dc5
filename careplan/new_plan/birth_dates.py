"""A birth date that was typed against the one on record: the record's is used until a person says which is right."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from careplan.intake.refusal import Refusal
from careplan.new_plan.entered import Entered
from careplan.new_plan.words import as_day
from careplan.patient import Patient


class BirthDates(NamedTuple):
    """Two birth dates for one patient: maybe the id is another's."""

    recorded: date
    typed: date

    @property
    def question(self) -> str:
        """What is asked beside the field."""
        return Refusal("birth_date", "The record says {}, you typed {}. Is this the right patient?", self).on_screen


def two_birth_dates(entered: Entered, patient: Patient) -> BirthDates | None:
    """Return both dates where the typed one is not that of the record, else None."""
    typed, recorded = as_day(entered.birth_date), patient.birth_date
    return BirthDates(recorded, typed) if typed and recorded and typed != recorded else None


def is_agreed(entered: Entered) -> bool:
    """Whether a person said that the typed birth date is right."""
    return bool(entered.birth_date) and entered.birth_date == entered.birth_date_agreed
