"""Streamlit's own widgets in our theme: contrast in light and dark, width, and the room above the title."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage, ServeApp
from tests.looks import PHONE, Look, axe_faults, scrolls_sideways

WIDE = Look(1920, 1080, "light")
CONTENT_PX = 1312


@pytest.fixture(scope="module")
def widgets_harness(serve_app: ServeApp) -> str:
    return serve_app(Path(__file__).with_name("harness_widgets.py")).url


def opened(open_page: OpenPage, url: str, look: Look) -> Page:
    page = open_page(url, look)
    expect(page.get_by_text("ready", exact=True)).to_be_visible()
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    return page


def test_axe_finds_nothing_in_native_widgets(open_page: OpenPage, widgets_harness: str, look: Look) -> None:
    page = opened(open_page, widgets_harness, look)
    assert axe_faults(page) == []


def test_a_fault_that_only_one_scheme_has_is_found(open_page: OpenPage) -> None:
    page = open_page("about:blank")
    page.set_content(
        "<html lang=en><title>Planted</title><style>body { background: white; color: #333 }"
        "@media (prefers-color-scheme: dark) { body { background: black } }</style><main><h1>Dark on dark</h1></main>"
    )
    assert {(scheme, rule) for scheme, rule, _ in axe_faults(page)} == {("dark", "color-contrast")}


def test_the_content_is_no_wider_than_the_eye_follows_and_stands_in_the_middle(
    open_page: OpenPage, widgets_harness: str
) -> None:
    page = opened(open_page, widgets_harness, WIDE)
    box = page.get_by_role("alert").first.bounding_box()
    assert box is not None
    assert box["width"] == CONTENT_PX
    assert abs(2 * box["x"] + box["width"] - WIDE.width) <= 16  # a scroll bar


def test_a_phone_shows_the_title_high_and_nothing_sideways(open_page: OpenPage, widgets_harness: str) -> None:
    page = opened(open_page, widgets_harness, PHONE)
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box is not None
    assert box["y"] < 90
    assert not scrolls_sideways(page)
