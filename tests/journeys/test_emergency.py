"""A record of another team in an emergency, in a browser: found in under 20 s, read only, ended and reviewed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pwdlib.hashers.argon2 import Argon2Hasher

from careplan.errors import NOT_HERE
from careplan.store import EventFilter
from tests.conftest import OpenPage, ServeApp
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import STRANGER

PASSWORD = "four words are enough"
SECONDS = 20
"""How long the way to a record may take in an emergency (SAFETY 6)."""


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[ServedClinic]:
    with served_clinic(tmp_path_factory.mktemp("ward"), serve_app) as ward:
        with ward.small.clinic.store.writing() as records:
            records.accounts.set_password(STRANGER.id, Argon2Hasher(time_cost=1).hash(PASSWORD))
        ward.small.begin("V1", "scar_tissue")
        yield ward


def test_a_record_is_opened_read_and_ended_on_a_phone_and_reviewed(ward: ServedClinic, open_page: OpenPage) -> None:
    page = open_page(f"{ward.served.url}/signin", PHONE)
    begun = time.monotonic()
    ward.visit(page, "/patient?id=V1", who=STRANGER.id)
    page.get_by_text("Open in an emergency").click()
    page.get_by_label("Reason").fill("Collapsed in the waiting room")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Open for 60 minutes").click()
    strip = page.get_by_text(re.compile(r"in an emergency, to read only · (60|59) minutes left, until \d\d:\d\d"))
    expect(strip).to_be_visible()
    assert time.monotonic() - begun < SECONDS
    expect(page.get_by_role("heading", level=1, name="V1")).to_be_visible()
    for words in ("Report red flag", "Export CSV", "Add a suspected cause", "Decide", "Mark as seen"):
        expect(page.get_by_role("button", name=words, exact=True)).to_have_count(0)
    assert axe_faults(page) == [] and not scrolls_sideways(page)
    page.get_by_role("button", name="Open plan").click()
    expect(strip).to_be_visible()
    expect(page.get_by_role("button", name="Done", exact=True)).to_have_count(0)
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text(NOT_HERE)).to_be_visible()
    with ward.small.clinic.store.reading() as records:
        told = {kept.event.what for kept in records.events.latest(EventFilter(actor=STRANGER.id))}
    assert told == {"break_glass.ended", "break_glass.opened", "patient.read", "refused.record"}
    _review(ward, page)


def _review(ward: ServedClinic, page: Page) -> None:
    """Let the coordinator see in My work that an opening waits, read why, and call it justified."""
    ward.visit(page, "/work", who="coordinator")
    page.get_by_role("link", name="1 emergency opening waits for your review").click()
    expect(page.get_by_text("Reason: Collapsed in the waiting room")).to_be_visible()
    expect(page.get_by_text("Read: overview, PL‑V1‑01")).to_be_visible()
    assert axe_faults(page) == [] and not scrolls_sideways(page)
    page.get_by_role("button", name="Justified", exact=True).click()
    expect(page.get_by_text("None. Who opens a record")).to_be_visible()
