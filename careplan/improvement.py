"""How far a measure has moved since the plan began, against the smallest change that matters (PLAN_RULES R37).

It compares one number with one threshold and says no more: improved, unchanged and worse come only from the
response rule over several measures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.measure import Measure
from careplan.observation import Observation

_DIGITS: Final = 6
"""More than any measure has; a change of 0.1 is then 0.1 and not a hair less."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """One measure of one patient since the baseline.

    Attributes:
        baseline: the last value on or before the plan's start, else the first one after it.
        latest: the last value; None while there is only the baseline.
        change: latest minus baseline in the unit of the measure; None where it is no number.
        share: the change as a share of the baseline; -0.15 is a fall of 15 %.
        reached: whether it moved to the better by the smallest change that matters; None where none is known.
        within_error: whether the change is below what the measure can tell apart from chance in one person.
    """

    measure: Measure
    baseline: Observation
    latest: Observation | None
    change: float | None
    share: float | None
    reached: bool | None
    within_error: bool


def improvement(measure: Measure, observations: Iterable[Observation], start: date) -> Improvement | None:
    """Return how far a measure has moved since the plan's start; None where it was never taken."""
    taken = sorted((one for one in observations if one.measure == measure.id), key=lambda one: one.day)
    if not taken:
        return None
    before = [one for one in taken if one.day <= start]
    baseline = before[-1] if before else taken[0]
    latest = taken[-1] if taken[-1] is not baseline else None
    if latest is None or isinstance(latest.value, str) or isinstance(baseline.value, str):
        return Improvement(measure, baseline, latest, None, None, None, within_error=False)
    change = round(latest.value - baseline.value, _DIGITS)
    return Improvement(
        measure,
        baseline,
        latest,
        change,
        change / baseline.value if baseline.value else None,
        _reached(measure, change),
        within_error=_within_error(measure, change),
    )


def _reached(measure: Measure, change: float) -> bool | None:
    if measure.smallest_change is None or measure.better == "none":
        return None
    towards_better = -change if measure.better == "lower" else change
    return towards_better >= measure.smallest_change


def _within_error(measure: Measure, change: float) -> bool:
    return measure.detectable_change is not None and 0 < abs(change) < measure.detectable_change
