"""After sign-in a person goes to a place in this program, whatever the address asked for."""

from __future__ import annotations

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from careplan.web.local_path import FIRST, local_path, signin_address

HERE = "http://127.0.0.1:8501"


@pytest.mark.parametrize(
    "path",
    [
        *("/plan?id=PL-0042-01&view=role", "/patient?id=P-0042", "/work", "/templates"),
        *("/print/hand-out/PL-0042-01", "/print/minutes/1/2026-03-02"),
    ],
)
def test_a_local_path_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *("", None, "/", "work", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
        *(
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            "/a b",
        ),
        *(
            " /work",
            "/signin?next=/work",
            "/session/logout",
            "/signout",
            "/signout?x=1",
            "/nosuch",
            "/print/",
            "/print/../session/logout",
            "/print/a/b/c/d",
            "/" + "a" * 600,
            "/plän",
        ),
    ],
)
def test_anything_else_leads_to_the_first_screen(path: str | None) -> None:
    assert local_path(path) == FIRST


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=40) | st.from_regex(r"[/\\]{0,3}[a-z.:@\\/\t\n]{0,20}"))
@example("/.//evil.example")
@example("/@evil.example")
def test_a_browser_never_leaves_this_server(text: str) -> None:
    path = local_path(text)
    cleaned = path.replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/").strip()
    assert urlsplit(urljoin(f"{HERE}/signin", cleaned)).netloc == urlsplit(HERE).netloc


def test_the_way_to_sign_in_comes_back_to_the_very_place() -> None:
    address = signin_address("/plan", "id=PL-0042-01&view=role")
    assert parse_qs(urlsplit(address).query) == {"next": ["/plan?id=PL-0042-01&view=role"]}
    assert signin_address("/", "") == "/signin"
