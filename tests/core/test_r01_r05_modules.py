"""R1-R5: each module counts from its own day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careplan.cause import Certainty, SuspectedCause
from careplan.errors import NotAllowed
from careplan.identity import GROUP, Identity
from careplan.plan_acts import CAUSE_NAMED, add_cause, set_certainty, unclear_gives_way
from careplan.task import TaskStatus
from tests.core import small
from tests.core.story import Builder, Story


def test_r01_a_cause_added_on_day_120_does_not_arrive_late(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.add_cause("failed_fusion", 120)
    assert plan.due("FF01") == 127
    assert plan.due("FF08") == 134
    assert plan.due("K08") == 14


def test_r01_a_cause_that_comes_back_counts_from_that_day_and_what_was_closed_stays_closed(story: Builder) -> None:
    plan = story("scar_tissue", "failed_fusion")
    plan.done("FF01", 7)
    plan.refute("failed_fusion", 100)
    plan.add_cause("failed_fusion", 260)
    assert plan.task("FF01").status is TaskStatus.DONE
    assert plan.due("FF09") == 260 + 28
    assert plan.due("FF08") == 260 + 14


def test_r01_a_cause_that_is_suspected_again_goes_on_where_it_was_and_comes_back_no_later(story: Builder) -> None:
    plan = story("scar_tissue", "failed_fusion")
    due = {key: plan.due(key) for key in ("FF01", "FF08")}
    plan.done("FF01", 7)
    plan.refute("failed_fusion", 10)
    plan.call("failed_fusion", Certainty.SUSPECTED, 10)
    assert plan.due("FF08") == due["FF08"], "taken back on the same day it is as it was"
    plan.refute("failed_fusion", 10)
    plan.call("failed_fusion", Certainty.SUSPECTED, 130)
    assert (plan.task("FF01").status, plan.due("FF01")) == (TaskStatus.DONE, due["FF01"])
    assert plan.due("FF08") == due["FF08"] + 120
    plan.call("failed_fusion", Certainty.CONFIRMED, 140)
    assert plan.due("FF08") == due["FF08"] + 120


def test_r01_opioid_work_counts_from_the_day_the_medicine_list_showed_opioids(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.observe("mme", 60, 30)
    assert plan.series("O01")[:2] == [44, 134]
    plan.observe("mme", 40, 80)
    assert plan.due("O01") == 44


def test_r01_aftercare_counts_from_the_decision_not_from_the_day_the_operation_was_booked(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.answer("fusion_planned", "yes", 100)
    plan.decide("gate.surgery", "yes", 100)
    assert plan.due("FF05") == 128
    plan.operate(1, 165, recorded=130)
    assert plan.due("FF05") == 128


def test_r01_stimulation_counts_from_the_latest_yes(story: Builder) -> None:
    plan = story("arachnoiditis")
    plan.decide("gate.scs", "yes", 35)
    assert plan.due("N01") == 49
    plan.decide("gate.scs", "no", 50)
    assert not plan.has("N01")
    plan.decide("gate.scs", "yes", 70)
    assert plan.due("N01") == 84


def test_r02_a_task_whose_condition_comes_true_late_opens_that_day(story: Builder) -> None:
    plan = story("failed_fusion")
    plan.answer("smoker", "yes", 100)
    assert plan.window("FF07") == (100, 114)
    assert plan.series("FF07")[:3] == [107, 135, 163]


def test_r02_a_condition_true_before_its_window_opens_keeps_the_days(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.observe("pcs", 34, 20)
    assert plan.due("SC07") == 56


def test_r02_a_condition_true_after_its_window_opened_moves_the_whole_series(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.observe("pcs", 34, 50)
    assert plan.window("SC07") == (50, 98)
    assert plan.series("SC07")[:2] == [64, 71]


def test_r02_work_after_an_operation_keeps_its_days_and_what_came_up_late_is_due_that_day(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 40)
    plan.operate(1, 50, recorded=60, done=True)
    assert plan.series("A11") == [60, 64, 78]
    assert plan.window("A11")[1] == 60 + 3


def test_r02_preparation_is_never_due_after_the_operation(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 40)
    plan.operate(1, 70, recorded=60)
    assert (plan.due("A01"), plan.window("A01")[1]) == (60, 70)
    assert (plan.due("A03"), plan.window("A03")[1]) == (60, 70)


def test_r02_preparation_found_missing_after_the_operation_is_due_that_day(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 40)
    plan.operate(1, 70, recorded=72, done=True)
    assert (plan.due("A01"), plan.window("A01")[1]) == (72, 72)


def test_r02_a_moved_operation_carries_no_shift_over(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 40)
    plan.operate(1, 70, recorded=60)
    plan.operate(1, 140, recorded=63)
    assert plan.due("A01") == 119
    assert plan.window("A01") == (98, 133)


def test_r03_a_planned_fusion_asks_for_bone_health_and_the_nicotine_programme(story: Builder) -> None:
    plan = story("recurrence", facts={"smoker": "yes"})
    plan.answer("fusion_planned", "yes", 100)
    plan.decide("gate.surgery", "yes", 100)
    assert plan.identity("FF05") == Identity(GROUP, "bone_health")
    assert plan.identity("FF07") == Identity("failed_fusion", "FF07")
    assert plan.task("FF07").desired.members == ("failed_fusion/FF07", "aftercare/FF07")
    assert plan.due("FF07") == 107
    plan.answer("fusion_planned", "no", 110)
    assert not plan.has("FF05")
    assert not plan.has("FF07")


def test_r03_what_two_modules_ask_for_counts_from_the_earlier_and_does_not_grow(story: Builder) -> None:
    plan = story("failed_fusion", facts={"smoker": "yes"})
    before = plan.series("FF07")
    plan.answer("fusion_planned", "yes", 100)
    plan.decide("gate.surgery", "yes", 100)
    assert plan.series("FF07") == before == [7 + 28 * n for n in range(13)]
    assert plan.task("FF07").desired.members == ("failed_fusion/FF07", "aftercare/FF07")


def test_r03_an_infection_lets_the_conference_and_the_exercises_wait(story: Builder) -> None:
    plan = story("infection")
    infection = {f"IF0{n}#1" for n in range(1, 8)}
    for key in ("K08", "K11", "K12", "K13", "K16"):
        assert infection <= set(plan.waits(key))
    later = story("scar_tissue")
    later.add_cause("infection", 60)
    assert infection <= set(later.waits("K13"))


def test_r03_a_module_condition_is_read_in_the_same_language(story: Builder) -> None:
    plan = story("scar_tissue")
    assert plan.question("O01") is not None
    plan.observe("mme", 0, 3)
    assert plan.question("O01") is None
    assert not plan.has("O01")


def test_r04_normal_recovery_is_a_plan_without_core(story: Builder) -> None:
    plan = story("normal_recovery")
    assert {task.desired.key for task in plan.plan.tasks.values()} == {f"WR0{n}" for n in range(1, 7)}


def test_r05_an_unclear_cause_has_core_only(story: Builder) -> None:
    plan = story("unclear")
    assert {identity.module for identity in plan.plan.tasks} == {"core"}


def test_r05_not_yet_clear_ends_with_the_cause_that_is_named(story: Builder) -> None:
    plan = story("unclear")
    plan.add_cause("scar_tissue", 21)
    unclear, scar = plan.plan.inputs.causes
    assert (unclear.certainty, unclear.decided, unclear.reason) == (Certainty.REFUTED, plan.on(21), CAUSE_NAMED)
    assert (scar.cause, scar.certainty) == ("scar_tissue", Certainty.SUSPECTED)
    plan.add_cause("habits", 30)
    plan.add_cause("psychosocial", 31)
    assert len(plan.plan.inputs.causes) == 4, "what ended takes none of the three places"


def test_r05_not_yet_clear_stays_where_a_person_keeps_it_and_gives_way_to_no_other_state(story: Builder) -> None:
    plan = story("unclear").plan
    kept = add_cause(plan, "habits", on=plan.inputs.start, templates=story("unclear").templates, keep_unclear=True)
    assert {cause.certainty for cause in kept.inputs.causes} == {Certainty.SUSPECTED}
    assert not unclear_gives_way(plan.inputs.causes, "unclear")
    assert not unclear_gives_way(plan.inputs.causes, "normal_recovery")
    assert not unclear_gives_way(story("habits").plan.inputs.causes, "scar_tissue")


def test_r05_not_yet_clear_names_nothing_that_could_be_confirmed(story: Builder) -> None:
    plan = story("unclear").plan
    with pytest.raises(NotAllowed, match="names no cause"):
        set_certainty(plan, "unclear", Certainty.CONFIRMED, on=plan.inputs.start)


def test_r05_a_recurrence_without_subtype_asks_and_its_answer_keeps_the_day(story: Builder) -> None:
    plan = story("recurrence")
    assert plan.question("RC12") is not None
    known = SuspectedCause("recurrent_stenosis", plan.on(0), subtype_known=plan.on(30))
    plan.plan = replace(plan.plan, inputs=replace(plan.plan.inputs, causes=(known,)))
    plan.reconcile(30)
    assert plan.due("RC06") == 21
    assert plan.window("RC12") == (30, 58)
    assert plan.due("RC12") == 44


def test_r05_a_second_subtype_brings_its_tasks_from_the_day_it_was_added(story: Builder) -> None:
    plan = story("recurrent_disc")
    assert not plan.has("RC12")
    plan.add_cause("recurrent_stenosis", 119)
    assert plan.window("RC12") == (119, 147)
    assert plan.due("RC12") == 133
    assert plan.due("RC06") == 21


def test_r05_the_recurrence_module_stays_while_one_of_its_causes_is_not_refuted(story: Builder) -> None:
    plan = story("recurrent_disc", "recurrent_stenosis")
    plan.refute("recurrent_stenosis", 30)
    assert plan.has("RC06")
    assert not plan.has("RC12")
    plan.refute("recurrent_disc", 40)
    assert not plan.has("RC06")


def test_r05_the_day_of_a_cause_decides_not_the_order_of_picking(story: Builder) -> None:
    one, other = story("scar_tissue", "recurrent_disc"), story("recurrent_disc", "scar_tissue")
    assert one.expansion() == other.expansion()


def test_r01_an_added_module_starts_when_its_condition_first_held() -> None:
    added = small.module("omega", small.task("O1"), kind="added", condition="dose>0")
    plan = Story(
        small.templates(small.module("alpha", small.task("A1")), added, known=small.facts(dose="measured")),
        "scar_tissue",
    )
    plan.observe("dose", 5, 21)
    plan.observe("dose", 0, 35, apply_now=False)
    plan.observe("dose", 5, 70)
    assert plan.due("O1") == 28
