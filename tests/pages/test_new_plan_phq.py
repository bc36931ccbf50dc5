"""New plan says that a positive PHQ-2 asks for the PHQ-9 (PLAN_RULES R15)."""

from __future__ import annotations

import json

import pytest

from careplan.pages.desk import Desk
from tests.pages.new_plan_sent import enter, open_page, sent

SAYS = "PHQ-2 of 3 or more asks for the PHQ-9. Enter PHQ-9 and PHQ-9 item 9 too"


@pytest.mark.parametrize(
    ("scores", "asked"),
    [
        ({"phq2": "2"}, False),
        ({"phq2": "3"}, True),
        ({"phq2": "3", "phq9": "8", "phq9_item9": "0"}, False),
    ],
)
def test_a_typed_positive_phq2_asks_for_the_phq9(desk: Desk, scores: dict[str, str], asked: bool) -> None:
    enter(desk, {f"score.{name}": value for name, value in scores.items()})
    assert (SAYS in json.dumps(sent(open_page(desk)))) is asked
