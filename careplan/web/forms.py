"""What our own forms have in common: that they came from our page, and who sends them."""

from __future__ import annotations

import hmac
from typing import Final

from starlette.requests import HTTPConnection

from careplan.errors import NotAllowed
from careplan.login_session import Visit, browser_words
from careplan.web.cookies import form_token, known_of

_STALE: Final = "This page was open for too long. Try again."


def refuse_foreign(request: HTTPConnection, sent: str) -> None:
    """Raise NotAllowed for a form that does not repeat what only our page knows."""
    expected = form_token(request)
    if not (expected and hmac.compare_digest(sent.encode(), expected.encode())):
        raise NotAllowed(_STALE)


def visit_of(request: HTTPConnection) -> Visit:
    """Return where a request comes from; behind a proxy the server has put the address that it names in place."""
    address = request.client.host if request.client else ""
    return Visit(address, browser_words(request.headers.get("user-agent", "")), known_of(request))
