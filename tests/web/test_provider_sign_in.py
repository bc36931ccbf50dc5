"""Signing in by an identity provider that is another site: there, back to the very place, and out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect
from pwdlib.hashers.argon2 import Argon2Hasher

from careplan.clock import Clock
from careplan.coordination.console_accounts import bind
from tests.conftest import OpenPage, ServeApp
from tests.local_provider import CLIENT, LABEL, SECRET, LocalProvider, local_provider
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import MONDAY, STRANGER
from tests.web.conftest import PASSWORD, send_form

SUBJECT = "248289761001"
PATIENT = "/patient?id=V1"


@dataclass(frozen=True)
class Ward:
    """A served clinic and its provider, where the surgeon of the other team has the only password."""

    house: ServedClinic
    provider: LocalProvider

    @property
    def url(self) -> str:
        return self.house.served.url


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[Ward]:
    home = tmp_path_factory.mktemp("ward")
    secret = home / "secret.txt"
    secret.write_text(SECRET)
    with local_provider(Clock(None, MONDAY).now, "localhost") as provider:
        told = {name.upper(): value for name, value in provider.settings().items()}
        env = {f"CAREPLAN_{name}": value for name, value in {**told, "OIDC_SECRET_FILE": str(secret)}.items()}
        with served_clinic(home, serve_app, **env) as house:
            kept = Argon2Hasher(time_cost=1).hash(PASSWORD)
            with house.small.clinic.store.writing() as records:
                records.accounts.add("root", "admin", password=kept, at=house.small.clinic.now())
            house.small.begin("V1", "scar_tissue")
            bind(house.small.clinic, STRANGER.id, SUBJECT)
            yield Ward(house, provider)


@pytest.fixture
def visitor(ward: Ward) -> Iterator[httpx.Client]:
    """A browser that has not signed in, beside a provider that does as it should."""
    with httpx.Client(base_url=ward.url, verify=False) as visitor:  # noqa: S501 - there is no TLS here
        yield visitor
    ward.provider.fails, ward.provider.subject = 0, SUBJECT


def sign_in_there(page: Page) -> None:
    expect(page.get_by_role("heading", name=LABEL)).to_be_visible()
    page.get_by_role("button", name="Sign in").click()


def came_back(ward: Ward, visitor: httpx.Client) -> httpx.Response:
    """Go to the provider, sign in there and come back."""
    there = visitor.get("/session/oidc", params={"next": PATIENT})
    return visitor.get(ward.provider.sign_in(there.headers["location"]))


def said(visitor: httpx.Client, answer: httpx.Response) -> str:
    """Return the sign-in page, which says why nobody was let in and still leads to the screen that was asked for."""
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=/patient%3Fid%3DV1")
    assert "careplan_session" not in visitor.cookies
    page = visitor.get(answer.headers["location"])
    assert page.status_code == 401
    assert f'value="{PATIENT}"' in page.text and 'href="/session/oidc?next=%2Fpatient%3Fid%3DV1"' in page.text
    return page.text


def test_in_by_the_provider_to_the_very_place_the_password_once_more_and_out(ward: Ward, open_page: OpenPage) -> None:
    page = open_page(f"{ward.url}{PATIENT}", PHONE)
    assert axe_faults(page) == [] and not scrolls_sideways(page)
    page.get_by_role("link", name=f"Sign in with {LABEL}").click()
    sign_in_there(page)
    expect(page).to_have_url(f"{ward.url}{PATIENT}")
    [session] = [cookie for cookie in page.context.cookies() if cookie["name"] == "careplan_session"]
    assert (session["httpOnly"], session["sameSite"], session["path"]) == (True, "Lax", "/")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "careplan_trip"]

    expect(page.locator("[data-test-script-state=running]")).to_have_count(0)  # a press in between would meet no link
    page.get_by_text("Open in an emergency").click()
    page.get_by_label("Reason").fill("Collapsed in the waiting room")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=f"Confirm at {LABEL} who you are").click()
    other = opened.value
    sign_in_there(other)
    expect(other.get_by_role("heading", name="That is you")).to_be_visible()
    assert axe_faults(other) == [] and not scrolls_sideways(other)
    other.close()
    page.get_by_role("button", name="Open for 60 minutes").click()
    expect(page.get_by_role("heading", level=1, name="V1")).to_be_visible()

    page.goto(f"{ward.url}/account")
    expect(page.get_by_text(f"Your password is at {LABEL}. Change it there.")).to_be_visible()
    page.get_by_role("button", name=f"{STRANGER.id} · Surgeon", exact=True).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    told = page.get_by_role("status")
    expect(told).to_contain_text(f"You may still be signed in at {LABEL}")
    assert axe_faults(page) == [] and not scrolls_sideways(page)
    assert SECRET not in ward.house.served.log()


def test_an_administrator_binds_an_account_on_the_screen(ward: Ward, open_page: OpenPage) -> None:
    page = ward.house.visit(open_page("about:blank"), "/team", who="root")
    row = page.get_by_role("list", name="Accounts").get_by_role("listitem").filter(has_text="nurse")
    for subject, words in (("248289761003", "nurse is bound to 248289761003."), ("", "nurse is bound to nobody.")):
        page.get_by_role("button", name="Change: nurse").click()
        form = page.get_by_role("dialog").filter(has=page.get_by_label("Close"))
        form.get_by_role("radio", name="Identity provider").click()
        form.get_by_label("Your own password").fill(PASSWORD)
        form.get_by_label(f"Subject at {LABEL}").fill(subject)
        form.get_by_role("button", name="Bind").click()
        expect(page.get_by_text(words)).to_be_visible()
        expect(row.get_by_text("bound to the identity provider")).to_have_count(1 if subject else 0)


def test_what_the_browser_keeps_meanwhile_is_short_lived_and_goes_when_it_comes_back(
    ward: Ward, visitor: httpx.Client
) -> None:
    there = visitor.get("/session/oidc", params={"next": "//evil.example"})
    kept = {part.strip().lower() for part in there.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", "path=/session/oidc", "max-age=600"} <= kept
    asked = dict(parse_qsl(urlsplit(there.headers["location"]).query))
    assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, f"{ward.url}/session/oidc/callback")
    answer = visitor.get(ward.provider.sign_in(there.headers["location"]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert {"careplan_session", "careplan_known"} <= set(visitor.cookies)
    assert "careplan_trip" not in visitor.cookies
    assert visitor.get("/work").status_code == 200


def test_whom_nobody_knows_is_told_so_on_the_page(ward: Ward, visitor: httpx.Client) -> None:
    ward.provider.subject = "somebody-else"
    assert "no open account here is yours. Ask your administrator." in said(visitor, came_back(ward, visitor))


def test_a_provider_that_is_down_is_said_and_the_password_goes_on(ward: Ward, visitor: httpx.Client) -> None:
    there = visitor.get("/session/oidc", params={"next": PATIENT})
    back = ward.provider.sign_in(there.headers["location"])
    ward.provider.fails = 503
    assert f"{LABEL} does not answer now." in said(visitor, visitor.get(back))
    assert send_form(visitor, "/session/login", name="root", password=PASSWORD).headers["location"] == "/"
    assert visitor.get("/team").status_code == 200


@pytest.mark.parametrize("query", ["", "code=a&state=b", "state=%ff", f"code={'a' * 5_000}&state=b"])
def test_who_never_left_does_not_come_back(visitor: httpx.Client, query: str) -> None:
    for cookie in ("", "careplan_trip=seed=a&begun_at=b&back=c&again=root&seal=d"):
        answer = visitor.get(f"/session/oidc/callback?{query}", headers={"Cookie": cookie})
        assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
        assert "begun in another window" in visitor.get("/signin").text
    assert "careplan_session" not in visitor.cookies


def test_only_who_is_signed_in_is_sent_to_enter_the_password_again(visitor: httpx.Client) -> None:
    assert visitor.get("/session/oidc/again").status_code == 401
