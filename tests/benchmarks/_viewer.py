"""A person at a screen without a browser: signs in, opens a page over Streamlit's WebSocket and draws it again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Final
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

_FORM_TOKEN: Final = re.compile(r'name="form_token" value="([^"]+)"')
_LONGEST_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a server sent to draw a screen once: how many messages, and how many bytes; `text` is what they say."""

    messages: int
    size: int
    text: str


class Viewer:
    """A page of a served app, open in one session."""

    def __init__(self, url: str, page: str = "", query: str = "", *, role: str = "") -> None:
        opener, cookies = _opener()
        if role:
            _enter(opener, url, role)
        sent = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)
        stream = url.replace("http", "ws", 1) + "/_stcore/stream"
        headers = {"Cookie": sent} if sent else {}
        self._socket = connect(
            stream, additional_headers=headers, subprotocols=None, max_size=None, proxy=None, legacy=True
        )
        self._rerun = BackMsg()
        self._rerun.rerun_script.query_string = query
        self._rerun.rerun_script.page_name = page

    def close(self) -> None:
        """Leave the page."""
        self._socket.close()

    def draw(self) -> Drawing:
        """Let the script run once and return what came of it.

        Raises:
            AssertionError: the script ended with an error.
        """
        self._socket.send(self._rerun.SerializeToString())
        messages, size, texts = 0, 0, []
        while True:
            received = self._socket.recv(timeout=_LONGEST_SECONDS, decode=False)
            message = ForwardMsg.FromString(received)
            messages += 1
            size += len(received)
            texts.append(received.decode("utf-8", errors="ignore"))
            if message.WhichOneof("type") == "script_finished":
                assert message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY, message
                return Drawing(messages, size, "".join(texts))


def _opener() -> tuple[OpenerDirector, CookieJar]:
    cookies = CookieJar()
    return build_opener(HTTPCookieProcessor(cookies)), cookies


def _enter(opener: OpenerDirector, url: str, role: str) -> None:
    """Sign in by the demo's button of a role."""
    with opener.open(f"{url}/signin") as page:
        found = _FORM_TOKEN.search(page.read().decode())
    assert found, "the sign-in page has no form"
    form = urlencode({"form_token": found[1], "next": "/work", "role": role}).encode()
    with opener.open(f"{url}/session/demo", data=form) as answer:
        assert "/signin" not in answer.url, answer.url
