"""Damage that is found when a clinic is opened: it may be read, nothing is written, and every screen says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import expect

from careplan.login_session import LoginSession, hash_of, new_token
from careplan.password import hashed
from tests.conftest import OpenPage, ServeApp
from tests.serving import Served
from tests.small_clinic import MONDAY, open_small_clinic
from tests.web.conftest import PASSWORD, send_form

CAUSE = "the records are damaged or were changed outside of careplan"
LINE = f"Only reading is possible: {CAUSE}. What you enter now is not saved."
SCREENS = (
    ("/work", "My work"),
    ("/patients", "Patients"),
    ("/patient?id=V1", "V1"),
    ("/plan?id=PL-V1-01", "V1"),
    ("/outcomes?patient=V1", "V1"),
    ("/review?date=2026-04-13&case=PL-V1-01", "Review meeting"),
    ("/templates", "Templates"),
)
REFUSAL = f"{CAUSE[0].upper()}{CAUSE[1:]}. Nothing was saved."


@pytest.fixture(scope="module")
def token() -> str:
    """A session that was opened before the damage."""
    return new_token()


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp, token: str) -> Served:
    """A served clinic with one plan, in whose file another program changed a row."""
    home = tmp_path_factory.mktemp("damaged")
    small = open_small_clinic(home, in_file=True)
    small.begin("V1", "scar_tissue")
    now = small.clinic.now()
    with small.clinic.store.writing() as records:
        records.accounts.set_password("surgeon", hashed(PASSWORD))
        records.sessions.open(LoginSession(hash_of(token), "surgeon", created_at=now, active_at=now))
    small.clinic.store.close()
    _change(home / "clinic.db")
    served = serve_app(CAREPLAN_HOME=str(home), CAREPLAN_TODAY=MONDAY.isoformat())
    served.wait_for("A row of the table care_team was changed outside of careplan. Nothing is written any more.")
    return served


def _change(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("update care_team set name = 'Other team' where id = 1")
        connection.commit()


def test_every_screen_is_drawn_and_says_that_only_reading_is_possible(
    damaged: Served, token: str, open_page: OpenPage
) -> None:
    page = open_page(f"{damaged.url}/signin")
    page.context.add_cookies([{"name": "careplan_session", "value": token, "url": damaged.url}])
    for path, heading in SCREENS:
        page.goto(f"{damaged.url}{path}")
        expect(page.get_by_text(LINE)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_an_act_is_not_kept(damaged: Served, token: str) -> None:
    sent = {"act": "not_needed", "id": "T-000001", "v": 1, "note": "Seen", "n": uuid4().hex}
    answer = httpx.post(f"{damaged.url}/acts", json=sent, cookies={"careplan_session": token}, timeout=60)
    assert answer.json() == {"kept": False}


def test_a_sign_in_that_cannot_be_written_says_why(damaged: Served) -> None:
    with httpx.Client(base_url=damaged.url, timeout=60) as visitor:
        answer = send_form(visitor, "/session/login", name="surgeon", password=PASSWORD)
        assert REFUSAL in visitor.get(answer.headers["location"]).text
