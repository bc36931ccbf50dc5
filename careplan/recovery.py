"""Whether a patient recovers as expected after an operation (REFERENCE 1.2, PLAN_RULES R34)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from careplan.observation import Observation
from careplan.patient import Operation

EXPECTED_DAYS: Final = 84
"""Fewer days than this since the operation count as expected recovery (REFERENCE 1.2, rule normal_recovery)."""

JUDGED_BY: Final = ("nrs_leg", "nrs_back", "odi")
"""Measures of which one at least must fall and none may rise."""


HINDERED_BY: Final = frozenset({"x_motor_new", "h_never_relieved"})
"""Findings with which recovery is not as expected: new weakness, and no relief at any time (PLAN_RULES R34)."""


class Hindrance(StrEnum):
    """What stands in the way of calling a recovery expected."""

    RED_FLAG = "red_flag"
    NEW_WEAKNESS = "x_motor_new"
    NEVER_RELIEVED = "h_never_relieved"
    RISING = "rising"
    NOT_FALLING = "not_falling"
    NOT_COMPARED = "not_compared"


class Course(NamedTuple):
    """How pain and disability have moved since an operation that is fewer than 84 days ago.

    Attributes:
        falling, rising: measures whose last value fell, or rose.
        compared: measures with a value of after the operation and one before it.
    """

    falling: tuple[str, ...]
    rising: tuple[str, ...]
    compared: tuple[str, ...]

    @property
    def expected(self) -> bool:
        """Whether one at least falls and none rises."""
        return bool(self.falling) and not self.rising


def course(operations: Sequence[Operation], observations: Sequence[Observation], on: date) -> Course | None:
    """Return the course since the last operation; None where that is 84 days ago or more, or has no day.

    The latest value after the operation is held against the last value before the operation and
    against the visit before it.
    """
    done = [op.day for op in operations if op.done and not op.cancelled and op.day and op.day <= on]
    if not done or (on - max(done)).days >= EXPECTED_DAYS:
        return None
    trends = {measure: _trend(_series(observations, measure, on), max(done)) for measure in JUDGED_BY}
    return Course(
        falling=tuple(measure for measure, trend in trends.items() if trend == "falling"),
        rising=tuple(measure for measure, trend in trends.items() if trend == "rising"),
        compared=tuple(measure for measure, trend in trends.items() if trend is not None),
    )


def recovering(operations: Sequence[Operation], observations: Sequence[Observation], on: date) -> bool:
    """Return whether pain or disability falls, none rises, and the last operation is fewer than 84 days ago.

    Red flags, new weakness and relief are judged by `assessment.assess`.
    """
    moved = course(operations, observations, on)
    return moved is not None and moved.expected


def hindrances(moved: Course, found: Collection[str], *, red_flag: bool) -> tuple[Hindrance, ...]:
    """Return why a recovery is not called expected, though the operation is recent enough (PLAN_RULES R34).

    Args:
        found: findings answered yes.
        red_flag: whether one is open.
    """
    stands = {
        Hindrance.RED_FLAG: red_flag,
        Hindrance.NEW_WEAKNESS: Hindrance.NEW_WEAKNESS in found,
        Hindrance.NEVER_RELIEVED: Hindrance.NEVER_RELIEVED in found,
        Hindrance.RISING: bool(moved.rising),
        Hindrance.NOT_COMPARED: not moved.compared,
        Hindrance.NOT_FALLING: bool(moved.compared) and not moved.falling and not moved.rising,
    }
    return tuple(reason for reason, holds in stands.items() if holds)


def _series(observations: Sequence[Observation], measure: str, on: date) -> list[tuple[date, float]]:
    values = [(o.day, float(o.value)) for o in observations if o.measure == measure and o.day <= on]
    return sorted(values, key=lambda entry: entry[0])


def _trend(series: list[tuple[date, float]], operation: date) -> str | None:
    """Return falling, rising, or unchanged; None where there is nothing to compare."""
    if len(series) < 2 or series[-1][0] <= operation:
        return None
    (_, previous), (_, latest) = series[-2:]
    before = [value for day, value in series[:-1] if day <= operation]
    if latest > previous:
        return "rising"
    fell = latest < previous or (before and latest < before[-1])
    return "falling" if fell else "unchanged"
