"""A new clinic behind a proxy with TLS: its first account by the link on the console, and how its cookies are bound."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from careplan.clock import Clock
from careplan.coordination.house_events import CONSOLE
from careplan.login_session import hash_of, new_token
from careplan.store import EventFilter, Store
from careplan.store.links import OneTimeLink
from tests.conftest import ServeApp
from tests.serving import Served
from tests.web.conftest import PASSWORD, make_clinic, send_form

FROM = "203.0.113.77"


@dataclass(frozen=True)
class NewClinic:
    """A clinic that began without accounts, and its server."""

    home: Path
    served: Served
    link: str

    def store(self) -> Store:
        return Store.open(str(self.home / "clinic.db"), home=self.home)


@pytest.fixture(scope="module")
def new_clinic(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> NewClinic:
    home = tmp_path_factory.mktemp("new")
    served = serve_app(
        CAREPLAN_HOME=str(home), CAREPLAN_BEHIND_PROXY="1", CAREPLAN_ADDRESS="https://careplan.example.org"
    )
    served.wait_for("/link/")
    found = re.search(r"https://careplan\.example\.org(/link/[\w-]+)\n", served.log())
    assert found, served.log()
    return NewClinic(home, served, found[1])


@pytest.fixture
def visitor(new_clinic: NewClinic) -> Iterator[httpx.Client]:
    """A browser that reaches the clinic by TLS, through the proxy."""
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": FROM, "Host": "careplan.example.org"}
    with httpx.Client(base_url=new_clinic.served.url, headers=headers) as client:
        yield client


def cookies_of(answer: httpx.Response) -> dict[str, str]:
    return {each.partition("=")[0]: each for each in answer.headers.get_list("set-cookie")}


def sent(client: httpx.Client, answer: httpx.Response, path: str, *, link: str = "", **fields: str) -> httpx.Response:
    """Send a form of the page that was answered, with its cookies: httpx takes our plain line for no TLS."""
    cookies = "; ".join(each.partition(";")[0] for each in answer.headers.get_list("set-cookie"))
    cookies = "; ".join(filter(None, (cookies, link)))
    [token] = re.findall(r'name="form_token" value="([^"]+)"', answer.text)
    return client.post(path, data={"form_token": token, **fields}, headers={"Cookie": cookies})


def test_a_clinic_without_accounts_says_what_to_do_then_its_first_account_is_made_once(
    new_clinic: NewClinic, visitor: httpx.Client
) -> None:
    page = visitor.get("/signin").text
    assert "This clinic has no account yet" in page
    assert "careplan user add NAME --role admin" in page
    assert "password" not in page.lower()

    opened = visitor.get(new_clinic.link)
    assert (opened.status_code, opened.headers["location"]) == (303, "/link"), "the token leaves the address"
    kept = cookies_of(opened)["__Secure-careplan_link"]
    assert all(each in kept for each in ("HttpOnly", "Secure", "SameSite=lax", "Path=/link"))
    link = kept.partition(";")[0]
    form = visitor.get("/link", headers={"Cookie": link})
    assert form.status_code == 200
    assert new_clinic.link not in form.text

    both = {"password": PASSWORD, "again": PASSWORD}
    foreign = visitor.post("/link", data={"name": "anna.berg", **both}, headers={"Cookie": link})
    assert "open for too long" in foreign.text
    for name, says in (("Anna Berg", "cannot be a sign-in name"), ("", "Write a sign-in name")):
        assert says in sent(visitor, form, "/link", link=link, name=name, **both).text
    short = sent(visitor, form, "/link", link=link, name="anna.berg", password="short", again="short")
    assert (short.status_code, "12 are the least" in short.text) == (422, True)
    assert 'value="anna.berg"' in short.text

    made = sent(visitor, form, "/link", link=link, name="anna.berg", **both)
    assert (made.status_code, made.headers["location"]) == (303, "/")
    session = cookies_of(made)["__Host-careplan_session"].partition(";")[0]
    assert visitor.get("/work", headers={"Cookie": session}).status_code == 200
    again = visitor.get("/link", headers={"Cookie": link})
    assert (again.status_code, "This link has ended" in again.text) == (410, True)
    assert "no account yet" not in visitor.get("/signin").text


def test_each_cookie_is_bound_to_tls_and_to_this_host_and_the_address_is_the_client_s(
    new_clinic: NewClinic, visitor: httpx.Client
) -> None:
    page = visitor.get("/signin")
    refused = sent(visitor, page, "/session/login", name="anna.berg", password="not this one")
    entered = sent(visitor, page, "/session/login", name="anna.berg", password=PASSWORD)
    given = cookies_of(page) | cookies_of(refused) | cookies_of(entered)
    assert set(given) == {
        "__Host-careplan_form",
        "__Secure-careplan_refused",
        "__Host-careplan_session",
        "__Host-careplan_known",
    }
    for cookie in given.values():
        assert all(each in cookie for each in ("; Secure", "HttpOnly", "SameSite=lax")), cookie
    store = new_clinic.store()
    with store.reading() as records:
        kept = [
            records.events.latest(EventFilter(what=what), limit=1)[0].event
            for what in ("session.opened", "session.refused")
        ]
    store.close()
    assert [event.changes["address"].after for event in kept] == [FROM, FROM]
    assert [event.actor for event in kept] == ["anna.berg", "stranger"]
    assert kept[1].changes["account"].after == "anna.berg"


def test_another_account_cannot_be_first_and_no_token_stands_in_the_database_or_the_log(new_clinic: NewClinic) -> None:
    token = new_clinic.link.removeprefix("/link/")
    with sqlite3.connect(new_clinic.home / "clinic.db") as database:
        dump = "\n".join(database.iterdump())
    assert token not in dump
    assert token.encode().hex() not in dump.lower()
    assert new_clinic.served.log().count(token) == 1, "where the console was told it"


def test_a_link_for_a_password_is_opened_by_a_real_form(clinic: Served, clinic_home: Path) -> None:
    token, now = new_token(), Clock().now()
    store = Store.open(str(clinic_home / "clinic.db"), home=clinic_home)
    with store.writing() as records:
        if records.accounts.find("forgetful") is None:
            records.accounts.add("forgetful", "nurse", password=None, at=now)
        ends = now.replace(year=now.year + 1)
        records.links.make(OneTimeLink(hash_of(token), "forgetful", CONSOLE.id, now, ends))
    store.close()
    with httpx.Client(base_url=clinic.url, follow_redirects=True) as client:
        page = client.get(f"/link/{token}")
        assert page.url.path == "/link"
        assert 'value="forgetful"' in page.text
        form = {"form_token": client.cookies["careplan_form"], "name": "surgeon"}
        entered = client.post("/link", data={**form, "password": "four good new words", "again": "four good new words"})
        assert entered.url.path == "/work"
    with httpx.Client(base_url=clinic.url) as client:
        answer = send_form(client, "/session/login", name="forgetful", password="four good new words")
        assert answer.headers["location"] == "/"


@pytest.mark.parametrize("path", ["/link", "/link/made-up", "/link/../work", "/link/%2e%2e/work"])
def test_without_a_link_that_holds_nothing_is_shown(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path, follow_redirects=False)
    assert answer.status_code in {303, 400, 404, 410}
    assert answer.headers.get("location", "/link") in {"/link", "/signin", "/signin?next=/work"}


def test_a_demo_prints_no_link(tmp_path: Path, serve_app: ServeApp) -> None:
    served = serve_app(CAREPLAN_HOME=str(make_clinic(tmp_path, demo=True)))
    served.wait_for("Ctrl+C")
    assert "/link/" not in served.log()
