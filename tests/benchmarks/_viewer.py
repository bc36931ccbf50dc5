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
_BROKEN_OFF: Final = ForwardMsg.FINISHED_EARLY_FOR_RERUN
_ENDED_WELL: Final = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a server sent to draw a screen once: how many messages, and how many bytes; `text` is what they say.

    `part` names the part that a press in it draws alone; empty where the screen has none.
    """

    messages: int
    size: int
    text: str
    part: str


class Viewer:
    """A page of a served app, open in one session: signed in by the button of a demo role, by a token, or not."""

    def __init__(self, url: str, page: str = "", query: str = "", *, role: str = "", token: str = "") -> None:
        opener, cookies = _opener()
        if role:
            _enter(opener, url, role)
        sent = f"careplan_session={token}" if token else "; ".join(f"{one.name}={one.value}" for one in cookies)
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

    def draw(self, part: str = "") -> Drawing:
        """Let the script run once, or only one part of the screen, and return what came of it.

        Raises:
            AssertionError: the script ended with an error.
        """
        self._rerun.rerun_script.fragment_id = part
        self._socket.send(self._rerun.SerializeToString())
        messages, size, texts = 0, 0, []
        while True:
            received = self._socket.recv(timeout=_LONGEST_SECONDS, decode=False)
            message = ForwardMsg.FromString(received)
            messages += 1
            size += len(received)
            texts.append(received.decode("utf-8", errors="ignore"))
            part = message.delta.fragment_id or part
            if message.WhichOneof("type") == "navigation":  # from now on it asks for this page as a browser does
                self._rerun.rerun_script.page_script_hash = message.navigation.page_script_hash
            if message.WhichOneof("type") == "script_finished" and message.script_finished != _BROKEN_OFF:
                assert message.script_finished in _ENDED_WELL, message
                return Drawing(messages, size, "".join(texts), part)


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
