"""Ranges in words: in a refusal, and beside a field."""

from __future__ import annotations

import re

import pytest

from careplan.errors import InvalidInput
from careplan.number_range import NumberRange


@pytest.mark.parametrize(
    ("taken", "words", "hint"),
    [
        (NumberRange(0, 100, unit="%"), "from 0 to 100 %", "0 to 100 %"),
        (NumberRange(0, 500, unit="ng/mL", loose=True), "from 0 to 500 ng/mL", "ng/mL"),
        (NumberRange(max=1), "up to 1", "up to 1"),
    ],
)
def test_a_range_is_said_in_full_when_it_refuses_and_shortly_beside_a_field(
    taken: NumberRange, words: str, hint: str
) -> None:
    assert (taken.words, taken.hint) == (words, hint)


@pytest.mark.parametrize("value", [-1, 5.5, 11, float("nan"), float("inf"), "7", True, None])
def test_what_is_no_such_number_is_refused_by_name(value: object) -> None:
    with pytest.raises(InvalidInput, match=r"^NRS leg .*from 0 to 10 points"):
        NumberRange(0, 10, integer=True, unit="points").checked("NRS leg", value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (9999999999.0, "9999999999"),
        (10**11, "100000000000"),
        (1234567.25, "1234567.25"),
        (-0.00001, "-0.00001"),
        (10**60, f"1{'0' * 39}…"),
    ],
)
def test_what_is_outside_is_said_in_the_digits_that_were_typed(value: float, said: str) -> None:
    with pytest.raises(InvalidInput, match=f"; {re.escape(said)} is outside\\.$"):
        NumberRange(0, 10, unit="points").checked("NRS leg", value)


def test_what_is_not_whole_is_said_in_the_digits_that_were_typed() -> None:
    with pytest.raises(InvalidInput, match=r"; 1234567\.5 is not\. "):
        NumberRange(integer=True).checked("Steps", 1234567.5)


@pytest.mark.parametrize("value", [0, 10, 7.0])
def test_both_ends_are_taken(value: float) -> None:
    assert NumberRange(0, 10, integer=True).checked("NRS leg", value) == value
