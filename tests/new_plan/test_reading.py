"""From what was typed to an intake: a wrong field is named and left out, the rest goes on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from careplan.new_plan import Reading, read_entered
from tests.known_catalogue import known_catalogue
from tests.new_plan.entering import entered

TODAY = date(2026, 3, 2)


def read(changes: dict[str, Any]) -> Reading:
    return read_entered(entered(changes), known_catalogue().clinical, today=TODAY)


def test_an_empty_form_is_an_intake_of_which_nothing_is_known() -> None:
    reading = read({})
    assert reading.wrong == {}
    assert reading.intake is not None
    assert (reading.intake.start, reading.intake.findings, reading.intake.patient.medicines) == (TODAY, {}, None)


def test_a_filled_form_is_read_in_full() -> None:
    reading = read(
        {
            "patient_id": "P-0101",
            "birth_date": "1968-05-02",
            "sex": "female",
            "operation.0.has.spinal_fusion": "yes",
            "operation.0.levels": "L4-L5, L5-S1",
            "operation.0.side": "both",
            "operation.0.day": "2025-03-10",
            "operation.0.implant": "yes",
            "score.nrs_back": "7",
            "score.odi": "44,5",
            "fact.employed": "no",
            "fact.symptom_months": "6",
            "finding.i_halo": "yes",
            "red_flag.RF06": "yes",
            "medicine.0.name": "oxycodone",
            "medicine.0.amount": "40",
            "start": "2026-03-09",
        }
    )
    intake = reading.intake
    assert intake is not None and reading.wrong == {}
    operation = intake.patient.operations[0]
    assert (operation.levels, operation.day, operation.implant) == (("L4-L5", "L5-S1"), date(2025, 3, 10), True)
    assert {seen.measure: seen.value for seen in intake.observations} == {"nrs_back": 7.0, "odi": 44.5}
    assert (intake.facts["employed"], intake.facts["symptom_months"], intake.facts["opioid_mme"]) == ("no", 6.0, 60.0)
    assert (intake.red_flags, intake.findings, intake.start) == (("RF06",), {"i_halo": "yes"}, date(2026, 3, 9))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("score.odi", "140", "from 0 to 100"),
        ("score.nrs_leg", "7.5", "whole number"),
        ("score.nrs_leg", "bad", "a number"),
        ("birth_date", "2 May 68", "not a date"),
        ("birth_date", "2031-05-02", "2 May 2031 lies in the future"),
        ("operation.0.day", "2027-01-01", "1 Jan 2027 is after the start 2 Mar 2026"),
        ("operation.0.levels", "M9-Z3", "no level of the spine"),
        ("fact.symptom_months", "-2", "from 0 to 1200 months"),
        ("fact.vitamin_d", "9999", "from 0 to 500 ng/mL"),
        ("fact.dxa_t", "99", "from -10 to 10"),
        ("score.mme", "99999", "from 0 to 5000 MME/day"),
        ("done_on.mri", "2027-02-20", "day to come"),
        ("done_on.mri", "last week", "Write it as YYYY-MM-DD"),
        ("start", "soon", "not a date"),
        ("goal", "x" * 2001, "The goal: 2,001 characters; at most 2,000. Shorten it."),
        ("operation.0.levels", "L4-L5, " * 50, "The levels: 350 characters; at most 300. Shorten it."),
        ("medicine.0.name", "x" * 301, "The name of the medicine: 301 characters; at most 300. Shorten it."),
    ],
)
def test_a_wrong_field_is_named_with_a_sentence_and_the_rest_still_counts(field: str, value: str, says: str) -> None:
    reading = read({"finding.h_burning": "yes", field: value})
    assert says in reading.wrong[field]
    assert reading.intake is not None
    assert reading.intake.findings == {"h_burning": "yes"}


def test_an_amount_that_must_be_a_slip_is_laid_to_its_line_though_an_empty_one_comes_first() -> None:
    reading = read({"medicine.0.amount": "5", "medicine.1.name": "oxycodone", "medicine.1.amount": "9999"})
    assert "14998.5 MME a day" in reading.wrong["medicine.1.amount"]
    assert reading.intake is not None and reading.intake.patient.medicines is not None
    assert [medicine.amount_per_day for medicine in reading.intake.patient.medicines] == [None]


def test_a_wrong_date_is_laid_to_the_operation_it_stands_at_though_an_empty_one_comes_first() -> None:
    reading = read({"operation.add": "yes", "operation.1.day": "2027-01-01"})
    assert set(reading.wrong) == {"operation.1.day"}


def test_a_phq9_total_counts_only_with_its_item_9() -> None:
    reading = read({"score.phq9": "14"})
    assert "Enter it" in reading.wrong["score.phq9_item9"]
    assert reading.intake is not None and reading.intake.observations == ()
    both = read({"score.phq9": "14", "score.phq9_item9": "0"})
    assert both.wrong == {}
    assert both.intake is not None and len(both.intake.observations) == 2


def test_earlier_scores_need_their_day() -> None:
    assert "on which day" in read({"earlier.odi": "62"}).wrong["earlier_on"]
    reading = read({"earlier.odi": "62", "earlier_on": "2026-02-05", "score.odi": "34"})
    assert reading.intake is not None
    assert [(str(seen.day), seen.value) for seen in reading.intake.observations] == [
        ("2026-03-02", 34.0),
        ("2026-02-05", 62.0),
    ]


def test_scores_of_a_day_to_come_are_laid_to_their_day() -> None:
    both = {"score.odi": "34", "earlier.odi": "62", "earlier_on": "2026-02-05"}
    assert set(read({**both, "scores_on": "2027-02-20"}).wrong) == {"scores_on"}
    reading = read({**both, "earlier_on": "2027-02-05"})
    assert reading.wrong["earlier_on"].startswith("5 Feb 2027 lies in the future")
    assert reading.intake is not None and [seen.value for seen in reading.intake.observations] == [34.0]


def test_no_medicines_is_a_confirmed_empty_list_and_silence_is_not() -> None:
    silent, none = read({}).intake, read({"medicine.none": "yes"}).intake
    assert silent is not None and none is not None
    assert silent.patient.medicines is None
    assert none.patient.medicines == ()
    assert none.facts["opioid_mme"] == 0
