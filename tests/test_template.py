"""The short texts of a template and what they mean."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from careplan.condition_language import parse
from careplan.errors import InvalidInput
from careplan.template import Due
from tests.core.small import module, task


def test_due_reads_target_and_window() -> None:
    assert task("A", "14 (7..21)").days == Due(14, 7, 21)
    assert task("A", "-21 (-42..-7)").days == Due(-21, -42, -7)


@pytest.mark.parametrize(
    ("repeat", "days"),
    [
        ("no", ()),
        ("14d x3", (28, 42, 56)),
        ("at 180, 365", (180, 365)),
        ("14d x2 until healed=yes", (28, 42)),
        ("at 42 until healed", (42,)),
    ],
)
def test_repeat_reads_later_targets_after_the_same_anchor(repeat: str, days: tuple[int, ...]) -> None:
    assert task("A", "14 (7..21)", repeat=repeat).series.days == days


def test_until_is_a_condition() -> None:
    until = task("A", repeat="28d x12 until nicotine_free_months>=6").series.until
    assert until is not None
    assert until.names == {"nicotine_free_months"}
    assert task("A", repeat="28d x12").series.until is None


def test_later_sessions_have_the_window_of_the_first_unless_said_otherwise() -> None:
    assert task("A", "14 (7..28)").later_window == (-7, 14)
    assert task("A", "14 (7..28)", window_later="-30..30").later_window == (-30, 30)


@pytest.mark.parametrize(
    ("due", "says"),
    [
        ("14", "cannot be read"),
        ("14 (7-21)", "cannot be read"),
        ("two weeks", "cannot be read"),
        ("14 (21..7)", "ends before it begins"),
        ("30 (7..21)", "lies outside its window"),
    ],
)
def test_a_wrong_due_is_refused(due: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        _ = task("A", due).days


@pytest.mark.parametrize("repeat", ["weekly", "7d", "at 1,2", "7 x2"])
def test_a_wrong_repeat_is_refused(repeat: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        _ = task("A", repeat=repeat).series


def test_a_wrong_later_window_is_refused() -> None:
    with pytest.raises(InvalidInput, match="window_later"):
        _ = task("A", window_later="a month").later_window


def test_an_anchor_may_be_another_task() -> None:
    assert task("A", anchor="task:RC13").anchor_task == "RC13"
    assert task("A", anchor="procedure").anchor_task is None


def test_the_condition_of_a_task_and_of_a_module_is_parsed() -> None:
    assert task("A", condition="smoker").when.names == parse("smoker").names
    assert module("omega", kind="added", condition="gate.scs=yes").when.names == {"gate.scs"}


@pytest.mark.parametrize("field", ["title", "why", "done_when"])
def test_a_task_says_what_why_and_when_it_is_done(field: str) -> None:
    with pytest.raises(ValidationError, match="write one sentence"):
        task("A", **{field: "  "})


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError):
        task("A", dose="much")
