"""Where a plan is held up, and a levelling that is applied as it was shown and undone as one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination import tasks
from careplan.coordination.held_up import HeldUp, level, where_held_up
from careplan.coordination.undo import undo
from careplan.errors import Conflict, NoRight, NotFound
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

COORDINATOR = PEOPLE["coordinator"]


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


def found(small: SmallClinic, plan_id: str, who: str = "coordinator") -> HeldUp:
    seen = where_held_up(small.clinic, plan_id, actor=PEOPLE[who])
    assert seen is not None
    return seen


def test_the_chain_names_its_tasks_and_its_days_add_up(small: SmallClinic, plan_id: str) -> None:
    seen = found(small, plan_id)
    known = {task.id: task for task in small.plan(plan_id).tasks.values()}
    assert seen.path and sum(step.days for step in seen.path) == seen.outlook.days > 0
    assert all((known[step.task_id].title, known[step.task_id].role) == (step.title, step.role) for step in seen.path)


def test_a_levelling_is_one_act_and_one_undo(small: SmallClinic, plan_id: str) -> None:
    before, seen = small.plan(plan_id), found(small, plan_id)
    shown = {move.task_id: move.after for move in seen.moves}
    done = level(small.clinic, plan_id, shown, actor=COORDINATOR, key="press")
    after = small.plan(plan_id)
    assert {task.id: task.due for task in after.tasks.values() if task.id in shown} == shown
    assert {t.id for t in after.tasks.values() if t.due != before.tasks[t.identity].due} == set(shown)
    assert after.version == before.version + 1
    assert level(small.clinic, plan_id, shown, actor=COORDINATOR, key="press") == done, "a second press is the first"
    undo(small.clinic, done.act, actor=COORDINATOR)
    assert {i: task.due for i, task in small.plan(plan_id).tasks.items()} == {
        i: task.due for i, task in before.tasks.items()
    }


def test_a_proposal_that_has_changed_is_not_applied(small: SmallClinic, plan_id: str) -> None:
    shown = {move.task_id: move.after for move in found(small, plan_id).moves}
    first = next(iter(shown))
    tasks.move(small.clinic, first, MONDAY + timedelta(days=40), actor=COORDINATOR)
    before = small.plan(plan_id)
    for asked in (shown, {first: shown[first]}, {}):
        with pytest.raises(Conflict, match="Look at the proposal again"):
            level(small.clinic, plan_id, asked, actor=COORDINATOR)
    assert small.plan(plan_id) == before


def test_who_moves_only_own_tasks_levels_no_plan_of_others(small: SmallClinic, plan_id: str) -> None:
    shown = {move.task_id: move.after for move in found(small, plan_id).moves}
    assert found(small, plan_id).refusal == ""
    assert "Move the date of a task: only" in found(small, plan_id, "nurse").refusal
    with pytest.raises(NoRight):
        level(small.clinic, plan_id, shown, actor=PEOPLE["nurse"])
    with pytest.raises(NoRight):
        level(small.clinic, plan_id, shown, actor=VIEWER)
    for ask in (where_held_up, lambda clinic, plan, actor: level(clinic, plan, shown, actor=actor)):
        with pytest.raises(NotFound):
            ask(small.clinic, plan_id, actor=STRANGER)


def test_a_closed_plan_is_held_up_by_nothing(small: SmallClinic) -> None:
    done = small.begin("V3", "recurrent_disc")
    undo(small.clinic, done.act, actor=PEOPLE["primary.care"])
    assert where_held_up(small.clinic, done.plan_id, actor=COORDINATOR) is None
