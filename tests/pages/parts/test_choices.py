"""The chips above a list: what a press may say, and what of it stands in the address."""

from __future__ import annotations

from collections import deque

import pytest

from careplan.pages.parts import address_choice
from careplan.pages.parts.address_choice import in_address, into_address
from careplan.pages.parts.choices import Choice
from careplan.pages.parts.choices.component import Answered, receive

OPTIONS = {"now": "Now 3", "open": "Open 7"}
ROWS = (Choice("show", "Filter", OPTIONS, "now"), Choice("view", "View", {"role": "Role"}, "role"))


def test_a_press_on_what_is_offered_is_passed_on_and_answered() -> None:
    pressed: list[tuple[str, str]] = []
    answered: Answered = deque([0], maxlen=1)
    receive({"number": 7, "chosen": {"show": "open"}}, ROWS, lambda *said: pressed.append(said), answered)
    assert (pressed, answered[0]) == ([("show", "open")], 7)


def test_presses_that_come_together_are_all_passed_on() -> None:
    pressed: list[tuple[str, str]] = []
    both = {"number": 8, "chosen": {"view": "role", "show": "open"}}
    receive(both, ROWS, lambda *said: pressed.append(said), deque([7], maxlen=1))
    assert pressed == [("show", "open"), ("view", "role")]


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"show": "role"},
        {"view": "open"},
        {"id": "PL-0001-01"},
        {"show": ["open"]},
        {"show": None},
        {1: "open"},
    ],
)
def test_what_was_not_offered_is_left_out(chosen: object) -> None:
    answered: Answered = deque([0], maxlen=1)
    receive({"number": 1, "chosen": chosen}, ROWS, lambda *said: pytest.fail(f"passed on {said}"), answered)
    assert answered[0] == 1


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "open",
        [],
        {},
        {"number": 1},
        {"chosen": {"show": "open"}},
        {"number": 1, "chosen": "open"},
        {"number": "1", "chosen": {"show": "open"}},
        {"number": True, "chosen": {"show": "open"}},
        {"number": 0, "chosen": {"show": "open"}},
        {"number": 2**31 + 1, "chosen": {"show": "open"}},
    ],
)
def test_anything_else_from_the_browser_is_no_press(sent: object) -> None:
    answered: Answered = deque([0], maxlen=1)
    receive(sent, ROWS, lambda *said: pytest.fail(f"passed on {said}"), answered)
    assert answered[0] == 0


def test_the_default_stands_in_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    address = {"show": "pie", "id": "PL-0001-01"}
    monkeypatch.setattr(address_choice.st, "query_params", address)
    assert in_address("show", OPTIONS) == "now"
    into_address("show", "open", default="now")
    assert (in_address("show", OPTIONS), address["show"]) == ("open", "open")
    into_address("show", "now", default="now")
    assert address == {"id": "PL-0001-01"}
