"""R16-R18: operations and procedures have their own work, and work waits for work."""

from __future__ import annotations

import pytest

from careplan.identity import Identity
from careplan.patient import ProcedureKind
from careplan.task import Outcome, Readiness, TaskStatus
from tests.core import small
from tests.core.story import Builder, Story, fused


def test_r16_a_decision_without_a_date_has_one_instance_that_the_first_procedure_takes_over(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.decide("gate.injection", "yes", 63)
    assert plan.task("J01").due is None
    assert plan.task("J01").desired.no_date == "the date of the procedure"
    plan.with_task("J01", id="T-000400", note="Stops clopidogrel")
    plan.needle(1, ProcedureKind.EPIDURAL, recorded=65, planned=84)
    assert plan.due("J01") == 77
    assert (plan.task("J01").id, plan.task("J01").note) == ("T-000400", "Stops clopidogrel")
    assert {i.instance for i in plan.plan.tasks if i.module == "injection"} == {1}


def test_r16_no_block_escapes_the_check_before_it(story: Builder) -> None:
    """A planned needle procedure brings its checks also where nobody set the gate, or it was set to no."""
    plan = story("facet_pain")
    plan.decide("gate.injection", "no", 20)
    plan.needle(1, ProcedureKind.BLOCK, recorded=30, planned=70)
    assert plan.due("J01") == 63
    plan.needle(2, ProcedureKind.RADIOFREQUENCY, recorded=80, planned=112)
    assert plan.due("J01", instance=2) == 105
    assert plan.due("J01", instance=1) == 63


def test_r16_a_planned_procedure_whose_day_was_mistyped_into_the_past_keeps_its_checks(story: Builder) -> None:
    plan = story("facet_pain")
    plan.needle(1, ProcedureKind.BLOCK, recorded=30, planned=-300)
    plan.needle(2, ProcedureKind.BLOCK, recorded=31, planned=84)
    assert plan.has("J01", instance=1)
    assert plan.due("J01", instance=2) == 77
    plan.needle(1, ProcedureKind.BLOCK, recorded=32, planned=70)
    assert plan.due("J01", instance=1) == 63
    assert plan.due("J01", instance=2) == 77


def test_r16_a_cancelled_procedure_takes_its_work_with_it_and_says_why(story: Builder) -> None:
    plan = story("facet_pain")
    plan.needle(1, ProcedureKind.BLOCK, recorded=30, planned=70)
    plan.needle(1, ProcedureKind.BLOCK, recorded=40, planned=70, cancelled=True)
    assert plan.task("J01").status is TaskStatus.CANCELLED
    assert plan.task("J01").reason == "the operation or procedure was called off"


def test_r16_stimulator_steps_anchor_their_own_module_only(story: Builder) -> None:
    plan = story("arachnoiditis")
    plan.decide("gate.scs", "yes", 28)
    plan.needle(1, ProcedureKind.SCS_TRIAL, recorded=60, planned=112)
    assert plan.due("N04") == 91
    assert plan.due("N06") == 119
    assert not plan.has("J01")


def test_r16_nerve_gliding_follows_the_latest_adhesiolysis(story: Builder) -> None:
    plan = story("scar_tissue", facts={"symptom_months": 12.0})
    plan.needle(1, ProcedureKind.EPIDURAL, recorded=60, planned=70, done=70)
    plan.needle(2, ProcedureKind.ADHESIOLYSIS, recorded=100, planned=116)
    assert not plan.has("SC11")
    plan.needle(2, ProcedureKind.ADHESIOLYSIS, recorded=100, planned=116, done=116)
    assert plan.series("SC11")[:2] == [126, 133]


def test_r16_the_index_operation_is_the_latest_before_the_plan(story: Builder) -> None:
    plan = story("normal_recovery", operations=[fused(9), fused(0.69, number=2)])  # 21 days before
    assert plan.due("WR04") == 21


def test_r16_each_planned_operation_has_its_own_aftercare(story: Builder) -> None:
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 56)
    assert plan.task("A01").due is None
    plan.operate(1, 84, recorded=56, done=True)
    plan.operate(2, 168, recorded=120)
    assert plan.due("A01", instance=2) == 147
    assert plan.due("A12", instance=1) == 94
    assert plan.due("A12", instance=2) == 178


def test_r16_what_was_found_after_the_first_operation_is_asked_anew_after_the_second(story: Builder) -> None:
    """Released after the first operation does not mean released after the second."""
    plan = story("recurrence", facts={"fusion_planned": "no"})
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 42, recorded=28, done=True)
    plan.answer("surgeon_released", "yes", 84)
    assert plan.task("A14", 2, instance=1).status is TaskStatus.CANCELLED
    plan.operate(2, 168, recorded=140)
    assert plan.series("A14", instance=2) == [210, 252, 294]
    assert plan.question("A08") is not None


