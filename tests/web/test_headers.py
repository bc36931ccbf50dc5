"""The headers let in what Streamlit's page needs and nothing more."""

from __future__ import annotations

import socket

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from careplan.component_files import COMPONENTS, component_script
from careplan.screen import ADDRESSES
from careplan.web.app_parts import routes
from careplan.web.headers import content_security_policy
from tests.serving import Served
from tests.web.conftest import PASSWORD, send_form

WANTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
UNKNOWN = (
    "/nosuch",
    "/work/",
    "/static/none.js",
    "/media/none.csv",
    "/component/x/y.js",
    "/_stcore/none",
    "/%00",
    "/a//b",
    "/calendar/made-up.ics",
    "/calendar/",
    "/fhir/metadata",
    "/fhir/CarePlan/PL-0042-01",
)
OF_STREAMLIT = ("/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/favicon.png", "/manifest.json")


def test_the_policy_names_each_inline_script_by_its_hash() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy().split("; "))
    assert "'sha256-" in policy["script-src"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_no_other_host_is_named() -> None:
    assert "http" not in content_security_policy()
    assert "*" not in content_security_policy()


def _faults(answer: httpx.Response) -> list[str]:
    """Return what is missing of the headers of an answer."""
    wrong = [name for name, value in WANTED.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("content-security-policy")
    wrong += [] if policy == content_security_policy() else ["content-security-policy"]
    kept = answer.url.path.startswith(("/static/", "/favicon.png", component_script(COMPONENTS[0]).address[:8]))
    wrong += [] if kept or answer.headers.get("cache-control") == "no-store" else ["cache-control"]
    return wrong + [name for name in ("server", "x-powered-by") if name in answer.headers]


@pytest.mark.parametrize("signed", [False, True], ids=["signed out", "signed in"])
def test_every_answer_to_every_address_and_method_has_them(clinic: Served, visitor: httpx.Client, signed: bool) -> None:
    if signed:
        send_form(visitor, "/session/login", name="surgeon", password=PASSWORD)
    ours = {path for route in routes() if "{" not in (path := getattr(route, "path", "{"))}
    paths = ours | ADDRESSES | {component_script(name).address for name in COMPONENTS} | {*UNKNOWN, *OF_STREAMLIT}
    seen = set()
    for path in sorted(paths):
        for method in ("GET", "HEAD", "OPTIONS", "DELETE", "PUT", *(["POST"] if path != "/session/logout" else [])):
            answer = visitor.request(method, path)
            seen.add(answer.status_code)
            assert _faults(answer) == [], (method, path, answer.status_code)
    assert "made-up" not in clinic.log(), "an address may be a key"
    assert seen >= ({200, 303, 401, 405} if not signed else {200, 303, 404, 405}), "redirects and refusals among them"


def test_an_answer_that_nothing_has_changed_has_them(visitor: httpx.Client) -> None:
    first = visitor.get("/favicon.png")
    again = visitor.get("/favicon.png", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, _faults(again)) == (304, [])


@pytest.mark.parametrize("host", [None, "evil.example"])
def test_a_websocket_that_is_refused_has_them_too(clinic: Served, host: str | None) -> None:
    here = httpx.URL(clinic.url)
    address = f"ws://{host or here.host}:{here.port}/_stcore/stream"
    line = socket.create_connection((here.host, here.port))
    with pytest.raises(InvalidStatus) as refused, connect(address, sock=line, proxy=None):
        pass
    answer = refused.value.response
    assert answer.status_code == 403
    assert [name for name, value in WANTED.items() if answer.headers.get(name) != value] == []
    assert answer.headers["content-security-policy"] == content_security_policy()
