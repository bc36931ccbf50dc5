"""What findings suggest: the worked vignettes, the bands, the order, and what is never concluded."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.assessment import Assessment, Doubt
from careplan.cause import BAND_WORDS, Band
from careplan.finding import Answer
from tests.clinical_story import content, history, knows, scores, suggested, yes

FINDINGS = [finding.id for finding in content().findings.findings]

# REFERENCE 8: findings answered yes, history, scores in the order of the text.
VIGNETTES = {
    "V1": (
        "h_gap_1_6m, h_onset_gradual, h_leg_dominant, h_same_root, h_burning, s_neuropathic, i_scar_match, i_no_disc",
        "prior_disc_surgery, prior_decompression",
        {"scar_tissue": 11, "arachnoiditis": 2, "neuropathic_pain": 2, "recurrent_disc": 1, "recurrent_stenosis": 1},
    ),
    "V2": (
        "h_return_6_24m, h_mechanical, h_back_dominant, h_onset_gradual, f_smoker, f_multilevel, f_bone_poor, "
        "i_ct_nonunion, i_halo, i_motion_fused, l_crp_ok",
        "fusion_present, implant_present, prior_decompression",
        {
            "failed_fusion": 13,
            "hardware_failure": 4,
            "instability": 2,
            "facet_pain": 1,
            "habits": 1,
            "malalignment": 1,
            "recurrent_stenosis": 1,
        },
    ),
    "V3": (
        "h_gap_ge6m, h_onset_sudden, h_trauma, h_leg_dominant, h_same_root, x_slr, x_motor_new, h_sitting_worse, "
        "i_disc_again",
        "prior_disc_surgery, prior_decompression",
        {"recurrent_disc": 13, "new_injury": 4},
    ),
    "V4": (
        "h_gap_ge6m, h_years, h_onset_gradual, h_claudication, h_leg_dominant, f_age65, i_stenosis_op",
        "prior_decompression",
        {"recurrent_stenosis": 10, "scar_tissue": 1},
    ),
    "V6": (
        "h_never_relieved, h_leg_dominant, h_same_root, x_slr, o_mismatch, i_target_untreated",
        "prior_disc_surgery, prior_decompression",
        {"wrong_site": 9, "inadequate_decompression": 3, "recurrent_disc": 2, "scar_tissue": 1},
    ),
}


def vignette(name: str) -> Assessment:
    findings, facts, _ = VIGNETTES[name]
    return suggested(yes(*findings.split(", ")), history(*facts.split(", ")))


@pytest.mark.parametrize("name", VIGNETTES)
def test_each_vignette_has_exactly_the_scores_of_the_reference(name: str) -> None:
    found = vignette(name)
    assert scores(found) == VIGNETTES[name][2]
    assert found.red_flags == ()
    assert not found.normal_recovery


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("V1", "scar_tissue", "arachnoiditis"),
        ("V2", "failed_fusion", "hardware_failure"),
        ("V3", "recurrent_disc", "new_injury"),
        ("V4", "recurrent_stenosis", "scar_tissue"),
        ("V6", "wrong_site", "inadequate_decompression"),
    ],
)
def test_each_vignette_puts_its_cause_first_and_is_not_uncertain(name: str, first: str, second: str) -> None:
    found = vignette(name)
    assert [one.cause.id for one in found.causes[:2]] == [first, second]
    assert found.causes[0].band == Band.STRONG
    assert not found.uncertain


def test_v5_is_expected_recovery_and_names_no_cause() -> None:
    found = suggested({}, history("prior_disc_surgery"), recovering=True)
    assert found.normal_recovery
    assert (found.causes, found.contributing, found.left_out, found.uncertain) == ((), (), (), False)


@pytest.mark.parametrize("finding", ["x_motor_new", "h_never_relieved"])
def test_r34_new_weakness_or_no_relief_is_no_expected_recovery(finding: str) -> None:
    assert not suggested(yes(finding), history(), recovering=True).normal_recovery


def test_r34_a_red_flag_is_no_expected_recovery() -> None:
    found = suggested({}, history(), red_flags=["RF03"], recovering=True)
    assert not found.normal_recovery
    assert [flag.id for flag in found.red_flags] == ["RF03"]


def test_red_flags_stand_most_urgent_first_and_hide_nothing() -> None:
    found = suggested(yes("i_scar_match"), history(), red_flags=["RF14", "RF15", "RF02", "RF01"])
    assert [flag.id for flag in found.red_flags] == ["RF01", "RF02", "RF15", "RF14"]
    assert found.causes[0].cause.id == "scar_tissue"


def test_bands_begin_at_six_three_and_one() -> None:
    strong = suggested(yes("i_scar_match", "h_gap_1_6m", "h_burning"), history()).causes[0]
    moderate = suggested(yes("i_scar_match"), history()).causes[0]
    weak = suggested(yes("h_same_root"), history()).causes[0]
    assert [(one.score, one.band) for one in (strong, moderate, weak)] == [
        (6, Band.STRONG),
        (3, Band.MODERATE),
        (1, Band.WEAK),
    ]
    assert BAND_WORDS == {Band.STRONG: "most consistent", Band.MODERATE: "possible", Band.WEAK: "less likely"}


def test_a_score_of_zero_or_less_is_not_shown() -> None:
    found = suggested(yes("h_burning", "h_back_dominant", "i_no_scar"), history())
    assert "scar_tissue" not in scores(found)
    assert "neuropathic_pain" not in scores(found)


def test_r34_equal_scores_stand_in_the_order_of_the_reference() -> None:
    found = vignette("V1")
    assert [one.cause.id for one in found.causes[1:]] == [
        "arachnoiditis",
        "neuropathic_pain",
        "recurrent_disc",
        "recurrent_stenosis",
    ]


def test_r34_uncertain_below_six() -> None:
    found = suggested(yes("i_scar_match", "i_no_disc"), history())
    assert (found.causes[0].score, found.uncertain, found.doubt) == (4, True, Doubt.NONE_STRONG)


def test_r34_uncertain_when_the_first_leads_by_two_and_not_by_three() -> None:
    """R35 with an implant: failed fusion 6, hardware failure 4."""
    close = suggested(yes("h_mechanical", "i_ct_nonunion", "i_halo"), history("fusion_present", "implant_present"))
    assert [(one.cause.id, one.score) for one in close.causes[:2]] == [("failed_fusion", 6), ("hardware_failure", 4)]
    assert close.uncertain and close.doubt is Doubt.CLOSE
    clear = suggested(
        yes("h_mechanical", "i_ct_nonunion", "i_halo", "i_motion_fused"), history("fusion_present", "implant_present")
    )
    assert clear.causes[0].score - clear.causes[1].score == 4
    assert not clear.uncertain and clear.doubt is None


def test_r34_contributing_factors_do_not_make_a_ranking_uncertain() -> None:
    answers = yes("i_pill", "h_stooped", "h_back_dominant", "h_habits", "h_sitting_worse", "i_no_structural", "s_psych")
    found = suggested(answers, history())
    assert {one.cause.id: one.score for one in found.contributing} == {"habits": 6, "psychosocial": 3}
    assert (found.causes[0].cause.id, found.causes[0].score) == ("malalignment", 7)
    assert not found.uncertain


def test_nothing_known_suggests_nothing_and_is_uncertain() -> None:
    found = suggested({}, knows())
    assert (found.causes, found.uncertain, found.doubt) == ((), True, Doubt.NO_CAUSE)


def test_a_cause_without_its_history_is_left_out_and_says_why() -> None:
    found = suggested(yes("i_halo"), history("prior_decompression"))
    left = {one.cause.id: one.because for one in found.left_out}
    assert left == {
        "failed_fusion": "Needs an earlier spinal fusion; the history has none.",
        "hardware_failure": "Needs an implant; the history has none.",
        "adjacent_segment": "Needs an earlier spinal fusion; the history has none.",
        "recurrent_disc": "Needs earlier disc surgery; the history has none.",
    }


def test_an_unknown_history_is_left_out_as_not_known_never_as_no() -> None:
    left = {one.cause.id: one.because for one in suggested({}, knows()).left_out}
    assert left["failed_fusion"] == "Needs an earlier spinal fusion; it is not known whether there is one."
    assert set(left) == {
        "failed_fusion",
        "hardware_failure",
        "recurrent_disc",
        "recurrent_stenosis",
        "inadequate_decompression",
        "adjacent_segment",
        "instability",
    }


def test_for_and_against_name_the_findings_heaviest_first() -> None:
    found = suggested(yes("i_scar_match", "h_burning", "h_onset_sudden", "h_back_dominant"), history())
    scar = next(one for one in found.causes if one.cause.id == "scar_tissue")
    assert [reason.finding for reason in scar.reasons_for] == ["i_scar_match", "h_burning"]
    assert [reason.finding for reason in scar.reasons_against] == ["h_onset_sudden", "h_back_dominant"]


def test_what_would_settle_it_are_the_tests_with_an_unknown_result() -> None:
    open_case = suggested(yes("h_mechanical", "h_back_dominant"), history("fusion_present")).causes[0]
    assert [test.name for test in open_case.settle] == [
        "Thin-slice CT with reconstructions",
        "Flexion-extension X-ray",
        "CRP and ESR for hidden infection",
    ]
    after_ct = suggested(yes("h_mechanical", "i_ct_nonunion", "i_halo", "l_crp_ok"), history("fusion_present"))
    assert [test.name for test in after_ct.causes[0].settle] == ["Flexion-extension X-ray"]


def test_one_answer_of_a_question_that_takes_several_answers_the_test() -> None:
    motion = suggested(yes("h_mechanical", "i_motion_fused"), history("fusion_present", "implant_present"))
    named = {test.name for cause in motion.causes for test in cause.settle}
    assert not {name for name in named if "X-ray" in name}, "by whatever name a cause calls it"


def test_a_result_without_weight_for_a_cause_counts_neither_way() -> None:
    found = suggested(yes("h_mechanical", "i_no_motion", "i_halo"), history("fusion_present")).causes[0]
    assert (found.cause.id, found.neither) == ("failed_fusion", ("i_no_motion",))


def test_near_defining_findings_on_both_sides_disagree_whatever_the_score() -> None:
    both = suggested(yes("i_ct_nonunion", "h_mechanical", "h_lt6m_fusion"), history("fusion_present"))
    found = next(one for one in both.causes if one.cause.id == "failed_fusion")
    assert (found.disagree, found.band) == (True, Band.WEAK)
    agree = suggested(yes("i_ct_nonunion", "h_leg_dominant"), history("fusion_present"))
    assert not any(one.disagree for one in agree.causes)


def test_a_cause_for_which_nothing_weighs_is_not_ranked_but_kept() -> None:
    found = suggested(yes("i_halo", "i_ct_fused"), history("fusion_present"))
    assert "failed_fusion" not in {one.cause.id for one in found.causes}
    [failed] = [one for one in found.unsuggested if one.cause.id == "failed_fusion"]
    assert ([one.finding for one in failed.reasons_for], failed.score) == (["i_halo"], -2)


def test_a5_a_new_fragment_after_eight_good_months_puts_recurrence_first() -> None:
    answers = yes("h_gap_ge6m", "h_leg_dominant", "h_same_root", "i_disc_again")
    first = suggested(answers, history("prior_disc_surgery", "prior_decompression")).causes[0]
    assert first.cause.template == "recurrence"
    assert BAND_WORDS[first.band] == "most consistent"
    assert first.reasons_for
    assert first.settle


def test_a6_r35_motion_pain_non_union_and_halo_after_a_fusion_is_failed_fusion() -> None:
    found = suggested(yes("h_mechanical", "i_ct_nonunion", "i_halo"), history("fusion_present"))
    assert found.causes[0].cause.id == "failed_fusion"
    assert found.causes[0].band == Band.STRONG
    assert not found.uncertain


def test_a7_enhancing_scar_without_fragment_puts_scar_tissue_first() -> None:
    found = suggested(yes("i_scar_match", "i_no_disc"), history("prior_disc_surgery", "prior_decompression"))
    assert found.causes[0].cause.id == "scar_tissue"
    assert found.uncertain
    assert not found.asks_reason("failed_fusion")


def test_a7_r34_another_pick_needs_a_reason_once_scar_tissue_stands_clear() -> None:
    found = suggested(
        yes("i_scar_match", "i_no_disc", "h_gap_1_6m"), history("prior_disc_surgery", "prior_decompression")
    )
    assert (found.top, found.uncertain) == (frozenset({"scar_tissue"}), False)
    assert found.asks_reason("failed_fusion")
    assert not found.asks_reason("scar_tissue")
    assert not found.asks_reason("unclear")


def test_r34_recurrence_stands_for_either_of_its_causes() -> None:
    found = vignette("V3")
    assert not found.asks_reason("recurrence")
    assert not found.asks_reason("recurrent_disc")
    assert found.asks_reason("recurrent_stenosis")


def test_r34_expected_recovery_is_picked_without_a_reason_only_where_it_is_suggested() -> None:
    expected = suggested({}, history(), recovering=True)
    assert not expected.asks_reason("normal_recovery")
    assert expected.asks_reason("scar_tissue")
    assert vignette("V1").asks_reason("normal_recovery")


ANSWERS: list[Answer] = ["yes", "no"]
answered = st.dictionaries(st.sampled_from(FINDINGS), st.sampled_from(ANSWERS))


@given(answers=answered)
def test_a_finding_answered_no_scores_like_one_not_known(answers: dict[str, Answer]) -> None:
    only_yes: dict[str, Answer] = {finding: answer for finding, answer in answers.items() if answer == "yes"}
    everything = history("fusion_present", "implant_present", "prior_disc_surgery", "prior_decompression")
    assert scores(suggested(answers, everything)) == scores(suggested(only_yes, everything))


@given(answers=answered, seed=st.integers())
def test_the_order_of_findings_does_not_matter(answers: dict[str, Answer], seed: int) -> None:
    shuffled = list(answers.items())
    random.Random(seed).shuffle(shuffled)
    lookup = history("fusion_present", "prior_disc_surgery")
    assert suggested(answers, lookup) == suggested(dict(shuffled), lookup)


@given(answers=answered)
def test_causes_stand_by_falling_score_and_uncertain_follows_from_the_first_two(answers: dict[str, Answer]) -> None:
    found = suggested(answers, history("fusion_present", "implant_present", "prior_disc_surgery"))
    ranked = [one.score for one in found.causes]
    assert ranked == sorted(ranked, reverse=True)
    assert all(score > 0 for score in ranked)
    clear = len(ranked) > 0 and ranked[0] >= 6 and all(ranked[0] - other > 2 for other in ranked[1:])
    assert found.uncertain is not clear
