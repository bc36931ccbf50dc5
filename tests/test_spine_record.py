"""Numbers that findings follow, read off operations and scores."""

from __future__ import annotations

from datetime import date

import pytest

from careplan.patient import Operation, OperationProcedure
from careplan.spine_record import segments, with_spine_record
from tests.clinical_story import knows

TODAY = date(2026, 3, 2)


def fusion(*levels: str, number: int = 1, day: date = date(2025, 1, 2), done: bool = True) -> Operation:
    return Operation(number=number, day=day, done=done, procedures=(OperationProcedure.SPINAL_FUSION,), levels=levels)


@pytest.mark.parametrize(
    ("written", "covered"),
    [
        (["L4-L5"], 1),
        (["L4-S1"], 2),
        (["L4-L5", "L5-S1"], 2),
        (["L4-5"], 1),
        (["L3/L5"], 2),
        (["T12-L1"], 1),
        (["C5-C6"], 1),
        (["L4-L9"], 0),
        (["S1-L5"], 0),
        (["x"], 0),
    ],
)
def test_levels_are_counted_as_motion_segments(written: list[str], covered: int) -> None:
    assert len(segments(written)) == covered


def test_levels_fused_in_two_operations_count_once() -> None:
    lookup = with_spine_record(knows(), [fusion("L4-L5"), fusion("L4-S1", number=2)], TODAY)
    assert (lookup("fused_levels"), lookup("spine_operations")) == (2, 2)


def test_an_operation_without_levels_leaves_the_number_open() -> None:
    lookup = with_spine_record(knows(), [fusion("L4-L5"), fusion(number=2)], TODAY)
    assert lookup("fused_levels") is None


def test_planned_operations_and_an_empty_history_say_nothing() -> None:
    assert with_spine_record(knows(), [fusion("L4-S1", done=False)], TODAY)("fused_levels") is None
    assert with_spine_record(knows(), [], TODAY)("spine_operations") is None


def test_differences_need_both_numbers() -> None:
    assert with_spine_record(knows(nrs_leg=7.0, nrs_back=3.0), [], TODAY)("leg_minus_back") == 4
    assert with_spine_record(knows(nrs_leg=7.0), [], TODAY)("leg_minus_back") is None
    both = knows(months_since_fusion=14.0, symptom_months=6.0)
    assert with_spine_record(both, [], TODAY)("pain_after_fusion_months") == 8


def test_every_other_name_is_passed_on() -> None:
    assert with_spine_record(knows(smoker="yes"), [], TODAY)("smoker") == "yes"
