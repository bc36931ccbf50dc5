"""What is said of a patient's outcomes (PLAN_RULES R37)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.coordination.overview import OutcomeLine
from careplan.coordination.patient_words import operation_words, outcome_cells, response_words
from careplan.improvement import improvement
from careplan.measure import MeasureFile
from careplan.observation import Observation
from careplan.patient import Operation, OperationProcedure
from careplan.response import response
from tests.known_catalogue import known_catalogue

START = date(2026, 3, 2)
LATER = START + timedelta(days=90)
CHANCE = "What is within measurement error counts for the rule too, and may be chance."


@pytest.fixture(scope="module")
def measures() -> MeasureFile:
    return known_catalogue().clinical.measures


def said(measures: MeasureFile, **scores: tuple[float, float]) -> tuple[str, str, list[str]]:
    """Return the label, the words below it and the changes of a table, for scores at the start and later."""
    seen = [
        Observation(measure=name, value=value, day=day)
        for name, values in scores.items()
        for value, day in zip(values, (START, LATER), strict=True)
    ]
    lines = [OutcomeLine(name, improvement(measures.by_id[name], seen, START)) for name in scores]
    label = response(measures, seen, START)
    assert label is not None
    return (
        label,
        response_words(label, measures.response, lines),
        [outcome_cells(line, today=LATER)[2] for line in lines],
    )


def test_much_improved_within_measurement_error_says_that_it_may_be_chance(measures: MeasureFile) -> None:
    label, words, changes = said(measures, nrs_leg=(4, 2))
    assert (label, changes) == ("much improved", ["−2 (−50 %), reached, within measurement error"])
    rule = "main pain down by 50% or more, or ODI down by 50% or more"
    assert words == f"By the response rule: {rule}. {CHANCE}"


def test_a_score_that_stayed_as_it_was_did_not_change(measures: MeasureFile) -> None:
    assert said(measures, nrs_leg=(3, 3), odi=(0, 0))[2] == ["no change", "no change"]


def test_a_change_beyond_measurement_error_needs_no_such_words(measures: MeasureFile) -> None:
    label, words, _ = said(measures, odi=(60, 28))
    assert label == "much improved"
    assert CHANCE not in words


def test_a_fall_before_the_plan_is_shown_as_that_and_not_as_its_progress(measures: MeasureFile) -> None:
    scores = [(-33, 62), (0, 34)]
    seen = [Observation(measure="odi", value=value, day=START + timedelta(days=day)) for day, value in scores]
    line = OutcomeLine("ODI", improvement(measures.by_id["odi"], seen, START))
    before = "; before this plan: 62 (28 Jan) → 34 (2 Mar)"
    assert outcome_cells(line, today=START) == ("ODI", "34", f"no later value since 2 Mar 2026{before}")
    again = Observation(measure="odi", value=24, day=LATER)
    line = OutcomeLine("ODI", improvement(measures.by_id["odi"], [*seen, again], START))
    assert outcome_cells(line, today=LATER)[1:] == (
        "34 → 24",
        f"−10 (−29 %), reached, within measurement error{before}",
    )
    assert response(measures, seen, START) is None


def test_what_the_rule_does_not_look_at_says_nothing_of_its_label(measures: MeasureFile) -> None:
    _, words, changes = said(measures, odi=(60, 28), pcs=(30, 24))
    assert changes[1].endswith("within measurement error")
    assert CHANCE not in words


def test_unchanged_says_what_it_is_not(measures: MeasureFile) -> None:
    label, words, _ = said(measures, odi=(44, 40))
    assert (label, words) == ("unchanged", "By the response rule: neither better nor worse.")


@pytest.mark.parametrize(("done", "when"), [(True, "date not known"), (False, "no date yet")])
def test_the_missing_day_of_an_operation_lies_ahead_only_where_the_operation_does(done: bool, when: str) -> None:
    operation = Operation(number=1, done=done, procedures=(OperationProcedure.LAMINECTOMY,))
    assert operation_words(operation, str).endswith(f", {when}")
