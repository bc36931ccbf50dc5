"""How a page is looked at, and what it must not do meanwhile."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

LOCAL = frozenset({"127.0.0.1", "localhost", "::1", None})
"""Hosts that are this machine; None for data: and blob: addresses."""


_IS_DRAWN_IN = """scheme => {
    const page = document.querySelector(".stApp") ?? document.body
    const [red] = getComputedStyle(page).backgroundColor.match(/\\d+/g)
    return (red < 128) === (scheme === "dark") && !document.querySelector("[data-stale=true]")
}"""


class Look(NamedTuple):
    """A size in px and a colour scheme."""

    width: int
    height: int
    scheme: str

    def context(self) -> dict[str, Any]:
        """Return the arguments of a browser context."""
        phone = self.width < 600
        return {
            "viewport": {"width": self.width, "height": self.height},
            "color_scheme": self.scheme,
            "has_touch": phone,
            "locale": "en-GB",
            "accept_downloads": True,
        }

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


DESKTOP = Look(1440, 900, "light")
DESKTOP_DARK = Look(1440, 900, "dark")
PHONE = Look(390, 844, "light")
PHONE_DARK = Look(390, 844, "dark")
LOOKS = (DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK)
SIZES = (DESKTOP, PHONE)


class Watch:
    """Notes what the pages of a context did that none may do.

    Attributes:
        left_the_machine: addresses that were asked of another machine.
        script_faults: errors that no script caught, and those that a script wrote to the console.
        refused: what a page asked for beside itself and was refused.
    """

    def __init__(self) -> None:
        self.left_the_machine: list[str] = []
        self.script_faults: list[str] = []
        self.refused: list[str] = []

    def noted(self) -> list[str]:
        """Return everything that was noted, and begin anew with nothing."""
        kinds = (self.left_the_machine, self.script_faults, self.refused)
        found = [each for kind in kinds for each in kind]
        for kind in kinds:
            kind.clear()
        return found

    def over(self, context: BrowserContext) -> None:
        """Watch every page of `context`."""
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", self._watch_page)
        context.on("response", self._answered)

    def _watch_page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("pageerror", lambda error: self.script_faults.append(str(error)))
        page.on("console", self._said)

    def _said(self, message: ConsoleMessage) -> None:
        # What could not be loaded is noted as refused, unless it is the page itself, which shows why.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.script_faults.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.refused.append(f"{response.status} {response.url}")

    def _asked(self, url: str) -> None:
        if urlsplit(url).hostname not in LOCAL:
            self.left_the_machine.append(url)


def scrolls_sideways(page: Page) -> bool:
    """Return whether any part of the page is wider than the screen."""
    wider: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wider


_ONLY_FAULTS: Final[dict[str, Any]] = {"resultTypes": ["violations"]}
"""Every rule is asked; where one holds is not written down, which would take half of the time."""
_OF_COLOURS: Final[dict[str, Any]] = _ONLY_FAULTS | {
    "runOnly": {"type": "tag", "values": ["cat.color"]},
    "rules": {"color-contrast-enhanced": {"enabled": False}},  # AAA: asked for by its tag alone, and not by default
}
"""The rules that a change of the colour scheme can break: a page has the same elements, names and sizes in both."""


def axe_faults(page: Page, context: str | None = None) -> list[tuple[str, str, str]]:
    """Return what axe finds in a page, or in the part that a selector names: the scheme, the rule and the element.

    Every rule is asked in the scheme of the page, those of colours in the other one too; the page stands in its own
    again in the end.
    """
    own = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    other = "light" if own == "dark" else "dark"
    faults = [(own, *fault) for fault in _faults(page, context, _ONLY_FAULTS)]
    _change_to(page, other)
    faults += [(other, *fault) for fault in _faults(page, context, _OF_COLOURS)]
    _change_to(page, own)
    return faults


def _change_to(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(_IS_DRAWN_IN, arg=scheme)


def _faults(page: Page, context: str | None, options: dict[str, Any]) -> list[tuple[str, str]]:
    """Colours fade from one drawing to the next, and axe would measure them half way: it waits until nothing moves."""
    page.wait_for_function("document.getAnimations().every(each => each.playState !== 'running')")
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [(fault["id"], node["html"][:160]) for fault in found for node in fault["nodes"]]
