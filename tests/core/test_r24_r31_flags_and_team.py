"""R24-R26 and R31: red flags act at once; what is under way is left alone; no work is without an owner."""

from __future__ import annotations

import pytest

from careplan import plan_acts
from careplan.errors import NotAllowed
from careplan.holds import rests_since
from careplan.identity import BY_HAND, RED_FLAGS, Identity
from careplan.patient import ProcedureKind
from careplan.plan import Overrides, PlannedTask
from careplan.task import Priority, Readiness, TaskStatus
from careplan.task_refusals import refuse_before_its_day, refuse_while_resting
from careplan.team import CoreRole
from careplan.template import MergeGroup
from tests.core import small
from tests.core.story import Builder, ChangeKind, Story


@pytest.mark.parametrize(
    ("flag", "held", "free"),
    [
        ("RF01", ["RC06", "J01"], ["RC05", "K08", "RC13", "K04"]),
        ("RF03", ["J01"], ["RC06", "K06"]),
        ("RF04", ["RC06", "J01", "A01"], ["K01", "RC05", "A12"]),
        ("RF13", ["A01"], ["RC06", "J01", "K10"]),
        ("RF14", [], ["RC06", "J01", "A01"]),
    ],
)
def test_r24_each_flag_holds_what_it_says(story: Builder, flag: str, held: list[str], free: list[str]) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 0)
    plan.decide("gate.injection", "yes", 0)
    plan.raise_flag(flag, 3)
    for key in held:
        assert plan.standing(key).readiness is Readiness.HELD
        assert plan.standing(key).held_by == (flag,)
    for key in free:
        assert plan.standing(key).readiness is not Readiness.HELD


def test_r24_a_flag_holds_also_what_is_in_progress(story: Builder) -> None:
    plan = story("recurrence")
    plan.begin("RC06")
    plan.raise_flag("RF02", 25)
    assert plan.standing("RC06").readiness is Readiness.HELD


def test_r24_exercise_of_other_templates_rests_after_an_operation_until_the_surgeon_lets_go(story: Builder) -> None:
    plan = story("recurrence", facts={"fusion_planned": "no"})
    plan.decide("gate.surgery", "yes", 7)
    due = plan.due("RC06")
    assert due is not None
    plan.operate(1, due + 1, recorded=7)
    assert plan.standing("RC06").held_by == (), "it is due before the operation"
    plan.operate(1, 14, recorded=7, done=True)
    assert plan.standing("RC06").held_by == ("operation",)
    assert plan.standing("A16").held_by == ()
    plan.answer("surgeon_released", "yes", 60)
    assert plan.standing("RC06").held_by == ()
    plan.operate(2, 100, recorded=70, done=True)
    assert plan.standing("RC06").held_by == ("operation",)


def test_r24_a_planned_operation_counts_from_its_day_on_without_a_word(story: Builder) -> None:
    """Nobody has to say that it took place: what is due from that day on rests until the surgeon lets go."""
    plan = story("recurrence", facts={"fusion_planned": "no"})
    plan.decide("gate.surgery", "yes", 7)
    due = plan.due("RC06")
    assert due is not None
    plan.operate(1, due, recorded=7)
    assert plan.standing("RC06").held_by == ("operation",)
    plan.operate(1, due + 1, recorded=8)
    exercise = plan.task("RC06")
    assert rests_since(plan.record, exercise, on=plan.on(due)) is None
    assert rests_since(plan.record, exercise, on=plan.on(due + 1)) == plan.on(due + 1)
    with pytest.raises(NotAllowed, match=r"rests from the operation of .* until the surgeon has released it"):
        refuse_while_resting(plan.plan, exercise, on=plan.on(due + 1))
    plan.answer("surgeon_released", "yes", due + 30)
    assert rests_since(plan.record, exercise, on=plan.on(due + 31)) is None
    assert plan.standing("RC06").held_by == ()
    late_after = plan.late_after("RC06")
    assert late_after is not None and late_after >= due + 30


def test_work_that_follows_an_operation_or_procedure_is_not_closed_before_its_day(story: Builder) -> None:
    plan = story("recurrence", facts={"fusion_planned": "no"})
    plan.decide("gate.surgery", "yes", 7)
    plan.operate(1, 84, recorded=7)
    for before in ("A01", "A04"):
        refuse_before_its_day(plan.plan, plan.task(before), on=plan.on(80))
    with pytest.raises(NotAllowed, match=r"follows the operation of 25 May 2026, .* took place earlier, set its date"):
        refuse_before_its_day(plan.plan, plan.task("A05"), on=plan.on(83))
    refuse_before_its_day(plan.plan, plan.task("A05"), on=plan.on(84))
    plan.needle(1, ProcedureKind.EPIDURAL, recorded=10, planned=70)
    with pytest.raises(NotAllowed, match="follows the procedure of 11 May 2026"):
        refuse_before_its_day(plan.plan, plan.task("J04"), on=plan.on(69))
    moved = (plan.record.operations[0].model_copy(update={"day": plan.on(60)}),)
    refuse_before_its_day(plan_acts.with_operations(plan.plan, moved), plan.task("A05"), on=plan.on(61))


