"""Days that nobody could keep are refused: out of any sense, not going forward, before a day that is not known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careplan.catalogue import check
from tests.catalogue.good_template import GOOD_TEMPLATE

Write = Callable[[str], Path]


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        (
            "7 (0..14)",
            "99999999 (7..999999999)",
            "CB01: due “99999999 (7..999999999)” reaches day 99999999, more than ten years away. "
            "Write days from -3653 to 3653.",
        ),
        ("7 (0..14)", "7 (0..3654)", "CB01: due “7 (0..3654)” reaches day 3654, more than ten years away."),
        ("7 (0..14)", f"7 (0..{'9' * 5000})", "CB01: due “7 (0.."),
        (
            "7 (0..14)",
            "-7 (-14..0)",
            "CB01: due “-7 (-14..0)” lies before “plan_start”, a day that is not known beforehand. "
            "Days below 0 need one of these anchors: procedure, revision_surgery, scs_implant, scs_trial.",
        ),
        (
            "30d x2",
            "0d x3",
            "CB02: repeat “0d x3 until surgeon_released” does not go forward: day 30 comes after day 30.",
        ),
        ("30d x2", "1d x100000", "CB02: repeat “1d x100000” asks for 100000 more. Write 120 or fewer, further apart."),
        ("30d x2", "90d x100", "CB02: repeat “90d x100 until surgeon_released” reaches day 3720, more than ten years"),
        (
            "until surgeon_released",
            "until",
            "CB02: repeat “30d x2 until” names no fact after until. Write such as until surgeon_released.",
        ),
        (
            "at 28, 42",
            "at 60, 60",
            "CB03: repeat “at 60, 60” does not go forward: day 60 comes after day 60. "
            "Write days that rise, the first of them later than day 14.",
        ),
        ("at 28, 42", "at 90, 60", "CB03: repeat “at 90, 60” does not go forward: day 60 comes after day 90."),
        ("at 28, 42", "at 5, 60", "CB03: repeat “at 5, 60” does not go forward: day 5 comes after day 14."),
        ("at 28, 42", "at 28, 99999", "CB03: repeat “at 28, 99999” reaches day 99999, more than ten years away."),
        (
            'repeat = "at 28, 42"',
            'repeat = "at 28, 42"\nwindow_later = "0..99999"',
            "CB03: window_later “0..99999” reaches day 99999, more than ten years away.",
        ),
        (
            'repeat = "at 28, 42"',
            'repeat = "at 28, 42"\nwindow_later = "3..9"',
            "CB03: window_later 3..9 leaves out its own day, which is 0. Write such as -7..7 or 0..14.",
        ),
        (
            'repeat = "at 28, 42"',
            'repeat = "at 28, 42"\nwindow_later = "9..3"',
            "CB03: window_later 9..3 ends before it begins. Write the smaller number first.",
        ),
        (
            'repeat = "at 28, 42"',
            'repeat = "at 28, 42"\nwindow_later = "a week"',
            "CB03: window_later “a week” cannot be read. Write from..to, such as -30..30.",
        ),
    ],
)
def test_days_that_nobody_could_keep_are_refused(write: Write, was: str, becomes: str, expected: str) -> None:
    assert was in GOOD_TEMPLATE
    (problem,) = [str(problem) for problem in check(write(GOOD_TEMPLATE.replace(was, becomes, 1)))]
    assert problem.startswith(f"cold_back.toml, {expected}")


@pytest.mark.parametrize("due", ["-7 (-14..-1)", "0 (-7..1)"])
def test_days_before_a_planned_day_and_a_window_that_begins_before_its_anchor_are_right(write: Write, due: str) -> None:
    was = 'anchor = "procedure"\ndue = "14 (7..21)"'
    assert was in GOOD_TEMPLATE
    assert check(write(GOOD_TEMPLATE.replace(was, f'anchor = "procedure"\ndue = "{due}"'))) == ()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(days=st.tuples(*[st.integers(-(10**9), 10**9)] * 3), step=st.integers(0, 10**9), times=st.integers(0, 10**9))
def test_whatever_numbers_are_written_they_are_read_or_refused(
    write: Write, days: tuple[int, int, int], step: int, times: int
) -> None:
    text = GOOD_TEMPLATE.replace("30 (20..40)", "{} ({}..{})".format(*days)).replace("30d x2", f"{step}d x{times}")
    for problem in check(write(text)):
        assert problem.place == "CB02"
        assert problem.sentence.endswith("."), problem
