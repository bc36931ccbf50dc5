"""Goals of a plan: set, changed by two people, ended, undone; one truth for lists, files and signatures."""

from __future__ import annotations

from csv import DictReader
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest

from careplan.coordination.board import board
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import tasks_csv
from careplan.coordination.goals import GoalLine, goal_measures, set_goal
from careplan.coordination.overview import overview
from careplan.coordination.undo import undo
from careplan.errors import Conflict, InvalidInput, NoRight, NotAllowed, NotFound
from careplan.goal import MOST_GOALS, Achievement, Lifecycle
from careplan.goal_acts import GoalEntry, entry_of
from careplan.observation import Observation
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

NURSE, SURGEON = PEOPLE["nurse"], PEOPLE["surgeon"]
LATER = MONDAY + timedelta(days=90)
WALK = GoalEntry("Walk to the shop,\nas before", "walk_min", 30, LATER)


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue", changed={"goal": "Back to work"}).plan_id


def goals(small: SmallClinic, plan_id: str) -> tuple[GoalLine, ...]:
    return board(small.clinic, plan_id, actor=SURGEON).goals


def first(small: SmallClinic, plan_id: str) -> GoalEntry:
    return entry_of(goals(small, plan_id)[0].goal)


def test_the_words_of_the_intake_are_the_first_goal(small: SmallClinic, plan_id: str) -> None:
    (line,) = goals(small, plan_id)
    assert (line.goal.words, line.goal.since, line.progress.achievement) == (
        "Back to work",
        MONDAY,
        Achievement.IN_PROGRESS,
    )
    assert small.plan(plan_id).goal == "Back to work"


def test_a_goal_with_measure_target_and_day_is_kept_literally_and_undone(small: SmallClinic, plan_id: str) -> None:
    done = set_goal(small.clinic, plan_id, WALK, actor=NURSE)
    assert small.plan(plan_id).version == 2
    small.clinic.store._recent.forget()
    kept = goals(small, plan_id)[1].goal
    assert entry_of(kept) == WALK and kept.number == 2
    written = b"".join(tasks_csv(small.clinic, Scope(plan_id=plan_id), actor=NURSE)).decode("utf-8-sig")
    assert {row["goal"] for row in DictReader(StringIO(written, newline=""))} == {f"Back to work;{WALK.words}"}
    undo(small.clinic, done.act, actor=NURSE)
    small.clinic.store._recent.forget()
    assert [line.goal.words for line in goals(small, plan_id)] == ["Back to work"]


def test_what_undo_takes_back_was_not_changed_since(small: SmallClinic, plan_id: str) -> None:
    done = set_goal(small.clinic, plan_id, WALK, actor=NURSE)
    set_goal(small.clinic, plan_id, replace(WALK, target=45), actor=SURGEON, number=2, seen=WALK)
    with pytest.raises(NotAllowed, match="the goal was changed since"):
        undo(small.clinic, done.act, actor=NURSE)


def test_values_since_it_was_set_say_how_far_it_is(small: SmallClinic, plan_id: str) -> None:
    set_goal(small.clinic, plan_id, WALK, actor=NURSE)
    for value, days in ((10, 0), (18, 20)):
        seen = Observation(measure="walk_min", value=value, day=MONDAY + timedelta(days=days))
        with small.clinic.store.writing() as records:
            records.observations.add("V1", seen, by="nurse", at=small.clinic.now())
    line = goals(small.on(MONDAY + timedelta(days=30)), plan_id)[1]
    assert (line.progress.achievement, line.progress.done, line.progress.needed) == (Achievement.IMPROVING, 8, 20)


def test_two_people_meet_in_one_part_of_a_goal_and_not_in_two(small: SmallClinic, plan_id: str) -> None:
    seen = first(small, plan_id)
    set_goal(small.clinic, plan_id, replace(seen, words="Back to my old work"), actor=SURGEON, number=1, seen=seen)
    dated = replace(seen, due=LATER)
    set_goal(small.clinic, plan_id, dated, actor=NURSE, number=1, seen=seen)
    assert first(small, plan_id) == GoalEntry("Back to my old work", due=LATER), "the parts were not the same"
    with pytest.raises(Conflict, match=r"The surgeon changed this in the meantime.*was Back to work, now Back to my"):
        set_goal(small.clinic, plan_id, replace(seen, words="Garden again"), actor=NURSE, number=1, seen=seen)


