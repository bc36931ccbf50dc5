"""R34 and REFERENCE 1.2: recovery as expected after an operation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.observation import Observation
from careplan.patient import Operation
from careplan.recovery import Hindrance, course, hindrances, recovering

OPERATION = date(2026, 2, 9)
TODAY = date(2026, 3, 2)
BEFORE = OPERATION - timedelta(days=4)


def after(*seen: tuple[str, float, date], on: date = TODAY) -> bool:
    observations = [Observation(measure=measure, value=value, day=day) for measure, value, day in seen]
    return recovering([Operation(number=1, day=OPERATION)], observations, on)


def test_v5_pain_and_disability_fell_three_weeks_after_the_operation() -> None:
    assert after(("nrs_leg", 8, BEFORE), ("nrs_leg", 2, TODAY), ("odi", 62, BEFORE), ("odi", 34, TODAY))


@pytest.mark.parametrize(("days", "expected"), [(83, True), (84, False)])
def test_fewer_than_84_days(days: int, expected: bool) -> None:
    on = OPERATION + timedelta(days=days)
    assert after(("odi", 62, BEFORE), ("odi", 34, on), on=on) is expected


@pytest.mark.parametrize("measure", ["nrs_leg", "nrs_back", "odi"])
def test_one_falling_measure_is_enough(measure: str) -> None:
    assert after((measure, 8, BEFORE), (measure, 7, TODAY))


def test_none_may_rise() -> None:
    assert not after(("nrs_leg", 8, BEFORE), ("nrs_leg", 2, TODAY), ("nrs_back", 3, BEFORE), ("nrs_back", 5, TODAY))


def test_a_rise_since_the_last_visit_counts_although_it_is_better_than_before_the_operation() -> None:
    visit = OPERATION + timedelta(days=10)
    assert not after(("odi", 62, BEFORE), ("odi", 30, visit), ("odi", 40, TODAY))


def test_unchanged_since_the_last_visit_but_better_than_before_is_falling() -> None:
    visit = OPERATION + timedelta(days=10)
    assert after(("odi", 62, BEFORE), ("odi", 30, visit), ("odi", 30, TODAY))


def test_nothing_to_compare_is_not_recovery() -> None:
    assert not after(("nrs_leg", 2, TODAY))
    assert not after(("nrs_leg", 8, BEFORE - timedelta(days=30)), ("nrs_leg", 6, BEFORE))
    assert not after()
    assert not recovering([], [Observation(measure="odi", value=34, day=TODAY)], TODAY)


def test_the_latest_operation_counts_and_a_planned_one_does_not() -> None:
    old = Operation(number=1, day=date(2020, 1, 1))
    planned = Operation(number=2, day=OPERATION, done=False)
    seen = [Observation(measure="odi", value=62, day=BEFORE), Observation(measure="odi", value=34, day=TODAY)]
    assert not recovering([old, planned], seen, TODAY)


def hindered(*seen: tuple[str, float, date], found: tuple[str, ...] = (), red_flag: bool = False) -> tuple[str, ...]:
    observations = [Observation(measure=measure, value=value, day=day) for measure, value, day in seen]
    moved = course([Operation(number=1, day=OPERATION)], observations, TODAY)
    assert moved is not None
    return hindrances(moved, found, red_flag=red_flag)


def test_what_stands_in_the_way_is_told_one_by_one() -> None:
    fell = ("nrs_leg", 8, BEFORE), ("nrs_leg", 2, TODAY)
    assert hindered() == (Hindrance.NOT_COMPARED,)
    assert hindered(("odi", 40, TODAY)) == (Hindrance.NOT_COMPARED,)
    assert hindered(("odi", 40, BEFORE), ("odi", 40, TODAY)) == (Hindrance.NOT_FALLING,)
    assert hindered(*fell, ("odi", 40, BEFORE), ("odi", 41, TODAY)) == (Hindrance.RISING,)
    assert hindered(*fell) == ()
    assert hindered(*fell, found=("x_motor_new", "h_burning")) == (Hindrance.NEW_WEAKNESS,)
    assert hindered(*fell, found=("h_never_relieved",), red_flag=True) == (
        Hindrance.RED_FLAG,
        Hindrance.NEVER_RELIEVED,
    )


def test_an_operation_of_84_days_ago_has_no_course_to_judge() -> None:
    assert course([Operation(number=1, day=OPERATION)], [], OPERATION + timedelta(days=84)) is None
    assert course([Operation(number=1)], [], TODAY) is None
