"""R19-R23: targets, windows, lateness, hand-set dates and series."""

from __future__ import annotations

from careplan.plan import PlannedTask
from careplan.task import Outcome, Priority, Readiness, TaskStatus
from tests.core import small
from tests.core.story import MONDAY, Builder, ChangeKind, Story, fused


def _one(due: str = "7 (0..14)", **fields: object) -> Story:
    return Story(small.templates(small.module("alpha", small.task("A", due, **fields))), "scar_tissue")


def test_r19_a_task_is_late_only_after_its_window(story: Builder) -> None:
    plan = story("scar_tissue")
    standing = plan.standing("K02")
    assert plan.late_after("K02") == 7
    assert standing.days_late(plan.on(7)) == 0
    assert standing.days_late(plan.on(9)) == 2


def test_r19_a_wait_that_ended_late_leaves_the_time_of_the_window(story: Builder) -> None:
    plan = story("scar_tissue")
    assert plan.standing("SC02").days_late(plan.on(300)) == 0  # it waits
    for key, day in (("K01", 1), ("K03", 7), ("K07", 20), ("SC01", 50)):
        plan.done(key, day)
    assert plan.late_after("SC02") == 57


def test_r19_a_hold_that_ended_late_leaves_the_time_of_the_window(story: Builder) -> None:
    plan = story("recurrence")
    plan.done("K06", 10)
    plan.raise_flag("RF02", 10)
    assert plan.standing("RC06").readiness is Readiness.HELD
    plan.clear_flag("RF02", 60)
    assert plan.standing("RC06").readiness is Readiness.READY
    assert plan.late_after("RC06") == 74


def test_r19_exercise_that_rested_after_an_operation_is_not_late_when_the_surgeon_lets_go(story: Builder) -> None:
    plan = story("recurrence")
    plan.done("K06", 10)
    plan.operate(1, 20, recorded=12, done=True)
    assert plan.standing("RC06").held_by == ("operation",)
    plan.answer("surgeon_released", "yes", 63)
    assert plan.standing("RC06").readiness is Readiness.READY
    assert plan.late_after("RC06") == 77


def test_r19_a_date_that_became_known_late_leaves_the_time_of_the_window(story: Builder) -> None:
    """The operation of day 14 is recorded on day 60: its call of day 18 is due then, with three more days."""
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 7)
    assert plan.standing("A11").readiness is Readiness.NO_DATE
    plan.operate(1, 14, recorded=60, done=True)
    assert (plan.due("A11"), plan.late_after("A11")) == (60, 63)


