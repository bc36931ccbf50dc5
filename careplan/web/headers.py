"""Headers on every answer, so that a page can load and send nothing beyond this server."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from careplan.component_files import SCRIPTS
from careplan.web.shell import inline_script_hashes

_CACHED = ("/static/", "/favicon.png", SCRIPTS)
"""Addresses whose answers hold no data and may be kept by the browser, unless they are refusals."""
_REFUSED = 400
_ANSWERS = frozenset({"http.response.start", "websocket.http.response.start", "websocket.accept"})
"""Messages that carry the headers of an answer."""


def content_security_policy() -> str:
    """Return the policy of every page: nothing from elsewhere, and no inline script but the page's own."""
    hashes = " ".join(inline_script_hashes())
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: ws: wss:",
            "worker-src 'self' blob:",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer, that to a WebSocket which is refused among them."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        kept = scope["path"].startswith(_CACHED)

        async def with_headers(message: Message) -> None:
            if message["type"] in _ANSWERS:
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if not kept or message.get("status", _REFUSED) >= _REFUSED:
                    headers["cache-control"] = "no-store"
            await send(message)

        await self._app(scope, receive, with_headers)
