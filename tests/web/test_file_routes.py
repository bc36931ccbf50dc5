"""Files that buttons give: only in the session of their screen, whole or not at all, and why not in a sentence."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import httpx
import pytest

from careplan.button_files import ButtonFile, offer
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import tasks_csv
from careplan.errors import NotAllowed
from careplan.login_session import LoginSession, hash_of, new_token
from tests.small_clinic import PEOPLE, SmallClinic, open_small_clinic
from tests.web.asked import asking

NAME = "careplan-tasks-2026-03-02.csv"


@dataclass(frozen=True)
class Tab:
    """A signed-in browser, and the button that its screen shows."""

    small: SmallClinic
    token: str
    kept: list[ButtonFile] = field(default_factory=list)

    def shows(self, make: Callable[[], Iterable[bytes]]) -> ButtonFile:
        """Let the screen keep the file of a button."""
        file = ButtonFile(self.token, NAME, "text/csv", make)
        offer(file)
        self.kept.append(file)
        return file

    def press(self, file_id: object, *, token: str = "", **headers: str) -> httpx.Response:
        """Send what a press sends, from this browser or another."""
        sent = {"content_type": "application/json", "cookie": f"careplan_session={token or self.token}"} | headers
        with asking(self.small.clinic) as ask:
            return ask("/files", "POST", json.dumps({"file": file_id}).encode(), **sent)


def signed_in(small: SmallClinic, name: str) -> str:
    """Return the token of a person who has signed in."""
    token, now = new_token(), small.clinic.now()
    with small.clinic.store.writing() as records:
        records.sessions.open(LoginSession(hash_of(token), name, created_at=now, active_at=now))
    return token


@pytest.fixture
def tab(tmp_path_factory: pytest.TempPathFactory) -> Tab:
    small = open_small_clinic(tmp_path_factory.mktemp("files"), in_file=True)
    small.begin("V1", "scar_tissue")
    return Tab(small, signed_in(small, "nurse"))


def test_a_press_gives_the_file_under_its_name(tab: Tab) -> None:
    def make() -> Iterable[bytes]:
        return tasks_csv(tab.small.clinic, Scope(plan_id="PL-V1-01"), actor=PEOPLE["nurse"], sheet=Sheet())

    answer = tab.press(tab.shows(make).id)
    assert (answer.status_code, answer.content) == (200, b"".join(make()))
    told = answer.headers
    assert told["content-disposition"] == f'attachment; filename="{NAME}"'
    assert (told["content-length"], told["cache-control"]) == (str(len(answer.content)), "no-store")


def test_another_session_an_old_screen_and_nonsense_get_nothing(tab: Tab) -> None:
    file = tab.shows(lambda: pytest.fail("it is not made"))
    gone = tab.shows(lambda: pytest.fail("it is not made")).id
    tab.kept.pop()
    for answer in (tab.press(file.id, token=signed_in(tab.small, "surgeon")), tab.press(gone), tab.press("nothing")):
        assert answer.status_code == 404
        assert answer.json() == {"why": "The screen of this button is no longer open. Reload it, and press again."}
    assert tab.press(7).json()["why"] == "The button said nothing. Reload the page and try again."
    assert tab.press(file.id, token="none").status_code == 401
    assert tab.press(file.id, sec_fetch_site="cross-site").status_code == 403
    assert tab.press(file.id, content_type="text/plain").status_code == 403


def test_what_refuses_a_file_is_said_and_no_part_of_it_leaves(tab: Tab) -> None:
    def refused_late() -> Iterable[bytes]:
        yield b"task_id"
        raise NotAllowed("Export many patients: give a reason.")

    answer = tab.press(tab.shows(refused_late).id)
    assert (answer.status_code, answer.json()) == (403, {"why": "Export many patients: give a reason."})


def test_a_fault_has_a_number_and_tells_nothing_of_what_was_in_the_file(
    tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    def at_fault() -> Iterable[bytes]:
        raise ValueError("P-0042 Scar tissue")

    with caplog.at_level(logging.DEBUG):
        answer = tab.press(tab.shows(at_fault).id)
    [line] = [record.getMessage() for record in caplog.records if record.getMessage().startswith("incident ")]
    incident = line.split()[1].rstrip(":")
    assert answer.status_code == 500
    assert answer.json() == {"why": f"The file could not be made. Try again, or report incident {incident}."}
    assert "Scar tissue" not in caplog.text
