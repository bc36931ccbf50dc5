"""What stands beside the label of the response rule: two labels that disagree, and the two flags (REFERENCE 5)."""

from __future__ import annotations

from datetime import date, timedelta

from careplan.observation import Observation
from careplan.response import Verdict, verdict
from tests.known_catalogue import known_catalogue

START = date(2026, 3, 2)


def said(*values: tuple[str, int, float]) -> Verdict:
    seen = (Observation(measure=name, value=value, day=START + timedelta(days=day)) for name, day, value in values)
    found = verdict(known_catalogue().clinical.measures, seen, START)
    assert found is not None
    return found


def test_labels_of_pain_and_odi_that_disagree_are_both_told() -> None:
    found = said(("nrs_leg", 0, 7), ("nrs_leg", 90, 3), ("odi", 0, 40), ("odi", 90, 50))
    assert (found.label, found.pain, found.odi, found.disagree) == ("worse", "much improved", "worse", True)
    alike = said(("nrs_leg", 0, 7), ("nrs_leg", 90, 7), ("odi", 0, 40), ("odi", 90, 41))
    assert (alike.pain, alike.odi, alike.disagree) == ("unchanged", "unchanged", False)


def test_one_score_alone_disagrees_with_nothing() -> None:
    found = said(("nrs_leg", 0, 7), ("nrs_leg", 90, 2))
    assert (found.pain, found.odi, found.disagree, found.acceptable) == ("much improved", None, False, None)


def test_what_passes_measurement_error_is_named() -> None:
    found = said(("nrs_leg", 0, 7), ("nrs_leg", 90, 3), ("nrs_back", 0, 5), ("nrs_back", 90, 2), ("odi", 0, 50))
    assert [one.measure.id for one in found.above_error] == ["nrs_leg"], "4 of 3.7, and 3 of 3.6"
    assert [one.measure.id for one in said(("odi", 0, 50), ("odi", 90, 32)).above_error] == ["odi"]


def test_an_odi_of_22_is_acceptable_and_one_of_23_is_not() -> None:
    assert said(("odi", 0, 50), ("odi", 90, 22)).acceptable is True
    assert said(("odi", 0, 50), ("odi", 90, 23)).acceptable is False
