"""Cookies of the way in: a session's token first. Scripts cannot read them, other sites do not send them.

Behind TLS each is bound to encrypted requests, and one for the whole site to this very host: no neighbour can set it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import Response

from careplan.login_session import PLAIN_COOKIE, SECURE_COOKIE, token_in

FORM_COOKIE: Final = "careplan_form"
KNOWN_COOKIE: Final = "careplan_known"
LINK_COOKIE: Final = "careplan_link"
_REFUSAL_COOKIE: Final = "careplan_refused"
_REFUSAL_SECONDS: Final = 60
_KNOWN_SECONDS: Final = 180 * 24 * 3600
_LINK_SECONDS: Final = 3600
_LINK_PATH: Final = "/link"
TRIP_COOKIE: Final = "careplan_trip"
TRIP_PATH: Final = "/session/oidc"
_MOST_LETTERS: Final = 300
"""Of each text: a cookie has bounds."""


def set_token(response: Response, request: HTTPConnection, token: str, *, seconds: int) -> None:
    """Give the browser a token."""
    _give(response, request, PLAIN_COOKIE, token, seconds=seconds)


def drop_token(response: Response, cookies: Mapping[str, str]) -> None:
    """Take the token from the browser."""
    for name in (PLAIN_COOKIE, SECURE_COOKIE):
        if name in cookies:
            response.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True, samesite="lax")


def token_of(request: HTTPConnection) -> str | None:
    """Return the token that came with a request."""
    return token_in(request.cookies)


def form_token(request: HTTPConnection) -> str | None:
    """Return the value that a form of ours must repeat: another site can neither read nor send it."""
    return request.cookies.get(_name(request, FORM_COOKIE))


def set_form_token(response: Response, request: HTTPConnection, token: str) -> None:
    """Give the browser the value that the forms of the page repeat."""
    _give(response, request, FORM_COOKIE, token)


def known_of(request: HTTPConnection) -> str:
    """Return what the browser keeps of the accounts that were signed in to in it; empty where it keeps nothing."""
    return request.cookies.get(_name(request, KNOWN_COOKIE), "")


def set_known(response: Response, request: HTTPConnection, keeps: str) -> None:
    """Let the browser keep which accounts were signed in to in it."""
    _give(response, request, KNOWN_COOKIE, keeps, seconds=_KNOWN_SECONDS)


def link_of(request: HTTPConnection) -> str:
    """Return the token of the link by which the browser came; empty where it came by none."""
    return request.cookies.get(_name(request, LINK_COOKIE, _LINK_PATH), "")


def set_link(response: Response, request: HTTPConnection, token: str) -> None:
    """Keep the token of a link, which then need not stand in the address."""
    _give(response, request, LINK_COOKIE, token, seconds=_LINK_SECONDS, path=_LINK_PATH)


def drop_link(response: Response, request: HTTPConnection) -> None:
    """Forget by which link the browser came."""
    _drop(response, request, LINK_COOKIE, _LINK_PATH)


def trip_kept(request: HTTPConnection) -> str:
    """Return what the browser kept when it left for the identity provider; empty where it did not leave."""
    return request.cookies.get(_name(request, TRIP_COOKIE, TRIP_PATH), "")


def set_trip(response: Response, request: HTTPConnection, keeps: str, *, seconds: int) -> None:
    """Let the browser keep what shows, when it comes back, that it is the one that left."""
    _give(response, request, TRIP_COOKIE, keeps, seconds=seconds, path=TRIP_PATH)


def drop_trip(response: Response, request: HTTPConnection) -> None:
    """Forget that the browser left for the identity provider."""
    _drop(response, request, TRIP_COOKIE, TRIP_PATH)


class Refused(NamedTuple):
    """Why nobody was let in, and the name that was given: for the form that is shown next, and never in an address."""

    why: str = ""
    name: str = ""


def set_refused(response: Response, request: HTTPConnection, refused: Refused) -> None:
    """Let the page that the browser is sent to say why it was refused."""
    text = urlencode({name: part[:_MOST_LETTERS] for name, part in refused._asdict().items()})
    _give(response, request, _REFUSAL_COOKIE, text, seconds=_REFUSAL_SECONDS, path="/signin")


def refused_before(request: HTTPConnection) -> Refused:
    """Return why the browser was refused before it was sent here; empty where it was not."""
    text = request.cookies.get(_name(request, _REFUSAL_COOKIE, "/signin"), "")
    try:
        kept = dict(parse_qsl(text, max_num_fields=len(Refused._fields)))
    except ValueError:
        return Refused()
    return Refused(kept.get("why", ""), kept.get("name", ""))


def drop_refused(response: Response, request: HTTPConnection) -> None:
    """Forget a refusal that was said."""
    _drop(response, request, _REFUSAL_COOKIE, "/signin")


def _name(request: HTTPConnection, name: str, path: str = "/") -> str:
    if not _is_secure(request):
        return name
    return f"__Host-{name}" if path == "/" else f"__Secure-{name}"


def _give(
    response: Response, request: HTTPConnection, name: str, value: str, *, seconds: int | None = None, path: str = "/"
) -> None:
    secure = _is_secure(request)
    response.set_cookie(
        _name(request, name, path), value, max_age=seconds, path=path, secure=secure, httponly=True, samesite="lax"
    )


def _drop(response: Response, request: HTTPConnection, name: str, path: str) -> None:
    secure = _is_secure(request)
    response.delete_cookie(_name(request, name, path), path=path, secure=secure, httponly=True, samesite="lax")


def _is_secure(request: HTTPConnection) -> bool:
    return request.url.scheme in ("https", "wss")
