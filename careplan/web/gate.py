"""The gate: without a live session nothing is answered but the way in. It denies by default."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from careplan.coordination.sign_in import who
from careplan.opened import opened_clinic
from careplan.settings import is_loopback
from careplan.web.cookies import token_of
from careplan.web.local_path import signin_address

_OPEN_PATHS = frozenset(
    {
        "/signin",
        "/session/login",
        "/session/demo",
        "/session/logout",
        "/health",
        "/_stcore/health",
        "/_stcore/host-config",
        "/favicon.png",
        "/manifest.json",
    }
)
_OPEN_FOLDER = "/static/"
_NOT_SCREENS = ("/_stcore/", "/media/", "/component/", "/session/")


class Gate:
    """ASGI middleware over pages, the WebSocket, downloads, uploads and metrics alike."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it: a screen by the way to sign-in, anything else by 401."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        refusal = await _refusal(request)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            await refusal(scope, receive, send)


async def _refusal(request: HTTPConnection) -> Response | None:
    if not _is_our_host(request):
        return PlainTextResponse("This address is not served here.", status_code=421)
    path = request.url.path
    if request.scope["type"] == "http" and (path in _OPEN_PATHS or path.startswith(_OPEN_FOLDER)):
        return None
    if await run_in_threadpool(who, opened_clinic(), token_of(request), active=False):
        return None
    if request.scope["type"] == "http" and request.scope["method"] == "GET" and not path.startswith(_NOT_SCREENS):
        return RedirectResponse(signin_address(path, request.url.query), status_code=303)
    return PlainTextResponse("Sign in first.", status_code=401)


def _is_our_host(request: HTTPConnection) -> bool:
    """Refuse names of other sites that were made to point at this machine. Behind a proxy the proxy knows the names."""
    return opened_clinic().settings.behind_proxy or is_loopback(request.url.hostname or "")
