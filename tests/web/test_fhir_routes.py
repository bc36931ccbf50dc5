"""The FHIR routes: what they give for a token, and that everything else is refused as FHIR says it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fhir.resources.R4B import get_fhir_model_class

from careplan.coordination.calendar_address import make_calendar_address
from careplan.coordination.fhir_address import end_reading, give_reading, readings
from careplan.exchange.fhir_rest import TYPES
from tests.coordination.conftest import with_fhir
from tests.fhir_r4.checker import problems
from tests.small_clinic import PEOPLE, SmallClinic, open_small_clinic
from tests.web.asked import Ask, asking

COORDINATOR, PLAN = PEOPLE["coordinator"], "PL-V2-01"
BASE = "http://127.0.0.1:8501/fhir"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallClinic]:
    """A clinic with two plans that lets other systems read."""
    small = open_small_clinic(tmp_path_factory.mktemp("fhir"))
    small = SmallClinic(with_fhir(small.clinic))
    small.begin("V2", "failed_fusion")
    small.begin("V1", "scar_tissue")
    yield small
    small.clinic.store.close()


@pytest.fixture
def bearer(small: SmallClinic) -> str:
    return f"Bearer {give_reading(small.clinic, PLAN, 'Hospital record', actor=COORDINATOR)}"


def read(answer: httpx.Response, kind: str, status: int = 200) -> dict[str, Any]:
    """Return a resource of an answer that is FHIR, of this type."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/fhir+json; charset=utf-8")
    found: dict[str, Any] = json.loads(answer.content)
    assert found["resourceType"] == kind
    get_fhir_model_class(kind).model_validate(found)
    if kind in ("CapabilityStatement", "OperationOutcome"):
        assert problems(found) == []
    return found


def resolved(part: Any) -> Any:
    """Return an element with each reference as a client resolves it, from the address of the server."""
    if isinstance(part, dict):
        return {
            name: f"{BASE}/{value}" if name == "reference" and isinstance(value, str) else resolved(value)
            for name, value in part.items()
        }
    return [resolved(one) for one in part] if isinstance(part, list) else part


