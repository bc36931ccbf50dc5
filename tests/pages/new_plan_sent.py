"""The new-plan screen as AppTest draws it: what it is sent, and what is entered there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from careplan.pages.desk import Desk
from careplan.pages.new_plan import handle
from careplan.pages.parts.intake.message import Message, Press
from tests.pages.page_of import desks, sent_to

Wire = dict[str, Any]
FIRST = "a" * 32


def _page() -> None:
    from careplan.pages.new_plan import show
    from tests.pages.page_of import desks

    show(desks[-1])


def open_page(desk: Desk) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_page, default_timeout=30).run()
    assert not page.exception
    return page


def sent(page: AppTest) -> Wire:
    """Return what the component was sent."""
    return sent_to(page, "new_plan")


def enter(desk: Desk, changes: dict[str, Any], press: Press = Press.NONE) -> Any:
    return handle(desk, Message(press, FIRST, changes))


def parts(wire: Any) -> Iterator[Wire]:
    """Yield every part of the form, however deep."""
    if isinstance(wire, dict):
        yield wire
        for inner in wire.values():
            yield from parts(inner)
    elif isinstance(wire, list):
        for inner in wire:
            yield from parts(inner)


def chip(data: Wire, text: str) -> Wire:
    """Return a button, with what the browser takes it to say where it says nothing."""
    groups = [part for part in parts(data["form"]) if part.get("part") == "chips"]
    buttons = [{"name": group["key"], "value": "yes", **button} for group in groups for button in group["chips"]]
    return next(button for button in buttons if button["text"] == text)
