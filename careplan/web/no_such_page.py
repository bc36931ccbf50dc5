"""What an address shows that nothing has: a sentence and the way on, with status 404."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from careplan.screen import ADDRESSES, SCREENS
from careplan.web.own_page import draw

_STREAMLITS = ("/_stcore/", "/media/", "/component/", "/static/", "/favicon.png", "/manifest.json")
"""What Streamlit serves besides the page of the screens."""

_TO_BEGIN = "plan.create"
"""Who may do this is not known here, so the screen for it is not offered."""


class NoSuchPage(Route):
    """The last route: it takes every address but those that Streamlit serves, which would show its page for any."""

    def __init__(self) -> None:
        super().__init__("/{address:path}", no_such_page)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether this route answers."""
        if scope.get("path", "").startswith(_STREAMLITS):
            return Match.NONE, {}
        return super().matches(scope)


async def no_such_page(request: Request) -> Response:
    """Say that there is no such page; an address that only has a slash too many is put right."""
    address = request.url.path.rstrip("/")
    if address in ADDRESSES:
        return RedirectResponse(f"{address}?{request.url.query}".rstrip("?"), status_code=303)
    lists = [screen for screen in SCREENS if not (screen.under or screen.in_menu) and screen.act != _TO_BEGIN]
    return HTMLResponse(draw("no_such_page.html", screens=lists), status_code=404)
