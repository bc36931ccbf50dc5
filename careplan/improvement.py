"""How far a measure has moved since the plan began, against the smallest change that matters (PLAN_RULES R37).

An improvement compares one number with one threshold and says no more: improved, unchanged and worse come only from
the response rule over several measures (careplan.response).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        smallest: the smallest change that matters, in the unit of the measure; None where nothing is judged by one.
        within_error: whether the change is below what the measure can tell apart from chance in one person.
        earlier: the last value of a day before the baseline; what it was since then is no progress of this plan.
    """

    measure: Measure
    baseline: Observation
    latest: Observation | None
    change: float | None
    share: float | None
    reached: bool | None
    within_error: bool
    earlier: Observation | None = None
    smallest: float | None = None


def improvement(measure: Measure, observations: Iterable[Observation], start: date) -> Improvement | None:
    """Return how far a measure has moved since the plan's start; None where it was never taken."""
    taken = sorted((one for one in observations if one.measure == measure.id), key=lambda one: one.day)
    if not taken:
        return None
    before = [one for one in taken if one.day <= start]
    baseline = before[-1] if before else taken[0]
    earlier = next((one for one in reversed(before) if one.day < baseline.day), None)
    latest = taken[-1] if taken[-1] is not baseline else None
    smallest = None if isinstance(baseline.value, str) else smallest_change(measure, baseline.value)
    if latest is None or isinstance(latest.value, str) or isinstance(baseline.value, str):
        return Improvement(measure, baseline, latest, None, None, None, False, earlier, smallest)
    change = round(latest.value - baseline.value, _DIGITS)
    return Improvement(
        measure,
        baseline,
        latest,
        change,
        change / baseline.value if baseline.value else None,
        _reached(measure, change, smallest),
        within_error=_within_error(measure, change),
        earlier=earlier,
        smallest=smallest,
    )


def moved_until(measure: Measure, taken: Sequence[Observation], start: date) -> Improvement | None:
    """Return how far a measure had moved by the last of these values; None where that is the baseline, or before it.

    `taken` are the values of the measure up to that one, the oldest first.
    """
    moved = improvement(measure, taken, start)
    return moved if moved and moved.latest is taken[-1] else None


def smallest_change(measure: Measure, baseline: float) -> float | None:
    """Return the smallest change that matters, in the unit of the measure; None where none is known, or none judges.

    Where only a share is known, it is that share of the baseline; from 0 no share can be taken.
    """
    if measure.better == "none" or not measure.judges_one_person:
        return None
    if measure.smallest_change is None and measure.smallest_share is not None:
        return round(measure.smallest_share * baseline, _DIGITS) or None
    return measure.smallest_change


def _reached(measure: Measure, change: float, smallest: float | None) -> bool | None:
    towards_better = -change if measure.better == "lower" else change
    return None if smallest is None else towards_better >= smallest


def _within_error(measure: Measure, change: float) -> bool:
    if measure.detectable_change is None or not measure.judges_one_person:
        return False
    return 0 < abs(change) < measure.detectable_change
