"""Team and users and Account in a browser: how they look, and what an administrator and a lead do there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from careplan.coordination.closing import complete
from careplan.coordination.own_account import has_shortcuts
from careplan.coordination.sign_in import who
from careplan.password import hashed
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.conftest import OpenPage
from tests.journeys.task_page import strip
from tests.looks import DESKTOP, Look, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic
from tests.small_clinic import PEOPLE

PASSWORD = "four words are enough"
NEW = "another four good words"
ROOT = Practitioner(id="root", role="admin")


@pytest.fixture(scope="module")
def ward(house: ServedClinic) -> ServedClinic:
    """A clinic with an administrator, `root`, who has a password, as the coordinator has."""
    kept = hashed(PASSWORD)
    with house.small.clinic.store.writing() as records:
        records.accounts.add("root", "admin", password=kept, at=house.small.clinic.now())
        records.accounts.set_password("coordinator", kept)
    return house


def opened(ward: ServedClinic, open_page: OpenPage, path: str, who: str, look: Look = DESKTOP) -> Page:
    page = ward.visit(open_page("about:blank", look), path, who=who)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog").filter(has=page.get_by_label("Close"))


def settled(page: Page) -> None:
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def test_an_administrator_adds_a_person_who_gets_in_by_the_link(ward: ServedClinic, open_page: OpenPage) -> None:
    page = opened(ward, open_page, "/team", "root")
    page.get_by_role("button", name="Add a person", exact=True).click()
    form = dialog(page)
    form.get_by_label("Sign-in name").fill("jo.kim")
    form.get_by_role("combobox", name="Role").click()
    page.get_by_role("option", name="Nurse", exact=True).click()
    form.get_by_label("Your own password").fill("not this one")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.get_by_role("alert")).to_have_text("Your password is not right.")
    expect(form.get_by_label("Sign-in name")).to_have_value("jo.kim")
    expect(form.get_by_label("Your own password")).to_have_value("")
    form.get_by_label("Your own password").fill(PASSWORD)
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form).to_contain_text("Hand this link to jo.kim, and to nobody else.")
    link = form.locator("code").inner_text()
    assert "/link/" in link
    assert link not in page.url

    new = open_page(link)
    expect(new).to_have_url(f"{ward.served.url}/link")
    expect(new.get_by_label("Name")).to_have_value("jo.kim")
    for field in ("New password", "The same again"):
        new.get_by_label(field).fill(NEW)
    new.get_by_role("button", name="Keep the password and sign in").click()
    expect(new.get_by_role("heading", level=1, name="My work")).to_be_visible()

    page.keyboard.press("Escape")
    row = page.get_by_role("list", name="Accounts").get_by_role("listitem").filter(has_text="jo.kim")
    expect(row).to_contain_text("1 sign-in open")
    page.get_by_role("button", name="Change: jo.kim").click()
    dialog(page).get_by_role("radio", name="Disable").click()
    dialog(page).get_by_label("Your own password").fill(PASSWORD)
    dialog(page).get_by_role("button", name="Disable", exact=True).click()
    expect(page.get_by_text("jo.kim can no longer sign in.")).to_be_in_viewport(ratio=1)
    expect(row).to_contain_text("disabled")
    page.get_by_role("button", name="Undo …").click()
    expect(dialog(page).get_by_role("button", name="Let in again")).to_be_visible()
    new.get_by_role("link", name="Patients", exact=True).click()
    expect(new.get_by_role("heading", name="Sign in")).to_be_visible()


def test_another_role_is_taken_back_in_the_dialog_where_the_former_one_is_chosen(
    ward: ServedClinic, open_page: OpenPage
) -> None:
    page = opened(ward, open_page, "/team", "root")
    page.get_by_role("button", name="Change: viewer").click()
    for role, now in (("Nurse", "nurse"), ("", "viewer")):
        form = dialog(page)
        if role:
            form.get_by_role("radio", name="Role").click()
            form.get_by_role("combobox", name="Role").click()
            page.get_by_role("option", name=role, exact=True).click()
        form.get_by_label("Your own password").fill(PASSWORD)
        form.get_by_role("button", name="Change role").click()
        expect(page.get_by_text(f"viewer is {now} now.")).to_be_visible()
        with ward.small.clinic.store.reading() as records:
            assert records.accounts.get("viewer").role == now
        if role:
            page.get_by_role("button", name="Undo …").click()


def test_a_lead_takes_somebody_off_the_team_and_puts_them_back(ward: ServedClinic, open_page: OpenPage) -> None:
    page = opened(ward, open_page, "/team", "coordinator")
    members = page.get_by_role("list", name="Members of Spine team").get_by_role("listitem")
    expect(members).to_have_count(8)
    expect(page.get_by_text("Accounts", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Take off: viewer").click()
    expect(page.get_by_text("viewer is no longer on Spine team.")).to_be_visible()
    expect(members).to_have_count(7)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Undone: viewer is on Spine team.")).to_be_visible()
    expect(members).to_have_count(8)
    page.get_by_role("button", name="Take off: viewer").click()
    expect(members).to_have_count(7)
    page.get_by_role("combobox", name="Add to the team").click()
    page.get_by_role("option", name="viewer", exact=True).click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("viewer is on Spine team.")).to_be_visible()
    expect(members).to_have_count(8)


def test_who_may_neither_is_told_who_may_and_is_not_led_there(ward: ServedClinic, open_page: OpenPage) -> None:
    page = opened(ward, open_page, "/team", "viewer")
    expect(page.get_by_role("alert")).to_contain_text("only the primary care doctor, surgeon")
    page.get_by_role("button", name="viewer · Viewer", exact=True).click()
    menu = page.get_by_role("dialog", name="You").get_by_role("link")
    expect(menu).to_have_text(["Account"])


def test_a_person_changes_the_password_and_signs_out_everywhere(ward: ServedClinic, open_page: OpenPage) -> None:
    other = ward.sign_in("coordinator")
    page = opened(ward, open_page, "/work", "coordinator")
    page.get_by_role("button", name="coordinator · Care coordinator", exact=True).click()
    page.get_by_role("link", name="Account", exact=True).click()
    page.get_by_label("Password as it is").fill(PASSWORD)
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The new one again").fill(NEW)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed. Your other sign-ins have ended.")).to_be_visible()
    expect(page.get_by_label("Password as it is")).to_have_value("")
    assert who(ward.small.clinic, other, active=False) is None
    expect(page.get_by_role("list", name="Where you are signed in").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill("coordinator")
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{ward.served.url}/account")


def test_single_keys_lead_to_screens_but_never_while_somebody_types(ward: ServedClinic, open_page: OpenPage) -> None:
    ward.small.begin("V1", "scar_tissue")
    page = opened(ward, open_page, "/work", "surgeon")
    expect(strip(page)).to_be_visible()
    for key, title in (("p", "Patients"), ("n", "New plan"), ("w", "My work")):
        page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
        settled(page)
    expect(page.get_by_role("button", name="Export CSV")).to_be_visible()
    with page.expect_download():
        page.keyboard.press("e")
    for chord in ("c", "r", "Control+Shift+p", "Alt+p"):
        page.keyboard.press(chord)
    expect(page.get_by_role("heading", level=1, name="My work", exact=True)).to_be_visible()
    page.keyboard.press("n")
    page.get_by_label("Goal in the person's words").press_sequentially("wpn")
    expect(page.get_by_label("Goal in the person's words")).to_have_value("wpn")
    expect(page.get_by_role("heading", level=1, name="New plan", exact=True)).to_be_visible()


def test_u_takes_the_last_act_back(ward: ServedClinic, open_page: OpenPage) -> None:
    plan = ward.small.begin("V2", "failed_fusion").plan_id
    task = ward.small.task(plan, "K03")
    complete(ward.small.clinic, task.id, outcome=Outcome.PARTLY, note="Two of three", actor=PEOPLE["coordinator"])
    page = opened(ward, open_page, f"/plan?id={plan}", "coordinator")
    expect(strip(page).get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("u")
    expect(strip(page)).to_contain_text(f"Undone: {task.title}")
    assert ward.small.task(plan, "K03").is_open


def test_shortcuts_are_switched_off_for_good(ward: ServedClinic, open_page: OpenPage) -> None:
    page = opened(ward, open_page, "/account", "surgeon")
    switch = page.get_by_role("switch", name="Single keys lead to screens")
    expect(switch).to_be_checked()
    page.get_by_text("Single keys lead to screens").click()
    expect(page.locator("nav [aria-keyshortcuts]")).to_have_count(0)
    page.reload()
    expect(switch).not_to_be_checked()
    page.keyboard.press("p")
    assert not has_shortcuts(ward.small.clinic, PEOPLE["surgeon"])
    expect(page.get_by_role("heading", level=1, name="Account")).to_be_visible()


def test_each_screen_in_every_look(ward: ServedClinic, open_page: OpenPage, look: Look) -> None:
    page = opened(ward, open_page, "/account", "surgeon", look)
    _holds(page)
    ward.visit(page, "/audit", who="root")
    expect(page.get_by_role("combobox", name="Kind")).to_be_visible()
    _holds(page)
    filters = page.locator(".st-key-audit-filters").bounding_box()
    assert filters and filters["height"] < 100, "they leave room for the history"
    ward.visit(page, "/team", who="root")
    expect(page.get_by_role("heading", level=1, name="Team and users")).to_be_visible()
    _holds(page)
    page.get_by_role("button", name="Change: nurse").click()
    dialog(page).get_by_role("radio", name="Disable").click()
    expect(dialog(page).get_by_label("Your own password")).to_be_visible()
    settled(page)
    assert axe_faults(page) == []


def _holds(page: Page) -> None:
    settled(page)
    assert axe_faults(page) == []
    assert not scrolls_sideways(page)
    assert page.get_by_role("heading", level=1).count() == 1
