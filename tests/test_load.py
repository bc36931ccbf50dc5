"""A levelling takes the highest weeks down and keeps clinical order: windows, waits, guards, days set by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from careplan import task_acts
from careplan.load import WEEKS, Levelling, levelling
from careplan.plan import CarePlan
from careplan.task import TaskStatus
from tests.small_clinic import MONDAY, SmallClinic, open_small_clinic

PLANS = (
    ("V1", "scar_tissue"),
    ("V2", "failed_fusion"),
    ("V3", "recurrent_disc"),
    ("V4", "recurrent_stenosis", "arachnoiditis"),
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallClinic:
    small = open_small_clinic(tmp_path_factory.mktemp("load"))
    for vignette, *causes in PLANS:
        small.begin(vignette, *causes)
    return small


@pytest.fixture(scope="module", params=[f"PL-{vignette}-01" for vignette, *_ in PLANS])
def plan(small: SmallClinic, request: pytest.FixtureRequest) -> CarePlan:
    return small.plan(request.param)


def levelled(small: SmallClinic, plan: CarePlan, after: int = 0) -> Levelling:
    return levelling(plan, small.clinic.compute(plan).standings, MONDAY + timedelta(days=after))


def applied(plan: CarePlan, found: Levelling) -> CarePlan:
    for move in found.moves:
        plan = task_acts.move(plan, move.identity, move.after, today=MONDAY, not_before=None)
    return plan


def test_every_role_has_its_highest_week_lowered_or_kept(small: SmallClinic, plan: CarePlan) -> None:
    found = levelled(small, plan)
    assert found.moves, "these plans have room"
    assert len(found.weeks) == WEEKS
    lowered = 0
    for role, before in found.before.items():
        after = found.after[role]
        assert max(after) <= max(before) and sum(after) == sum(before)
        assert after == before or sum(n * n for n in after) < sum(n * n for n in before)
        lowered += after != before
    assert lowered >= 1


def test_the_table_after_is_that_of_the_plan_with_the_moves_applied(small: SmallClinic, plan: CarePlan) -> None:
    found = levelled(small, plan)
    assert levelled(small, applied(plan, found)).before == found.after
    again = levelled(small, applied(plan, found))
    assert not {move.identity for move in again.moves} & {move.identity for move in found.moves}, "set by hand by now"


def test_nothing_leaves_its_window_or_passes_what_it_waits_for(small: SmallClinic, plan: CarePlan) -> None:
    found = levelled(small, plan)
    after = applied(plan, found)
    for move in found.moves:
        task, window = after.tasks[move.identity], after.tasks[move.identity].desired.window
        assert window and window[0] <= move.after <= window[1] and move.after >= MONDAY
        assert move.after.weekday() < 5
        assert not task.desired.guard and task.desired.occurrences == 1
        needs = [after.tasks[one].due for one in task.desired.waits if one in after.tasks and after.tasks[one].is_open]
        assert all(due is None or due <= move.after for due in needs)
        followers = [one.due for one in after.tasks.values() if move.identity in one.desired.waits and one.is_open]
        assert all(due is None or due >= move.after for due in followers)


def test_a_day_set_by_hand_a_guard_and_begun_work_stay(small: SmallClinic) -> None:
    plan = small.plan("PL-V1-01")
    first = levelled(small, plan).moves[0].identity
    moved = task_acts.move(plan, first, plan.tasks[first].due or MONDAY, today=MONDAY, not_before=None)
    begun = plan.with_task(replace(plan.tasks[first], status=TaskStatus.IN_PROGRESS))
    guard = replace(plan.tasks[first], desired=plan.tasks[first].desired._replace(guard=True))
    for changed in (moved, begun, plan.with_task(guard)):
        assert first not in {move.identity for move in levelled(small, changed).moves}


def test_a_holiday_is_no_day_to_move_to(small: SmallClinic) -> None:
    plan = small.plan("PL-V1-01")
    taken = frozenset(move.after for move in levelled(small, plan).moves)
    closed = replace(plan, inputs=replace(plan.inputs, holidays=taken))
    assert not taken & {move.after for move in levelled(small, closed).moves}


def test_what_is_late_is_work_of_this_week_and_is_not_moved(small: SmallClinic) -> None:
    found = levelled(small, small.plan("PL-V1-01"), after=21)
    assert sum(counts[0] for counts in found.before.values()) > 5
    assert all(move.before >= MONDAY + timedelta(days=21) for move in found.moves)
