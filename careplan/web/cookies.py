"""The cookie that holds a session's token. Scripts cannot read it, other sites do not send it."""

from __future__ import annotations

from collections.abc import Mapping

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
