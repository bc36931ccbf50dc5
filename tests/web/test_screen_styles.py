"""What the styles of every screen do to Streamlit's own parts, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from careplan.coordination.news import count_news
from careplan.coordination.red_flags import raise_flag
from tests.conftest import OpenPage, ServeApp
from tests.looks import PHONE
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import PEOPLE

FIRST_DRAW_MS = 20_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[ServedClinic]:
    with served_clinic(tmp_path_factory.mktemp("styles"), serve_app) as clinic:
        clinic.small.begin("V3", "failed_fusion")
        count_news(clinic.small.clinic, PEOPLE["primary.care"])
        raise_flag(clinic.small.clinic, "PL-V3-01", "RF16", actor=PEOPLE["nurse"])
        yield clinic


def test_on_a_phone_what_changed_is_told_in_whole_and_chips_are_as_large_as_a_thumb(
    house: ServedClinic, open_page: OpenPage
) -> None:
    page = house.visit(open_page("about:blank", PHONE), "/work", who="primary.care")
    chip = page.get_by_role("button", name="Overdue").or_(page.get_by_role("radio", name="Overdue")).first
    expect(chip).to_be_visible(timeout=FIRST_DRAW_MS)
    box = chip.bounding_box()
    assert box and box["height"] >= 44
    page.get_by_role("button", name="Show", exact=True).click()
    words = page.locator(".st-key-news-list a").filter(has_text="Red flag found").locator("p").first
    expect(words).to_be_visible()
    cut = words.evaluate(
        "p => { for (let e = p; e.tagName !== 'A'; e = e.parentElement) if (e.scrollWidth > e.clientWidth + 1 &&"
        " getComputedStyle(e).display !== 'inline') return true; return p.getBoundingClientRect().right > innerWidth }"
    )
    assert not cut
