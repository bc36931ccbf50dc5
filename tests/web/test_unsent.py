"""Texts that a browser leaves with the server: for whoever is signed in, in the form that is expected, and not else."""

from __future__ import annotations

import json

import httpx
import pytest

from careplan.coordination import unsent
from tests.served_clinic import ServedClinic
from tests.small_clinic import PEOPLE


def left(house: ServedClinic, body: str, who: str = "nurse", **headers: str) -> int:
    """Return how the server answers what is left there."""
    cookies = {"careplan_session": house.sign_in(who)} if who else {}
    sent = {"content-type": "application/json", **headers}
    return httpx.post(f"{house.served.url}/unsent", content=body, headers=sent, cookies=cookies).status_code


def test_a_text_is_kept_for_its_person(house: ServedClinic) -> None:
    assert left(house, json.dumps({"field": "note-T-000001", "text": "Später 🙂", "age": 600})) == 204
    assert unsent.unsent(house.small.clinic, PEOPLE["nurse"]) == {"note-T-000001": "Später 🙂"}
    assert left(house, json.dumps({"field": "note-T-000001", "text": "", "age": 0})) == 204
    assert not unsent.unsent(house.small.clinic, PEOPLE["nurse"])


@pytest.mark.parametrize(
    "body",
    [
        "[",
        "{}",
        '{"field": "note-T-1"}',
        '{"field": "new_plan", "text": "x", "age": 1}',
        '{"field": 1, "text": 2, "age": 3}',
        '{"field": "note-T-1", "text": "x", "age": -1}',
        json.dumps({"field": "note-T-1", "text": "x" * 20_001, "age": 1}),
        json.dumps({"field": "note-T-1", "text": "x" * 200_000, "age": 1}),
        json.dumps({"field": "note-T-1", "text": "a\0b", "age": 1}),
        '{"field": "note-T-1", "text": "\\ud800", "age": 1}',
    ],
    ids=[
        "broken",
        "empty",
        "no text",
        "no record",
        "numbers",
        "tomorrow",
        "long",
        "very long",
        "NUL",
        "half a character",
    ],
)
def test_what_is_no_text_of_a_field_is_refused_and_nothing_is_kept(house: ServedClinic, body: str) -> None:
    assert left(house, body) == 400
    assert not unsent.unsent(house.small.clinic, PEOPLE["nurse"])


def test_nobody_else_leaves_anything(house: ServedClinic) -> None:
    body = json.dumps({"field": "note-T-000001", "text": "x", "age": 1})
    assert left(house, body, who="") == 401
    assert left(house, body, **{"content-type": "text/plain"}) == 400, "what another site could send"
