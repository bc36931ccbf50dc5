"""Nothing of a patient stays on a screen whose session has ended, and whoever comes back finds it as it was left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import ConnectionClosed

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
NOTES_PLAN = "PL-V2-01"
AT_ONCE_MS = 10_000
"""A busy machine is slow; a screen that asks once a minute is slower."""


@pytest.fixture(scope="module")
def ward(house: ServedClinic) -> ServedClinic:
    """A clinic with two plans, whose surgeon and primary care doctor have passwords."""
    kept = hashed(PASSWORD)
    with house.small.clinic.store.writing() as records:
        for name in ("surgeon", "primary.care"):
            records.accounts.set_password(name, kept)
    house.small.begin("V1", "scar_tissue")
    house.small.begin("V2", "failed_fusion")
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
    expect(line).to_have_text("Unused: locked within a minute. Press any key to go on.")
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
    expect(page.locator("#session-end")).to_have_text("Session ends within a minute. Send what you have typed.")


def active_at(ward: ServedClinic, token: str) -> datetime:
    """Return when a session was last used."""
    with ward.small.clinic.store.reading() as records:
        session = records.sessions.find(hash_of(token))
    assert session
    return session.active_at


def test_a_page_that_is_opened_is_use_and_what_asks_by_itself_is_not(ward: ServedClinic) -> None:
    token = ward.sign_in("nurse")
    unused_for(ward, token, SECONDS - 40)
    before = active_at(ward, token)
    with httpx.Client(base_url=ward.served.url, cookies={"careplan_session": token}) as client:
        for dest in ("empty", "iframe"):
            assert client.get("/patients", headers={"Sec-Fetch-Dest": dest}).status_code == 200
        assert client.get("/session/state").json()["seconds"] <= 40
        line = Viewer(ward.served.url, "patients", token=token)
        line.draw()
        line.close()
        assert active_at(ward, token) == before
        assert client.get("/patients", headers={"Sec-Fetch-Dest": "document"}).status_code == 200
        assert client.get("/session/state").json()["seconds"] > SECONDS - 60


def test_a_press_is_told_also_where_the_page_is_left_at_once(ward: ServedClinic, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    token = visited(ward, page, "/work")
    unused_for(ward, token, SECONDS / 2)
    before = active_at(ward, token)
    page.keyboard.press("Shift")
    page.goto("about:blank")
    for _ in range(50):
        if active_at(ward, token) > before:
            return
        page.wait_for_timeout(100)
    pytest.fail("the press was lost with the page")


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


@pytest.fixture
def left_open(browser: Browser) -> Iterator[Page]:
    """A page that may be refused what it asks for; its timers are in the test's hands."""
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    yield page
    context.close()


def _starts(page: Page, task_id: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Start", exact=True).click()


def _comments(page: Page, task_id: str) -> None:
    page.get_by_role("dialog").get_by_role("tab", name="Comments").click()
    page.get_by_role("textbox", name="Comment").press_sequentially("Half a word")
    page.clock.run_for(1_000)


def _closes(page: Page, task_id: str) -> None:
    row = page.locator(f".tasks li[data-id='{task_id}']")
    row.get_by_role("button", name="Done", exact=True).click()
    page.locator(".panel").get_by_role("button", name="As planned").click()


def _asks_nothing(page: Page, task_id: str) -> None:
    page.keyboard.press("Shift")
    page.clock.run_for(10_000)


@pytest.mark.parametrize(
    ("press", "is_disabled"),
    [(_starts, False), (_comments, False), (_closes, False), (_asks_nothing, False), (_starts, True)],
)
def test_a_session_that_ended_elsewhere_right_after_a_press_is_seen_at_the_next_one(
    ward: ServedClinic, left_open: Page, press: Callable[[Page, str], None], is_disabled: bool
) -> None:
    """A press was told just now, so for a minute no other will be. The last of them disables the coordinator."""
    task = ward.small.task(NOTES_PLAN, "K03")
    path = "/work" if press is _closes else f"/work?task={task.id}"
    visited(ward, left_open, path, who="coordinator")
    expect(left_open.get_by_text(task.title).filter(visible=True).first).to_be_visible()
    with left_open.expect_response("**/session/active"):
        left_open.keyboard.press("Shift")
        left_open.clock.run_for(2_500)
    if is_disabled:
        console_accounts.disable(ward.small.clinic, "coordinator")
    else:
        own_account.end_everywhere(ward.small.clinic, PEOPLE["coordinator"])
    press(left_open, task.id)
    expect(left_open.get_by_role("heading", name="Sign in")).to_be_visible(timeout=AT_ONCE_MS)
    expect(left_open).to_have_url(f"{ward.served.url}/signin?next={quote(path, safe='')}")
    assert ward.small.task(NOTES_PLAN, "K03").is_open


@pytest.mark.parametrize("end", [_signed_out, _everywhere, _password_changed, _disabled])
def test_whatever_ends_a_session_counts_at_the_next_press_in_every_browser_and_on_the_open_line(
    ward: ServedClinic, left_open: Page, end: Callable[[ServedClinic, str], None]
) -> None:
    """The last of them disables the surgeon, so nothing of this file stands below."""
    page = left_open
    token = visited(ward, page, "/patients")
    tab = page.context.new_page()
    tab.goto(f"{ward.served.url}/work")
    expect(strip(tab)).to_be_visible()
    line = Viewer(ward.served.url, "plan", f"id={PLAN}", token=token)
    assert r"\"id\":\"T-" in line.draw().text
    end(ward, token)
    with pytest.raises(ConnectionClosed):
        line.draw()
    for each in (page, tab):
        each.get_by_role("link", name="Templates", exact=True).click()
        expect(each.get_by_role("heading", name="Sign in")).to_be_visible()
