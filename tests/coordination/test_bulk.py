"""One change for many tasks: one act, one Undo, and a refusal holds back nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from careplan.coordination.bulk import change_tasks, moved_words, titles_of
from careplan.coordination.tasks import assigning, cancel, moving
from careplan.coordination.undo import undo
from careplan.errors import NotAllowed
from tests.small_clinic import PEOPLE, STRANGER, SmallClinic

DAY = date(2026, 3, 30)


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


def test_many_tasks_are_moved_at_once_and_one_undo_takes_all_back(small: SmallClinic, plan_id: str) -> None:
    before = [small.task(plan_id, key) for key in ("K02", "K05")]
    done = change_tasks(
        small.clinic, {task.id: moving(DAY) for task in before}, "Moved to 30 Mar 2026", actor=PEOPLE["primary.care"]
    )
    assert done.words == "Moved to 30 Mar 2026: 2 tasks"
    assert [small.task(plan_id, key).due for key in ("K02", "K05")] == [DAY, DAY]
    back = undo(small.clinic, done.act, actor=PEOPLE["primary.care"])
    assert back.words == "Undone: 2 changes"
    assert [small.task(plan_id, key).due for key in ("K02", "K05")] == [task.due for task in before]
    with pytest.raises(NotAllowed, match="undone already"):
        undo(small.clinic, done.act, actor=PEOPLE["primary.care"])


def test_what_comes_after_tasks_moved_together_is_said_of_all_of_them(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    moved = [small.task(plan_id, key) for key in ("FF03", "FF12")]
    growth, decision = small.task(plan_id, "FF13"), small.task(plan_id, "FF16")
    makings = {task.id: moving(date(2026, 7, 1)) for task in moved}
    done = change_tasks(small.clinic, makings, "Moved", actor=PEOPLE["surgeon"])
    said = f"{growth.title}, 4 May 2026; {decision.title}, 15 Jun 2026"
    assert done.left_behind == f"2 tasks that wait for these are due earlier: {said}"


def test_a_day_that_is_over_and_a_closed_one_are_told_of_many_as_of_one(small: SmallClinic, plan_id: str) -> None:
    later = small.on(date(2026, 3, 9)).clinic
    makings = {small.task(plan_id, "K05").id: moving(date(2026, 3, 6))}
    with pytest.raises(NotAllowed, match=r"^6 Mar 2026 is over\. Choose today or a later day\.$"):
        change_tasks(later, makings, "Moved", actor=PEOPLE["primary.care"])
    assert moved_words(later, date(2026, 3, 14)) == "Moved to 14 Mar 2026, a Saturday"


def test_what_is_refused_is_said_and_the_rest_is_done(small: SmallClinic, plan_id: str) -> None:
    gone, kept = small.task(plan_id, "K02"), small.task(plan_id, "K05")
    cancel(small.clinic, gone.id, actor=PEOPLE["primary.care"], reason="Known from the referral")
    makings = {task.id: assigning(assignee="surgeon") for task in (gone, kept)}
    done = change_tasks(small.clinic, makings, "Assigned to surgeon", actor=PEOPLE["primary.care"])
    refused = f"“{gone.title}” is already cancelled by you, 2 Mar 2026 "  # and the time of day
    assert done.words.startswith(f"Assigned to surgeon: 1 task. Not changed: 1 task. {refused}")
    assert small.task(plan_id, "K05").assignee == "surgeon"


def test_all_refused_is_a_refusal_and_changes_nothing(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "K02")
    version = small.plan(plan_id).version
    with pytest.raises(NotAllowed, match="Move the date of a task"):
        change_tasks(small.clinic, {task.id: moving(DAY)}, "Moved", actor=PEOPLE["nurse"])
    assert small.plan(plan_id).version == version


def test_a_second_press_changes_nothing_more(small: SmallClinic, plan_id: str) -> None:
    makings = {small.task(plan_id, "K02").id: moving(DAY)}
    first = change_tasks(small.clinic, makings, "Moved", actor=PEOPLE["primary.care"], key="a" * 32)
    again = change_tasks(small.clinic, makings, "Moved", actor=PEOPLE["primary.care"], key="a" * 32)
    assert again == first
    assert small.plan(plan_id).version == first.version


def test_the_dialog_names_tasks_by_their_titles_and_none_of_another_team(small: SmallClinic, plan_id: str) -> None:
    tasks = [small.task(plan_id, key) for key in ("K05", "K02")]
    ids = [*(task.id for task in tasks), "T-999999"]
    assert titles_of(small.clinic, PEOPLE["nurse"], ids) == [f"{task.title}, V1" for task in tasks]
    assert titles_of(small.clinic, STRANGER, ids) == []
