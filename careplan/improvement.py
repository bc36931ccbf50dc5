"""How far a measure has moved since the plan began, against the smallest change that matters (PLAN_RULES R37).

An improvement compares one number with one threshold and says no more: improved, unchanged and worse come only from
the response rule over several measures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.measure import Measure, MeasureFile
from careplan.observation import Observation

_DIGITS: Final = 6
"""More than any measure has; a change of 0.1 is then 0.1 and not a hair less."""

RESPONSE_MEASURES: Final = ("nrs_back", "nrs_leg", "odi")
"""What the response rule looks at."""
WORSE: Final = "worse"
PAIN_POINTS: Final = 2
"""A rise of the main pain by so many points is worse; a fall by less is no improvement (REFERENCE 5, response rule)."""
ODI_POINTS: Final = 10
"""The same for ODI (REFERENCE 5, response rule)."""
HALF: Final = 0.5
"""A fall by this share is much improved (REFERENCE 5, response rule)."""
THIRD: Final = 0.3
"""A fall of the main pain by this share is improved (REFERENCE 5, response rule)."""


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


def improvement(measure: Measure, observations: Iterable[Observation], start: date) -> Improvement | None:
    """Return how far a measure has moved since the plan's start; None where it was never taken."""
    taken = sorted((one for one in observations if one.measure == measure.id), key=lambda one: one.day)
    if not taken:
        return None
    before = [one for one in taken if one.day <= start]
    baseline = before[-1] if before else taken[0]
    earlier = next((one for one in reversed(before) if one.day < baseline.day), None)
    latest = taken[-1] if taken[-1] is not baseline else None
    if latest is None or isinstance(latest.value, str) or isinstance(baseline.value, str):
        return Improvement(measure, baseline, latest, None, None, None, within_error=False, earlier=earlier)
    change = round(latest.value - baseline.value, _DIGITS)
    return Improvement(
        measure,
        baseline,
        latest,
        change,
        change / baseline.value if baseline.value else None,
        _reached(measure, change),
        within_error=_within_error(measure, change),
        earlier=earlier,
    )


def response(measures: MeasureFile, observations: Iterable[Observation], start: date) -> str | None:
    """Return worse, much improved, improved or unchanged; None while neither pain nor ODI was taken again.

    Args:
        measures: data/measures.toml; its response rule names the labels, the first that fits is used.
        observations: of one patient; NRS of 0..10 and ODI in percent of its scale.
        start: the plan's start, from which the baseline counts.

    Source:
        REFERENCE 5, response rule (consensus; IMMPACT08, FARRAR01, ISSLS20). The main pain is the higher of NRS back
        and NRS leg at baseline.
    """
    seen = tuple(observations)
    back, leg, odi = (improvement(measures.by_id[name], seen, start) for name in RESPONSE_MEASURES)
    pain = max((one for one in (back, leg) if one), key=_baseline, default=None)
    moved = [one for one in (pain, odi) if one and one.change is not None]
    if not moved:
        return None
    fits = {"worse": _is_worse, "much improved": _is_much_improved, "improved": _is_improved, "unchanged": _always}
    ordered = sorted(measures.response.rules, key=lambda rule: rule.order)
    return next(rule.label for rule in ordered if any(fits[rule.label](one) for one in moved))


def _baseline(one: Improvement) -> float:
    return float(one.baseline.value)


def _is_odi(one: Improvement) -> bool:
    return one.measure.id == "odi"


def _is_worse(one: Improvement) -> bool:
    return (one.change or 0) >= (ODI_POINTS if _is_odi(one) else PAIN_POINTS)


def _is_much_improved(one: Improvement) -> bool:
    return round(one.share or 0, _DIGITS) <= -HALF


def _is_improved(one: Improvement) -> bool:
    change = one.change or 0
    if _is_odi(one):
        return change <= -ODI_POINTS
    return round(one.share or 0, _DIGITS) <= -THIRD and change <= -PAIN_POINTS


def _always(one: Improvement) -> bool:
    return True


def _reached(measure: Measure, change: float) -> bool | None:
    if measure.smallest_change is None or measure.better == "none":
        return None
    towards_better = -change if measure.better == "lower" else change
    return towards_better >= measure.smallest_change


def _within_error(measure: Measure, change: float) -> bool:
    return measure.detectable_change is not None and 0 < abs(change) < measure.detectable_change
