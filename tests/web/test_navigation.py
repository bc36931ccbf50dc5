"""The row above every screen, in a browser: it leads, says where one is, and a keyboard and a thumb reach all of it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.conftest import OpenPage
from tests.looks import PHONE, Look, axe_faults, scrolls_sideways
from tests.serving import Served

SCREENS = ("My work", "Patients", "Review meeting", "Clinic", "Templates", "New plan")


def entered(open_page: OpenPage, url: str, look: Look | None = None) -> Page:
    page = open_page(url, look) if look else open_page(url)
    page.get_by_role("button", name="Enter as surgeon", exact=True).click()
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()
    return page


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words, exact=True)).to_be_visible()


def test_each_link_leads_to_its_screen_and_is_marked_there(demo: Served, open_page: OpenPage) -> None:
    page = entered(open_page, demo.url)
    for screen in SCREENS:
        page.get_by_role("link", name=screen, exact=True).click()
        heading(page, screen)
        expect(page.locator("nav [aria-current=page]:visible")).to_have_text(re.compile(screen))
        expect(page.locator("nav [aria-current]:visible")).to_have_count(1)
    expect(page).to_have_url(f"{demo.url}/new")
    page.go_back()
    heading(page, "Templates")


def test_a_patient_stands_under_patients(demo: Served, open_page: OpenPage) -> None:
    page = entered(open_page, f"{demo.url}/patient?id=P-0042")
    expect(page.locator("nav [aria-current=true]")).to_have_text("Patients")


def test_a_link_leaves_what_the_address_named(demo: Served, open_page: OpenPage) -> None:
    page = entered(open_page, f"{demo.url}/templates?key=scar_tissue")
    heading(page, "Scar tissue")
    page.get_by_role("link", name="Templates", exact=True).click()
    heading(page, "Templates")
    expect(page).to_have_url(f"{demo.url}/templates")


def test_a_link_opens_in_a_tab_of_its_own(demo: Served, open_page: OpenPage) -> None:
    page = entered(open_page, f"{demo.url}/work")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Patients", exact=True).click(modifiers=["ControlOrMeta"])
    heading(opened.value, "Patients")
    heading(page, "My work")


def test_by_keyboard_alone_on_a_phone(demo: Served, open_page: OpenPage) -> None:
    page = entered(open_page, f"{demo.url}/work", PHONE)
    link = page.get_by_role("link", name="Patients", exact=True)
    for _ in range(4):  # Streamlit's way to the content, the content, My work, Patients
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    heading(page, "Patients")
    expect(link).to_be_focused()
    person = page.get_by_role("button", name="Surgeon", exact=True)
    for _ in range(4):  # Review meeting, Clinic, New plan, the account; Templates stand in its menu here
        page.keyboard.press("Tab")
    expect(person).to_be_focused()
    page.keyboard.press("Enter")
    leave = page.get_by_role("button", name="Sign out", exact=True)
    expect(page.get_by_role("link", name="Templates", exact=True)).to_be_focused()
    expect(person).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(leave).to_be_hidden()
    expect(person).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    heading(page, "Account")
    expect(leave).to_be_hidden()
    person.press("Enter")
    page.keyboard.press("ArrowUp")
    expect(leave).to_be_focused()
    page.keyboard.press("Enter")
    heading(page, "Sign in")


def test_a_second_press_shuts_the_account(demo: Served, open_page: OpenPage) -> None:
    page = entered(open_page, f"{demo.url}/work")
    person, leave = page.get_by_role("button", name="Surgeon", exact=True), page.get_by_role("button", name="Sign out")
    person.click()
    expect(leave).to_be_visible()
    expect(page.get_by_text("Signed in as surgeon", exact=True)).to_be_visible()
    person.click()
    expect(leave).to_be_hidden()


def test_the_whole_page_in_every_look(demo: Served, open_page: OpenPage, look: Look) -> None:
    page = entered(open_page, f"{demo.url}/templates", look)
    heading(page, "Templates")
    assert axe_faults(page) == []
    page.get_by_role("button", name="Surgeon", exact=True).click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    assert axe_faults(page) == []
    assert not scrolls_sideways(page)


def test_a_thumb_reaches_every_target(demo: Served, open_page: OpenPage) -> None:
    page = entered(open_page, f"{demo.url}/work", PHONE)
    targets = page.locator("nav a:visible, nav button:visible").all()
    assert len(targets) == 6
    for target in targets:
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
