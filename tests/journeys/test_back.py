"""The browser's Back: each screen that was seen is one step, with the address that it had."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage
from tests.journeys.held_line import HeldLine
from tests.served_clinic import ServedClinic
from tests.web.frames import Received


@pytest.fixture(scope="module")
def house(house: ServedClinic) -> ServedClinic:
    """A clinic with one plan."""
    house.small.begin("V1", "scar_tissue")
    return house


@pytest.fixture
def page(house: ServedClinic, open_page: OpenPage) -> Page:
    """A page of a surgeon who is signed in, at the list of patients."""
    return house.visit(open_page("about:blank"), "/patients", who="surgeon")


def stands_at(page: Page, address: str, title: str) -> None:
    """Both are asked twice: an address that flickers would pass once. One of two titles is of the screen before."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text([title])
    expect(page).to_have_url(re.compile(rf"//[^/]+{re.escape(address)}$"))
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(heading).to_contain_text([title])
    expect(page).to_have_url(re.compile(rf"//[^/]+{re.escape(address)}$"))


def test_back_from_a_plan_leads_through_the_patient_to_the_patients(page: Page) -> None:
    stands_at(page, "/patients", "Patients")
    page.get_by_role("link", name="V1").first.click()
    stands_at(page, "/patient?id=V1", "V1")
    page.get_by_role("button", name="Open plan").first.click()
    stands_at(page, "/plan?id=PL-V1-01", "V1")
    page.get_by_role("button", name="Open", exact=True).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    with_task = page.evaluate("location.pathname + location.search")
    assert with_task.startswith("/plan?id=PL-V1-01&task=")
    page.keyboard.press("Escape")
    stands_at(page, "/plan?id=PL-V1-01", "V1")
    for address, title in ((with_task, "V1"), ("/plan?id=PL-V1-01", "V1"), ("/patient?id=V1", "V1")):
        page.go_back()
        stands_at(page, address, title)
    page.go_back()
    stands_at(page, "/patients", "Patients")


def test_back_pressed_again_before_the_screen_is_drawn_leads_on(house: ServedClinic, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    line = HeldLine(page)
    house.visit(page, "/patients", who="surgeon")
    page.get_by_role("link", name="V1").first.click()
    stands_at(page, "/patient?id=V1", "V1")
    page.get_by_role("button", name="Open plan").first.click()
    stands_at(page, "/plan?id=PL-V1-01", "V1")
    page.get_by_role("button", name="Open", exact=True).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    line.hold()
    page.go_back()
    line.wait_for_answers(1)
    page.go_back()
    line.let_go()
    stands_at(page, "/patient?id=V1", "V1")
    expect(page.get_by_role("button", name="Open plan").first).to_be_visible()
    page.go_back()
    stands_at(page, "/patients", "Patients")


def test_each_drawing_comes_whole(house: ServedClinic, open_page: OpenPage) -> None:
    """What is only named by its hash may be dropped by a browser that is drawing, and the screen stays as it was."""
    page = open_page("about:blank")
    received = Received(page)
    house.visit(page, "/plan?id=PL-V1-01", who="surgeon")
    stands_at(page, "/plan?id=PL-V1-01", "V1")
    for _ in range(2):
        page.get_by_role("link", name="Patients", exact=True).click()
        stands_at(page, "/patients", "Patients")
        page.go_back()
        stands_at(page, "/plan?id=PL-V1-01", "V1")
        expect(page.get_by_role("button", name="Open", exact=True).first).to_be_visible()
    assert "delta" in received.kinds
    assert "ref_hash" not in received.kinds


def test_back_from_another_screen_finds_the_template_that_was_read(page: Page) -> None:
    page.get_by_role("link", name="Templates", exact=True).click()
    stands_at(page, "/templates", "Templates")
    page.get_by_role("link", name="Scar tissue").first.click()
    stands_at(page, "/templates?key=scar_tissue", "Scar tissue")
    page.get_by_role("link", name="Patients", exact=True).click(click_count=2)
    stands_at(page, "/patients", "Patients")
    page.go_back()
    stands_at(page, "/templates?key=scar_tissue", "Scar tissue")
    page.go_back()
    stands_at(page, "/templates", "Templates")
    page.go_forward()
    stands_at(page, "/templates?key=scar_tissue", "Scar tissue")


@pytest.mark.parametrize(("counted", "address"), [(2, "/templates?key=scar_tissue"), (1, "/templates")])
def test_the_second_press_of_a_double_press_is_no_press_between_two_pushes(
    page: Page, counted: int, address: str
) -> None:
    """However late it comes: a busy machine takes longer than a person between two presses."""
    stands_at(page, "/patients", "Patients")
    push = "address => { history.pushState({}, '', address); }"
    page.evaluate(push, "/templates?key=scar_tissue")
    page.mouse.click(1, 1)
    page.evaluate(push, "/templates")
    page.wait_for_timeout(600)
    page.mouse.down(click_count=counted)
    page.mouse.up(click_count=counted)
    page.evaluate(push, "/patients")
    page.go_back()
    expect(page).to_have_url(re.compile(rf"//[^/]+{re.escape(address)}$"))