def test_a_person_says_how_far_a_goal_without_a_measure_is(small: SmallClinic, plan_id: str) -> None:
    seen = first(small, plan_id)
    said = replace(seen, achievement=Achievement.ACHIEVED, lifecycle=Lifecycle.COMPLETED)
    set_goal(small.clinic, plan_id, said, actor=NURSE, number=1, seen=seen)
    (line,) = goals(small, plan_id)
    assert line.goal.judged is not None
    assert (line.goal.judged.role, line.goal.judged.day, line.goal.ended) == ("nurse", MONDAY, MONDAY)
    assert small.plan(plan_id).goal == "", "what has ended is not told as the goal of the plan"
    told = overview(small.clinic, "V1", actor=SURGEON).looked
    assert told.at is None
    event = next(one.event for one in _events(small, plan_id) if one.event.what == "goal.set")
    assert {name: (c.before, c.after) for name, c in event.changes.items()} == {
        "goal 1: state": ("", "Completed, achieved")
    }


def _events(small: SmallClinic, plan_id: str):  # type: ignore[no-untyped-def]  # rows of the store
    from careplan.store import EventFilter

    with small.clinic.store.reading() as records:
        return records.events.latest(EventFilter(plan_id=plan_id), limit=20)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (GoalEntry(" "), "in the person’s own words"),
        (GoalEntry("x" * 2001), "2,001 characters"),
        (GoalEntry("Walk", "odi"), "belong together"),
        (GoalEntry("Walk", None, 20), "belong together"),
        (GoalEntry("Walk", "odi", 140), "0 to 100"),
        (GoalEntry("Walk", "eq5d_index", 0.9), "says nothing about a goal of one person"),
        (GoalEntry("Walk", "nonsense", 1), "says nothing about a goal of one person"),
        (GoalEntry("Walk", due=MONDAY - timedelta(days=1)), "is over"),
        (GoalEntry("Walk", due=MONDAY.replace(year=2060)), "Correct the year"),
        (GoalEntry("Walk", lifecycle=Lifecycle.CANCELLED), "Give the reason"),
        (GoalEntry("Back to work"), "stands already"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(small: SmallClinic, plan_id: str, entry: GoalEntry, said: str) -> None:
    before = small.plan(plan_id)
    with pytest.raises(InvalidInput, match=said):
        set_goal(small.clinic, plan_id, entry, actor=NURSE, number=1)
    assert small.plan(plan_id) == before


def test_a_plan_seeks_at_most_five_goals_at_a_time(small: SmallClinic, plan_id: str) -> None:
    for number in range(MOST_GOALS - 1):
        set_goal(small.clinic, plan_id, GoalEntry(f"Goal {number}"), actor=NURSE)
    with pytest.raises(NotAllowed, match="at most 5 goals"):
        set_goal(small.clinic, plan_id, WALK, actor=NURSE)
    over = GoalEntry("Goal 0", lifecycle=Lifecycle.CANCELLED, reason="Not wanted any more")
    set_goal(small.clinic, plan_id, over, actor=NURSE, number=2)
    set_goal(small.clinic, plan_id, WALK, actor=NURSE)
    assert [line.goal.number for line in goals(small, plan_id)] == [1, 3, 4, 5, 6, 2]


def test_who_may_not_set_a_goal_and_who_may_not_see_the_plan(small: SmallClinic, plan_id: str) -> None:
    with pytest.raises(NoRight, match="Set the goal of a patient: only"):
        set_goal(small.clinic, plan_id, WALK, actor=VIEWER)
    with pytest.raises(NotFound):
        set_goal(small.clinic, plan_id, WALK, actor=STRANGER)
    with pytest.raises(NotFound, match="not there any more"):
        set_goal(small.clinic, plan_id, WALK, actor=NURSE, number=7)


def test_every_measure_that_is_offered_takes_a_target_of_its_range(small: SmallClinic, plan_id: str) -> None:
    offered = goal_measures(small.clinic)
    assert {"odi", "nrs_leg", "nrs_back", "walk_min", "mme"} <= {measure.id for measure in offered}
    for measure in offered:
        target = measure.min if measure.min is not None else 1
        entry = GoalEntry("Walk", measure.id, target)
        set_goal(small.clinic, plan_id, entry, actor=NURSE, number=1)
        assert goals(small, plan_id)[0].measure == measure
