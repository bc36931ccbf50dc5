"""The door as a guesser finds it, and what another site sends."""

from __future__ import annotations

import httpx
import pytest

from tests.serving import Served
from tests.web.conftest import PASSWORD, send_form


def told(client: httpx.Client, name: str, password: str) -> str:
    """Return what the page says after a try; empty for who is let in."""
    answer = send_form(client, "/session/login", name=name, password=password)
    if answer.headers["location"] == "/":
        return ""
    return client.get(answer.headers["location"]).text


def test_after_five_tries_a_wait_is_said_and_a_browser_that_was_here_before_is_let_in(clinic: Served) -> None:
    with httpx.Client(base_url=clinic.url) as owner, httpx.Client(base_url=clinic.url) as stranger:
        assert told(owner, "viewer", PASSWORD) == ""
        owner.post("/session/logout")
        for _ in range(4):
            assert "Wait" not in told(stranger, "viewer", "a guess")
        assert "Name or password is not right. Wait 1 minute before you try again." in told(
            stranger, "viewer", "a guess"
        )
        waits = told(stranger, "viewer", PASSWORD)
        assert "There were too many tries. Wait 1 minute, then try again." in waits
        assert 'value="viewer"' in waits
        assert told(owner, "viewer", PASSWORD) == ""


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/session/logout", "/session/login", "/session/active", "/acts", "/link"])
def test_what_a_page_of_another_origin_sends_is_refused(signed_in: httpx.Client, path: str, site: str) -> None:
    form = {"form_token": signed_in.cookies["careplan_form"]}
    answer = signed_in.post(path, data=form, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert signed_in.get("/work").status_code == 200


def test_the_page_is_told_when_the_session_ends_and_asking_does_not_make_it_longer(signed_in: httpx.Client) -> None:
    first = signed_in.get("/session/state").json()
    assert (29 * 60 < first["seconds"] <= 30 * 60, first["idle"]) == (True, True)
    assert signed_in.get("/session/state").json()["seconds"] <= first["seconds"]
    assert signed_in.post("/session/active", json={}).json()["seconds"] <= 30 * 60
    assert signed_in.post("/session/active", data={"a": "b"}).status_code == 400
    signed_in.post("/session/logout")
    assert signed_in.get("/session/state").json() == {"seconds": 0, "idle": False}
    assert signed_in.post("/session/active", json={}).json()["seconds"] == 0
