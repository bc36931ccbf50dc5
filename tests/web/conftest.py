"""Served clinics with accounts and no patients, and a browser's way of asking them without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from careplan.password import hashed
from careplan.store import Store
from tests.conftest import ServeApp
from tests.serving import Served
from tests.small_clinic import SmallClinic
from tests.web.asked import Ask, asking

PASSWORD = "four words are enough"
ROLES = {
    "primary.care": "primary_care",
    "surgeon": "surgeon",
    "coordinator": "care_coordinator",
    "admin": "admin",
    "viewer": "viewer",
}


def make_clinic(home: Path, *, demo: bool) -> Path:
    """Make a clinic with one account a role; a demo's accounts have no password."""
    store = Store.open(str(home / "clinic.db"), home=home)
    now = datetime.now(UTC)
    kept = None if demo else hashed(PASSWORD)
    with store.writing() as records:
        records.clinic.set_up(demo=demo, zone="UTC", at=now)
        for name, role in ROLES.items():
            records.accounts.add(name, role, password=kept, at=now)
    store.close()
    return home


@pytest.fixture(scope="session")
def clinic_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clinic(tmp_path_factory.mktemp("clinic"), demo=False)


@pytest.fixture(scope="session")
def clinic(serve_app: ServeApp, clinic_home: Path) -> Served:
    """A real clinic."""
    return serve_app(CAREPLAN_HOME=str(clinic_home))


@pytest.fixture(scope="session")
def demo(serve_app: ServeApp, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A clinic that is marked as a demo."""
    return serve_app(CAREPLAN_HOME=str(make_clinic(tmp_path_factory.mktemp("demo"), demo=True)))


@pytest.fixture
def visitor(clinic: Served) -> Iterator[httpx.Client]:
    """A browser that has not signed in."""
    with httpx.Client(base_url=clinic.url) as client:
        yield client


@pytest.fixture
def signed_in(visitor: httpx.Client) -> httpx.Client:
    """A browser in which the surgeon has signed in."""
    answer = send_form(visitor, "/session/login", name="surgeon", password=PASSWORD)
    assert answer.status_code == 303
    return visitor


def send_form(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Send a form of the sign-in page, as the page itself would."""
    client.get("/signin")
    return client.post(path, data={"form_token": client.cookies.get("careplan_form", ""), **fields})


@pytest.fixture
def ask(small: SmallClinic) -> Iterator[Ask]:
    """Ask for addresses of the small clinic of a test."""
    with asking(small.clinic) as ask:
        yield ask
