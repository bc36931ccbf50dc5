"""An intake becomes a patient, observations, facts, findings: literal, and nothing invented."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from careplan.intake import Intake, first_look, read_intake
from careplan.patient import OperationProcedure, Side
from tests.clinical_story import VIGNETTES, content

TODAY = date(2026, 3, 2)

# The example of the command contract, word for word.
EXAMPLE = """{"patient_id":"P-0101","birth_date":"1968-05-02","sex":"female","operations":[{"date":"2025-03-10",
"procedures":["spinal_fusion"],"levels":["L4-L5"],"side":"both","implant":true}],"procedures":[],
"facts":{"smoker":true},"findings":{"i_ct_nonunion":"yes","h_burning":"no"},"red_flags":["RF06"],
"observations":[{"measure":"nrs_back","value":8,"date":"2026-03-02"}],
"medicines":[{"name":"oxycodone","amount_per_day":90,"unit":"mg"}],"goal":"Walk 30 minutes","start":"2026-03-02"}"""


def intake(**keys: Any) -> Intake:
    return read_intake(json.dumps({"patient_id": "P-0101", **keys}), content(), today=TODAY)


def test_the_example_of_the_contract_is_read_in_full() -> None:
    read = read_intake(EXAMPLE, content(), today=date(2026, 5, 1))
    operation = read.patient.operations[0]
    assert (read.patient.id, read.start, read.goal) == ("P-0101", TODAY, "Walk 30 minutes")
    assert operation.procedures == (OperationProcedure.SPINAL_FUSION,)
    assert (operation.day, operation.levels, operation.side, operation.implant, operation.done) == (
        date(2025, 3, 10),
        ("L4-L5",),
        Side.BOTH,
        True,
        True,
    )
    assert read.facts["smoker"] == "yes"
    assert read.facts["opioid_mme"] == 135
    assert read.findings == {"i_ct_nonunion": "yes", "h_burning": "no"}
    assert read.red_flags == ("RF06",)
    assert [(seen.measure, seen.value, seen.day) for seen in read.observations] == [("nrs_back", 8, TODAY)]


def test_the_example_opens_the_flags_of_its_numbers_and_ranks_failed_fusion_first() -> None:
    found = first_look(read_intake(EXAMPLE, content(), today=TODAY), content())
    assert [flag.id for flag in found.assessment.red_flags] == ["RF06", "RF12"]
    assert found.assessment.causes[0].cause.id == "failed_fusion"
    assert {"M01", "M02", "M06"} <= {alert.rule for alert in found.alerts}


def test_a_patient_id_alone_is_an_intake_in_which_nothing_is_known() -> None:
    read = intake()
    assert (read.start, read.facts, read.findings, read.observations) == (TODAY, {}, {}, ())
    assert (read.patient.medicines, read.patient.medicines_confirmed) == (None, None)


def test_medicines_absent_are_not_known_and_empty_are_confirmed_none() -> None:
    assert "opioid_mme" not in intake().facts
    confirmed = intake(medicines=[])
    assert confirmed.patient.medicines_confirmed == TODAY
    assert confirmed.facts["opioid_mme"] == 0
    assert confirmed.facts["anticoagulant"] == "no"


def test_a_dose_that_cannot_be_computed_stays_not_known() -> None:
    read = intake(medicines=[{"name": "buprenorphine"}], facts={"mme": 40})
    assert "opioid_mme" not in read.facts


def test_an_mme_value_without_a_medicine_list_is_the_dose() -> None:
    assert intake(observations=[{"measure": "mme", "value": 40}]).facts["opioid_mme"] == 40


def test_a_measure_under_facts_is_an_observation_of_the_start_day() -> None:
    read = intake(facts={"odi": 44}, start="2026-02-01")
    assert [(seen.measure, seen.value, seen.day) for seen in read.observations] == [("odi", 44, date(2026, 2, 1))]
    assert read.facts == {}


def test_an_observation_without_a_date_is_of_the_start_day() -> None:
    assert intake(observations=[{"measure": "odi", "value": 44}]).observations[0].day == TODAY


def test_item_nine_may_stand_beside_a_dated_phq9() -> None:
    read = intake(
        observations=[
            {"measure": "phq9", "value": 14},
            {"measure": "phq9_item9", "value": 1, "date": "2026-03-02"},
        ]
    )
    assert [flag.id for flag in first_look(read, content()).assessment.red_flags] == ["RF13"]


def test_a_stated_finding_answers_its_fact_and_a_stated_fact_wins_over_the_operations() -> None:
    assert intake(findings={"f_smoker": "yes", "h_claudication": "no"}).facts == {"smoker": "yes", "claudication": "no"}
    stated = intake(operations=[{"date": "2025-03-10", "procedures": ["laminectomy"]}], facts={"fusion_present": True})
    assert first_look(stated, content()).facts.value("fusion_present") == "yes"


def test_the_word_unknown_is_no_answer() -> None:
    assert intake(facts={"fusion_grade": "unknown"}).facts == {}


def test_subtype_is_a_set() -> None:
    assert intake(facts={"subtype": "disc"}).facts == {"subtype": frozenset({"disc"})}
    assert intake(facts={"subtype": ["disc", "stenosis"]}).facts == {"subtype": frozenset({"disc", "stenosis"})}


def test_r32_scores_answer_findings_and_a_person_overrules_them() -> None:
    scores = [{"measure": "nrs_leg", "value": 7}, {"measure": "nrs_back", "value": 3}]
    found = first_look(intake(observations=scores), content())
    assert found.from_record == {"h_leg_dominant": "yes", "h_back_dominant": "no"}
    overruled = first_look(intake(observations=scores, findings={"h_back_dominant": "yes"}), content())
    assert overruled.answers["h_leg_dominant"] == "no"


def test_vignettes_with_their_scores_keep_the_order_of_causes() -> None:
    order = {
        "V1": ["scar_tissue", "arachnoiditis", "neuropathic_pain", "recurrent_disc", "recurrent_stenosis"],
        "V2": [
            "failed_fusion",
            "hardware_failure",
            "instability",
            "recurrent_stenosis",
            "malalignment",
            "facet_pain",
        ],
        "V3": ["recurrent_disc", "new_injury"],
        "V4": ["recurrent_stenosis", "scar_tissue"],
        "V5": [],
        "V6": ["wrong_site", "inadequate_decompression", "recurrent_disc", "scar_tissue"],
    }
    for name, causes in order.items():
        found = first_look(vignette(name), content()).assessment
        assert [one.cause.id for one in found.causes] == causes, name
        assert found.red_flags == (), name
        assert found.normal_recovery is (name == "V5"), name


def test_vignettes_hold_what_their_check_lines_say() -> None:
    looks = {name: first_look(vignette(name), content()) for name in ("V1", "V2", "V4", "V6")}
    assert looks["V1"].facts.value("psych_flag") == "yes"
    assert looks["V2"].facts.value("bone_flag") == "yes"
    assert [alert.rule for alert in looks["V2"].alerts] == ["M21"]
    assert looks["V4"].facts.value("anticoagulant") == "yes"
    assert looks["V6"].facts.value("psych_flag") == "yes"
    assert looks["V6"].facts.value("opioid_mme") == 40


def vignette(name: str) -> Intake:
    return read_intake((VIGNETTES / f"{name}.json").read_text(encoding="utf-8"), content(), today=TODAY)
