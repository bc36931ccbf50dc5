"""One number about one patient on one day."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict


class Observation(BaseModel):
    """A value of one measure (data/measures.toml) on one day, in the unit of that measure.

    Text only for measures that are no number (EQ-5D profile, work status).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str
    value: float | str
    day: date


class Missing(BaseModel):
    """That a measure was not obtained on one day, and why: it is kept as missing, never as 0."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str
    day: date
    reason: str
