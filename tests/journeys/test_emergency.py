"""A record of another team in an emergency, in a browser: found in under 20 s, read only, ended and reviewed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pwdlib.hashers.argon2 import Argon2Hasher

from careplan.coordination import emergency_reviews
from careplan.errors import NOT_HERE
from careplan.login_session import LoginSession, hash_of, new_token
from careplan.store import EventFilter
from tests.conftest import OpenPage, ServeApp
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import PEOPLE, STRANGER

PASSWORD = "four words are enough"
STRIP = re.compile(r"in an emergency, to read only · (60|59) minutes left, until \d\d:\d\d")
ENDED = re.compile(r"^Ended \d\d:\d\d\. Another person reviews it\.$")
SECONDS = 20
"""How long the way from My work to a record may take in an emergency (SAFETY 6)."""


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[ServedClinic]:
    with served_clinic(tmp_path_factory.mktemp("ward"), serve_app) as ward:
        with ward.small.clinic.store.writing() as records:
            records.accounts.set_password(STRANGER.id, Argon2Hasher(time_cost=1).hash(PASSWORD))
        ward.small.begin("V1", "scar_tissue")
        ward.small.begin("V3", "recurrent_disc")
        yield ward


def test_a_record_is_found_opened_read_and_ended_on_a_phone_and_reviewed(
    ward: ServedClinic, open_page: OpenPage
) -> None:
    page = open_page(f"{ward.served.url}/signin", PHONE)
    ward.visit(page, "/work", who=STRANGER.id)
    expect(page.get_by_role("heading", level=1, name="My work")).to_be_visible()
    begun = time.monotonic()
    _find_and_open(page)
    expect(page.get_by_text(STRIP)).to_be_visible()
    assert time.monotonic() - begun < SECONDS
    expect(page.get_by_role("heading", level=1, name="V1")).to_be_visible()
    for words in ("Report red flag", "Export CSV", "Add a suspected cause", "Decide", "Mark as seen"):
        expect(page.get_by_role("button", name=words, exact=True)).to_have_count(0)
    assert axe_faults(page) == [] and not scrolls_sideways(page)
    _read_its_plan(page)
    _come_back_to_it(ward, page)
    _end_it_in_one_of_two_tabs(ward, page)
    with ward.small.clinic.store.reading() as records:
        told = {kept.event.what for kept in records.events.latest(EventFilter(actor=STRANGER.id))}
    assert told == {"break_glass.ended", "break_glass.opened", "patient.read", "refused.record"}
    _review(ward, page)


def test_what_another_person_ended_leaves_the_screen_without_a_press(ward: ServedClinic, open_page: OpenPage) -> None:
    clinic = ward.small.clinic
    now, token = clinic.now(), new_token()
    then = now - timedelta(minutes=10)
    with clinic.store.writing() as records:
        records.sessions.open(LoginSession(hash_of(token), STRANGER.id, created_at=then, active_at=then))
        number = records.break_glass.open(STRANGER.id, "V3", "Why", at=now, until=now + timedelta(minutes=60))
    page = open_page(f"{ward.served.url}/signin", clock=True)
    page.context.add_cookies([{"name": "careplan_session", "value": token, "url": ward.served.url}])
    page.goto(f"{ward.served.url}/patient?id=V3")
    expect(page.get_by_text(STRIP)).to_be_visible()
    with clinic.store.writing() as records:
        records.sessions.touch(hash_of(token), at=then)  # opening the page was use
    emergency_reviews.end_now(clinic, number, actor=PEOPLE["coordinator"])
    page.clock.run_for(16_000)
    expect(page.get_by_text(ENDED)).to_be_visible()
    with clinic.store.reading() as records:
        session = records.sessions.find(hash_of(token))
    assert session and session.active_at == then, "a screen that looks for itself keeps nobody signed in"
    expect(page.get_by_role("heading", level=1, name="V3")).to_have_count(0)


def _find_and_open(page: Page) -> None:
    """Go from My work to the record as who knows its id alone, which comes into the address at the press."""
    page.get_by_role("link", name="Patients", exact=True).click()
    page.get_by_label("Search").fill("v1")
    page.get_by_label("Search").press("Enter")
    expect(page.get_by_text("No patient matches.")).to_be_visible()
    assert page.url.endswith("/patients") and not scrolls_sideways(page)
    page.get_by_role("button", name="Open in an emergency").click()
    page.get_by_label("Reason").fill("Collapsed in the waiting room")
    assert page.url.endswith("/patient?id=V1")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Open for 60 minutes").click()


def _read_its_plan(page: Page) -> None:
    """See the first task in the upper half of a phone, nothing to do, and no count of one's own."""
    page.get_by_role("button", name="Open plan").click()
    expect(page.get_by_role("heading", level=1, name="V1 Scar tissue")).to_be_visible()
    expect(page.get_by_text(STRIP)).to_be_visible()
    expect(page.get_by_role("button", name="Done", exact=True)).to_have_count(0)
    first = page.locator(".groups li:visible").first
    expect(first).to_be_visible()
    box = first.bounding_box()
    assert box and box["y"] < PHONE.height * 0.5
    expect(page.get_by_text(re.compile(r"^Mine \d"))).to_have_count(0)


def _come_back_to_it(ward: ServedClinic, page: Page) -> None:
    """Lose the record out of sight, and find it by the line in My work."""
    page.goto(f"{ward.served.url}/work")
    expect(page.get_by_text(re.compile(r"V1 opened in an emergency · \d+ minutes left, until"))).to_be_visible()
    assert axe_faults(page) == [] and not scrolls_sideways(page)
    page.locator("[class*=st-key-opened-]").get_by_role("button", name="Open").click()
    expect(page.get_by_text(STRIP)).to_be_visible()


def _end_it_in_one_of_two_tabs(ward: ServedClinic, page: Page) -> None:
    """End it, and press in the other tab: both say when it ended, and neither that there is no such record."""
    other = page.context.new_page()
    other.goto(f"{ward.served.url}/patient?id=V1")
    expect(other.get_by_text(STRIP)).to_be_visible()
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text(ENDED)).to_be_visible()
    other.get_by_role("button", name="Open plan").click()
    expect(other.get_by_text(ENDED)).to_be_visible()
    for tab in (page, other):
        expect(tab.get_by_text(NOT_HERE)).to_have_count(0)
    other.close()


def _review(ward: ServedClinic, page: Page) -> None:
    """Let the coordinator see in My work that an opening waits, read why, and call it justified."""
    ward.visit(page, "/work", who="coordinator")
    page.get_by_role("link", name="1 emergency opening waits for your review").click()
    expect(page.get_by_text("Reason: Collapsed in the waiting room")).to_be_visible()
    expect(page.get_by_text("Read: overview, PL‑V1‑01")).to_be_visible()
    assert axe_faults(page) == [] and not scrolls_sideways(page)
    page.get_by_role("button", name="Justified", exact=True).click()
    expect(page.get_by_text("Recorded as justified: other.surgeon opened V1. It stands in the audit.")).to_be_visible()
    expect(page.get_by_text("None. Who opens a record")).to_be_visible()
