"""The task list in a real browser: columns, phones, contrast and names for screen readers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.task_page import Visit, acts, done, menu, outcome, row
from tests.looks import DESKTOP, PHONE, Look, axe_faults, scrolls_sideways

TABLET = Look(800, 900, "light")


def test_columns_become_one_list_with_a_picker_on_a_phone(visit: Visit) -> None:
    page = visit("layout=columns", look=PHONE)
    picker = page.get_by_role("combobox", name="Role")
    expect(picker).to_have_value("primary_care")
    expect(page.get_by_role("heading", name="Primary care doctor")).to_be_visible()
    expect(page.get_by_role("heading", name="Surgeon")).to_be_hidden()
    picker.select_option("Surgeon (7)")
    expect(page.get_by_role("heading", name="Surgeon")).to_be_visible()
    expect(page.get_by_role("heading", name="Primary care doctor")).to_be_hidden()
    done(page, "P-0088").click()
    outcome(page, "As planned").click()
    expect(row(page, "P-0088")).to_have_count(0)
    expect(picker).to_have_value("surgeon")


def test_columns_show_every_role_at_once_on_a_desk(visit: Visit) -> None:
    page = visit("layout=columns")
    expect(page.get_by_role("combobox", name="Role")).to_be_hidden()
    for name in ("Primary care doctor", "Surgeon", "Physical therapist", "Pain specialist"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()


@pytest.mark.parametrize("width", [390, 800, 960, 1020, 1100, 1440])
def test_a_card_never_breaks_its_day_in_two(visit: Visit, width: int) -> None:
    page = visit("layout=columns", look=Look(width, 900, "light"))
    days = page.locator("li .due")
    expect(days.filter(has_text="from 18 Mar")).to_have_count(1)
    broken = days.evaluate_all(
        "all => all.filter(one => one.offsetHeight > 26 || one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    )
    assert broken == []


@pytest.mark.parametrize("layout", ["list", "columns"])
@pytest.mark.parametrize("look", [PHONE, TABLET, DESKTOP], ids=str)
def test_nothing_scrolls_sideways(visit: Visit, layout: str, look: Look) -> None:
    page = visit(f"layout={layout}", look)
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Done", exact=True).first.click()
    expect(menu(page)).to_be_visible()
    assert not scrolls_sideways(page)


def test_a_phone_shows_the_first_row_in_its_upper_half_with_buttons_for_fingers(visit: Visit) -> None:
    page = visit(look=PHONE)
    box = done(page, "P-0037").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] < PHONE.height / 2


def test_a_press_beside_the_sheet_of_a_phone_only_closes_it(visit: Visit) -> None:
    page = visit(look=PHONE)
    behind = done(page, "P-0037").bounding_box()
    assert behind is not None
    done(page, "P-0074").click()
    expect(menu(page)).to_be_visible()
    page.mouse.click(behind["x"] + 10, behind["y"] + 10)
    expect(menu(page)).to_have_count(0)


@pytest.mark.parametrize("query", ["layout=list", "layout=columns", "plan=1", "select=1", "refuse=1", "empty=1"])
def test_axe_finds_nothing(visit: Visit, query: str, look: Look) -> None:
    page = visit(query, look)
    assert axe_faults(page) == []
    if query == "empty=1":
        return
    page.get_by_role("button", name="Done", exact=True).first.click()
    outcome(page, "Not done…").click()
    expect(outcome(page, "Declined")).to_be_visible()
    assert axe_faults(page) == []
    outcome(page, "Declined").click()
    expect(acts(page)).to_have_count(1)
    assert axe_faults(page) == []


def test_the_tasks_of_one_patient_say_whose_they_are_and_do_not_repeat_the_patient(visit: Visit) -> None:
    page = visit("plan=1")
    first = page.get_by_role("list", name="Evaluate").get_by_role("listitem").first
    expect(first).to_contain_text("Surgeon")
    box = first.locator(".patient").bounding_box()
    assert box is not None and box["width"] <= 1
    first.get_by_role("button", name="Done", exact=True).click()
    expect(menu(page).get_by_text("P-0037")).to_be_visible()
    closed = page.get_by_role("list", name="Closed").get_by_role("listitem")
    expect(closed.filter(has_text="Not done")).to_have_count(1)
    expect(closed.get_by_role("button", name="Done", exact=True)).to_have_count(0)
