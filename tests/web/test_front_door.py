"""The front door in a real browser: in by role, back to the very place, out in every tab, and how it looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage
from tests.looks import LOOKS, PHONE, Look, axe_faults, scrolls_sideways
from tests.serving import Served
from tests.web.conftest import PASSWORD


def enter_as(page: Page, role: str) -> None:
    page.get_by_role("button", name=f"Enter as {role}", exact=True).click()


def sign_out(page: Page, role: str) -> None:
    page.get_by_role("button", name=role, exact=True).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_link_opens_at_its_place_after_the_role_was_chosen(demo: Served, open_page: OpenPage) -> None:
    page = open_page(f"{demo.url}/patient?id=P-0042")
    enter_as(page, "surgeon")
    expect(page).to_have_url(f"{demo.url}/patient?id=P-0042")
    expect(page.get_by_text("Demo data", exact=True)).to_be_visible()


def test_the_bare_address_leads_to_my_work(demo: Served, open_page: OpenPage) -> None:
    page = open_page(demo.url)
    enter_as(page, "primary care doctor")
    expect(page).to_have_url(f"{demo.url}/work")
    for screen in ("My work", "Patients", "New plan", "Templates"):
        expect(page.get_by_role("link", name=screen, exact=True)).to_be_visible()


def test_who_may_not_start_a_plan_is_not_offered_it(demo: Served, open_page: OpenPage) -> None:
    page = open_page(demo.url)
    enter_as(page, "clinic administrator")
    expect(page.get_by_role("link", name="Templates", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="New plan", exact=True)).to_have_count(0)


def test_sign_out_holds_in_every_tab(demo: Served, open_page: OpenPage) -> None:
    page = open_page(f"{demo.url}/patients")
    enter_as(page, "surgeon")
    expect(page.get_by_role("link", name="Templates", exact=True)).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{demo.url}/patients")
    expect(other.get_by_role("link", name="Templates", exact=True)).to_be_visible()

    sign_out(page, "Surgeon")
    expect(page).to_have_url(f"{demo.url}/signin")

    other.get_by_role("link", name="Templates", exact=True).click()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    enter_as(other, "surgeon")
    expect(other).to_have_url(f"{demo.url}/patients")


def test_back_after_sign_out_shows_nothing_and_does_not_sign_out_again(demo: Served, open_page: OpenPage) -> None:
    page = open_page(f"{demo.url}/patients")
    enter_as(page, "surgeon")
    expect(page.get_by_role("heading", name="Patients", exact=True)).to_be_visible()
    sign_out(page, "Surgeon")
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("heading", name="Patients")).to_have_count(0)
    enter_as(page, "surgeon")
    expect(page.get_by_role("heading", name="Patients", exact=True)).to_be_visible()


def test_an_address_that_nothing_has_says_so(demo: Served, open_page: OpenPage) -> None:
    page = open_page(f"{demo.url}/patients")
    enter_as(page, "surgeon")
    expect(page.get_by_role("heading", name="Patients", exact=True)).to_be_visible()
    page.goto(f"{demo.url}/nosuch")
    expect(page.get_by_role("heading", name="No such page")).to_be_visible()
    page.get_by_role("link", name="Patients", exact=True).click()
    expect(page.get_by_role("heading", name="Patients", exact=True)).to_be_visible()


def test_by_keyboard_alone_with_a_wrong_password_first(clinic: Served, open_page: OpenPage) -> None:
    page = open_page(f"{clinic.url}/patients")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("surgeon")
    page.keyboard.press("Tab")
    page.keyboard.type("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Name or password is not right.")
    expect(page.get_by_label("Name")).to_have_value("surgeon")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{clinic.url}/patients")
    expect(page.get_by_role("link", name="Patients", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Patients", exact=True)).to_be_visible()
    expect(page.get_by_text("Demo data")).to_be_hidden()


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("wrong", [False, True], ids=["first look", "after a wrong entry"])
def test_the_sign_in_page_in_every_look(demo: Served, open_page: OpenPage, look: Look, wrong: bool) -> None:
    page = open_page(f"{demo.url}/signin", look)
    if wrong:
        page.get_by_label("Name").fill("surgeon")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
    assert axe_faults(page) == []
    assert not scrolls_sideways(page)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") is (look.scheme == "light")


def test_a_thumb_reaches_every_button(demo: Served, open_page: OpenPage) -> None:
    page = open_page(f"{demo.url}/signin", PHONE)
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