def test_r19_a_hand_set_date_becomes_target_and_end(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.move("K02", 21)
    assert plan.due("K02") == 21
    assert plan.late_after("K02") == 21


def test_r19_later_windows_may_differ_from_the_first(story: Builder) -> None:
    plan = story("scar_tissue")
    assert plan.window("K14") == (76, 104)
    assert plan.window("K14", 2) == (150, 210)
    assert plan.window("K01", 1) == (0, 1)
    assert plan.window("K01", 2) == (28, 42)


def test_r20_a_target_is_raised_to_that_of_the_task_it_waits_for(story: Builder) -> None:
    """The CT of a young fusion is due on day 136 (R10): the tests after it follow, windows too."""
    plan = story("failed_fusion", operations=[fused(2)])
    assert plan.due("FF12") == 136
    assert plan.window("FF12") == (49, 84 + 73)
    assert plan.due("FF16") == 136


def test_r20_raises_along_a_chain_and_not_across_other_anchors() -> None:
    alpha = small.module(
        "alpha",
        small.task("A", "49 (42..56)"),
        small.task("B", "14 (7..21)", depends_on=("A",)),
        small.task("C", "21 (7..28)", depends_on=("B",)),
        small.task("D", "7 (0..14)", anchor="task:A"),
        small.task("E", "28 (7..35)", depends_on=("D",)),
    )
    plan = Story(small.templates(alpha), "scar_tissue")
    assert (plan.due("B"), plan.due("C")) == (49, 49)
    assert plan.window("C") == (7, 56)
    plan.done("A", 50)
    assert plan.due("D") == 57
    assert plan.due("E") == 28


def test_r21_a_target_on_a_weekend_moves_to_monday_inside_its_window() -> None:
    assert _one("5 (0..10)").due("A") == 7
    assert _one("5 (3..6)").due("A") == 5
    assert _one("5 (3..6)").late_after("A") == 7


def test_r21_a_clinic_holiday_is_no_working_day() -> None:
    alpha = small.module("alpha", small.task("A", repeat="7d x1"))
    plan = Story(small.templates(alpha), "scar_tissue", holidays=[7, 21])
    assert plan.series("A") == [8, 14]
    assert plan.late_after("A") == 14
    assert plan.day(plan.task("A", 2).desired.late_after) == 22


def test_r21_urgent_work_knows_no_weekend() -> None:
    plan = _one("5 (0..6)", priority="urgent")
    assert plan.due("A") == 5
    assert plan.late_after("A") == 6


def test_r21_each_session_is_computed_from_days_that_were_not_moved() -> None:
    assert _one("5 (0..10)", repeat="5d x2").series("A") == [7, 10, 15]


def test_r21_surgical_work_is_high(story: Builder) -> None:
    plan = story("recurrence")
    assert plan.task("RC13").priority is Priority.HIGH
    assert plan.task("RC06").priority is Priority.NORMAL


def test_r02_the_end_of_a_preparation_moves_over_no_operation(story: Builder) -> None:
    """The operation is on a Sunday; the window of the instruction before it ends on the Thursday before."""
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 90, recorded=89)
    assert plan.on(90).weekday() == 6
    assert plan.due("A03") == 89
    assert plan.late_after("A03") == 90


def test_r02_preparation_of_an_operation_on_a_weekend_moves_back_and_not_over_it(story: Builder) -> None:
    """The pain plan is due on the day of the operation, with a window that ends the day after."""
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 90, recorded=60)
    assert plan.on(90).weekday() == 6
    assert plan.due("A04") == 88, "the Friday before"
    plan.operate(1, 97, recorded=96)
    assert plan.due("A04") == 97, "the Friday before is over"


def test_r02_preparation_goes_back_over_a_holiday_of_the_clinic() -> None:
    alpha = small.module("alpha", small.task("A", "0 (-7..1)", anchor="revision_surgery"))
    plan = Story(small.templates(alpha), "scar_tissue", holidays=[28, 29, 30])
    plan.operate(1, 30, recorded=1)
    assert plan.due("A") == 25, "the Friday before a weekend and three holidays"


def test_r02_a_wait_that_ends_late_leaves_a_safety_check_before_its_operation(story: Builder) -> None:
    plan = story("failed_fusion", operations=[fused(14)])
    plan.decide("gate.surgery", "yes", 100)
    plan.operate(2, 140, recorded=100)
    for key in ("FF01", "FF02", "FF03", "FF05", "FF12"):
        plan.done(key, 110)
    plan.done("FF16", 138)
    assert plan.due("FF17") == 126
    late = plan.late_after("FF17")
    assert late is not None
    assert late <= 140


