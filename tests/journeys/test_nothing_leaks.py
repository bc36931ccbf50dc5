"""What is entered of a patient stands in no log, address, title, file name, figure or temporary file (SAFETY P13).

And the server asks no other machine for anything."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.patient import Patient
from careplan.screen import SCREENS
from careplan.task import Outcome
from tests.conftest import OpenPage, ServeApp
from tests.served_clinic import ServedClinic
from tests.serving import Served
from tests.small_clinic import MONDAY, PEOPLE, open_small_clinic

CANARIES = (
    "Quillerina",
    "MRN-77120043",
    "1951-11-23",
    "23 Nov 1951",
    "zephyrgoal",
    "zephyrnote",
    "zephyrsaid",
    "zephyrtyped",
)
GUARD = Path(__file__).parents[1] / "web" / "sitecustomize_guard"


@dataclass(frozen=True)
class Watched:
    """A served clinic with canaries; all that it writes beside its database lies in `temporary`, `home` or its log."""

    clinic: ServedClinic
    home: Path
    temporary: Path
    connections: Path
    plan_id: str


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[Watched]:
    home, temporary = tmp_path_factory.mktemp("watched"), tmp_path_factory.mktemp("temporary")
    connections = home.with_name("connections.txt")
    connections.touch()
    small = open_small_clinic(home, day=MONDAY, in_file=True)
    changed = {"goal": "zephyrgoal", "birth_date": "1951-11-23"}
    plan_id = small.begin("V2", "failed_fusion", patient="P-0771", changed=changed).plan_id
    with small.clinic.store.writing() as records:
        seen = records.patients.get("P-0771")
        named = {"name": "Quillerina Test", "record_number": "MRN-77120043"}
        records.patients.save(seen, Patient.model_validate({**seen.patient.model_dump(), **named}))
    note = small.task(plan_id, "K03").id
    complete(small.clinic, note, outcome=Outcome.PARTLY, note="zephyrnote", actor=PEOPLE["coordinator"])
    comment(small.clinic, small.task(plan_id, "FF03").id, "zephyrsaid", actor=PEOPLE["surgeon"])
    served = serve_app(
        CAREPLAN_HOME=str(home),
        CAREPLAN_TODAY=MONDAY.isoformat(),
        CONNECTIONS=str(connections),
        PYTHONPATH=str(GUARD),
        TMPDIR=str(temporary),
    )
    yield Watched(ServedClinic(small, served), home, temporary, connections, plan_id)
    small.clinic.store.close()


def test_no_canary_is_where_it_should_not_be(watched: Watched, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    watched.clinic.visit(page, "/work", who="surgeon")
    titles, addresses = [], []
    for path in _paths(watched):
        page.goto(f"{watched.clinic.served.url}{path}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
        titles.append(page.title())
        addresses.append(page.url)
    assert page.get_by_text("zephyrsaid").count(), "the last of them shows what was said"
    _type_and_be_refused(page)
    addresses.append(page.url)
    _faults_of_routes(watched)
    downloaded = _download(page, watched)
    told = "\n".join((*titles, *addresses, downloaded, *_told(watched)))
    assert canaries_in(told) == []
    assert set(watched.connections.read_text().split()) - {"127.0.0.1", "::1"} == {"guarded"}


def test_a_name_in_a_log_is_found() -> None:
    assert canaries_in("incident 1A2B3C: KeyError('Quillerina Test') at x") == ["Quillerina"]
    assert canaries_in("nothing") == []


def canaries_in(text: str) -> list[str]:
    """Return which of the canaries a text holds."""
    return [canary for canary in CANARIES if canary.lower() in text.lower()]


def _paths(watched: Watched) -> list[str]:
    task = watched.clinic.small.task(watched.plan_id, "FF03").id
    given = {"patient": "?id=P-0771", "outcomes": "?patient=P-0771", "plan": f"?id={watched.plan_id}"}
    screens = [f"/{screen.name}{given.get(screen.name, '')}" for screen in SCREENS]
    return [*screens, "/plan?id=PL-9999-01", f"/plan?id={watched.plan_id}&task={task}"]


def _type_and_be_refused(page: Page) -> None:
    """Type what is kept, and what is refused."""
    page.get_by_label("Comment", exact=True).fill("zephyrtyped " * 400)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="The comment:")).to_be_visible()


def _faults_of_routes(watched: Watched) -> None:
    """Send what no route takes, with canaries in each place where something can be sent."""
    cookie = {"careplan_session": watched.clinic.sign_in("surgeon")}
    with httpx.Client(base_url=watched.clinic.served.url, cookies=cookie) as browser:
        browser.post("/acts", json={"act": "partly", "id": "T-1", "v": 1, "note": "zephyrnote", "n": "x"})
        browser.post("/acts", content=b"zephyrnote", headers={"content-type": "application/json"})
        browser.post("/session/login", data={"name": "Quillerina", "password": "zephyrtyped"})
        browser.get("/patient", params={"id": "Quillerina"})
        browser.get("/zephyrnote/../Quillerina")
        browser.put("/_stcore/upload_file/zephyrnote/b", content=b"zephyrtyped")


def _download(page: Page, watched: Watched) -> str:
    """Return the name of the file that Export CSV gives."""
    page.goto(f"{watched.clinic.served.url}/plan?id={watched.plan_id}")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Export CSV").click()
    assert re.fullmatch(r"[a-z-]+-\d{4}-\d\d-\d\d\.csv", begun.value.suggested_filename)
    return begun.value.suggested_filename


def _told(watched: Watched) -> Iterator[str]:
    """Yield all that the server told, wrote beside its database, or counts."""
    served: Served = watched.clinic.served
    yield served.log()
    cookie = {"careplan_session": watched.clinic.sign_in("surgeon")}
    for path in ("/health", "/_stcore/metrics", "/_stcore/health", "/_stcore/host-config"):
        yield httpx.get(f"{served.url}{path}", cookies=cookie).text
    for folder in (watched.home, watched.temporary):
        for file in folder.rglob("*"):
            yield str(file)
            if file.is_file() and not file.name.startswith("clinic.db"):
                yield file.read_bytes().decode("utf-8", "replace")
    with sqlite3.connect(watched.home / "clinic.db") as database:
        assert "zephyrnote" in "\n".join(database.iterdump()), "where it belongs"
