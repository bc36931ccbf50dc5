"""A fault of our own shows a number and logs where it was, and nothing of what was typed."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message, Scope
from starlette.websockets import WebSocket
from streamlit.testing.v1 import AppTest

from careplan.errors import NotReady
from careplan.web.faults import QuietFaults, keep_faults_ours, script_failed
from careplan.web.headers import SecurityHeaders, content_security_policy
from careplan.web.quiet_log import fault_words

SAID = "Maria Musterfrau, born 1968"
INCIDENT = re.compile(r"incident ([0-9A-F]{6}): KeyError at ")


@pytest.fixture
def quiet() -> Iterator[None]:
    """The log of a serving process; afterwards that of the tests again."""
    made, hooks = logging.getLogRecordFactory(), (sys.excepthook, threading.excepthook)
    streamlits = logging.getLogger("streamlit.error_util")
    keep_faults_ours()
    yield
    logging.setLogRecordFactory(made)
    sys.excepthook, threading.excepthook = hooks
    streamlits.disabled = False


def test_the_log_names_place_and_kind_but_not_what_the_fault_says(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert script_failed(_fault()) is True
    assert re.search(r"incident [0-9A-F]{6}: KeyError", caplog.text)
    assert "Maria" not in caplog.text
    assert "1968" not in caplog.text


async def broken(request: Request) -> Response:
    raise KeyError(SAID)


async def broken_off(request: Request) -> Response:
    async def parts() -> Iterator[bytes]:
        yield b"begun"
        raise KeyError(SAID)

    return StreamingResponse(parts())


async def broken_socket(socket: WebSocket) -> None:
    raise KeyError(SAID)


async def without_database(request: Request) -> Response:
    raise NotReady("The database server <does> not answer.")


def asked(path: str, kind: str = "http") -> list[Message]:
    """Return what a browser is sent that asks a route which fails, behind the middleware that ours are behind."""
    routes = [
        Route("/broken", broken),
        Route("/without", without_database),
        Route("/off", broken_off),
        WebSocketRoute("/socket", broken_socket),
    ]
    ours = [Middleware(SecurityHeaders, policy=content_security_policy()), Middleware(QuietFaults)]
    app, sent = Starlette(routes=routes, middleware=ours), list[Message]()
    scope: Scope = {"type": kind, "path": path, "method": "GET", "headers": [], "query_string": b"", "app": app}

    coming: list[Message] = [{"type": "websocket.connect" if kind == "websocket" else "http.request"}]

    async def receive() -> Message:
        if not coming:
            await asyncio.Event().wait()  # the browser stays and sends no more
        return coming.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as apart:  # in this thread a browser of other tests may have its loop
        apart.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    return sent


def test_a_fault_of_a_route_is_one_page_of_ours_with_its_number(caplog: pytest.LogCaptureFixture) -> None:
    start, *bodies = asked("/broken")
    headers, page = dict(start["headers"]), b"".join(body["body"] for body in bodies).decode()
    assert start["status"] == 500
    logged = INCIDENT.search(caplog.text)
    assert logged and f"report incident {logged[1]}" in page
    assert "Nothing that was shown as saved is lost" in page
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
    assert headers[b"cache-control"] == b"no-store"
    assert "Maria" not in page + caplog.text


def test_what_is_no_fault_of_ours_is_told_in_its_own_sentence() -> None:
    start, *bodies = asked("/without")
    page = b"".join(body["body"] for body in bodies).decode()
    assert start["status"] == 503
    assert "<p>The database server &lt;does&gt; not answer.</p>" in page

    def screen() -> None:
        from careplan.errors import NotReady
        from careplan.web.faults import script_failed

        script_failed(NotReady("The database server does not answer."))

    told = AppTest.from_function(screen).run().error
    assert [error.value for error in told] == ["The database server does not answer."]


def test_a_fault_in_the_middle_of_an_answer_ends_it_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    start, *bodies = asked("/off")
    assert (start["status"], b"".join(body["body"] for body in bodies)) == (200, b"begun")
    assert INCIDENT.search(caplog.text)
    assert "Maria" not in caplog.text


def test_a_fault_before_a_socket_is_open_refuses_it(caplog: pytest.LogCaptureFixture) -> None:
    assert [message["type"] for message in asked("/socket", "websocket")] == ["websocket.close"]
    assert INCIDENT.search(caplog.text)
    assert "Maria" not in caplog.text


@pytest.mark.parametrize(
    "name", ["streamlit.runtime.app_session", "uvicorn.error", "sqlalchemy.engine", "careplan", ""]
)
def test_no_library_logs_what_a_fault_says(name: str, quiet: None, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise KeyError(SAID)
    except KeyError as fault:
        logging.getLogger(name).addHandler(caplog.handler)
        logging.getLogger(name).exception("Error processing back message")
        logging.getLogger(name).error("Uncaught app execution", exc_info=fault)
        logging.getLogger(name).removeHandler(caplog.handler)
    assert "Error processing back message: KeyError at web/test_faults.py" in caplog.text
    assert "Maria" not in caplog.text


def test_a_task_or_a_thread_that_nobody_waited_for_says_no_more(
    quiet: None, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise KeyError(SAID)

    async def forget() -> None:
        asyncio.get_running_loop().call_soon(fail)
        await asyncio.sleep(0)

    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, forget()).result()
    alone = threading.Thread(target=fail)
    alone.start()
    alone.join()
    assert "Exception in callback" in caplog.text and "A fault that nobody caught: KeyError at " in caplog.text
    assert "Maria" not in caplog.text + "".join(capfd.readouterr())


def test_a_fault_names_our_places_and_no_folder_of_the_machine() -> None:
    try:
        int(SAID)
    except ValueError as fault:
        assert re.fullmatch(r"ValueError at web/test_faults\.py:\d+ \w+", fault_words(fault))
    try:
        script_failed(None)  # type: ignore[arg-type]  # so that it fails in our own code
    except AttributeError as fault:
        assert fault_words(fault).startswith("AttributeError at careplan/web/faults.py:")


def _fault() -> Exception:
    try:
        raise KeyError(SAID)
    except KeyError as fault:
        return fault
