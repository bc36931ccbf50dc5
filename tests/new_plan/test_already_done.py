"""Work that the intake shows to be done is offered, and done where a day was given (PLAN_RULES R33)."""

from __future__ import annotations

from datetime import date
from typing import Any

from careplan.draft_plan import Edits, draft_plan
from careplan.intake import first_look
from careplan.intake_plan import plan_inputs
from careplan.new_plan import Offer, already_done, read_entered
from careplan.new_plan.words import as_day
from tests.known_catalogue import known_catalogue, known_templates
from tests.new_plan.entering import entered

TODAY = date(2026, 3, 2)
FUSION = {"operation.0.has.spinal_fusion": "yes", "operation.0.day": "2025-01-10"}


def offers(cause: str, changes: dict[str, Any]) -> dict[str, date | None]:
    form = entered({**FUSION, **changes})
    reading = read_entered(form, known_catalogue().clinical, today=TODAY)
    assert reading.intake is not None
    look = first_look(reading.intake, known_catalogue().clinical)
    plan = draft_plan(known_templates(), plan_inputs(reading.intake, look, [cause]), Edits()).plan
    found: tuple[Offer, ...] = already_done(
        plan,
        known_catalogue().examinations.values(),
        look.answers,
        look.facts,
        measures=known_catalogue().clinical.measures,
        done_on={name: day for name, typed in form.done_on.items() if (day := as_day(typed))},
        scores_on=as_day(form.scores_on),
    )
    return {str(offer.task): offer.day for offer in found}


def test_a_result_of_the_ct_offers_the_ct_with_the_day_on_which_it_was_done() -> None:
    assert offers("failed_fusion", {"finding.i_halo": "yes"})["group/ct_fusion#1"] is None
    dated = offers("failed_fusion", {"finding.i_halo": "yes", "done_on.ct": "2026-02-20"})
    assert dated["group/ct_fusion#1"] == date(2026, 2, 20)


def test_a_day_without_a_result_offers_nothing() -> None:
    assert "group/ct_fusion#1" not in offers("failed_fusion", {"done_on.ct": "2026-02-20"})


def test_the_mri_of_any_cause_is_one_test() -> None:
    assert "group/mri_contrast#1" in offers("scar_tissue", {"finding.i_no_disc": "yes"})


def test_a_task_whose_every_question_is_answered_is_offered_and_one_with_a_gap_is_not() -> None:
    assert "core/K02#1" not in offers("failed_fusion", {"fact.smoker": "yes"})
    assert "core/K02#1" in offers("failed_fusion", {"fact.smoker": "yes", "fact.symptom_months": "6"})
    assert "core/K04#1" in offers("failed_fusion", {"medicine.none": "yes"})


def test_scores_with_a_day_close_the_task_that_asks_only_for_scores() -> None:
    scores = {"score.phq9": "6", "score.phq9_item9": "0", "score.gad7": "5", "score.pcs": "21"}
    assert offers("failed_fusion", scores)["core/K10#1"] is None
    assert offers("failed_fusion", {**scores, "scores_on": "2026-02-27"})["core/K10#1"] == date(2026, 2, 27)


def test_a_baseline_with_a_positive_phq2_is_offered_with_its_phq9_only() -> None:
    names = "nrs_back nrs_leg odi paindetect dn4 gad2 pcs startback startback_psychosocial".split()
    scores = {f"score.{name}": "3" for name in names} | {
        "score.eq5d_profile": "21143",
        "score.work_status": "full",
        "score.tsk": "30",
        "score.gad2": "2",
        "fact.employed": "yes",
    }
    assert "core/K05#1" in offers("failed_fusion", {**scores, "score.phq2": "2"})
    positive = {**scores, "score.phq2": "3"}
    assert "core/K05#1" not in offers("failed_fusion", positive)
    assert "core/K05#1" in offers("failed_fusion", {**positive, "score.phq9": "9", "score.phq9_item9": "0"})


def test_a_later_review_is_never_done_before_it_begins() -> None:
    found = offers("failed_fusion", {"finding.i_ct_nonunion": "yes", "score.nrs_back": "7", "score.odi": "52"})
    assert not [task for task in found if task.startswith(("failed_fusion/FF20", "group/six_month_review"))]


def test_an_earlier_mri_does_not_answer_a_new_red_flag() -> None:
    earlier = {"finding.i_scar_match": "yes", "done_on.mri": "2026-01-20"}
    assert "group/mri_contrast#1" in offers("scar_tissue", earlier)
    assert "group/mri_contrast#1" not in offers("scar_tissue", {**earlier, "red_flag.RF01": "yes"})


def test_a_test_of_before_the_latest_operation_is_not_offered() -> None:
    """The fusion of the form is of 10 January 2025."""
    seen = {"finding.i_halo": "yes", "finding.i_scar_match": "yes", "done_on.ct": "2025-01-09"}
    found = offers("failed_fusion", seen)
    assert "group/ct_fusion#1" not in found
    assert "group/ct_fusion#1" in offers("failed_fusion", {**seen, "done_on.ct": "2025-01-10"})
