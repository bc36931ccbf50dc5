"""The clinical files are complete and literal: counts of every table, and texts held against the reference."""

from __future__ import annotations

from collections import Counter

import pytest

from careplan.task import HoldAs
from tests.clinical_story import content

C = content()
CAUSES = {cause.id: cause for cause in C.causes.causes}
FLAGS = C.red_flags.by_id
RULES = {rule.id: rule for rule in C.safety_rules.safety_rules}


def test_every_table_has_all_its_rows() -> None:
    assert len(C.causes.causes) == 19
    assert len(C.codes.codes) == 24
    assert len(C.findings.findings) == 80
    assert len(C.weights.weights) == 19
    assert sum(len(row.findings) for row in C.weights.weights) == 162
    assert len(C.red_flags.red_flags) == 17
    assert len(C.red_flags.urgency) == 4
    assert len(C.measures.measures) == 25
    assert len(C.medicines.opioids) == 10
    assert len(C.safety_rules.safety_rules) == 26
    assert len(C.safety_rules.bleeding_classes) == 3
    assert [row.id for row in C.safety_rules.scs_criteria] == [f"C{n}" for n in range(1, 9)]
    assert [row.id for row in C.notices.limits] == [f"X{n:02}" for n in range(1, 14)]
    assert [row.label for row in C.measures.response.rules] == ["worse", "much improved", "improved", "unchanged"]


def test_findings_by_what_was_done() -> None:
    assert Counter(finding.group for finding in C.findings.findings) == {
        "history": 31,
        "risk": 5,
        "exam": 8,
        "score": 2,
        "imaging": 26,
        "lab": 2,
        "block": 5,
        "record": 1,
    }


def test_the_three_causes_of_the_request_come_first_in_pickers() -> None:
    picks = list(C.causes.picks.values())
    assert [pick.short for pick in picks[:3]] == ["Scar tissue", "Failed fusion", "Recurrence"]
    assert [pick.id for pick in picks[-2:]] == ["unclear", "normal_recovery"]
    assert len(picks) == 22


def test_contributing_factors_are_psychosocial_and_habits() -> None:
    assert {cause.id for cause in CAUSES.values() if cause.contributing} == {"psychosocial", "habits"}


def test_a_cause_keeps_every_field_word_for_word() -> None:
    cause = CAUSES["failed_fusion"]
    assert cause.plain_words == "The joined bones have not grown together"
    assert cause.onset.startswith("Defined at 12 months; pain often starts or returns many months after fusion")
    assert cause.argues_against.endswith("less than 6 months since fusion; pain relieved by an SI or facet block")
    assert [code.code for code in cause.codes] == [
        "M96.0",
        "Z98.1",
        "M96.1",
        "M54.50",
        "F17.210",
        "Z72.0",
        "E55.9",
        "M81.0",
    ]
    assert [test.text for test in cause.tests_of_choice] == [
        "thin-slice CT with reconstructions",
        "flexion-extension X-ray",
        "CRP and ESR for hidden infection",
        "repeat image after 3 months when 6 to 12 months old; SPECT-CT only when unclear",
    ]
    assert cause.note.startswith("Risk factors: smoking, number of levels")
    assert cause.sources[0] == "PSEUDO-ISSLS"


def test_recurrence_is_one_template_with_two_subtypes() -> None:
    subtypes = {cause.subtype: cause.id for cause in CAUSES.values() if cause.template == "recurrence"}
    assert subtypes == {"disc": "recurrent_disc", "stenosis": "recurrent_stenosis"}


def test_no_code_of_a_cause_is_one_that_must_not_stand_alone() -> None:
    used = {code.code for cause in CAUSES.values() for code in cause.codes} | {code.code for code in C.codes.codes}
    assert not used & set(C.codes.not_leaf)
    assert C.codes.umbrella in used


def test_names_of_tests_show_no_percentage() -> None:
    assert not [test.name for cause in CAUSES.values() for test in cause.tests_of_choice if "%" in test.name]


def test_every_cause_has_a_test_that_could_settle_it() -> None:
    assert all(any(test.answers for test in cause.tests_of_choice) for cause in CAUSES.values())


def test_every_finding_weighs_for_or_against_some_cause() -> None:
    weighed = {finding for row in C.weights.weights for finding in row.findings}
    assert weighed == set(C.findings.by_id)


