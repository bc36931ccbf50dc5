"""R9-R14: conditions, facts and gates in a plan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from careplan import plan_acts
from careplan.cause import Certainty
from careplan.condition_language import parse
from careplan.expand.verdicts import Verdicts
from careplan.facts import Entry, FactBook, FactDefinition, Record
from careplan.task import Readiness, TaskStatus
from tests.core import small
from tests.core.story import Builder, ChangeKind, Story, fused


def test_r09_until_ends_the_open_sessions_and_reopens_them_when_it_is_false_again(story: Builder) -> None:
    plan = story("failed_fusion", facts={"smoker": "yes"})
    plan.done("FF07", 7)
    plan.answer("nicotine_free_months", 6.0, 100)
    assert plan.task("FF07").status is TaskStatus.DONE
    assert {plan.task("FF07", n).status for n in range(2, 14)} == {TaskStatus.CANCELLED}
    assert "nicotine_free_months>=6" in plan.task("FF07", 2).reason
    plan.answer("nicotine_free_months", 0.0, 130)
    assert {plan.task("FF07", n).status for n in range(2, 14)} == {TaskStatus.TODO}


def test_r09_an_answer_of_unknown_is_no_answer(story: Builder) -> None:
    plan = story("failed_fusion", operations=[fused(8)])
    plan.answer("fusion_grade", "unknown", 28)
    assert plan.question("FF13") is not None
    assert not plan.has("FF13")
    plan.answer("fusion_grade", "not_fused", 40)
    assert plan.has("FF13")


def test_r09_undecided_is_a_known_value_of_a_gate(story: Builder) -> None:
    plan = story("failed_fusion")
    assert plan.has("FF15")
    plan.decide("gate.surgery", "undecided", 35)
    assert plan.has("FF15")


def test_r09_a_procedure_that_was_not_done_is_no(story: Builder) -> None:
    plan = story("scar_tissue")
    assert plan.question("SC11") is None
    assert not plan.has("SC11")


def test_r10_a_ct_waits_until_the_fusion_is_six_months_old(story: Builder) -> None:
    """The fusion was 61 days before the plan; 6 x 30.4375 days is 182.6, so day 122 is the first day."""
    plan = story("failed_fusion", operations=[fused(2)])
    assert plan.window("FF03") == (122, 143)
    assert plan.due("FF03") == 136


def test_r10_a_fact_that_counts_time_is_asked_for_the_day_of_the_task(story: Builder) -> None:
    """158 days old at the start: 5.2 months, but 6.1 on the target day."""
    plan = story("failed_fusion", operations=[fused(5.2)])
    assert plan.due("FF03") == 28


@pytest.mark.parametrize("fact", ["symptom_months", "pain_weeks", "age"])
@given(
    entered=some.none() | some.floats(0, 80), limit=some.floats(0, 100), sign=some.sampled_from([">=", ">", "=", "<"])
)
def test_r10_it_is_asked_for_from_the_first_day_of_the_year_on_which_it_holds(
    fact: str, entered: float | None, limit: float, sign: str
) -> None:
    start = date(2026, 3, 2)
    facts = {} if entered is None else {fact: (Entry(start, entered),)}
    counting = FactDefinition(id=fact, label=fact, type="number", source="derived", definition=fact, counts_time=True)
    book = FactBook({fact: counting}, Record(start, date(1961, 7, 30), facts=facts))
    condition, year = parse(f"{fact}{sign}{limit:.4f}"), [start + timedelta(days=n) for n in range(366)]
    verdict = Verdicts().of(condition, book, start)
    if condition.truth(book.lookup(target=start)) is False:
        first = next((day for day in year if condition.truth(book.lookup(target=day))), None)
        assert (verdict.truth, verdict.since) == (first is not None, first)


def test_r10_a_task_that_would_hold_only_after_a_year_is_not_created() -> None:
    alpha = small.module(
        "alpha",
        small.task("SOON", condition="symptom_months>=20"),
        small.task("LATE", condition="symptom_months>=30"),
    )
    templates = small.templates(alpha, known=small.facts(symptom_months="time"))
    plan = Story(templates, "scar_tissue", facts={"symptom_months": 10.0})
    assert plan.window("SOON") == (305, 319)  # ten months are 304.4 days
    assert not plan.has("LATE")
    absence = plan.absence("LATE")
    assert absence is not None
    assert absence.decided_by == "time"


def test_r10_a_second_image_is_judged_as_if_the_first_were_done_on_time(story: Builder) -> None:
    """Eight months at the start: the CT is due on day 28, the second image 90 days later, at 11.9 months."""
    plan = story("failed_fusion", operations=[fused(8)], facts={"fusion_grade": "uncertain"})
    assert plan.task("FF04").desired.no_date is not None
    too_old = story("failed_fusion", operations=[fused(9)], facts={"fusion_grade": "uncertain"})
    assert not too_old.has("FF04")


def test_r11_a_measure_adds_a_task_and_never_takes_it_away(story: Builder) -> None:
    plan = story("facet_pain")
    plan.observe("nrs_back", 7, 3)
    assert plan.has("FP03")
    plan.observe("nrs_back", 3, 40)
    offered = plan.change("FP03")
    assert offered is not None
    assert (offered.kind, offered.ticked) == (ChangeKind.CANCEL, False)
    assert plan.has("FP03")
    assert plan.changes() == ()


def test_r11_leaving_what_a_measure_offered_does_not_keep_it_when_its_cause_is_refuted(story: Builder) -> None:
    """Letting a measure not cancel a task is not a wish to keep it for ever."""
    plan = story("facet_pain", "scar_tissue")
    plan.observe("nrs_back", 7, 3)
    plan.observe("nrs_back", 3, 40)
    plan.refute("facet_pain", 60)
    assert not plan.has("FP03")


def test_r11_opioid_work_stays_when_the_dose_falls_to_nothing(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.observe("mme", 60, 0)
    plan.observe("mme", 0, 60)
    offered = plan.change("O01")
    assert offered is not None
    assert (offered.kind, offered.ticked) == (ChangeKind.CANCEL, False)
    assert plan.has("O01")


def test_r11_a_condition_that_becomes_unknown_keeps_the_task_with_its_question(story: Builder) -> None:
    plan = story("failed_fusion", facts={"smoker": "yes"})
    plan.answer("smoker", None, 20)
    assert plan.task("FF07").is_open
    assert plan.task("FF07").question == ("smoker",)
    plan.answer("smoker", "yes", 30)
    assert plan.task("FF07").question == ()


def test_r11_a_dose_that_becomes_unknown_keeps_the_opioid_work_with_its_question(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.answer("opioid_mme", 60.0, 0)
    plan.answer("opioid_mme", None, 30)
    assert plan.task("O01").question == ("opioid_mme",)


def test_r11_the_correction_of_a_wrong_entry_cancels(story: Builder) -> None:
    plan = story("failed_fusion", facts={"smoker": "yes"})
    plan.answer("smoker", "no", 20)
    offered = plan.change("FF07")
    assert offered is not None
    assert offered.ticked
    assert not plan.has("FF07")


def test_r11_a_measure_beside_an_open_decision_does_not_cancel_either(story: Builder) -> None:
    plan = story("scar_tissue", facts={"symptom_months": 8.0})
    plan.answer("injection_relief_pct", 30.0, 60)
    assert plan.has("SC10")
    plan.answer("injection_relief_days", 120.0, 90)
    plan.answer("injection_relief_pct", 70.0, 90)
    assert plan.has("SC10")


def test_r12_a_decision_against_surgery_cancels_the_surgical_work_and_says_so(story: Builder) -> None:
    plan = story("failed_fusion")
    plan.decide("gate.surgery", "yes", 100)
    assert plan.has("FF17")
    assert plan.has("A01")
    plan.decide("gate.surgery", "no", 120)
    for key in ("FF15", "FF17", "FF18", "A01"):
        assert plan.task(key).status is TaskStatus.CANCELLED
        assert "gate.surgery" in plan.task(key).reason
    assert plan.has("FF16")


def test_r12_the_care_after_an_operation_that_was_done_outlives_the_next_decision(story: Builder) -> None:
    """After an operation the gate is asked anew; a no to a second operation must not end the care for the first."""
    plan = story("recurrence")
    plan.decide("gate.surgery", "yes", 40)
    plan.operate(1, 70, recorded=45)
    plan.operate(1, 70, recorded=45, done=True)
    plan.decide("gate.surgery", "no", 84)
    assert plan.task("A12").is_open


def test_r13_what_was_decided_elsewhere_is_ready_to_close_and_never_late(story: Builder) -> None:
    plan = story("failed_fusion")
    assert plan.standing("FF16").readiness is Readiness.WAITING
    plan.decide("gate.surgery", "yes", 30)
    assert plan.standing("FF16").readiness is Readiness.WAITING, "whether a fusion is planned is still asked"
    plan.answer("fusion_planned", "yes", 31)
    standing = plan.standing("FF16")
    assert (standing.readiness, standing.waits) == (Readiness.READY, ())
    assert standing.days_late(plan.on(400)) == 0
    plan.decide("gate.surgery", "undecided", 40)
    assert plan.standing("FF16").readiness is Readiness.WAITING


def test_r13_a_decision_against_surgery_leaves_nothing_to_ask(story: Builder) -> None:
    plan = story("failed_fusion")
    plan.decide("gate.surgery", "no", 30)
    assert plan.standing("FF16").readiness is Readiness.READY


def test_r13_a_case_conference_whose_every_decision_was_taken_is_ready(story: Builder) -> None:
    plan = story("scar_tissue")
    for gate in ("gate.surgery", "gate.injection", "gate.scs"):
        plan.decide(gate, "no", 10)
    assert plan.standing("K11").readiness is Readiness.WAITING
    plan.plan = plan_acts.set_certainty(plan.plan, "scar_tissue", Certainty.CONFIRMED, on=plan.on(11))
    assert plan.standing("K11").readiness is Readiness.READY


def test_r14_an_unknown_condition_is_a_question_and_no_task(story: Builder) -> None:
    plan = story("failed_fusion")
    question = plan.question("FF07")
    assert question is not None
    assert (question.missing, question.role) == (("smoker",), "primary_care")
    assert not plan.has("FF07")


def test_r14_a_question_is_put_to_nobody_while_an_open_task_asks_it(story: Builder) -> None:
    """The history (K02) asks about nicotine; closed without the answer, the question is put."""
    plan = story("failed_fusion")
    question = plan.question("FF07")
    assert question is not None
    assert question.later
    plan.done("K02", 3)
    plan.done("FF05", 20)
    question = plan.question("FF07")
    assert question is not None
    assert not question.later


def test_r14_a_question_does_not_wait_for_itself() -> None:
    alpha = small.module("alpha", small.task("A", condition="grade=fused", asks=("grade",)))
    plan = Story(small.templates(alpha, known=small.facts(grade="list")), "scar_tissue")
    question = plan.question("A")
    assert question is not None
    assert not question.later


def test_r14_relief_after_an_injection_depends_on_a_later_result(story: Builder) -> None:
    plan = story("scar_tissue", facts={"symptom_months": 8.0})
    question = plan.question("SC10")
    assert question is not None
    assert question.later
