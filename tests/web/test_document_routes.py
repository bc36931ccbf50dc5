"""Documents by their address: only signed in, only one's own teams', and what cannot be made is told with a number."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from types import MappingProxyType

import httpx
import pytest
from starlette.applications import Starlette

from careplan import opened
from careplan.login_session import LoginSession, hash_of, new_token
from careplan.team import Practitioner
from careplan.web.document_routes import document_routes
from tests.documents import letters, read, words
from tests.small_clinic import PEOPLE, STRANGER, SmallClinic, open_small_clinic


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> SmallClinic:
    """A clinic with one plan, which is the one that the process has open."""
    small = open_small_clinic(tmp_path_factory.mktemp("printing"), in_file=True)
    small.begin("V1", "scar_tissue")
    monkeypatch.setattr(opened, "_opened", [small.clinic])
    return small


def ask(small: SmallClinic, address: str, who: Practitioner | None = PEOPLE["nurse"]) -> httpx.Response:
    """Ask for a document in the session of a person, or in none."""
    cookies = {}
    if who:
        token, now = new_token(), small.clinic.now()
        with small.clinic.store.writing() as records:
            records.sessions.open(LoginSession(hash_of(token), who.id, created_at=now, active_at=now))
        cookies = {"careplan_session": token}

    async def answered() -> httpx.Response:
        app = httpx.ASGITransport(Starlette(routes=document_routes()))
        async with httpx.AsyncClient(transport=app, base_url="http://127.0.0.1", cookies=cookies) as browser:
            return await browser.get(address)

    return asyncio.run(answered())


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
    assert ask(small, "/print/summary/PL-V1-01", None).status_code == 401


def test_a_document_that_could_not_be_made_is_told_with_an_incident_number(
    small: SmallClinic, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    files = small.clinic.catalogue.documents
    broken = replace(files, sources=MappingProxyType(dict.fromkeys(files.sources, "#panic(sys.inputs.data)")))
    at_fault = replace(small.clinic, catalogue=replace(small.clinic.catalogue, documents=broken))
    monkeypatch.setattr(opened, "_opened", [at_fault])
    with caplog.at_level(logging.DEBUG):
        answer = ask(small, "/print/summary/PL-V1-01")
    [line] = [record.getMessage() for record in caplog.records if record.getMessage().startswith("incident ")]
    incident = line.split()[1].rstrip(":")
    assert answer.status_code == 500 and f"report incident {incident}" in answer.text
    assert "Scar tissue" not in caplog.text and "V1" not in line
