"""Documents by their address: only signed in, only one's own teams', and what cannot be made is told with a number."""

from __future__ import annotations

import logging
from dataclasses import replace
from types import MappingProxyType

import httpx
import pytest

from careplan.clinic import Clinic
from careplan.login_session import LoginSession, hash_of, new_token
from careplan.team import Practitioner
from tests.documents import letters, read, words
from tests.small_clinic import PEOPLE, STRANGER, SmallClinic, open_small_clinic
from tests.web.asked import asking


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallClinic:
    """A clinic with one plan."""
    small = open_small_clinic(tmp_path_factory.mktemp("printing"), in_file=True)
    small.begin("V1", "scar_tissue")
    return small


def ask(
    small: SmallClinic, address: str, who: Practitioner | None = PEOPLE["nurse"], clinic: Clinic | None = None
) -> httpx.Response:
    """Ask for a document in the session of a person, or in none; `clinic` is another that is served."""
    named = {}
    if who:
        token, now = new_token(), small.clinic.now()
        with small.clinic.store.writing() as records:
            records.sessions.open(LoginSession(hash_of(token), who.id, created_at=now, active_at=now))
        named = {"cookie": f"careplan_session={token}"}
    with asking(clinic or small.clinic) as asked:
        return asked(address, **named)


@pytest.mark.parametrize(("kind", "name"), [("hand-out", "hand-out"), ("summary", "summary")])
def test_a_document_is_shown_under_a_name_of_ids(small: SmallClinic, kind: str, name: str) -> None:
    answer = ask(small, f"/print/{kind}/PL-V1-01")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    told = answer.headers["content-disposition"]
    assert told == f'inline; filename="careplan-{name}-PL-V1-01-2026-03-02.pdf"'
    assert len(read(answer.content).pages) >= 1 and "PL-V1-01" in letters(words(answer.content))


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("/print/hand-out/PL-V1-01", STRANGER),
        ("/print/summary/PL-V1-01", STRANGER),
        ("/print/summary/PL-9999-01", PEOPLE["nurse"]),
        ("/print/minutes/1/2026-03-02", STRANGER),
        ("/print/minutes/1/2026-03-02", PEOPLE["coordinator"]),
        ("/print/minutes/1/nonsense", PEOPLE["coordinator"]),
        ("/print/summary/<script>alert(1)<", PEOPLE["nurse"]),
    ],
)
def test_what_is_not_there_and_what_is_anothers_is_not_found(
    small: SmallClinic, address: str, who: Practitioner
) -> None:
    answer = ask(small, address, who)
    assert (answer.status_code, "<h1>No document</h1>" in answer.text) == (404, True)
    assert "No such record, or not one you may see." in answer.text or "There is no such meeting." in answer.text
    assert "<script>" not in answer.text


def test_without_a_session_nothing_is_made(small: SmallClinic) -> None:
    answer = ask(small, "/print/summary/PL-V1-01", None)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/signin")


def test_a_document_that_could_not_be_made_is_told_with_an_incident_number(
    small: SmallClinic, caplog: pytest.LogCaptureFixture
) -> None:
    files = small.clinic.catalogue.documents
    broken = replace(files, sources=MappingProxyType(dict.fromkeys(files.sources, "#panic(sys.inputs.data)")))
    at_fault = replace(small.clinic, catalogue=replace(small.clinic.catalogue, documents=broken))
    with caplog.at_level(logging.DEBUG):
        answer = ask(small, "/print/summary/PL-V1-01", clinic=at_fault)
    [line] = [record.getMessage() for record in caplog.records if record.getMessage().startswith("incident ")]
    incident = line.split()[1].rstrip(":")
    assert answer.status_code == 500 and f"report incident {incident}" in answer.text
    assert "Scar tissue" not in caplog.text and "V1" not in line
