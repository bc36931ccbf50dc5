"""How far a goal is reached follows from its values, its target and its day (FHIR goal-achievement)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.goal import Achievement, Goal, Judged, Lifecycle, first_goal, fits_goal, progress
from careplan.observation import Observation
from tests.known_catalogue import known_catalogue

START = date(2026, 3, 2)
MEASURES = known_catalogue().clinical.measures.by_id
ODI = Goal(number=1, words="Work again", since=START, measure="odi", target=22, due=START + timedelta(days=90))


def taken(*values: float, measure: str = "odi") -> list[Observation]:
    """Return values 30 days apart, the first on the start day."""
    days = (START + timedelta(days=30 * number) for number in range(len(values)))
    return [Observation(measure=measure, value=value, day=day) for value, day in zip(values, days, strict=True)]


@pytest.mark.parametrize(
    ("values", "days", "expected"),
    [
        ((), 10, Achievement.IN_PROGRESS),
        ((52,), 10, Achievement.IN_PROGRESS),
        ((52, 44), 60, Achievement.IMPROVING),
        ((52, 60), 60, Achievement.WORSENING),
        ((52, 52), 60, Achievement.NO_CHANGE),
        ((52, 22), 60, Achievement.ACHIEVED),
        ((52, 22, 30), 80, Achievement.IMPROVING),
        ((52, 44), 90, Achievement.IMPROVING),
        ((52, 44), 91, Achievement.NOT_ACHIEVED),
        ((52,), 91, Achievement.IN_PROGRESS),
        ((), 91, Achievement.IN_PROGRESS),
        ((52, 44, 30, 20, 18), 130, Achievement.ACHIEVED),
    ],
)
def test_the_values_say_how_far_a_goal_is(values: tuple[float, ...], days: int, expected: Achievement) -> None:
    found = progress(ODI, MEASURES["odi"], taken(*values), START + timedelta(days=days))
    assert found.achievement is expected
    assert found.overdue is (days > 90 and expected is not Achievement.ACHIEVED)


def test_what_is_better_upwards_counts_upwards() -> None:
    walk = Goal(number=1, words="Walk", since=START, measure="walk_min", target=30)
    found = progress(walk, MEASURES["walk_min"], taken(10, 18, measure="walk_min"), START + timedelta(days=40))
    assert (found.achievement, found.done, found.needed) == (Achievement.IMPROVING, 8, 20)


def test_a_change_within_measurement_error_says_so() -> None:
    assert progress(ODI, MEASURES["odi"], taken(52, 44), START + timedelta(days=40)).within_error
    assert not progress(ODI, MEASURES["odi"], taken(52, 30), START + timedelta(days=40)).within_error


def test_what_was_measured_after_its_end_does_not_count() -> None:
    ended = ODI.model_copy(update={"lifecycle": Lifecycle.CANCELLED, "ended": START + timedelta(days=45)})
    found = progress(ended, MEASURES["odi"], taken(52, 44, 10), START + timedelta(days=300))
    assert (found.achievement, found.overdue) == (Achievement.IMPROVING, False)


def test_without_a_measure_a_person_says_it() -> None:
    said = Judged(achievement=Achievement.ACHIEVED, role="nurse", day=START)
    goal = Goal(number=1, words="Play with my grandson", since=START, due=START)
    after = START + timedelta(days=1)
    assert progress(goal, None, (), after).achievement is Achievement.IN_PROGRESS
    assert progress(goal, None, (), after).overdue
    judged = progress(goal.model_copy(update={"judged": said}), None, (), after)
    assert (judged.achievement, judged.overdue) == (Achievement.ACHIEVED, False)


def test_only_numbers_that_judge_one_person_fit_a_goal() -> None:
    unfit = {name for name, measure in MEASURES.items() if not fits_goal(measure)}
    assert unfit == {
        *("eq5d_profile", "eq5d_index", "paindetect", "fusion_posterolateral", "work_status"),
        *("phq9_item9", "startback_psychosocial"),
    }


def test_a_plan_begins_with_the_words_of_its_intake_or_without_a_goal() -> None:
    assert first_goal("  ", START) == ()
    assert [goal.words for goal in first_goal(" Walk 30 minutes \n", START)] == ["Walk 30 minutes"]
