"""Without a live session nothing is answered but the way in (SAFETY rule 13)."""

from __future__ import annotations

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.serving import Served


@pytest.mark.parametrize("path", ["/patients", "/patient", "/plan", "/new", "/templates", "/print/summary/PL-0042-01"])
def test_a_screen_leads_to_sign_in_and_back(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path, params={"id": "P-0042"})
    assert answer.status_code == 303
    place = httpx.URL(answer.headers["location"])
    assert place.path == "/signin"
    assert place.params["next"] == f"{path}?id=P-0042"


@pytest.mark.parametrize("path", ["/", "/index.html", "/no-such-page", "/signout", "/work/extra"])
def test_what_is_no_screen_leads_to_sign_in_and_not_back(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/media/0123456789abcdef.csv"),
        ("GET", "/_stcore/metrics"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("DELETE", "/_stcore/upload_file/a/b"),
        ("GET", "/_stcore/script-health-check"),
        ("GET", "/component/x/y.js"),
        ("GET", "/_stcore/agent/openapi.json"),
        ("POST", "/work"),
        ("GET", "/session/export"),
    ],
)
def test_everything_else_is_refused(visitor: httpx.Client, method: str, path: str) -> None:
    assert visitor.request(method, path).status_code == 401


@pytest.mark.parametrize("cookie", [None, "careplan_session=made-up", "careplan_session="])
def test_the_websocket_is_refused(clinic: Served, cookie: str | None) -> None:
    address = clinic.url.replace("http", "ws") + "/_stcore/stream"
    headers = {"Cookie": cookie} if cookie else None
    with pytest.raises(InvalidStatus) as refused, connect(address, additional_headers=headers, proxy=None):
        pass
    assert refused.value.response.status_code == 403


def test_the_websocket_opens_for_who_is_signed_in(clinic: Served, signed_in: httpx.Client) -> None:
    address = clinic.url.replace("http", "ws") + "/_stcore/stream"
    cookie = f"careplan_session={signed_in.cookies['careplan_session']}"
    with connect(address, additional_headers={"Cookie": cookie}, proxy=None) as socket:
        assert socket.response is not None


def test_an_open_line_answers_nothing_more_once_the_session_has_ended(clinic: Served, signed_in: httpx.Client) -> None:
    address = clinic.url.replace("http", "ws") + "/_stcore/stream"
    cookie = f"careplan_session={signed_in.cookies['careplan_session']}"
    asked = BackMsg()
    asked.rerun_script.page_name = "patients"
    with connect(address, additional_headers={"Cookie": cookie}, proxy=None, legacy=True) as socket:
        signed_in.post("/session/logout")
        socket.send(asked.SerializeToString())
        with pytest.raises(ConnectionClosed) as shut:
            socket.recv(timeout=10)
    assert shut.value.rcvd is not None and shut.value.rcvd.code == 1008


def test_a_static_file_needs_no_session_and_no_detour_reaches_more(visitor: httpx.Client) -> None:
    assert visitor.get("/favicon.png").status_code == 200
    assert visitor.get("/static/../work").status_code == 303
    assert visitor.get("/static/%2e%2e/_stcore/metrics").status_code in {400, 401, 404}
    assert visitor.get("//_stcore/metrics").status_code in {303, 400, 401}


def test_a_foreign_name_for_this_machine_is_refused(visitor: httpx.Client) -> None:
    answer = visitor.get("/signin", headers={"Host": "evil.example:8501"})
    assert answer.status_code == 421
    assert visitor.get("/signin", headers={"Host": "localhost:8501"}).status_code == 200


def test_every_answer_carries_the_headers(visitor: httpx.Client) -> None:
    for path in ("/signin", "/work", "/media/x", "/health"):
        headers = visitor.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers
    assert "immutable" in visitor.get("/favicon.png").headers["cache-control"]
