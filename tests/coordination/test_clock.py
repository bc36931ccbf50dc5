"""Time is right (SAFETY P10): what is due and late follows the clinic's day, whatever the clock or the zone does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.clinic import Clinic
from careplan.clock import Clock
from careplan.coordination import tasks
from careplan.coordination.board import board
from careplan.coordination.clock_behind import clock_behind
from careplan.coordination.comments import comment
from careplan.pages.parts.clock_line import clock_words
from careplan.working_days import is_far
from tests.small_clinic import PEOPLE, SmallClinic

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland")
"""Daylight saving forward and back, of half an hour, none, and of the southern half of the earth."""
SURGEON = PEOPLE["surgeon"]


class Standing(Clock):
    """A clock that stands at one moment."""

    moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


def at(clinic: Clinic, moment: datetime, zone: str = "UTC") -> Clinic:
    """Return the clinic at a moment, in a zone."""
    clock = type("At", (Standing,), {"moment": moment})(ZoneInfo(zone))
    return replace(clinic, clock=clock)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))


@settings(max_examples=500, deadline=None)
@given(MOMENTS, st.sampled_from(ZONES))
def test_a_moment_falls_on_the_day_that_the_wall_calendar_of_the_zone_shows(moment: datetime, zone: str) -> None:
    clock, local = Clock(ZoneInfo(zone)), moment.astimezone(ZoneInfo(zone))
    assert clock.day_of(moment) == date(local.year, local.month, local.day)
    assert clock.local(moment).astimezone(UTC) == moment  # two times of one zone that shares an hour are never equal
    assert abs((clock.day_of(moment) - moment.date()).days) <= 1


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2024, 2, 1), date(2032, 3, 31)), st.sampled_from(ZONES))
def test_a_fixed_day_is_that_day_in_every_zone_at_every_time(day: date, zone: str) -> None:
    assert Clock(ZoneInfo(zone), day).today() == day


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2028, 2, 29)])
def test_a_task_is_late_from_the_first_second_of_the_day_after_in_the_clinic_s_zone(
    small: SmallClinic, plan_id: str, zone: str, day: date
) -> None:
    task = small.task(plan_id, "K03")
    tasks.move(small.clinic, task.id, day, actor=PEOPLE["coordinator"])
    due = small.task(plan_id, "K03").due
    assert due is not None and due >= day
    last_second = datetime(due.year, due.month, due.day, 23, 59, 59, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for moment, late in ((last_second, False), (last_second + timedelta(seconds=1), True)):
        seen = board(at(small.clinic, moment, zone), plan_id, actor=SURGEON)
        [line] = [line for line in seen.lines if line.id == task.id]
        assert line.is_late is late, (zone, moment)


@pytest.mark.parametrize("off", [timedelta(hours=-2), timedelta(days=-400), timedelta(days=365)], ids=str)
def test_a_clock_that_is_wrong_changes_no_due_date_and_what_goes_back_is_said(
    small: SmallClinic, plan_id: str, off: timedelta
) -> None:
    right = at(small.clinic, small.clinic.now())
    comment(right, small.task(plan_id, "K03").id, "Seen", actor=SURGEON)
    due = {task.id: task.due for task in small.plan(plan_id).tasks.values()}
    wrong = at(small.clinic, right.now() + off)
    behind = clock_behind(wrong)
    assert (behind is not None) is (off < timedelta(0))
    if behind:
        assert (behind.now, behind.written) == (wrong.now(), right.now())
        assert "The clock of this computer says" in clock_words(behind)
    comment(wrong, small.task(plan_id, "K03").id, "Seen by a wrong clock", actor=SURGEON)
    assert {task.id: task.due for task in small.plan(plan_id).tasks.values()} == due
    with small.clinic.store.reading() as records:
        assert records.events.first_break() is None, "the chain goes by its numbers and not by the time"
    said = [one.text for one in board_comments(small, plan_id)]
    assert said[-2:] == ["Seen", "Seen by a wrong clock"], "in the order in which they were said"


def board_comments(small: SmallClinic, plan_id: str) -> list[object]:
    with small.clinic.store.reading() as records:
        return list(records.comments.of_task(small.task(plan_id, "K03").id))


def test_a_second_of_a_time_server_is_let_pass_and_an_empty_clinic_has_no_newest_event(small: SmallClinic) -> None:
    assert clock_behind(at(small.clinic, datetime(1990, 1, 1, tzinfo=UTC))) is None
    plan_id = small.begin("V1", "scar_tissue").plan_id
    moment = small.clinic.now()
    comment(at(small.clinic, moment), small.task(plan_id, "K03").id, "Seen", actor=SURGEON)
    assert clock_behind(at(small.clinic, moment - timedelta(seconds=59))) is None
    assert clock_behind(at(small.clinic, moment - timedelta(seconds=61))) is not None


def test_a_leap_day_is_a_day_and_a_slip_of_a_century_is_far(small: SmallClinic, plan_id: str) -> None:
    tasks.move(small.clinic, small.task(plan_id, "K03").id, date(2028, 2, 29), actor=PEOPLE["coordinator"])
    assert small.task(plan_id, "K03").due == date(2028, 2, 29)
    assert is_far(date(2126, 3, 2), small.clinic.today())
