"""Suspected causes and how sure the team is of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

CauseId = str
"""An id of data/causes.toml, or one of the four that a picker also accepts (below)."""

RECURRENCE: CauseId = "recurrence"  # subtype still unknown
UNCLEAR: CauseId = "unclear"  # CORE only, until the case conference
NORMAL_RECOVERY: CauseId = "normal_recovery"  # a plan of its own, without CORE


class Certainty(StrEnum):
    """FHIR verification status: provisional, confirmed, refuted."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class Band(StrEnum):
    """How well the findings fit a cause; never a probability (REFERENCE 2.22 rule 4)."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"


BAND_WORDS = {Band.STRONG: "most consistent", Band.MODERATE: "possible", Band.WEAK: "less likely"}


@dataclass(frozen=True, slots=True)
class SuspectedCause:
    """One picked cause of a plan.

    `added` is the day it was last added. `rounds` holds, for each merge group whose first task was
    closed on that day, the round in which this cause's member stands (PLAN_RULES R6).
    """

    cause: CauseId
    added: date
    certainty: Certainty = Certainty.SUSPECTED
    rounds: Mapping[str, int] = field(default_factory=dict)
