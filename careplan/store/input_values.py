"""The value of an observation as columns, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from careplan.observation import Observation


def observation_from(row: Row[Any]) -> Observation:
    """Return the observation of a row."""
    return Observation(measure=row.measure, value=row.words if row.number is None else row.number, day=row.day)


def observation_value(seen: Observation) -> dict[str, Any]:
    """Return the columns of its value: a number, or words where the measure is no number."""
    if isinstance(seen.value, str):
        return {"number": None, "words": seen.value}
    return {"number": seen.value, "words": None}
