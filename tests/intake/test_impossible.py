"""What an intake cannot say: days, numbers, levels and texts that nobody can mean."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from careplan.errors import InvalidInput
from careplan.intake import Intake, read_intake
from careplan.new_plan import read_entered
from tests.clinical_story import content
from tests.known_catalogue import known_catalogue
from tests.new_plan.entering import entered

TODAY = date(2026, 3, 2)


def _read(text: str) -> Intake:
    return read_intake(text, content(), today=TODAY)


def _refused(text: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        _read(text)
    return str(refused.value)


def _with(**keys: Any) -> str:
    return json.dumps({"patient_id": "P-0101", **keys})


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (
            {"birth_date": "1970-05-01", "start": "1960-05-01"},
            "start 1960-05-01 is before the birth date 1970-05-01. Correct one of them.",
        ),
        ({"start": "9999-12-01"}, "start 9999-12-01 is more than 10 years from today. Correct the year."),
        ({"start": "1026-03-02"}, "start 1026-03-02 is more than 10 years from today. Correct the year."),
        ({"goal": "x" * 100_000}, "goal has 100000 characters; 2000 are the most. Shorten it."),
        (
            {"operations": [{"levels": ["L4/L9", "here", "L4-L5"]}]},
            "operations[0].levels[0] “L4/L9” is no level of the spine. Write it as L4-L5 or L4-S1.\n"
            "operations[0].levels[1] “here” is no level of the spine. Write it as L4-L5 or L4-S1.",
        ),
        (
            {"medicines": [{"name": "oxycodone", "amount_per_day": 1e308}]},
            "medicines[0].amount_per_day 1e+308 is more than anybody takes in a day. Correct the amount or its unit.",
        ),
    ],
)
def test_what_cannot_be_is_told_where_it_stands(keys: dict[str, Any], sentence: str) -> None:
    assert _refused(_with(**keys)) == sentence


@pytest.mark.parametrize("digits", [350, 4_200, 5_000])
def test_a_number_of_thousands_of_digits_is_a_slip_and_not_a_fault_of_the_program(digits: int) -> None:
    for text in (
        '{"patient_id": "P-0101", "observations": [{"measure": "odi", "value": %s}]}',
        '{"patient_id": "P-0101", "facts": {"symptom_months": %s}}',
        '{"patient_id": "P-0101", "medicines": [{"name": "oxycodone", "amount_per_day": %s}]}',
    ):
        sentence = _refused(text % ("9" * digits))
        assert len(sentence) < 300
        assert "thousands of digits" in sentence or "999…" in sentence or "more than anybody" in sentence


def test_a_start_ten_years_away_is_taken() -> None:
    assert _read(_with(start="2036-03-02")).start == date(2036, 3, 2)


@pytest.mark.parametrize(
    ("written", "kept"), [("L4/5", "L4-L5"), ("l4-5", "L4-L5"), (" L4 / S1", "L4-S1"), ("L04-L05", "L4-L5")]
)
def test_a_level_is_kept_in_one_way_however_it_was_written(written: str, kept: str) -> None:
    (operation,) = _read(_with(operations=[{"levels": [written]}])).patient.operations
    assert operation.levels == (kept,)


def test_new_plan_tells_both_of_two_wrong_levels_and_a_start_before_birth() -> None:
    form = entered(
        {
            "operation.0.levels": "L4/9, here",
            "birth_date": "1970-05-01",
            "start": "1960-05-01",
        }
    )
    reading = read_entered(form, known_catalogue().clinical, today=TODAY)
    assert "“L4/9”" in reading.wrong["operation.0.levels"] and "“here”" in reading.wrong["operation.0.levels"]
    assert reading.wrong["start"] == "1 May 1960 is before the birth date 1 May 1970. Correct one of them."
    assert "birth_date" not in reading.wrong
    assert reading.intake is not None and reading.intake.start == TODAY
