"""A plan is closed in a browser, taken back by Undo, closed again and opened again; what was typed is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from careplan.plan import PlanStatus
from tests.conftest import OpenPage
from tests.journeys.task_page import strip
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic

PLAN = "PL-0431-01"
WHY = "Why it is closed"


@pytest.fixture(scope="module")
def house(house: ServedClinic) -> ServedClinic:
    house.small.begin("V1", "scar_tissue", patient="P-0431")
    return house


def close(page: Page, why: str) -> None:
    page.get_by_role("button", name="Close plan").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(WHY).fill(why)
    dialog.get_by_role("button", name="Close plan").click()


def test_a_plan_is_closed_with_undo_and_opened_again(house: ServedClinic, open_page: OpenPage) -> None:
    page = house.visit(open_page("about:blank"), f"/revise?id={PLAN}", who="surgeon")
    page.get_by_role("button", name="Close plan").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Close plan").click()
    expect(dialog.get_by_text("give a reason")).to_be_visible()
    assert axe_faults(page) == []
    dialog.get_by_label(WHY).fill("The pain is gone")
    dialog.get_by_role("button", name="Close plan").click()
    expect(page.get_by_text("the pain is gone").first).to_be_visible()
    expect(strip(page)).to_contain_text(f"Plan {PLAN} closed")
    assert house.small.plan(PLAN).status is PlanStatus.CLOSED
    strip(page).get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Report red flag")).to_be_visible()
    assert house.small.plan(PLAN).status is PlanStatus.OPEN


def test_on_a_phone_a_closed_plan_is_opened_again(house: ServedClinic, open_page: OpenPage) -> None:
    page = house.visit(open_page("about:blank", PHONE), f"/revise?id={PLAN}", who="surgeon")
    close(page, "Moved away")
    page.get_by_role("button", name="Open again").click()
    assert not scrolls_sideways(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why it is opened again").fill("Back in town")
    dialog.get_by_role("button", name="Open again").click()
    expect(page.get_by_role("button", name="Report red flag")).to_be_visible()
    assert house.small.plan(PLAN).status is PlanStatus.OPEN


def test_who_may_not_is_offered_neither(house: ServedClinic, open_page: OpenPage) -> None:
    page = house.visit(open_page("about:blank"), f"/revise?id={PLAN}", who="coordinator")
    expect(page.get_by_text("Choose what changes: what follows is shown here")).to_be_visible()
    expect(page.get_by_role("button", name="Close plan")).to_have_count(0)
