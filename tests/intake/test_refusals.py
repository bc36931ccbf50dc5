"""Everything wrong with an intake has a sentence: where, what, and what to do."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from careplan.errors import InvalidInput
from careplan.intake import read_intake
from tests.clinical_story import content

TODAY = date(2026, 3, 2)


def refusal(text: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        read_intake(text, content(), today=TODAY)
    return str(refused.value)


def refused(**keys: Any) -> str:
    return refusal(json.dumps({"patient_id": "P-0101", **keys}))


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"operation": []}, "operation is not a key of an intake. Did you mean “operations”?"),
        (
            {"operations": [{"dat": "2025-03-10"}]},
            "operations[0].dat is not a key of an intake. Did you mean “date”?",
        ),
        ({"patient_id": ""}, "patient_id is empty. Fill it in."),
        ({"patient_id": "  "}, "patient_id is empty. Fill it in."),
        (
            {"patient_id": "John Smith"},
            "patient_id “John Smith” is no patient id. Write one such as P-0101: letters and digits, and no name.",
        ),
        *(
            (
                {"goal": f"Walk{letter} again"},
                f"A text holds a character that cannot be seen ({code} after “Walk”). "
                "Delete the letters beside it and type them anew.",
            )
            for letter, code in (("\0", "U+0000"), ("\x1b", "U+001B"), ("\u202e", "U+202E"), ("\u200b", "U+200B"))
        ),
        ({"patient_id": 101}, "patient_id must be a text in quotation marks; “101” is not."),
        ({"birth_date": "1968-13-02"}, "birth_date “1968-13-02” is not a date. Write it as 2025-03-10."),
        ({"birth_date": "2. Mai 1968"}, "birth_date “2. Mai 1968” is not a date. Write it as 2025-03-10."),
        ({"birth_date": 1968}, "birth_date “1968” is not a date. Write it as 2025-03-10."),
        ({"birth_date": "2027-01-01"}, "birth_date 2027-01-01 lies in the future. Correct the year."),
        ({"sex": "femal"}, "sex “femal” is not known. Did you mean “female”?"),
        ({"operations": {}}, "operations must be a list in square brackets; an object is not."),
        ({"operations": ["2025"]}, "operations[0] must be an object in curly brackets; “2025” is not."),
        (
            {"operations": [{"procedures": ["spinal_fuson"]}]},
            "operations[0].procedures[0] “spinal_fuson” is not known. Did you mean “spinal_fusion”?",
        ),
        (
            {"operations": [{"side": "links"}]},
            "operations[0].side “links” is not known. Write one of: left, right, both.",
        ),
        (
            {"operations": [{"implant": "yes"}]},
            "operations[0].implant must be true or false, without quotation marks; “yes” is not.",
        ),
        (
            {"operations": [{"levels": ["L45"]}]},
            "operations[0].levels[0] “L45” is no level of the spine. Write it as L4-L5 or L4-S1.",
        ),
        (
            {"operations": [{"region": "neck"}]},
            "operations[0].region “neck” is not known. Write one of: lumbar, thoracic, cervical.",
        ),
        (
            {"birth_date": "1968-05-02", "operations": [{"date": "1958-03-10"}]},
            "operations[0].date 1958-03-10 is before the birth date 1968-05-02. Correct one of them.",
        ),
        (
            {"start": "2026-02-01", "operations": [{"date": "2026-02-20"}]},
            "operations[0].date 2026-02-20 is after the start 2026-02-01. "
            "An intake lists operations that were done; a planned one is entered in the plan.",
        ),
        (
            {"procedures": [{"kind": "epidurol"}]},
            "procedures[0].kind “epidurol” is not known. Did you mean “epidural”?",
        ),
        ({"procedures": [{}]}, "procedures[0].kind is missing. Add it."),
        (
            {"procedures": [{"kind": "block", "done": "2026-04-01"}]},
            "procedures[0].done 2026-04-01 lies in the future. "
            "Enter what has been seen, and correct the year if it is wrong.",
        ),
        ({"findings": {"i_halos": "yes"}}, "findings.i_halos is no finding. Did you mean “i_halo”?"),
        (
            {"findings": {"i_halo": "maybe"}},
            'findings.i_halo is “maybe”. Write "yes" or "no"; leave it out while it is not known.',
        ),
        (
            {"findings": {"i_halo": None}},
            'findings.i_halo is null. Write "yes" or "no"; leave it out while it is not known.',
        ),
        (
            {"findings": {"i_halo": True}},
            'findings.i_halo is true. Write "yes" or "no"; leave it out while it is not known.',
        ),
        (
            {"findings": {"l_crp_high": "yes", "l_crp_ok": "yes"}},
            "findings.l_crp_high (CRP or ESR raised beyond what the time since surgery explains) and findings.l_crp_ok "
            "(CRP and ESR normal) cannot both be yes. Keep the one that holds.",
        ),
        (
            {"findings": {"f_smoker": "yes"}, "facts": {"smoker": False}},
            "findings.f_smoker and facts.smoker say the opposite. Keep the one that holds.",
        ),
        (
            {"red_flags": ["RF18"]},
            f"red_flags[0] “RF18” is no red flag. Write one of: {', '.join(f'RF{n:02}' for n in range(1, 18))}.",
        ),
        (
            {"observations": [{"measure": "nrs_bak", "value": 5}]},
            "observations[0].measure “nrs_bak” is no measure. Did you mean “nrs_back”?",
        ),
        (
            {"observations": [{"measure": "odi", "value": 140}]},
            "observations[0]: ODI goes from 0 to 100 %; 140 is outside.",
        ),
        ({"observations": [{"measure": "odi"}]}, "observations[0].value is missing. Add it."),
        (
            {"observations": [{"measure": "odi", "value": 40, "date": "2062-03-02"}]},
            "observations[0].date 2062-03-02 lies in the future. "
            "Enter what has been seen, and correct the year if it is wrong.",
        ),
        (
            {"observations": [{"measure": "phq9", "value": 14}]},
            "observations: PHQ-9 needs its item 9 of the same day (0 to 3): add an observation of phq9_item9.",
        ),
        ({"facts": {"smokes": True}}, "facts.smokes is no fact and no measure. Did you mean “smoker”?"),
        (
            {"findings": {"x_late2y": "yes"}},
            "findings.x_late2y is no finding. None is spelled like it; those that begin with “x_” are: "
            "x_slr, x_motor_new, x_allodynia, x_sij3, x_facet, x_hip, x_pulses_weak, x_implant_tender.",
        ),
        ({"facts": {"gate.surgery": "yes"}}, "facts.gate.surgery is no fact and no measure. Check the spelling."),
        ({"facts": {"smoker": "yes"}}, "facts.smoker must be true or false; “yes” is not."),
        (
            {"facts": {"symptom_months": "4"}},
            "facts.symptom_months: Months of the present pain is a number; “4” is none. Enter from 0 to 1200 months.",
        ),
        (
            {"facts": {"symptom_months": -1}},
            "facts.symptom_months: Months of the present pain goes from 0 to 1200 months; -1 is outside.",
        ),
        (
            {"facts": {"vitamin_d": 9999}},
            "facts.vitamin_d: Vitamin D goes from 0 to 500 ng/mL; 9999 is outside.",
        ),
        ({"facts": {"dxa_t": 99}}, "facts.dxa_t: DXA T-score goes from -10 to 10; 99 is outside."),
        (
            {"facts": {"opioid_mme": 99999}},
            "facts.opioid_mme: Opioid dose in MME a day goes from 0 to 5000 MME/day; 99999 is outside.",
        ),
        ({"facts": {"mme": 99999}}, "facts.mme: MME goes from 0 to 5000 MME/day; 99999 is outside."),
        (
            {"facts": {"sij_tests_positive": 2.5}},
            "facts.sij_tests_positive: Positive SI joint tests is a whole number; 2.5 is not. "
            "Enter one from 0 to 5 tests.",
        ),
        (
            {"medicines": [{"name": "oxycodone", "amount_per_day": 9999.0, "unit": "mg"}]},
            "medicines[0].amount_per_day 9999 mg is 14998.5 MME a day. MME goes from 0 to 5000 MME/day; "
            "14998.5 is outside. Correct the amount or its unit.",
        ),
        (
            {"medicines": [{"name": "oxycodone", "amount_per_day": 88888.8, "unit": "mg"}]},
            "medicines[0].amount_per_day 88888.8 mg is 133333.2 MME a day. MME goes from 0 to 5000 MME/day; "
            "133333.2 is outside. Correct the amount or its unit.",
        ),
        (
            {"medicines": [{"name": "paracetamol", "amount_per_day": 4000000.0, "unit": "mg"}]},
            "medicines[0].amount_per_day 4,000,000 is more than anybody takes in a day. "
            "Correct the amount or its unit.",
        ),
        (
            {"birth_date": "1068-05-02"},
            "birth_date 1068-05-02 makes this person more than 120 years old. Correct the year.",
        ),
        (
            {"facts": {"injection_relief_pct": 140}},
            "facts.injection_relief_pct: Relief after the injection, percent goes from 0 to 100 %; 140 is outside.",
        ),
        ({"facts": {"fusion_grade": "fuse"}}, "facts.fusion_grade is never “fuse”. Did you mean “fused”?"),
        (
            {"facts": {"fusion_grade": ["fused"]}},
            "facts.fusion_grade takes one word, not a list. Write one of: fused, uncertain, not_fused.",
        ),
        ({"facts": {"nrs_leg": 12}}, "facts.nrs_leg: NRS leg goes from 0 to 10 points; 12 is outside."),
        ({"medicines": [{}]}, "medicines[0].name is missing. Add it."),
        (
            {"medicines": [{"name": "oxycodone", "amount_per_day": "90"}]},
            "medicines[0].amount_per_day must be a number, without quotation marks; “90” is not.",
        ),
        (
            {"medicines": [{"name": "oxycodone", "amount_per_day": -5}]},
            "medicines[0].amount_per_day is “-5”; it must be a number from 0 up.",
        ),
        ({"goal": 5}, "goal must be a text in quotation marks; “5” is not."),
    ],
)
def test_each_mistake_has_its_sentence(keys: dict[str, Any], sentence: str) -> None:
    assert refused(**keys) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}", "patient_id is missing. Add it."),
        ("[]", "An intake is one object in curly brackets, with at least patient_id."),
        (
            '{"patient_id": "P-0101",\n "goal" "walk"}',
            "Line 2, column 9 is not valid JSON (Expecting ':' delimiter). "
            "Look there for a missing quotation mark, comma or bracket.",
        ),
        (
            '{"patient_id": "P-0101", "findings": {"i_halo": "yes", "i_halo": "no"}}',
            "The key “i_halo” stands twice in the same object. Keep one of them.",
        ),
        (
            '{"patient_id": "P-0101", "facts": {"age": NaN}}',
            "“NaN” is no number. Leave the key out while the value is not known.",
        ),
        (
            '{"patient_id": "P-0101", "facts": {"age": 1e999}}',
            "facts.age: Age is a number; “inf” is none. Enter from 0 to 120 years.",
        ),
        ("[" * 100_000, "The brackets of this file are nested far too deep for an intake."),
    ],
)
def test_a_file_that_is_no_intake_has_one_sentence(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_all_mistakes_of_a_file_are_shown_together() -> None:
    sentences = refused(
        birth_date="1968-05-02",
        operations=[{"date": "1958-03-10", "levels": ["L9"]}],
        findings={"i_halos": "yes"},
        red_flags=["RF99"],
        observations=[{"measure": "odi", "value": 140}],
        facts={"smokes": True},
    ).splitlines()
    assert [sentence.split(" ")[0] for sentence in sentences] == [
        "operations[0].date",
        "operations[0].levels[0]",
        "findings.i_halos",
        "red_flags[0]",
        "observations[0]:",
        "facts.smokes",
    ]


def test_item_nine_of_another_day_does_not_do() -> None:
    sentence = refused(
        observations=[
            {"measure": "phq9", "value": 14, "date": "2026-03-01"},
            {"measure": "phq9_item9", "value": 0, "date": "2026-02-01"},
        ]
    )
    assert sentence.startswith("observations: PHQ-9 needs its item 9 of the same day")
