"""Signing in and out, as a browser asks for it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.serving import Served
from tests.web.conftest import PASSWORD, send_form

WRONG = "Name or password is not right."


def refused(visitor: httpx.Client, answer: httpx.Response) -> str:
    """Return the page to which a refused form leads: the sign-in page, which says why."""
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin")
    page = visitor.get(answer.headers["location"])
    assert page.status_code == 401
    return page.text


def test_the_page_asks_for_name_and_password_and_nothing_else(visitor: httpx.Client) -> None:
    page = visitor.get("/signin").text
    assert page.count("<label") == 2
    assert page.count("<button") == 1
    assert "Demo data" not in page
    assert "This tool helps a care team organise work. It does not diagnose" in page


def test_the_right_password_leads_to_the_place_that_was_asked_for(visitor: httpx.Client) -> None:
    answer = send_form(visitor, "/session/login", name=" surgeon ", password=PASSWORD, next="/plan?id=PL-0042-01")
    assert (answer.status_code, answer.headers["location"]) == (303, "/plan?id=PL-0042-01")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert visitor.get("/plan").status_code == 200


def test_a_place_elsewhere_is_never_gone_to(visitor: httpx.Client) -> None:
    answer = send_form(visitor, "/session/login", name="surgeon", password=PASSWORD, next="//evil.example")
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("surgeon", "not-the-password"), ("nobody", PASSWORD), ("surgeon", "")])
def test_a_wrong_entry_says_so_and_keeps_the_name(visitor: httpx.Client, name: str, password: str) -> None:
    answer = send_form(visitor, "/session/login", name=name, password=password, next="/patients")
    assert answer.headers["location"] == "/signin?next=/patients", "the name is in no address"
    page = refused(visitor, answer)
    assert WRONG in page
    assert f'value="{name}"' in page
    assert 'value="/patients"' in page
    assert not password or (password not in page and password not in answer.headers["set-cookie"])
    assert "careplan_session" not in visitor.cookies


def test_a_refusal_is_said_once_and_the_address_can_be_opened_again(visitor: httpx.Client) -> None:
    answer = send_form(visitor, "/session/login", name="surgeon", password="not-the-password")
    assert answer.headers["location"] == "/signin"
    assert WRONG in refused(visitor, answer)
    again = visitor.get("/signin")
    assert (again.status_code, WRONG in again.text) == (200, False)
    for sent_to in ("/session/login", "/session/demo"):
        opened = visitor.get(sent_to)
        assert (opened.status_code, opened.headers["location"]) == (303, "/signin")


@pytest.mark.parametrize("cookie", ["made up", "why=", "%ff", "a=1&b=2&c=3&d=4"])
def test_an_odd_word_of_a_refusal_is_passed_over(visitor: httpx.Client, cookie: str) -> None:
    page = visitor.get("/signin", headers={"Cookie": f"careplan_refused={cookie}"})
    assert page.status_code == 200
    assert 'role="alert"' not in page.text


def test_a_form_of_another_site_signs_nobody_in(visitor: httpx.Client) -> None:
    visitor.get("/signin")
    for sent in ({}, {"form_token": "made up"}, {"form_token": ""}):
        answer = visitor.post("/session/login", data={"name": "surgeon", "password": PASSWORD, **sent})
        assert "open for too long" in refused(visitor, answer)
    assert "careplan_session" not in visitor.cookies


@pytest.mark.parametrize("body", [b"name=" + b"x" * 9_000, b"&".join([b"a=b"] * 50), b"name=%ff", b"\xff\xfe"])
def test_an_odd_form_is_refused_with_a_sentence(visitor: httpx.Client, body: bytes) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = visitor.post("/session/login", content=body, headers=kind)
    assert 'role="alert"' in refused(visitor, answer)


def test_typed_text_stays_text(visitor: httpx.Client) -> None:
    page = refused(visitor, send_form(visitor, "/session/login", name='"><script>alert(1)</script>', password="x"))
    assert "alert(1)" in page
    assert "<script" not in page


def test_sign_out_ends_the_session_itself_not_only_the_cookie(signed_in: httpx.Client) -> None:
    stolen = signed_in.cookies["careplan_session"]
    assert signed_in.post("/session/logout").headers["location"] == "/signin"
    assert "careplan_session" not in signed_in.cookies
    signed_in.cookies.set("careplan_session", stolen)
    assert signed_in.get("/work").status_code == 303


def test_who_is_signed_in_does_not_see_the_form_again(signed_in: httpx.Client) -> None:
    answer = signed_in.get("/signin", params={"next": "/patients"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/patients")
    assert signed_in.get("/").headers["location"] == "/work"


def test_each_sign_in_has_a_token_of_its_own_and_the_store_never_sees_it(
    visitor: httpx.Client, clinic_home: Path
) -> None:
    tokens = []
    for _ in range(2):
        visitor.cookies.delete("careplan_session") if tokens else None
        send_form(visitor, "/session/login", name="surgeon", password=PASSWORD)
        tokens.append(visitor.cookies["careplan_session"])
    assert tokens[0] != tokens[1]
    with sqlite3.connect(clinic_home / "clinic.db") as database:
        dump = "\n".join(database.iterdump())
    assert all(token not in dump and token.encode().hex() not in dump.lower() for token in tokens)


def test_a_disabled_account_is_out_at_the_next_click(signed_in: httpx.Client, clinic_home: Path) -> None:
    with sqlite3.connect(clinic_home / "clinic.db") as database:
        database.execute("update account set disabled = 1 where name = 'surgeon'")
    try:
        assert signed_in.get("/work").status_code == 303
        assert WRONG in refused(signed_in, send_form(signed_in, "/session/login", name="surgeon", password=PASSWORD))
    finally:
        with sqlite3.connect(clinic_home / "clinic.db") as database:
            database.execute("update account set disabled = 0 where name = 'surgeon'")


def test_a_real_clinic_has_no_door_without_a_password(visitor: httpx.Client) -> None:
    refused(visitor, send_form(visitor, "/session/demo", role="surgeon"))
    assert "careplan_session" not in visitor.cookies


def test_a_demo_is_entered_by_role(demo: Served) -> None:
    with httpx.Client(base_url=demo.url) as visitor:
        page = visitor.get("/signin").text
        assert "Demo data" in page
        assert page.index("Enter as primary care doctor") < page.index("Enter as surgeon")
        assert "Enter as nurse" not in page, "nobody has this role here"
        assert 'role="alert"' in refused(visitor, send_form(visitor, "/session/demo", role="nurse"))
        answer = send_form(visitor, "/session/demo", role="surgeon", next="/templates")
        assert (answer.status_code, answer.headers["location"]) == (303, "/templates")
        assert visitor.get("/work").status_code == 200


def test_a_demo_account_is_not_entered_by_any_password(demo: Served) -> None:
    with httpx.Client(base_url=demo.url) as visitor:
        for password in ("", "coordinator", "None", "nobody has this password"):
            answer = send_form(visitor, "/session/login", name="coordinator", password=password)
            assert WRONG in refused(visitor, answer)


def test_a_clinic_without_an_identity_provider_offers_none(visitor: httpx.Client) -> None:
    assert "session/oidc" not in visitor.get("/signin").text
    assert "no identity provider" in refused(visitor, visitor.get("/session/oidc"))
    refused(visitor, visitor.get("/session/oidc/callback?code=a"))