@pytest.mark.parametrize(
    ("cause", "finding", "weight"),
    [
        ("scar_tissue", "i_scar_match", 3),
        ("scar_tissue", "h_back_dominant", -1),
        ("failed_fusion", "b_sij_pos", -2),
        ("recurrent_stenosis", "h_new_root", -2),
        ("wrong_site", "h_gap_1_6m", -3),
        ("unrelated_cause", "h_same_root", -1),
    ],
)
def test_weights_are_those_of_the_reference(cause: str, finding: str, weight: int) -> None:
    assert next(row for row in C.weights.weights if row.cause == cause).findings[finding] == weight


def test_r24_what_each_red_flag_holds() -> None:
    everything = {HoldAs.EXERCISE, HoldAs.INJECTION, HoldAs.SCS, HoldAs.SURGERY}
    expected: dict[str, set[HoldAs]] = {flag: set() for flag in FLAGS}
    expected |= {flag: {HoldAs.EXERCISE} for flag in ("RF02", "RF05", "RF06", "RF07")}
    expected |= {flag: {HoldAs.EXERCISE, HoldAs.INJECTION} for flag in ("RF01", "RF09")}
    expected |= {flag: {HoldAs.INJECTION, HoldAs.SCS} for flag in ("RF03", "RF16")}
    expected |= {"RF13": {HoldAs.SCS, HoldAs.SURGERY}}
    expected |= {flag: everything for flag in ("RF04", "RF08", "RF10", "RF11", "RF17")}
    assert {flag.id: set(flag.holds) for flag in FLAGS.values()} == expected


def test_r25_what_each_red_flag_brings_forward() -> None:
    brought = {
        flag.id: [(task, step.within_days) for step in flag.brings_forward for task in step.tasks]
        for flag in FLAGS.values()
        if flag.brings_forward
    }
    assert brought == {
        "RF01": [("surgical_decision", 0), ("mri_contrast", 0)],
        "RF02": [("surgical_decision", 1), ("mri_contrast", 1)],
        "RF11": [("O03", 1)],
        "RF12": [("O01", 3), ("O02", 3), ("O03", 3)],
        "RF13": [("K10", 0)],
    }


def test_red_flags_keep_urgency_first_actor_and_the_template_they_open() -> None:
    assert {u.id: u.reply_hours for u in C.red_flags.urgency} == {"U0": 1, "U1": 8, "U2": 72, "U3": 336}
    assert [flag.id for flag in FLAGS.values() if flag.urgency == "U0"] == [
        "RF01",
        "RF04",
        "RF08",
        "RF10",
        "RF11",
        "RF16",
        "RF17",
    ]
    assert [flag.id for flag in FLAGS.values() if flag.role is None] == [
        "RF01",
        "RF04",
        "RF08",
        "RF11",
        "RF13",
        "RF17",
    ]
    assert {flag.id: flag.opens_template for flag in FLAGS.values() if flag.opens_template} == {
        "RF03": "infection",
        "RF05": "new_injury",
        "RF06": "hardware_failure",
    }


def test_r38_only_stop_rules_block_and_each_blocks_something() -> None:
    blocking = {rule.id: set(rule.blocks) for rule in RULES.values() if rule.blocks}
    assert set(blocking) == {"M10", "M12", "M14", "M16", "M18", "M19", "M20"}
    assert blocking["M10"] >= {"J02", "FP03", "SJ04", "ID03", "HW05", "N06"}
    assert blocking["M20"] == {"N07"}


def test_no_rule_and_no_red_flag_claims_more_than_the_reference() -> None:
    assert RULES["M02"].message.endswith("it is never a reason for an abrupt cut")
    assert RULES["M10"].message.endswith("The system never says when to stop or restart a drug")
    assert C.notices.notices.cause_panel == (
        "Suggested by the findings entered. Not a diagnosis. Confirm or refute with the tests listed."
    )
    assert C.notices.notices.full.endswith("Do not wait for this tool.")


def test_class_lists_of_medicines_say_that_they_are_usual_practice() -> None:
    assert {group.evidence.value for group in C.medicines.classes} == {"usual-practice"}


def test_no_medicine_name_stands_in_two_classes() -> None:
    names = Counter(name for group in C.medicines.classes for name in group.names)
    names.update(word for opioid in C.medicines.opioids for word in opioid.words)
    assert [name for name, times in names.items() if times > 1] == []


def test_the_words_of_a_finding_are_as_people_write_them_wherever_they_are_shown() -> None:
    assert [finding.id for finding in C.findings.findings if {">=", "<="} & set(finding.text.split())] == []