def test_r17_a_wait_on_a_series_means_its_latest_session_not_after_the_waiting_task(story: Builder) -> None:
    plan = story("scar_tissue")
    assert plan.waits("SC14") == ["SC05#10"]  # sessions on 49, 56 ... 112; 126 waits for the tenth
    assert set(plan.waits("SC15")) == {"SC04#4", "K14#2"}  # 28 + 3 x 28 = 112; 90, 180


def test_r17_counted_from_another_day_it_means_the_first(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.observe("mme", 60, 28)
    assert plan.waits("O01", 2) == ["K04#1"]


def test_r17_an_image_of_the_healing_fusion_waits_for_the_visit_before_it(story: Builder) -> None:
    plan = story("failed_fusion", facts={"fusion_planned": "yes"})
    plan.decide("gate.surgery", "yes", 28)
    plan.operate(1, 56, recorded=28)
    assert plan.waits("A15") == ["A13#8"]  # visits 42, 84 ... after the operation; 336 is the last before 365
    assert plan.waits("A18") == ["A13#2"]


def test_r17_the_review_of_an_epidural_waits_for_its_own_follow_up(story: Builder) -> None:
    """The epidural is the second procedure of the patient but the first with a needle."""
    plan = story("recurrence")
    plan.decide("gate.injection", "yes", 42)
    plan.needle(1, ProcedureKind.SCS_TRIAL, recorded=42)
    plan.needle(2, ProcedureKind.EPIDURAL, recorded=42, planned=70)
    assert plan.due("RC16") == 112
    assert "J04#2" in plan.waits("RC16")


def test_r17_a_session_never_waits_for_the_one_before() -> None:
    alpha = small.module("alpha", small.task("A", repeat="7d x3", depends_on=("B",)), small.task("B", "3 (0..7)"))
    plan = Story(small.templates(alpha), "scar_tissue")
    assert [plan.waits("A", n) for n in range(1, 5)] == [["B#1"]] * 4


def test_r17_a_wait_on_what_is_not_asked_for_is_satisfied(story: Builder) -> None:
    plan = story("malalignment", operations=[fused(8)], facts={"fusion_present": "no"})
    assert not plan.has("MA02")
    assert "MA02#1" not in plan.waits("MA07")


def test_r17_a_wait_on_a_question_stays_open_and_shows_it(story: Builder) -> None:
    plan = story("failed_fusion")
    assert plan.task("FF12").desired.question_waits == ("failed_fusion/FF03",)
    assert plan.standing("FF12").readiness is Readiness.WAITING
    plan.operate(1, -400, recorded=0, done=True)
    assert plan.standing("FF12").questions == ("failed_fusion/FF03",)


@pytest.mark.parametrize(
    ("outcome", "goes_on"),
    [
        (Outcome.AS_PLANNED, True),
        (Outcome.PARTLY, True),
        (Outcome.NOT_NEEDED, True),
        (Outcome.DECLINED, False),
        (Outcome.DID_NOT_ATTEND, False),
        (Outcome.NOT_TOLERATED, False),
    ],
)
def test_r17_which_outcomes_let_go_on(story: Builder, outcome: Outcome, goes_on: bool) -> None:
    plan = story("scar_tissue")
    plan.done("K02", 5, outcome=outcome)
    assert plan.standing("SC08").readiness is (Readiness.READY if goes_on else Readiness.WAITING)


def test_r17_cancelled_with_a_reason_lets_go_on(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.cancel("K02", 5)
    assert plan.standing("SC08").readiness is Readiness.READY


def test_r18_a_cancelled_safety_check_releases_nothing(story: Builder) -> None:
    """Only done releases a guard, or the override of its own role: for a guard, closing it as not needed."""
    plan = story("scar_tissue")
    plan.cancel("K01", 0)
    assert plan.standing("SC01").waits == (Identity("core", "K01"),)
    assert plan.standing("SC01").readiness is Readiness.WAITING
    other = story("scar_tissue")
    other.done("K01", 0, outcome=Outcome.NOT_NEEDED)
    assert other.standing("SC01").readiness is Readiness.READY


def test_r18_a_guard_of_a_decision_that_was_taken_back_holds_nothing() -> None:
    alpha = small.module(
        "alpha",
        small.task("G", condition="gate.surgery=yes", guard=True),
        small.task("A", "14 (7..21)", depends_on=("G",)),
    )
    plan = Story(small.templates(alpha), "scar_tissue")
    plan.decide("gate.surgery", "yes", 1)
    assert plan.standing("A").readiness is Readiness.WAITING
    plan.decide("gate.surgery", "no", 2)
    assert plan.standing("A").readiness is Readiness.READY


def test_r18_a_reason_does_not_start_work_past_a_guard() -> None:
    alpha = small.module("alpha", small.task("G", guard=True), small.task("A", "14 (7..21)", depends_on=("G",)))
    plan = Story(small.templates(alpha), "scar_tissue")
    plan.with_task("A", started_anyway="No time")
    assert plan.standing("A").readiness is Readiness.WAITING
