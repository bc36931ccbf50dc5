"""Two quick presses on what leads to another screen: the second meets a screen that is just being left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage
from tests.served_clinic import ServedClinic

TWICE = """async (node, pause) => {
  node.click();
  await new Promise((done) => setTimeout(done, pause));
  node.click();
}"""


@pytest.fixture(scope="module")
def house(house: ServedClinic) -> ServedClinic:
    """A clinic with one plan."""
    house.small.begin("V1", "scar_tissue")
    return house


def stays(page: Page, title: str) -> None:
    """The screen is there alone, and is still there once everything has been drawn."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text([title])
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(heading).to_contain_text([title])
    expect(page.get_by_text("This screen failed")).to_have_count(0)


@pytest.mark.parametrize("pause", [15, 60])
def test_both_presses_lead_to_the_same_screen(house: ServedClinic, open_page: OpenPage, pause: int) -> None:
    page = house.visit(open_page("about:blank"), "/patients", who="surgeon")
    stays(page, "Patients")
    page.locator("tr[data-id=V1]").evaluate(TWICE, pause)
    stays(page, "V1")
    page.locator(".links a[data-name=templates]").evaluate(TWICE, pause)
    stays(page, "Templates")
    page.get_by_role("link", name="Scar tissue").first.evaluate(TWICE, pause)
    stays(page, "Scar tissue")
    page.locator("a[data-name=patients]").evaluate(TWICE, pause)
    stays(page, "Patients")
    assert "incident" not in house.served.log()