def wrong(answer: httpx.Response, status: int) -> tuple[str, str]:
    """Return the kind of issue and what is said of it."""
    [issue] = read(answer, "OperationOutcome", status)["issue"]
    return issue["code"], issue["diagnostics"]


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("reference"), str):
            yield part["reference"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_from_the_plan_every_reference_leads_to_a_resource_and_all_of_them_come_at_once(ask: Ask, bearer: str) -> None:
    everything = read(ask("/fhir/Patient/V2/$everything", authorization=bearer), "Bundle")
    whole = {
        f"{one['resource']['resourceType']}/{one['resource']['id']}": one["resource"] for one in everything["entry"]
    }
    assert (everything["type"], everything["total"]) == ("searchset", len(whole))
    assert everything["link"] == [{"relation": "self", "url": f"{BASE}/Patient/V2/$everything"}]
    assert [one["fullUrl"] for one in everything["entry"]] == [f"{BASE}/{name}" for name in whole]
    bundle = {**everything, "entry": [{**one, "resource": resolved(one["resource"])} for one in everything["entry"]]}
    assert problems(bundle) == [], "HL7's definitions are the second judge"
    assert set(references(list(whole.values()))) <= whole.keys()
    for kind, name in {name.partition("/")[0]: name for name in whole}.items():
        assert read(ask(f"/fhir/{name}", authorization=bearer), kind) == whole[name]


def test_the_statement_says_what_is_there_and_needs_no_token(ask: Ask, bearer: str) -> None:
    stated = read(ask("/fhir/metadata"), "CapabilityStatement")
    [rest] = stated["rest"]
    assert (stated["fhirVersion"], stated["implementation"]["url"]) == ("4.0.1", BASE)
    assert {one["type"] for one in rest["resource"]} == set(TYPES)
    assert {action["code"] for one in rest["resource"] for action in one["interaction"]} == {"read"}
    found = json.loads(ask("/fhir/Patient/V2/$everything", authorization=bearer).content)["entry"]
    assert {one["resource"]["resourceType"] for one in found} <= set(TYPES)


def test_without_a_token_that_holds_nothing_is_told_whyever(small: SmallClinic, ask: Ask) -> None:
    ended = give_reading(small.clinic, PLAN, "Old", actor=COORDINATOR)
    last = readings(small.clinic, actor=COORDINATOR)[-1]
    end_reading(small.clinic, last.id, actor=COORDINATOR)
    calendar = make_calendar_address(small.clinic, actor=COORDINATOR)
    sent = (
        "",
        "Basic x",
        "Bearer",
        f"Bearer {'x' * 43}",
        f"Bearer {ended}",
        f"Bearer {calendar}",
        f"Bearer {'x' * 4000}",
    )
    answers = [
        ask(f"/fhir/{path}", authorization=one)
        for one in sent
        for path in (f"CarePlan/{PLAN}", "CarePlan/PL-9999-01", "Nothing")
    ]
    assert {(one.status_code, one.content, one.headers["www-authenticate"]) for one in answers} == {
        (401, answers[0].content, "Bearer")
    }
    assert wrong(answers[0], 401)[0] == "login"


@pytest.mark.parametrize(
    "path",
    [
        *("CarePlan/PL-V1-01", "Patient/V1", "Patient/V1/$everything", "CarePlan/PL-9999-01", "Nothing/1", "CarePlan"),
        *("CarePlan/PL-V2-01/_history", "CarePlan/PL-V2-01/_history/1", "", "Task?patient=V2", "a/b/c/d"),
        *("CarePlan/%2e%2e", "%00", "CarePlan/PL-V2-01/", "metadata/x", "CarePlan/" + "x" * 3000),
    ],
)
def test_what_is_not_of_the_plan_is_not_found(ask: Ask, bearer: str, path: str) -> None:
    code, words = wrong(ask(f"/fhir/{path}", authorization=bearer), 404)
    assert code == "not-found" and "V1" not in words


def test_what_is_as_it_was_is_not_sent_again(ask: Ask, bearer: str) -> None:
    for path in (f"CarePlan/{PLAN}", "Patient/V2/$everything"):
        given = ask(f"/fhir/{path}", authorization=bearer)
        tag = given.headers["etag"]
        same = ask(f"/fhir/{path}", authorization=bearer, if_none_match=f'W/"x", {tag}')
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        assert ask(f"/fhir/{path}", authorization=bearer, if_none_match='W/"x"').content == given.content
        assert ask(f"/fhir/{path}", if_none_match=tag).status_code == 401, "a tag opens nothing"


def test_what_the_gate_refuses_is_refused_as_fhir_too(ask: Ask, bearer: str) -> None:
    for path in ("/fhir", "/fhir/metadata"):
        assert wrong(ask(path, host="evil.example", authorization=bearer), 421)[0] == "forbidden"
        assert wrong(ask(path, "POST", sec_fetch_site="cross-site"), 403)[0] == "forbidden"
    assert wrong(ask("/fhir", authorization=bearer), 404)[0] == "not-found"
    assert ask("/fhirx").status_code == 303


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"])
def test_nothing_is_written(ask: Ask, bearer: str, method: str) -> None:
    answer = ask(f"/fhir/CarePlan/{PLAN}", method, authorization=bearer)
    assert (wrong(answer, 405)[0], answer.headers["allow"]) == ("not-supported", "GET, HEAD")


JSON = ("application/fhir+json", "application/json", "*/*", "", "text/html, application/*;q=0.8", "json")
OTHERS = ("application/fhir+xml", "text/turtle", "application/fhir+json; fhirVersion=3.0", "text/html")


def test_json_of_r4_is_given_and_nothing_else(ask: Ask) -> None:
    for accept in JSON:
        assert ask("/fhir/metadata", accept=accept).status_code == 200, accept
    for accept in OTHERS:
        assert wrong(ask("/fhir/metadata", accept=accept), 406)[0] == "not-supported", accept
    assert ask("/fhir/metadata", accept="application/fhir+json; fhirVersion=4.0").status_code == 200
    assert ask("/fhir/metadata?_format=json", accept="application/fhir+xml").status_code == 200
    assert ask("/fhir/metadata?_format=application/fhir+json", accept="text/html").status_code == 200
    assert ask("/fhir/metadata?_format=xml", accept="application/json").status_code == 406


def test_who_guesses_waits_and_the_token_is_in_no_address(ask: Ask, bearer: str) -> None:
    said = [ask("/fhir/CarePlan/x", authorization=f"Bearer {number}").status_code for number in range(60)]
    assert said.count(429) >= 10 and set(said) == {401, 429}
    late = ask("/fhir/CarePlan/x", authorization="Bearer x")
    assert (wrong(late, 429)[0], late.headers["retry-after"]) == ("throttled", "900")
    assert ask(f"/fhir/CarePlan/{PLAN}", authorization=bearer).status_code == 200


def test_a_fault_of_ours_is_told_by_its_number_and_by_nothing_that_it_says(
    ask: Ask, bearer: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("careplan.exchange.fhir_parts.resource_json", lambda part: {}[part["id"]])
    code, words = wrong(ask(f"/fhir/CarePlan/{PLAN}", authorization=bearer), 500)
    assert code == "exception" and re.fullmatch(r"This failed\. Report incident [0-9A-F]{6}\.", words)
    logged = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    assert words[-7:-1] in logged and PLAN not in logged and bearer not in logged


def test_it_is_off_unless_a_setting_says_otherwise(tmp_path: Path) -> None:
    small = open_small_clinic(tmp_path)
    with asking(small.clinic) as ask:
        answers = [ask(f"/fhir/{path}", method) for path in ("metadata", "x") for method in ("GET", "POST")]
    assert {wrong(answer, 404) for answer in answers} == {("not-found", "There is nothing here.")}
    small.clinic.store.close()
