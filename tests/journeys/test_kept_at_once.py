"""Done in a list: kept and gone before the screen is drawn anew, however long that takes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from careplan.task import Outcome
from tests.conftest import OpenPage
from tests.journeys.held_line import HeldLine
from tests.journeys.task_page import outcome, strip
from tests.served_clinic import ServedClinic

FIRST_DRAW_MS = 20_000


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page("about:blank")


@pytest.fixture
def held(page: Page) -> HeldLine:
    return HeldLine(page)


def enter(page: Page, house: ServedClinic, path: str) -> None:
    house.visit(page, path, who="coordinator")
    expect(page.locator(".tasks li").first).to_be_visible(timeout=FIRST_DRAW_MS)


def test_tasks_closed_in_a_row_are_all_kept_while_nothing_is_drawn(
    page: Page, held: HeldLine, house: ServedClinic
) -> None:
    small = house.small
    plans = [small.begin(name, cause).plan_id for name, cause in (("V2", "failed_fusion"), ("V1", "scar_tissue"))]
    enter(page, house, "/work")
    held.hold(presses=True)
    closed = [small.task(plan, "K03") for plan in plans]
    for task in closed:
        line = page.locator(f".tasks li[data-id='{task.id}']")
        line.get_by_role("button", name="Done", exact=True).click()
        outcome(page, "Partly").click()
        expect(line).to_have_count(0)
    assert [small.task(plan, "K03").outcome for plan in plans] == [Outcome.PARTLY] * 2
    expect(strip(page)).not_to_contain_text("Partly")
    held.let_go()
    expect(strip(page)).to_contain_text(f"Partly: {closed[-1].title}, V1")
    for task in closed:
        expect(page.locator(f".tasks li[data-id='{task.id}']")).to_have_count(0)
    strip(page).get_by_role("button", name="Undo").click()
    expect(page.locator(f".tasks li[data-id='{closed[-1].id}']")).to_have_count(1)


def test_where_closed_tasks_stay_in_the_list_the_row_says_saving_until_it_is_drawn(
    page: Page, held: HeldLine, house: ServedClinic
) -> None:
    small = house.small
    plan = small.begin("V3", "recurrent_disc").plan_id
    enter(page, house, f"/plan?id={plan}&show=all")
    held.hold(presses=True)
    notes = small.task(plan, "K03")
    line = page.locator(f".tasks li[data-id='{notes.id}']")
    line.get_by_role("button", name="Done", exact=True).click()
    outcome(page, "As planned").click()
    expect(line).to_contain_text("Saving…")
    held.let_go()
    expect(line).not_to_contain_text("Saving…")
    expect(line.get_by_role("button", name="Done", exact=True)).to_be_hidden()
    assert small.task(plan, "K03").outcome is Outcome.AS_PLANNED
