"""When a plan is expected to end, and which role keeps later tasks waiting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.identity import Identity
from careplan.outlook import Outlook, Step, outlook, outlook_of
from careplan.pages.parts.plan_words import outlook_words
from careplan.task import Phase
from tests.small_clinic import MONDAY, SmallClinic, open_small_clinic

REHABILITATE, REVIEW = Phase.REHABILITATE, Phase.REVIEW


def _day(after: int) -> date:
    return MONDAY + timedelta(days=after)


def _step(
    key: str, role: str, opens: int, due: int, *waits: str, phase: Phase = REHABILITATE, occurrence: int = 1
) -> Step:
    named = tuple(Identity("small", wait) for wait in waits)
    return Step(Identity("small", key, occurrence=occurrence), role, _day(due), _day(opens), phase, named)


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallClinic:
    return open_small_clinic(tmp_path_factory.mktemp("outlook"))


def test_the_end_is_never_before_the_last_open_task(small: SmallClinic) -> None:
    for vignette, cause in (("V1", "scar_tissue"), ("V2", "failed_fusion"), ("V3", "recurrent_disc")):
        plan = small.plan(small.begin(vignette, cause).plan_id)
        last = max(task.due for task in plan.tasks.values() if task.is_open and task.due)
        found = outlook(plan, MONDAY)
        assert found.end == last
        assert found.treatment is not None and found.treatment <= last
        assert 0 < found.slowest_days <= found.days


def test_what_is_late_is_done_today_at_the_earliest_and_what_waits_for_it_after_it() -> None:
    steps = [_step("A", "surgeon", -9, -5), _step("B", "nurse", -4, -2, "A")]
    assert outlook_of(steps, MONDAY).end == MONDAY
    late_wait = [_step("A", "surgeon", 10, 30), _step("B", "nurse", 1, 5, "A")]
    assert outlook_of(late_wait, MONDAY).end == _day(30), "B cannot be done before A"


def test_a_far_day_of_the_calendar_is_no_slowness() -> None:
    found = outlook_of([_step("A", "surgeon", 254, 268)], MONDAY)
    assert found == Outlook(end=_day(268), treatment=_day(268))


def test_the_slowest_role_is_that_which_others_wait_for_longest() -> None:
    steps = [
        _step("A", "surgeon", -3, 11),
        _step("B", "care_coordinator", 11, 25, "A"),
        _step("C", "primary_care", 25, 32, "B"),
        _step("D", "physical_therapist", 60, 200, "C"),
        _step("R", "primary_care", 700, 730, phase=REVIEW),
    ]
    found = outlook_of(steps, MONDAY)
    assert [step.key for step in found.path] == ["A", "B", "C"]
    assert (found.slowest, found.slowest_days, found.days) == ("care_coordinator", 14, 32)
    assert (found.treatment, found.end) == (_day(200), _day(730))


def test_days_that_are_late_already_count() -> None:
    found = outlook_of([_step("A", "surgeon", -30, -9), _step("B", "nurse", 1, 5, "A")], MONDAY)
    assert (found.slowest, found.slowest_days, found.days) == ("surgeon", 9, 9)


def test_later_sessions_wait_by_the_calendar() -> None:
    steps = [
        _step("A", "surgeon", 390, 400),
        _step("B", "nurse", 5, 5),
        _step("B", "nurse", 410, 420, "A", occurrence=2),
    ]
    assert outlook_of(steps, MONDAY).slowest is None


def test_tasks_that_wait_in_a_ring_end_all_the_same() -> None:
    steps = [_step("A", "surgeon", 0, 3, "B"), _step("B", "nurse", 0, 5, "A")]
    found = outlook_of(steps, MONDAY)
    assert (found.end, len(found.path)) == (_day(5), 2)


def test_nothing_open_has_no_end() -> None:
    assert outlook_of([], MONDAY) == Outlook(end=None)


def test_the_words_of_a_clinician() -> None:
    def words(found: Outlook) -> str:
        return outlook_words(found, lambda role: {"surgeon": "Surgeon"}[role])

    path = (Identity("small", "A"),)
    assert words(Outlook(_day(730), _day(200), path, 41, "surgeon", 14)) == (
        "Predicted end 1 Mar 2028, treatment until 18 Sep 2026. Slowest: surgeon (14 of 41 days that other tasks wait)."
    )
    assert words(Outlook(_day(7), _day(7))) == "Predicted end 9 Mar 2026."
    assert words(Outlook(None)) == "No open task has a date, so no end is predicted."
