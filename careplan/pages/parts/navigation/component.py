"""Registers the component once and leads to the screen that was pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from careplan.pages.parts.component import component
from careplan.screen import Screen

_NAVIGATION = component("navigation", isolate_styles=False)
_KEY: Final = "navigation"
_MAIN_ACTION: Final = "new"
"""The screen that stands apart as a button: it starts something."""


def navigation(
    offered: Iterable[Screen], shown: Screen | None, *, role: str, name: str, demo: bool, go: Callable[[str], None]
) -> None:
    """Draw the row.

    Args:
        offered: the screens that this person may go to, in their order.
        shown: the screen below the row.
        role: what the person is here, in words.
        name: their sign-in name.
        demo: whether every patient here is invented; the row says so.
        go: called with the name of a pressed screen, before anything is drawn again.
    """
    links = [_link(screen, shown) for screen in offered]
    data = {
        "links": [link for link in links if link["name"] != _MAIN_ACTION],
        "action": next((link for link in links if link["name"] == _MAIN_ACTION), None),
        "person": {"role": role, "name": name},
        "demo": demo,
    }
    names = {link["name"] for link in links}
    _NAVIGATION(key=_KEY, data=data, hear={"go": lambda sent: _receive(sent, names, go)})


def _link(screen: Screen, shown: Screen | None) -> dict[str, str]:
    """Return a link in the words of aria-current: the page itself, or the place that it belongs to."""
    current = ""
    if shown:
        current = "page" if screen == shown else "true" if screen.name == shown.under else ""
    return {"name": screen.name, "title": screen.title, "address": f"/{screen.name}", "current": current}


def _receive(sent: object, names: set[str], go: Callable[[str], None]) -> None:
    if isinstance(sent, str) and sent in names:
        go(sent)
