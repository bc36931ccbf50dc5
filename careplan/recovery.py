"""Whether a patient recovers as expected after an operation (REFERENCE 1.2, PLAN_RULES R34)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from careplan.observation import Observation
from careplan.patient import Operation

EXPECTED_DAYS: Final = 84
"""Fewer days than this since the operation count as expected recovery (REFERENCE 1.2, rule normal_recovery)."""

JUDGED_BY: Final = ("nrs_leg", "nrs_back", "odi")
"""Measures of which one at least must fall and none may rise."""


def recovering(operations: Sequence[Operation], observations: Sequence[Observation], on: date) -> bool:
    """Return whether pain or disability falls, none rises, and the last operation is fewer than 84 days ago.

    The latest value after the operation is held against the last value before the operation and
    against the visit before it. Red flags, new weakness and relief are judged by `assessment.assess`.
    """
    done = [op.day for op in operations if op.done and not op.cancelled and op.day and op.day <= on]
    if not done or (on - max(done)).days >= EXPECTED_DAYS:
        return False
    trends = [_trend(_series(observations, measure, on), max(done)) for measure in JUDGED_BY]
    return "falling" in trends and "rising" not in trends


def _series(observations: Sequence[Observation], measure: str, on: date) -> list[tuple[date, float]]:
    values = [(o.day, float(o.value)) for o in observations if o.measure == measure and o.day <= on]
    return sorted(values, key=lambda entry: entry[0])


def _trend(series: list[tuple[date, float]], operation: date) -> str | None:
    """Return falling, rising, or None where neither can be said."""
    if len(series) < 2 or series[-1][0] <= operation:
        return None
    (_, previous), (_, latest) = series[-2:]
    before = [value for day, value in series[:-1] if day <= operation]
    if latest > previous:
        return "rising"
    fell = latest < previous or (before and latest < before[-1])
    return "falling" if fell else None
