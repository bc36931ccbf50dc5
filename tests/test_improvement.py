"""How far a measure has moved since the plan began (PLAN_RULES R37)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.improvement import Improvement, improvement
from careplan.measure import Measure
from careplan.observation import Observation
from careplan.response import response
from tests.known_catalogue import known_catalogue

START = date(2026, 3, 2)


@pytest.fixture(scope="module")
def odi() -> Measure:
    return known_catalogue().clinical.measures.by_id["odi"]


def _moved(measure: Measure, *values: tuple[int, float]) -> Improvement:
    seen = (Observation(measure=measure.id, value=value, day=START + timedelta(days=day)) for day, value in values)
    found = improvement(measure, seen, START)
    assert found is not None
    return found


def test_story_a15_ten_points_are_reached_by_eleven_and_not_by_seven(odi: Measure) -> None:
    eleven, seven = _moved(odi, (0, 52), (90, 41)), _moved(odi, (0, 52), (90, 45))
    assert (eleven.change, eleven.reached) == (-11, True)
    assert (seven.change, seven.reached) == (-7, False)
    assert eleven.share == pytest.approx(-11 / 52)


@pytest.mark.parametrize(
    ("latest", "reached", "within"), [(42, True, True), (34, True, False), (52, False, False), (70, False, False)]
)
def test_reached_means_at_least_that_and_error_ends_at_the_detectable_change(
    odi: Measure, latest: float, reached: bool, within: bool
) -> None:
    moved = _moved(odi, (0, 52), (90, latest))
    assert (moved.reached, moved.within_error) == (reached, within)


def test_the_baseline_is_the_last_value_on_or_before_the_start(odi: Measure) -> None:
    assert _moved(odi, (-200, 70), (-3, 60), (90, 50)).baseline.value == 60
    assert _moved(odi, (5, 60), (90, 50)).baseline.value == 60
    assert _moved(odi, (0, 60)).latest is None


def test_what_was_known_on_a_day_before_the_baseline_is_told_and_is_no_change(odi: Measure) -> None:
    moved = _moved(odi, (-200, 70), (-33, 62), (-3, 61), (-3, 60), (90, 50))
    assert moved.earlier is not None
    assert (moved.earlier.value, moved.baseline.value, moved.change) == (62, 60, -10)
    assert _moved(odi, (-33, 62), (0, 34)).change is None
    assert _moved(odi, (5, 60), (90, 50)).earlier is None, "the first value after the start is the baseline"


def test_a_measure_where_higher_is_better_counts_the_other_way() -> None:
    promis = known_catalogue().clinical.measures.by_id["promis_pf"]
    assert _moved(promis, (0, 35), (90, 43)).reached is True
    assert _moved(promis, (0, 43), (90, 35)).reached is False


def test_one_person_is_never_judged_by_the_eq5d_index() -> None:
    """REFERENCE 5 and X09: its change is shown and called nothing."""
    moved = _moved(known_catalogue().clinical.measures.by_id["eq5d_index"], (0, 0.5), (90, 0.6))
    assert (moved.change, moved.reached, moved.within_error, moved.smallest) == (0.1, None, False, None)


def test_where_only_a_share_is_known_the_change_that_matters_is_that_share_of_the_baseline() -> None:
    walking = known_catalogue().clinical.measures.by_id["walk_min"]
    enough, short = _moved(walking, (0, 10), (90, 15)), _moved(walking, (0, 20), (90, 29))
    assert (enough.smallest, enough.reached, short.smallest, short.reached) == (5, True, 10, False)
    assert _moved(walking, (0, 0), (90, 15)).reached is None, "no share of nothing"


def test_nothing_is_said_of_what_was_never_taken_or_began_at_nought(odi: Measure) -> None:
    assert improvement(odi, (), START) is None
    assert _moved(odi, (0, 0), (90, 10)).share is None


def test_a_profile_is_no_number() -> None:
    profile = known_catalogue().clinical.measures.by_id["eq5d_profile"]
    seen = [Observation(measure="eq5d_profile", value=text, day=START) for text in ("21143", "11111")]
    found = improvement(profile, seen, START)
    assert found is not None and (found.change, found.reached) == (None, None)


def _response(*values: tuple[str, int, float]) -> str | None:
    seen = (Observation(measure=name, value=value, day=START + timedelta(days=day)) for name, day, value in values)
    return response(known_catalogue().clinical.measures, seen, START)


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ([("nrs_leg", 0, 7), ("nrs_leg", 90, 9)], "worse"),
        ([("nrs_leg", 0, 7), ("nrs_leg", 90, 3), ("odi", 0, 40), ("odi", 90, 50)], "worse"),
        ([("nrs_leg", 0, 7), ("nrs_leg", 90, 3.5)], "much improved"),
        ([("odi", 0, 40), ("odi", 90, 20)], "much improved"),
        ([("nrs_leg", 0, 10), ("nrs_leg", 90, 7)], "improved"),
        ([("nrs_leg", 0, 4), ("nrs_leg", 90, 2.5)], "unchanged"),
        ([("odi", 0, 52), ("odi", 90, 42)], "improved"),
        ([("odi", 0, 52), ("odi", 90, 43)], "unchanged"),
        # the main pain is the higher one at baseline: the other may move as it will
        ([("nrs_back", 0, 3), ("nrs_back", 90, 6), ("nrs_leg", 0, 8), ("nrs_leg", 90, 8)], "unchanged"),
        ([("nrs_leg", 0, 7)], None),
        ([], None),
    ],
)
def test_the_first_label_of_the_response_rule_that_fits(values: list[tuple[str, int, float]], label: str) -> None:
    assert _response(*values) == label
