"""The page of the screens as a browser gets it, and what is no page."""

from __future__ import annotations

import httpx
import pytest

from careplan.screen import SCREENS
from careplan.web.shell import inline_script_hashes, shell_html


def test_the_page_says_where_the_server_is_and_is_ours() -> None:
    html = shell_html()
    assert html.index("BACKEND_BASE_URL") < html.index('type="module"')
    assert html.index("history.pushState") < html.index('type="module"')
    assert html.index("connection-lost") < html.index('type="module"')
    assert html.index('fetch("/unsent"') < html.index('type="module"')
    assert "<title>Careplan</title>" in html
    assert "./static" not in html, "an address with two parts would look for the scripts below itself"
    assert "agent" not in html
    assert len(inline_script_hashes()) == 8


@pytest.mark.parametrize("screen", [screen.name for screen in SCREENS])
def test_every_screen_is_served(signed_in: httpx.Client, screen: str) -> None:
    answer = signed_in.get(f"/{screen}")
    assert answer.status_code == 200
    assert "Careplan" in answer.text
    for script in inline_script_hashes():
        assert script in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/nosuch", "/signout", "/work/extra", "/index.html", "/Work", "/plan.csv", "/data/x/y"]
)
def test_what_is_no_page_says_so_and_offers_the_way_on(signed_in: httpx.Client, path: str) -> None:
    answer = signed_in.get(path)
    assert answer.status_code == 404
    assert "No such page" in answer.text
    assert 'href="/work"' in answer.text
    assert 'href="/patient"' not in answer.text


def test_what_was_asked_for_is_not_repeated(signed_in: httpx.Client) -> None:
    assert "alert(1)" not in signed_in.get("/<script>alert(1)</script>").text


def test_a_slash_too_many_is_put_right(signed_in: httpx.Client) -> None:
    answer = signed_in.get("/plan/", params={"id": "PL-0042-01"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/plan?id=PL-0042-01")
    assert signed_in.get("/work/").headers["location"] == "/work"


def test_what_streamlit_serves_is_still_its_own(signed_in: httpx.Client) -> None:
    assert signed_in.get("/_stcore/health").text == "ok"
    assert signed_in.get("/media/none.csv").status_code == 404
    assert signed_in.get("/favicon.png").headers["content-type"] == "image/png"
