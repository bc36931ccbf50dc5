"""Registers the component once and leads to the screen that was pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from careplan.pages.parts.component import component
from careplan.screen import FIRST, Screen

_NAVIGATION = component("navigation", isolate_styles=False)
_KEY: Final = "navigation"
_ROOM: Final = 4
"""Screens that a phone's row holds."""
_MAIN_ACTION: Final = "new"
"""The screen that stands apart as a button: it starts something."""
KEYS: Final = {"work": "w", "patients": "p", "review": "m", "new": "n"}
"""The screens to which a single key leads (PRODUCT 3). C and R are kept free: browsers and Streamlit know them."""


class Signed(NamedTuple):
    """Who is signed in.

    Attributes:
        role: what the person is here, in words.
        name: their sign-in name.
        shortcuts: whether single keys lead to screens.
    """

    role: str
    name: str
    shortcuts: bool


def navigation(
    offered: Iterable[Screen], shown: Screen | None, person: Signed, *, day: str, demo: bool, go: Callable[[str], None]
) -> None:
    """Draw the row.

    Args:
        offered: the screens that this person may go to, in their order.
        shown: the screen below the row.
        day: today, as paper says it.
        demo: whether every patient here is invented; the row says so.
        go: called with the name of a pressed screen, before anything is drawn again.
    """
    screens = list(offered)
    menu = [screen for screen in screens if screen.in_menu]
    if all(
        screen.name != FIRST for screen in screens
    ):  # who has no tasks is here for what stands in the menu of others
        menu = [screen for screen in menu if not screen.act]
    row = [screen for screen in screens if screen not in menu and screen.name != _MAIN_ACTION]
    menu.sort(key=lambda screen: bool(screen.act))
    if len(row) > _ROOM:
        menu = [*(screen for screen in row if screen.gives_way), *menu]
    data = {
        "links": [_link(screen, shown, gives_way=screen in menu) for screen in row],
        "action": next((_link(screen, shown) for screen in screens if screen.name == _MAIN_ACTION), None),
        "menu": [_link(screen, shown, gives_way=screen in row) for screen in menu],
        "person": person._asdict(),
        "demo": demo,
        "day": day,
    }
    names = {screen.name for screen in screens}
    _NAVIGATION(key=_KEY, data=data, hear={"go": lambda sent: _receive(sent, names, go)})


def _link(screen: Screen, shown: Screen | None, *, gives_way: bool = False) -> dict[str, str | bool]:
    """Return a link in the words of aria-current: the page itself, or the place that it belongs to.

    `gives_way`: it stands in the row and in the menu, and is seen in the one that has room for it.
    """
    current = ""
    if shown:
        current = "page" if screen == shown else "true" if screen.name == shown.under else ""
    key = KEYS.get(screen.name, "")
    words = {"name": screen.name, "title": screen.title, "address": f"/{screen.name}", "current": current, "key": key}
    return {**words, "gives_way": gives_way, "short": screen.short}


def _receive(sent: object, names: set[str], go: Callable[[str], None]) -> None:
    if isinstance(sent, str) and sent in names:
        go(sent)
