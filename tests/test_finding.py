"""R32: findings are yes, no or not known; what the record says is pre-set and can be overruled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.condition_language import Value
from careplan.finding import Answer, ShownBy
from tests.clinical_story import content, knows

FINDINGS = content().findings
IDS = list(FINDINGS.by_id)


@pytest.mark.parametrize(
    ("facts", "finding", "answer"),
    [
        ({"leg_minus_back": 4.0}, "h_leg_dominant", "yes"),
        ({"leg_minus_back": -1.0}, "h_back_dominant", "yes"),
        ({"leg_minus_back": 0.0}, "h_leg_dominant", "no"),
        ({"claudication": "yes"}, "h_claudication", "yes"),
        ({"months_since_fusion": 5.0}, "h_lt6m_fusion", "yes"),
        ({"pain_after_fusion_months": 8.0}, "h_return_6_24m", "yes"),
        ({"pain_after_fusion_months": 25.0}, "h_return_6_24m", "no"),
        ({"spine_operations": 2.0}, "h_multiple_ops", "yes"),
        ({"smoker": "yes"}, "f_smoker", "yes"),
        ({"smoker": "no"}, "f_smoker", "no"),
        ({"fused_levels": 2.0}, "f_multilevel", "yes"),
        ({"systemic_steroid": "yes"}, "f_bone_poor", "yes"),
        ({"age": 65.0}, "f_age65", "yes"),
        ({"diabetes": "no"}, "f_diabetes", "no"),
        ({"sij_tests_positive": 3.0}, "x_sij3", "yes"),
        ({"hip_tests_positive": "yes"}, "x_hip", "yes"),
        ({"pulses_reduced": "yes"}, "x_pulses_weak", "yes"),
        ({"neuropathic_positive": "yes"}, "s_neuropathic", "yes"),
        ({"psych_flag": "no"}, "s_psych", "no"),
        ({"fusion_grade": "fused"}, "i_ct_fused", "yes"),
        ({"fracture": "yes"}, "i_fracture", "yes"),
        ({"mbb_relief_pct": 50.0}, "b_mbb_pos", "yes"),
        ({"mbb_relief_pct": 49.0}, "b_mbb_neg", "yes"),
        ({"sij_relief_pct": 70.0}, "b_sij_pos", "yes"),
        ({"sij_relief_pct": 60.0}, "b_sij_pos", "no"),
    ],
)
def test_r32_a_finding_follows_its_fact(facts: dict[str, Value], finding: str, answer: Answer) -> None:
    assert FINDINGS.from_record(knows(**facts))[finding] == answer


def test_r32_non_union_follows_the_grade_only_from_twelve_months() -> None:
    early = FINDINGS.from_record(knows(fusion_grade="not_fused", months_since_fusion=9.0))
    late = FINDINGS.from_record(knows(fusion_grade="not_fused", months_since_fusion=12.0))
    assert (early["i_ct_nonunion"], late["i_ct_nonunion"]) == ("no", "yes")


def test_r32_what_the_record_does_not_know_stays_not_known() -> None:
    assert FINDINGS.from_record(knows()) == {}


def test_r32_a_person_overrules_the_record() -> None:
    answers = FINDINGS.answered({"h_back_dominant": "yes"}, knows(leg_minus_back=4.0))
    assert (answers["h_back_dominant"], answers["h_leg_dominant"]) == ("yes", "no")
    assert FINDINGS.answered({"f_smoker": "no"}, knows(smoker="yes"))["f_smoker"] == "no"


def test_r32_one_choice_of_three_answers_its_other_options() -> None:
    assert FINDINGS.completed({"h_gap_1_6m": "yes"}) == {
        "h_gap_1_6m": "yes",
        "h_never_relieved": "no",
        "h_gap_ge6m": "no",
    }


def test_r32_a_no_answers_nothing_else() -> None:
    assert FINDINGS.completed({"i_no_disc": "no"}) == {"i_no_disc": "no"}


def test_r32_halo_and_breakage_may_hold_at_once_but_not_with_an_intact_implant() -> None:
    both: dict[str, Answer] = {"i_halo": "yes", "i_implant_broken": "yes"}
    assert list(FINDINGS.contradictions(both)) == []
    pairs = [(a.id, b.id) for a, b in FINDINGS.contradictions({**both, "i_implant_ok": "yes"})]
    assert pairs == [("i_halo", "i_implant_ok"), ("i_implant_broken", "i_implant_ok")]


def test_r32_a_stated_finding_says_its_fact_too() -> None:
    assert FINDINGS.facts_from({"f_smoker": "yes", "x_hip": "no"}) == {"smoker": "yes", "hip_tests_positive": "no"}
    assert FINDINGS.facts_from({"i_ct_nonunion": "yes"}) == {"fusion_grade": "not_fused"}
    assert FINDINGS.facts_from({"i_ct_fused": "no", "f_age65": "yes", "f_bone_poor": "yes"}) == {}


def test_r32_nothing_else_found_answers_the_rest_of_one_examination_and_no_choice() -> None:
    answers = FINDINGS.nothing_else({"x_slr": "yes"}, ShownBy.EXAMINATION)
    assert answers.pop("x_slr") == "yes"
    assert set(answers) == {finding for finding in IDS if finding.startswith("x_")} - {"x_slr"}
    assert set(answers.values()) == {"no"}
    assert set(FINDINGS.nothing_else({}, ShownBy.XRAY)) == {"i_fracture"}


def test_every_choice_is_answered_by_one_examination() -> None:
    for choice in FINDINGS.choices:
        assert len({FINDINGS.by_id[option].shown_by for option in choice.options}) == 1, choice.id


@given(stated=st.dictionaries(st.sampled_from(IDS), st.sampled_from(["yes", "no"])))
def test_unknown_becomes_no_only_where_a_yes_excludes_it(stated: dict[str, Answer]) -> None:
    answers = FINDINGS.answered(stated, knows())
    excluded = {
        other for finding, answer in stated.items() if answer == "yes" for other in FINDINGS.excluded_by(finding)
    }
    assert {finding: answers[finding] for finding in stated} == stated
    assert set(answers) - set(stated) == excluded - set(stated)
    assert all(answers[finding] == "no" for finding in set(answers) - set(stated))
