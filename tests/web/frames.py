"""What a server sends to one browser: every frame of its sockets, and what stands on the screen.

A screen comes in frames alone: its page is the same for everybody, and files are looked at by who asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Received:
    """Everything that a page received, from the moment on at which it is made."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frames: list[bytes] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self._frames.append(_bytes(frame)))

    @property
    def frames(self) -> int:
        """How many frames came."""
        return len(self._frames)

    @property
    def kinds(self) -> set[str | None]:
        """What came, by the kinds of Streamlit's messages."""
        return {ForwardMsg.FromString(frame).WhichOneof("type") for frame in self._frames}

    def found(self, words: Iterable[str], *more: bytes) -> set[str]:
        """Return which of these words came: in a frame, in `more`, or on the screen."""
        whole = b"\n".join((*self._frames, self._page.content().encode(), *more))
        return {word for word in words if word.encode() in whole}


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
