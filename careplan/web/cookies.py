"""Cookies of the way in: a session's token first. Scripts cannot read them, other sites do not send them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import Response

from careplan.login_session import PLAIN_COOKIE, SECURE_COOKIE, token_in


def set_token(response: Response, request: HTTPConnection, token: str, *, seconds: int) -> None:
    """Give the browser a token. Behind TLS the cookie is bound to this host and to encrypted requests."""
    secure = request.url.scheme == "https"
    name = SECURE_COOKIE if secure else PLAIN_COOKIE
    response.set_cookie(name, token, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def drop_token(response: Response, cookies: Mapping[str, str]) -> None:
    """Take the token from the browser."""
    for name in (PLAIN_COOKIE, SECURE_COOKIE):
        if name in cookies:
            response.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True, samesite="lax")


def token_of(request: HTTPConnection) -> str | None:
    """Return the token that came with a request."""
    return token_in(request.cookies)


FORM_COOKIE = "careplan_form"


def form_token(request: HTTPConnection) -> str | None:
    """Return the value that a form of ours must repeat: another site can neither read nor send it."""
    return request.cookies.get(FORM_COOKIE)


def set_form_token(response: Response, request: HTTPConnection, token: str) -> None:
    """Give the browser the value that the forms of the page repeat."""
    secure = request.url.scheme == "https"
    response.set_cookie(FORM_COOKIE, token, path="/", secure=secure, httponly=True, samesite="lax")


_REFUSAL_COOKIE = "careplan_refused"
_REFUSAL_SECONDS = 60
_MOST_LETTERS = 300
"""Of each text: a cookie has bounds."""


class Refused(NamedTuple):
    """Why nobody was let in, and the name that was given: for the form that is shown next, and never in an address."""

    why: str = ""
    name: str = ""


def set_refused(response: Response, request: HTTPConnection, refused: Refused) -> None:
    """Let the page that the browser is sent to say why it was refused."""
    text = urlencode({name: part[:_MOST_LETTERS] for name, part in refused._asdict().items()})
    secure = request.url.scheme == "https"
    response.set_cookie(
        _REFUSAL_COOKIE, text, max_age=_REFUSAL_SECONDS, path="/signin", secure=secure, httponly=True, samesite="lax"
    )


def refused_before(request: HTTPConnection) -> Refused:
    """Return why the browser was refused before it was sent here; empty where it was not."""
    try:
        kept = dict(parse_qsl(request.cookies.get(_REFUSAL_COOKIE, ""), max_num_fields=len(Refused._fields)))
    except ValueError:
        return Refused()
    return Refused(kept.get("why", ""), kept.get("name", ""))


def drop_refused(response: Response) -> None:
    """Forget a refusal that was said."""
    response.delete_cookie(_REFUSAL_COOKIE, path="/signin", httponly=True, samesite="lax")
