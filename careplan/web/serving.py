"""Serves the app until it is stopped."""

from __future__ import annotations

import gc
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from types import FrameType

import uvicorn

from careplan.errors import CarePlanError, NotReady
from careplan.opened import opened_clinic
from careplan.settings import is_loopback
from careplan.web.collector import settle
from careplan.web.front import load_app

_HEAVY = ("pandas", "altair")
"""Imported in the background once the clinic is open, so that neither the start nor the first screen waits."""

_REST = 0.005
"""Seconds that the check of the records rests now and then, so that it takes nobody's turn."""


class _Server(uvicorn.Server):
    """Opens the clinic once the port answers: the first answer waits for neither database nor templates."""

    def __init__(self, config: uvicorn.Config, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self._opened = opened
        self.refusal: CarePlanError | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            threading.Thread(target=self._open, name="open", daemon=True).start()

    def _open(self) -> None:
        with _loading():
            try:
                clinic = opened_clinic()
            except CarePlanError as refusal:
                self.refusal = refusal
                self.should_exit = True
                return
            self._opened()
            for name in _HEAVY:
                with suppress(ImportError):
                    import_module(name)
            settle()
        from careplan.coordination.care_of_data import watch_over  # takes longer to import than the port to open

        watch_over(clinic, partial(time.sleep, _REST))


@contextmanager
def _loading() -> Iterator[None]:
    """Let the collector rest: what is loaded stays, and to look for what may go would take a tenth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def serve(address: str, port: int, *, behind_proxy: bool = False, opened: Callable[[], None]) -> None:
    """Serve the app until SIGINT or SIGTERM, then return.

    uvicorn binds the port itself, because only then answers leave at once (TCP_NODELAY).

    Args:
        address: where to listen; another than loopback only behind a proxy.
        port: 1 to 65535.
        behind_proxy: a reverse proxy with TLS stands in front.
        opened: called once, when the clinic is open.

    Raises:
        InvalidTemplate: the clinical content is wrong.
        NotReady: the address is open to others, the port is taken, the settings beside app.py do not count, or
            the clinic cannot be opened.
    """
    _refuse_open_address(address, behind_proxy)
    refuse_taken_port(address, port)
    with _loading():
        app = load_app()
    config = uvicorn.Config(
        app,
        host=address,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=30,
        ws_ping_timeout=30,
        timeout_graceful_shutdown=3,
        proxy_headers=behind_proxy,
    )
    server = _Server(config, opened)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, _leave)
    try:
        server.run()
    except SystemExit as stopped:
        if stopped.code:
            raise NotReady(f"The server could not start on {address} port {port}.") from stopped
    if server.refusal:
        raise server.refusal


def _leave(number: int, frame: FrameType | None) -> None:
    """End normally: uvicorn raises the signal once more after it has closed everything."""
    raise SystemExit(0)


def _refuse_open_address(address: str, behind_proxy: bool) -> None:
    if not (is_loopback(address) or behind_proxy):
        raise NotReady(
            f"{address} can be reached from other machines, and this program does not encrypt what it sends. "
            "Put a reverse proxy with TLS in front and set CAREPLAN_BEHIND_PROXY=1, or serve 127.0.0.1."
        )


def refuse_taken_port(address: str, port: int) -> None:
    """Raise NotReady where another program listens already."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise NotReady(
                f"Port {port} on {address} cannot be opened: {error.strerror}. Choose another with --port."
            ) from error
