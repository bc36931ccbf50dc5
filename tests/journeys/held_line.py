"""A slow line, as a page sees it: what goes over the WebSocket is held until the test lets it go."""

from __future__ import annotations

import re

from playwright.sync_api import Page, WebSocketRoute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class HeldLine:
    """The line between a page and its server; to be laid before the page is opened."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._holds_answers = self._holds_presses = False
        self._answers: list[str | bytes] = []
        self._presses: list[str | bytes] = []
        self._line: WebSocketRoute | None = None
        self._server: WebSocketRoute | None = None
        page.route_web_socket(re.compile("/_stcore/stream"), self._connect)

    def hold(self, *, presses: bool = False) -> None:
        """Keep back whatever the server sends from now on; with `presses` what the page sends too."""
        self._holds_answers, self._holds_presses = True, presses

    def let_go(self) -> None:
        """Send on what was kept back, each side's messages in their order, and hold nothing any more."""
        self._holds_answers = self._holds_presses = False
        while self._presses and self._server:
            self._server.send(self._presses.pop(0))
        while self._answers and self._line:
            self._line.send(self._answers.pop(0))

    def wait_for_answers(self, ended: int) -> None:
        """Wait until the server has answered so many presses in full."""
        for _ in range(200):
            if sum(_ends_a_drawing(message) for message in self._answers) >= ended:
                return
            self._page.wait_for_timeout(50)
        raise AssertionError("the server did not answer")

    def _connect(self, line: WebSocketRoute) -> None:
        self._line, self._server = line, line.connect_to_server()
        line.on_message(self._pressed)
        self._server.on_message(self._answered)

    def _pressed(self, message: str | bytes) -> None:
        if self._holds_presses:
            self._presses.append(message)
        elif self._server:
            self._server.send(message)

    def _answered(self, message: str | bytes) -> None:
        if self._holds_answers:
            self._answers.append(message)
        elif self._line:
            self._line.send(message)


def _ends_a_drawing(message: str | bytes) -> bool:
    return isinstance(message, bytes) and ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"
