"""By keyboard in a real browser: what was opened from a row gives the focus back to that row when it closes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import OpenPage
from tests.served_clinic import ServedClinic

WORK, BOARD = "/work?open=later", "/plan?id=PL-V2-01&show=open"
FIRST_DRAW_MS = 20_000


@pytest.fixture(scope="module")
def house(house: ServedClinic) -> ServedClinic:
    """A clinic with one plan."""
    house.small.begin("V2", "failed_fusion")
    return house


def _row(house: ServedClinic, open_page: OpenPage, path: str, key: str) -> Locator:
    page = house.visit(open_page("about:blank"), path, who="primary.care")
    row = page.locator(f".tasks li[data-id='{house.small.task('PL-V2-01', key).id}']")
    expect(row).to_be_visible(timeout=FIRST_DRAW_MS)
    return row


def _drawer(page: Page) -> Locator:
    return page.get_by_role("dialog").filter(has=page.get_by_role("tab"))


@pytest.mark.parametrize("path", [WORK, BOARD], ids=["my work", "board"])
@pytest.mark.parametrize("which", [".open", ".done[aria-haspopup]:not([aria-expanded])"], ids=["Open", "Done"])
def test_a_drawer_gives_the_focus_back_to_the_button_that_opened_it(
    house: ServedClinic, open_page: OpenPage, path: str, which: str
) -> None:
    page = _row(house, open_page, path, "K02").page
    first = page.locator(f".tasks li:visible {which}:visible").first
    first.evaluate("button => button.dataset.opener = ''")
    first.press("Enter")
    expect(_drawer(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(_drawer(page)).to_have_count(0)
    expect(page.locator("[data-opener]")).to_be_focused()


def test_a_neighbours_drawer_gives_it_back_to_the_row_where_the_first_was_opened(
    house: ServedClinic, open_page: OpenPage
) -> None:
    row = _row(house, open_page, BOARD, "K02")
    page = row.page
    row.locator(".open").press("Enter")
    neighbour = _drawer(page).locator("[class*=st-key-go-unblocks]").get_by_role("button").first
    title = neighbour.inner_text().split(" ", 1)[1]
    neighbour.press("Enter")
    expect(_drawer(page).get_by_text(title).first).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null"), "not behind the drawer"
    page.keyboard.press("Escape")
    expect(_drawer(page)).to_have_count(0)
    expect(row.locator(".open")).to_be_focused()


def test_a_task_that_was_closed_in_its_drawer_leaves_the_focus_in_the_list(
    house: ServedClinic, open_page: OpenPage
) -> None:
    row = _row(house, open_page, WORK, "K02")
    page = row.page
    row.locator(".open").press("Enter")
    _drawer(page).get_by_role("button", name="As planned", exact=True).press("Enter")
    expect(_drawer(page)).to_have_count(0)
    expect(row).to_have_count(0)
    expect(page.locator(".tasks li button:focus")).to_have_count(1)


def test_what_has_taken_the_focus_keeps_it(house: ServedClinic, open_page: OpenPage) -> None:
    row = _row(house, open_page, BOARD, "K05")
    page = row.page
    row.locator(".open").press("Enter")
    expect(_drawer(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(row.locator(".open")).to_be_focused()
    other = page.get_by_role("button", name="+ Task", exact=True)
    other.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_timeout(400)
    expect(other).to_be_focused()
