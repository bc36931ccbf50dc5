"""The value of an observation as columns, and back; a row without a value says that it was not obtained."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, or_

from careplan.observation import Missing, Observation
from careplan.store.schema import observation

HAS_VALUE = or_(observation.c.number.is_not(None), observation.c.words.is_not(None))
"""Whether a row is a value; else it says that there is none, and why in its note."""


def observation_from(row: Row[Any]) -> Observation:
    """Return the observation of a row."""
    return Observation(measure=row.measure, value=row.words if row.number is None else row.number, day=row.day)


def observation_value(seen: Observation) -> dict[str, Any]:
    """Return the columns of its value: a number, or words where the measure is no number."""
    if isinstance(seen.value, str):
        return {"number": None, "words": seen.value}
    return {"number": seen.value, "words": None}


def missing_from(row: Row[Any]) -> Missing:
    """Return what a row without a value says."""
    return Missing(measure=row.measure, day=row.day, reason=row.note)


NO_VALUE: dict[str, Any] = {"number": None, "words": None}
"""The columns of what was not obtained."""