def test_r25_a_flag_adds_urgent_work_the_same_day_for_its_role(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.raise_flag("RF02", 12)
    task = plan.plan.tasks[Identity(RED_FLAGS, "RF02", 1)]
    assert (task.role, task.priority, plan.day(task.due)) == ("surgeon", Priority.URGENT, 12)
    assert plan.day(task.desired.late_after) == 12  # a Saturday


def test_r25_a_flag_of_any_role_goes_to_its_finder_else_to_the_primary_care_doctor(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.raise_flag("RF01", 5, role="physical_therapist")
    plan.raise_flag("RF04", 5)
    assert plan.task("RF01").role == "physical_therapist"
    assert plan.task("RF04").role == "primary_care"


def test_r25_a_flag_found_by_a_role_that_left_goes_to_its_stand_in(story: Builder) -> None:
    plan = story("scar_tissue", roles=[*CoreRole, "nurse"])
    plan.raise_flag("RF01", 5, role="nurse")
    plan.staff(CoreRole, 6)
    assert (plan.task("RF01").role, plan.task("RF01").desired.for_role) == ("primary_care", "nurse")


def test_r25_slower_flags_have_their_days(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.raise_flag("RF15", 4)
    plan.raise_flag("RF14", 4)
    assert plan.due("RF15") == 7
    assert plan.due("RF14") == 18


def test_r25_a_motor_deficit_brings_mri_and_decision_forward_past_their_waits(story: Builder) -> None:
    plan = story("recurrence")
    plan.raise_flag("RF02", 5)
    for key in ("RC01", "RC13"):
        assert plan.due(key) == 6
        assert plan.task(key).priority is Priority.URGENT
        assert plan.late_after(key) == 6
        assert plan.standing(key).readiness is Readiness.READY
    assert plan.standing("RC13").waits != ()
    plan.clear_flag("RF02", 9)
    assert plan.due("RC01") == 14
    assert plan.due("RC13") == 56
    assert plan.standing("RC13").readiness is Readiness.WAITING


def test_r25_a_flag_goes_before_a_hand_set_date_and_before_work_in_progress(story: Builder) -> None:
    plan = story("recurrence")
    plan.move("RC01", 40)
    plan.with_task("RC13", overrides=Overrides(priority=Priority.NORMAL))
    plan.begin("RC13")
    plan.raise_flag("RF02", 5)
    assert plan.due("RC01") == 6
    assert plan.late_after("RC01") == 6
    assert plan.due("RC13") == 6
    assert plan.task("RC13").priority is Priority.URGENT
    plan.clear_flag("RF02", 9)
    assert plan.due("RC01") == 40
    assert plan.due("RC13") == 56


def test_r25_work_that_was_due_before_the_flag_has_no_more_time_than_the_flag_gives(story: Builder) -> None:
    plan = story("recurrence")
    plan.raise_flag("RF02", 16)
    assert plan.due("RC01") == 14
    assert plan.late_after("RC01") == 17  # its window ran to day 21
    assert plan.task("RC01").wanted_by == plan.task("RC01").desired.late_after
    assert plan.task("RC13").wanted_by == plan.task("RC13").due


def test_r25_work_that_waited_past_its_window_is_not_late_when_a_flag_lets_it_on(story: Builder) -> None:
    plan = story("recurrence")
    plan.raise_flag("RF02", 150)
    assert plan.standing("RC13").waits
    assert (plan.due("RC13"), plan.late_after("RC13")) == (56, 151)
    assert plan.standing("RC13").readiness is Readiness.READY


def test_r25_work_that_a_flag_brought_forward_may_begin_at_once(story: Builder) -> None:
    plan = story("recurrence")
    plan.raise_flag("RF02", 5)
    flag = plan.plan.tasks[Identity(RED_FLAGS, "RF02", 1)]
    for key in ("RC01", "RC13"):
        opens = plan.task(key).opens
        assert opens and flag.opens and opens <= flag.opens
        assert plan.task(key).urgency > flag.urgency


def test_r25_flags_apply_at_once(story: Builder) -> None:
    plan = story("recurrence")
    plan.raise_flag("RF02", 5)
    assert all(change.at_once for change in plan.proposed.values())
    plan.clear_flag("RF02", 9)
    assert all(change.at_once for change in plan.proposed.values())


def test_r25_where_no_work_is_open_the_flag_asks_itself(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.raise_flag("RF13", 5)
    assert plan.due("K10") == 5
    assert plan.task("RF13").desired.asks == ()
    done = story("scar_tissue")
    done.done("K10", 4)
    done.raise_flag("RF13", 5)
    assert set(done.task("RF13").desired.asks) == {"phq9", "phq9_item9", "gad7", "pcs"}


def test_r25_work_that_the_team_cancelled_is_not_open(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.cancel("K10", 2)
    plan.raise_flag("RF13", 5)
    assert "phq9_item9" in plan.task("RF13").desired.asks


def test_r25_clearing_the_flag_closes_its_task_as_done(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.raise_flag("RF06", 5)
    plan.begin("RF06")
    plan.clear_flag("RF06", 8)
    task = plan.plan.tasks[Identity(RED_FLAGS, "RF06", 1)]
    assert (task.status, plan.day(task.closed_on)) == (TaskStatus.DONE, 8)
    plan.raise_flag("RF06", 50)
    assert plan.plan.tasks[Identity(RED_FLAGS, "RF06", 2)].is_open


def test_r26_nothing_closed_is_touched(story: Builder) -> None:
    plan = story("scar_tissue", "failed_fusion")
    plan.done("FF01", 6)
    before = plan.task("FF01")
    plan.refute("failed_fusion", 40)
    plan.add_cause("failed_fusion", 60)
    assert plan.task("FF01") == before


def test_r26_work_in_progress_keeps_its_day_and_is_marked_when_nothing_asks_for_it(story: Builder) -> None:
    plan = story("scar_tissue", "failed_fusion")
    plan.begin("FF10")
    plan.refute("failed_fusion", 40)
    task = plan.task("FF10")
    assert (task.status, task.orphaned, plan.due("FF10")) == (TaskStatus.IN_PROGRESS, True, 28)
    marked = plan.change("FF10")
    assert marked is not None
    assert marked.reason == "no longer in the plan's templates"
    plan.add_cause("failed_fusion", 60)
    assert (plan.task("FF10").orphaned, plan.due("FF10")) == (False, 28)


def test_r26_a_hand_made_task_is_left_alone(story: Builder) -> None:
    plan = story("scar_tissue")
    identity = Identity(BY_HAND, "1")
    plan.plan = plan.plan.with_task(PlannedTask(identity, plan.task("K02").desired))
    before = plan.plan.tasks[identity]
    plan.refute("scar_tissue", 20)
    plan.raise_flag("RF04", 21)
    assert plan.plan.tasks[identity] == before


def test_r26_a_check_done_for_a_day_that_moved_is_offered_again(story: Builder) -> None:
    """A02 is open from 28 days before; done on day 60 for an operation on day 84, it is too early for day 140."""
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 84, recorded=28)
    plan.done("A02", 60)
    plan.done("A03", 62)
    plan.operate(1, 140, recorded=65)
    assert plan.due("A02", 2) == 119
    again = plan.change("A02", 2)
    assert again is not None
    assert (again.kind, again.ticked) == (ChangeKind.ADD, True)
    offered = plan.change("A03", 2)
    assert offered is not None
    assert not offered.ticked
    assert plan.task("A03", 2).status is TaskStatus.CANCELLED


def test_r26_a_check_still_inside_its_window_is_not_repeated(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 84, recorded=28)
    plan.done("A02", 60)
    plan.operate(1, 87, recorded=65)
    assert not any(i.key == "A02" and i.occurrence == 2 for i in plan.plan.tasks)


def test_r26_what_waited_for_a_check_waits_for_its_repeat(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 84, recorded=28)
    plan.done("A01", 50)
    assert plan.standing("A05").waits == ()
    plan.operate(1, 168, recorded=60)
    assert plan.standing("A05").waits == (Identity("aftercare", "A01", 1, 2),)


def test_r26_a_task_that_became_a_check_while_in_progress_is_repeated_when_it_is_done_for_another_day() -> None:
    """What is in progress keeps what was asked when it began, so it does not say itself that it is a check by now."""
    before = {"due": "-14 (-28..-7)", "anchor": "revision_surgery"}
    alpha = small.module("alpha", small.task("A", **before), small.task("W", depends_on=("A",)))
    beta = small.module("beta", small.task("B", guard=True, **before))
    plan = Story(small.templates(alpha, beta, groups=[MergeGroup(group="check", members=("A", "B"))]), "scar_tissue")
    plan.operate(1, 84, recorded=0)
    plan.begin("A")
    plan.add_cause("failed_fusion", 10)
    plan.operate(1, 168, recorded=20)
    plan.done("A", 60)
    assert plan.due("A", 2) == 154
    assert plan.waits("W") == ["A#2"]


def test_r31_without_a_psychologist_the_pain_specialist_gets_the_task(story: Builder) -> None:
    plan = story("scar_tissue", roles=CoreRole)
    assert (plan.task("K10").role, plan.task("K10").desired.for_role) == ("pain_specialist", "psychologist")
    assert (plan.task("K11").role, plan.task("K11").desired.for_role) == ("primary_care", "care_coordinator")
    plan.staff([*CoreRole, "psychologist"], 10)
    assert (plan.task("K10").role, plan.task("K10").desired.for_role) == ("psychologist", None)
    moved = plan.change("K10")
    assert moved is not None
    assert not moved.at_once


def test_r31_what_was_given_to_somebody_by_hand_stays_there(story: Builder) -> None:
    plan = story("scar_tissue", roles=CoreRole)
    plan.with_task("K10", overrides=Overrides(role="primary_care"))
    plan.staff([*CoreRole, "psychologist"], 10)
    assert plan.task("K10").role == "primary_care"
