"""Text that people typed is shown as it stands wherever Streamlit reads Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage, ServeApp
from tests.journeys.hostile_text import HOSTILE

ELEMENTS = """node => [...node.querySelectorAll('[data-testid=stMarkdownContainer] *')]
    .map((inner) => inner.tagName).filter((tag) => tag !== 'P')"""
PAGE = Path(__file__).with_name("harness_words.py")


@pytest.fixture(scope="module")
def words_harness(serve_app: ServeApp) -> str:
    return serve_app(PAGE).url


def test_no_markdown_of_any_kind_comes_through(open_page: OpenPage, words_harness: str) -> None:
    page: Page = open_page(words_harness)
    expect(page.get_by_text("ready", exact=True)).to_be_visible()
    for number, text in enumerate(HOSTILE):
        for place in ("markdown", "caption", "button", "sentence"):
            shown = page.locator(f".st-key-{place}-{number}")
            expect(shown).to_have_count(1)
            assert shown.evaluate(ELEMENTS) == [], text
            words = (shown.text_content() or "").replace("\N{WORD JOINER}", "")
            assert words == text, place
