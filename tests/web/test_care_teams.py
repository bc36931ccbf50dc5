"""Care teams in a browser: an administrator adds one, fills it and chooses it for new patients."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from careplan.password import hashed
from tests.conftest import OpenPage
from tests.looks import DESKTOP, PHONE, Look, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic

PASSWORD = "four words are enough"


@pytest.fixture(scope="module")
def ward(house: ServedClinic) -> ServedClinic:
    """A clinic with an administrator, `root`, who has a password."""
    with house.small.clinic.store.writing() as records:
        records.accounts.add("root", "admin", password=hashed(PASSWORD), at=house.small.clinic.now())
    return house


def opened(ward: ServedClinic, open_page: OpenPage, who: str = "root", look: Look = DESKTOP) -> Page:
    page = ward.visit(open_page("about:blank", look), "/team", who=who)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog").filter(has=page.get_by_label("Close"))


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Care teams").get_by_role("listitem").filter(has_text=name)


def choose(page: Page, label: str, option: str) -> None:
    dialog(page).get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def press(page: Page, button: str, password: str = PASSWORD) -> None:
    dialog(page).get_by_label("Your own password").fill(password)
    dialog(page).get_by_role("button", name=button, exact=True).click()


def change(page: Page, team: str, what: str) -> None:
    page.get_by_role("button", name=f"Change: {team}").click()
    dialog(page).get_by_role("radio", name=what).click()


def test_an_administrator_adds_a_team_whose_lead_adds_the_others(ward: ServedClinic, open_page: OpenPage) -> None:
    page = opened(ward, open_page)
    expect(row(page, "Spine team")).to_contain_text("8 people, 0 open plans, for new patients and new accounts")
    page.get_by_role("button", name="Add a care team").click()
    dialog(page).get_by_label("Name of the team").fill("spine TEAM")
    choose(page, "Who leads it", "coordinator")
    press(page, "Add", "not this one")
    expect(dialog(page).get_by_role("alert")).to_have_text("Your password is not right.")
    press(page, "Add")
    expect(dialog(page).get_by_role("alert")).to_have_text(
        "There is a care team Spine team already. Choose another name."
    )
    dialog(page).get_by_label("Name of the team").fill("Hip team")
    press(page, "Add")
    expect(page.get_by_text("There is a care team Hip team now, with coordinator on it.")).to_be_visible()
    expect(row(page, "Hip team")).to_contain_text("1 person, 0 open plans")
    lead = opened(ward, open_page, "coordinator")
    expect(lead.get_by_role("list", name="Members of Hip team").get_by_role("listitem")).to_have_count(1)
    choice = lead.get_by_role("combobox", name="Add to the team").last
    choice.scroll_into_view_if_needed()
    expect(choice).to_be_in_viewport()  # a list that is open shuts when the page is scrolled
    choice.click()
    lead.get_by_role("option", name="nurse", exact=True).click()
    lead.get_by_role("button", name="Add", exact=True).last.click()
    expect(lead.get_by_text("nurse is on Hip team.")).to_be_visible()


def test_an_administrator_fills_renames_and_chooses_a_team_and_takes_the_name_back(
    ward: ServedClinic, open_page: OpenPage
) -> None:
    page = opened(ward, open_page)
    change(page, "Another team", "Put on")
    choose(page, "Person", "surgeon")
    press(page, "Put on the team")
    expect(page.get_by_text("surgeon is on Another team.")).to_be_visible()
    expect(row(page, "Another team")).to_contain_text("2 people")
    page.get_by_role("button", name="Undo …").click()
    press(page, "Take off the team")
    expect(page.get_by_text("surgeon is no longer on Another team.")).to_be_visible()
    expect(row(page, "Another team")).to_contain_text("1 person")
    change(page, "Another team", "Name")
    dialog(page).get_by_label("Name of the team").fill("Neck team")
    press(page, "Rename")
    expect(page.get_by_text("Another team is called Neck team now.")).to_be_visible()
    page.get_by_role("button", name="Undo …").click()
    expect(dialog(page).get_by_label("Name of the team")).to_have_value("Another team")
    press(page, "Rename")
    expect(page.get_by_text("Neck team is called Another team now.")).to_be_visible()
    change(page, "Another team", "New patients")
    press(page, "Choose for new patients")
    expect(row(page, "Another team")).to_contain_text("for new patients")
    expect(row(page, "Spine team")).not_to_contain_text("for new patients")
    page.get_by_role("button", name="Undo …").click()
    press(page, "Choose for new patients")
    expect(row(page, "Spine team")).to_contain_text("for new patients")
    with ward.small.clinic.store.reading() as records:
        named = records.teams.names()
        assert named[records.teams.default()] == "Spine team"
        assert "Another team" in named.values()


def test_a_person_is_added_to_the_team_that_is_chosen(ward: ServedClinic, open_page: OpenPage) -> None:
    page = opened(ward, open_page)
    page.get_by_role("button", name="Add a person").click()
    dialog(page).get_by_label("Sign-in name").fill("jo.kim")
    choose(page, "Role", "Nurse")
    choose(page, "Care team", "Another team")
    press(page, "Add")
    expect(dialog(page)).to_contain_text("Hand this link to jo.kim")
    with ward.small.clinic.store.reading() as records:
        assert [records.teams.names()[team] for team in records.teams.of("jo.kim")] == ["Another team"]


def test_the_dialog_of_a_team_is_readable_on_a_phone(ward: ServedClinic, open_page: OpenPage) -> None:
    page = opened(ward, open_page, look=PHONE)
    change(page, "Another team", "New patients")
    expect(dialog(page).get_by_role("button", name="Choose for new patients")).to_be_visible()
    assert axe_faults(page) == []
    assert not scrolls_sideways(page)