def test_r22_a_hand_set_date_wins_and_can_be_let_go(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.move("SC08", 60)
    plan.reconcile(1)
    assert plan.due("SC08") == 60
    plan.with_task("SC08", overrides=PlannedTask(plan.identity("SC08"), plan.task("SC08").desired).overrides)
    assert plan.due("SC08") == 42


def test_r22_when_the_operation_moves_a_hand_set_date_is_offered_to_move_with_it(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 84, recorded=28)
    plan.move("A02", 60)
    plan.operate(1, 98, recorded=30)
    offered = plan.change("A02")
    assert offered is not None
    assert (offered.ticked, offered.at_once) == (True, False)
    assert plan.due("A02") == 74


def test_r22_unticked_the_hand_set_date_stays(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 84, recorded=28)
    plan.move("A02", 60)
    turned = plan.reconcile
    plan.reconcile = lambda day, **_: None  # type: ignore[method-assign]
    plan.operate(1, 98, recorded=30)
    plan.reconcile = turned  # type: ignore[method-assign]
    plan.reconcile(30, untick=["A02"])
    assert plan.due("A02") == 60
    assert plan.changes() == ()
    plan.operate(1, 105, recorded=31)
    assert plan.due("A02") == 67


def test_r22_a_new_session_of_a_series_that_was_given_away_goes_there_too() -> None:
    first = small.templates(small.module("alpha", small.task("A", repeat="7d x1")))
    plan = Story(first, "scar_tissue")
    for n in (1, 2):
        own = plan.task("A", n).overrides
        plan.with_task("A", n, overrides=type(own)(role="nurse"), assignee="n.okafor")
    plan.templates = small.templates(small.module("alpha", small.task("A", repeat="7d x2")))
    plan.reconcile(5)
    assert (plan.task("A", 3).role, plan.task("A", 3).assignee) == ("nurse", "n.okafor")


def test_r22_a_series_that_was_unticked_gets_no_new_session() -> None:
    plan = Story(small.templates(small.module("alpha", small.task("A", repeat="7d x1"))), "scar_tissue")
    for n in (1, 2):
        plan.cancel("A", 0, n)
    plan.templates = small.templates(small.module("alpha", small.task("A", repeat="7d x2")))
    plan.reconcile(5)
    assert plan.task("A", 3).status is TaskStatus.CANCELLED


def test_r23_only_the_earliest_open_session_can_be_ready_or_late() -> None:
    plan = _one(repeat="7d x2")
    assert [plan.standing("A", n).turn for n in (1, 2, 3)] == [True, False, False]
    assert plan.standing("A", 2).days_late(plan.on(100)) == 0
    plan.done("A", 7)
    assert plan.standing("A", 2).readiness is Readiness.READY


def test_r23_a_series_that_ends_without_its_aim_asks_how_to_go_on(story: Builder) -> None:
    """Visits 42, 84 and 126 days after an operation on day 14; the answer is due 14 days after the last."""
    plan = story("recurrence", facts={"fusion_planned": "no"})
    plan.decide("gate.surgery", "yes", 7)
    plan.operate(1, 14, recorded=7, done=True)
    for number, day in enumerate((56, 98, 140), start=1):
        plan.done("A14", day, number, outcome=Outcome.AS_PLANNED)
    end = plan.task("A14-end")
    assert plan.due("A14-end") == 154
    assert (end.priority, end.role) == (Priority.HIGH, "surgeon")
    assert "continue, step up or stop" in end.title
    plan.answer("surgeon_released", "yes", 150)
    assert plan.task("A14-end").status is TaskStatus.CANCELLED
    assert "surgeon_released" in plan.task("A14-end").reason


def test_r23_a_series_that_the_team_left_out_asks_nothing() -> None:
    alpha = small.module("alpha", small.task("A", repeat="7d x1 until healed"))
    plan = Story(small.templates(alpha, known=small.facts(healed="bool")), "scar_tissue")
    plan.cancel("A", 0, 1)
    plan.cancel("A", 0, 2)
    assert not plan.has("A-end")


def test_r27_additions_apply_at_once_and_what_takes_away_waits(story: Builder) -> None:
    plan = story("failed_fusion")
    plan.answer("smoker", "yes", 10)
    added = plan.change("FF07")
    assert added is not None
    assert (added.kind, added.at_once) == (ChangeKind.ADD, True)
    plan.answer("smoker", "no", 20)
    gone = plan.change("FF07")
    assert gone is not None
    assert (gone.kind, gone.at_once) == (ChangeKind.CANCEL, False)


def test_r27_a_date_that_was_unknown_applies_at_once_and_a_moved_one_waits(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 84, recorded=28)
    known = plan.change("A12")
    assert known is not None
    assert (known.kind, known.at_once) == (ChangeKind.CHANGE, True)
    plan.operate(1, 98, recorded=35)
    moved = plan.change("A12")
    assert moved is not None
    assert not moved.at_once


def test_the_stories_begin_on_a_monday() -> None:
    assert MONDAY.weekday() == 0
