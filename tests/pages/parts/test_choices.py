"""The chips above a list: what a press may say, and what of it stands in the address."""

from __future__ import annotations

import pytest

from careplan.pages.parts import address_choice
from careplan.pages.parts.address_choice import in_address, into_address
from careplan.pages.parts.choices import Choice
from careplan.pages.parts.choices.component import receive

OPTIONS = {"now": "Now 3", "open": "Open 7"}
ROWS = (Choice("show", "Filter", OPTIONS, "now"), Choice("view", "View", {"role": "Role"}, "role"))


def test_a_press_on_what_is_offered_is_passed_on() -> None:
    pressed: list[tuple[str, str]] = []
    receive({"name": "show", "value": "open"}, ROWS, lambda *said: pressed.append(said))
    assert pressed == [("show", "open")]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "open",
        [],
        {},
        {"name": "show"},
        {"name": "show", "value": "role"},
        {"name": "view", "value": "open"},
        {"name": "id", "value": "PL-0001-01"},
        {"name": "show", "value": ["open"]},
        {"name": ["show"], "value": "open"},
    ],
)
def test_anything_else_from_the_browser_is_left_out(sent: object) -> None:
    receive(sent, ROWS, lambda *said: pytest.fail(f"passed on {said}"))


def test_the_default_stands_in_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    address = {"show": "pie", "id": "PL-0001-01"}
    monkeypatch.setattr(address_choice.st, "query_params", address)
    assert in_address("show", OPTIONS) == "now"
    into_address("show", "open", default="now")
    assert (in_address("show", OPTIONS), address["show"]) == ("open", "open")
    into_address("show", "now", default="now")
    assert address == {"id": "PL-0001-01"}
