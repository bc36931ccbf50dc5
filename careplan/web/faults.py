"""What a fault of our own shows and logs: a number that joins both, and nothing of a patient.

What is no fault of ours, such as a database server that does not answer, is shown in its own sentence.
"""

from __future__ import annotations

import logging
import secrets

import streamlit as st
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from careplan.errors import NotReady
from careplan.web.own_page import draw
from careplan.web.quiet_log import fault_words, keep_log_quiet

_LOG = logging.getLogger("careplan")


def script_failed(fault: Exception) -> bool:
    """Log where a screen failed and show its incident number in place of the error, or why careplan cannot work."""
    incident = noted(fault)
    failed = f"This screen failed. Nothing that was shown as saved is lost. Reload it, or report incident {incident}."
    st.error(str(fault) if isinstance(fault, NotReady) else failed)
    return True


def noted(fault: Exception) -> str:
    """Log a fault under a new incident number and return that.

    The log names the place in the code and the kind of fault. What the fault says is left out: it may
    quote what a person typed.
    """
    incident = secrets.token_hex(3).upper()
    _LOG.error("incident %s: %s", incident, fault_words(fault))
    return incident


def keep_faults_ours() -> None:
    """Stop Streamlit from logging each fault of a screen itself, and everybody from logging what a fault says."""
    logging.getLogger("streamlit.error_util").disabled = True
    keep_log_quiet()


class QuietFaults:
    """ASGI middleware that answers a fault of a route with one page of ours, which tells an incident number."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a fault before the answer has begun becomes the page, a later one ends the answer."""
        begun = False

        async def noticing(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] in ("http.response.start", "websocket.accept")
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception as fault:
            if scope["type"] == "lifespan":
                raise
            incident = noted(fault)
            if not begun:
                await _answer(fault, incident, scope, receive, send)


async def _answer(fault: Exception, incident: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(code=1011)(scope, receive, send)
        return
    why = str(fault) if isinstance(fault, NotReady) else ""
    page = HTMLResponse(draw("fault.html", incident=incident, why=why), status_code=503 if why else 500)
    await page(scope, receive, send)
