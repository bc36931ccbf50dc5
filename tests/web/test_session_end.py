"""Nothing of a patient stays on a screen whose session has ended, and whoever comes back finds it as it was left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from careplan.coordination import console_accounts, own_account
from careplan.coordination.sign_in import sign_out
from careplan.login_session import hash_of
from careplan.password import hashed
from tests.benchmarks._viewer import Viewer
from tests.conftest import OpenPage
from tests.journeys.task_page import strip
from tests.looks import PHONE_DARK, axe_faults
from tests.served_clinic import ServedClinic
from tests.small_clinic import PEOPLE

PASSWORD = "four words are enough"
SECONDS = 30 * 60
PLAN = "PL-V1-01"


@pytest.fixture(scope="module")
def ward(house: ServedClinic) -> ServedClinic:
    """A clinic with one plan, whose surgeon and primary care doctor have passwords."""
    kept = hashed(PASSWORD)
    with house.small.clinic.store.writing() as records:
        for name in ("surgeon", "primary.care"):
            records.accounts.set_password(name, kept)
    house.small.begin("V1", "scar_tissue")
    return house


def visited(ward: ServedClinic, page: Page, path: str, who: str = "surgeon") -> str:
    """Open a screen with a new session and return its token."""
    ward.visit(page, path, who=who)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "careplan_session")


def unused_for(ward: ServedClinic, token: str, seconds: float) -> None:
    """Let a session be unused for so long."""
    with ward.small.clinic.store.writing() as records:
        records.sessions.touch(hash_of(token), at=ward.small.clinic.now() - timedelta(seconds=seconds))


def look_again(page: Page) -> None:
    """As when the person comes back to the tab, or a minute has gone by."""
    page.clock.run_for(61_000)


def test_a_minute_before_a_line_says_so_and_a_key_keeps_it_open(ward: ServedClinic, open_page: OpenPage) -> None:
    page = open_page("about:blank", clock=True)
    token = visited(ward, page, "/work")
    line = page.locator("#session-end")
    unused_for(ward, token, SECONDS - 40)
    look_again(page)
    expect(line).to_have_text(
        "This screen is locked in less than a minute, because nobody uses it. Press any key to go on."
    )
    assert axe_faults(page) == []
    expect(strip(page)).to_be_visible()
    with page.expect_response("**/session/active"):
        page.keyboard.press("Shift")
        page.clock.run_for(100)
    expect(line).to_have_text("")


def test_at_the_end_the_screen_is_blank_without_a_press_and_sign_in_leads_back_to_what_was_typed(
    ward: ServedClinic, open_page: OpenPage
) -> None:
    page = open_page("about:blank", PHONE_DARK, clock=True)
    token = visited(ward, page, "/new", who="primary.care")
    page.get_by_label("Goal in the person's words").fill("Walk to the lake")
    page.clock.run_for(2_000)
    expect(page.get_by_text("Draft saved", exact=False).first).to_be_visible()
    unused_for(ward, token, SECONDS)
    look_again(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page).to_have_url(f"{ward.served.url}/signin?next=%2Fnew")
    page.get_by_label("Name").fill("primary.care")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{ward.served.url}/new")
    expect(page.get_by_label("Goal in the person's words")).to_have_value("Walk to the lake")


def test_where_the_server_cannot_be_asked_the_screen_is_blank_all_the_same(
    ward: ServedClinic, open_page: OpenPage
) -> None:
    page = open_page("about:blank", clock=True)
    visited(ward, page, f"/plan?id={PLAN}")
    expect(page.get_by_text("Scar tissue").first).to_be_visible()
    page.route("**/session/state", lambda route: route.abort())
    page.clock.fast_forward(SECONDS * 1000 + 5_000)
    expect(page.get_by_text("Scar tissue").first).to_be_hidden()
    expect(page.locator("#session-end")).to_have_text("Locked. Sign in to go on.")
    expect(page).to_have_title("Locked · Careplan")
    page.unroute("**/session/state")
    page.clock.run_for(6_000)
    expect(page.get_by_text("Scar tissue").first).to_be_visible()


def test_what_is_done_in_one_tab_keeps_the_other_open(ward: ServedClinic, open_page: OpenPage) -> None:
    page = open_page("about:blank", clock=True)
    token = visited(ward, page, "/work")
    page.clock.fast_forward((SECONDS - 30) * 1000)
    unused_for(ward, token, 0)
    page.clock.run_for(6_000)
    expect(strip(page)).to_be_visible()
    expect(page.locator("#session-end")).to_have_text("")


def test_the_absolute_end_is_said_in_its_own_words(ward: ServedClinic, open_page: OpenPage) -> None:
    page = open_page("about:blank", clock=True)
    visited(ward, page, "/work")
    page.route("**/session/state", lambda route: route.fulfill(json={"seconds": 30, "idle": False}))
    look_again(page)
    expect(page.locator("#session-end")).to_have_text(
        "This session ends in less than a minute. Send what you have typed, then sign in again."
    )


def _signed_out(ward: ServedClinic, token: str) -> None:
    sign_out(ward.small.clinic, token)


def _password_changed(ward: ServedClinic, token: str) -> None:
    own_account.change_password(
        ward.small.clinic, PEOPLE["surgeon"], PASSWORD, PASSWORD + "!", PASSWORD + "!", token=None
    )


def _everywhere(ward: ServedClinic, token: str) -> None:
    own_account.end_everywhere(ward.small.clinic, PEOPLE["surgeon"])


def _disabled(ward: ServedClinic, token: str) -> None:
    console_accounts.disable(ward.small.clinic, "surgeon")


@pytest.mark.parametrize("end", [_signed_out, _everywhere, _password_changed, _disabled])
def test_whatever_ends_a_session_counts_at_the_next_press_in_every_browser_and_on_the_open_line(
    ward: ServedClinic, open_page: OpenPage, end: Callable[[ServedClinic, str], None]
) -> None:
    """The last of them disables the surgeon, so nothing of this file stands below."""
    page = open_page("about:blank")
    token = visited(ward, page, "/patients")
    tab = page.context.new_page()
    tab.goto(f"{ward.served.url}/work")
    expect(strip(tab)).to_be_visible()
    line = Viewer(ward.served.url, "plan", f"id={PLAN}", token=token)
    assert '"id": "T-' in line.draw().text
    end(ward, token)
    after = line.draw().text
    line.close()
    assert "You are signed out." in after
    assert '"id": "T-' not in after
    for each in (page, tab):
        each.get_by_role("link", name="Templates", exact=True).click()
        expect(each.get_by_role("heading", name="Sign in")).to_be_visible()
