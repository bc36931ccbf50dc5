"""The gate: without a live session nothing is answered but the way in. It denies by default."""

from __future__ import annotations

import re
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from careplan.component_files import SCRIPTS
from careplan.coordination.sign_in import who
from careplan.opened import opened_clinic
from careplan.screen import ADDRESSES
from careplan.settings import is_loopback
from careplan.web import calendar_routes, fhir_routes
from careplan.web.cookies import token_of
from careplan.web.local_path import signin_address

_OPEN_PATHS = frozenset(
    {
        "/signin",
        "/session/login",
        "/session/demo",
        "/session/oidc",
        "/session/oidc/callback",
        "/session/logout",
        "/session/state",
        "/session/active",
        "/link",
        "/health",
        "/_stcore/health",
        "/_stcore/host-config",
        "/favicon.png",
        "/manifest.json",
    }
)
_OPEN_FOLDERS = ("/static/", calendar_routes.FOLDER)
"""There, and below /fhir, a token of its own stands for the session: who knows it reads what its route gives alone."""
_OPEN_LINK = re.compile(r"/link/[\w-]+")
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FROM_HERE = frozenset({"same-origin", "none"})
_DOCUMENT = "document"
_VIOLATION = 1008
_NOT_SCREENS = ("/_stcore/", "/media/", "/component/", "/session/", "/acts", "/files", "/unsent", SCRIPTS)


class Gate:
    """ASGI middleware over pages, the WebSocket, downloads, uploads and metrics alike.

    A name of another site that was made to point at this machine is refused, unless a proxy stands in front:
    then the proxy knows the names. A page that a person opens is use of the session; nothing else asked here is.
    """

    def __init__(self, app: ASGIApp, *, behind_proxy: bool) -> None:
        self._app = app
        self._any_host = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it: a screen by the way to sign-in, anything else by 401."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        ours = self._any_host or is_loopback(request.url.hostname or "")
        refusal = await _refusal(request) if ours else _refused(request, 421, "This is not served here.")
        if refusal is None and scope["type"] == "websocket":
            await self._while_signed_in(scope, receive, send)
        elif refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await PlainTextResponse("Sign in first.", status_code=403)(scope, receive, send)
        else:
            await refusal(scope, receive, send)

    async def _while_signed_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let each message of an open line in only while the session lives: nothing more is drawn for who has left.

        The line is shut once the app has put it down; the browser then asks why (session_end.js).
        """
        token, has_ended = token_of(HTTPConnection(scope)), False

        async def heard() -> Message:
            nonlocal has_ended
            message = await receive()
            if message["type"] == "websocket.receive" and not await run_in_threadpool(is_signed_in, token):
                has_ended = True
                return {"type": "websocket.disconnect", "code": _VIOLATION}
            return message

        await self._app(scope, heard, send)
        if has_ended:
            await send({"type": "websocket.close", "code": _VIOLATION})


async def _refusal(request: HTTPConnection) -> Response | None:
    path = request.url.path
    if _is_sent_from_elsewhere(request):
        return _refused(request, 403, "This was sent from another page. Reload the page and try again.")
    if request.scope["type"] == "http" and (
        path in _OPEN_PATHS or fhir_routes.is_fhir(path) or path.startswith(_OPEN_FOLDERS) or _OPEN_LINK.fullmatch(path)
    ):
        return None
    if await run_in_threadpool(partial(is_signed_in, token_of(request), opens=_opens_page(request))):
        return None
    if request.scope["type"] == "http" and request.scope["method"] == "GET" and not path.startswith(_NOT_SCREENS):
        return RedirectResponse(signin_address(path, request.url.query), status_code=303)
    return PlainTextResponse("Sign in first.", status_code=401)


def _refused(request: HTTPConnection, status: int, words: str) -> Response:
    """Return a refusal, as FHIR says it to who asks for that."""
    if fhir_routes.is_fhir(request.url.path):
        return fhir_routes.wrong(status, "forbidden", words)
    return PlainTextResponse(words, status_code=status)


def _is_sent_from_elsewhere(request: HTTPConnection) -> bool:
    """Whether a browser says that a page of another origin sends what would change something; all of them say it."""
    sent_from = request.headers.get("sec-fetch-site", "none")
    return request.scope.get("method") in _CHANGING and sent_from not in _FROM_HERE


def _opens_page(request: HTTPConnection) -> bool:
    """Whether a person opens a screen, by a link, a reload, a bookmark; no script and no frame asks for it."""
    wanted = request.headers.get("sec-fetch-dest", _DOCUMENT)
    return request.scope.get("method") == "GET" and request.url.path in ADDRESSES and wanted == _DOCUMENT


def is_signed_in(token: str | None, *, opens: bool = False) -> bool:
    """Return whether `token` stands for a live session; `opens` says that its person opens a page, which is use.

    It waits for the clinic to open: call it off the event loop.
    """
    return token is not None and who(opened_clinic(), token, active=opens) is not None
