"""Signing in by the clinic's identity provider: whom it lets in, and every way in which it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from careplan.clinic import Clinic
from careplan.coordination import provider_sign_in, sign_in
from careplan.coordination.break_glass import open_record
from careplan.coordination.console_accounts import bind
from careplan.coordination.known_device import remembered
from careplan.coordination.own_account import change_password
from careplan.coordination.provider_sign_in import HOLDS, STALE, WAY, SetOut
from careplan.errors import InvalidInput, NotAllowed, NotFound, NotReady
from careplan.login_session import Visit, hash_of
from careplan.settings import Settings
from careplan.store import EventFilter
from tests.coordination.conftest import PASSWORD
from tests.local_provider import (
    CLIENT,
    LABEL,
    SECRET,
    Claims,
    LocalProvider,
    local_provider,
    new_key,
    not_signed,
    signed_by_the_secret,
)
from tests.small_clinic import PEOPLE
from tests.watch import Watch

CALLBACK = "http://127.0.0.1:8501/session/oidc/callback"
HERE = Visit("192.0.2.1", "Firefox on Linux")
NOT_CONFIRMED = f"{LABEL} did not confirm who you are. Try again."
NO_ANSWER = f"{LABEL} does not answer now. Try again later, or sign in with your name and password."
NURSE = PEOPLE["nurse"]


@pytest.fixture
def provider(watch: Watch) -> Iterator[LocalProvider]:
    with local_provider(watch.now) as provider:
        yield provider


@pytest.fixture
def ward(clinic: Clinic, provider: LocalProvider, tmp_path: Path) -> Clinic:
    """The clinic with that provider, where the nurse is known as nobody else is."""
    file = tmp_path / "secret.txt"
    file.write_text(f"{SECRET}\n")
    settings = Settings(home=tmp_path, oidc_secret_file=file, **provider.settings())
    ward = replace(clinic, settings=settings)
    bind(ward, "nurse", provider.subject)
    return ward


def answer_of(provider: LocalProvider, there: SetOut) -> dict[str, str]:
    """Return what a browser brings back whose person signed in at the provider."""
    return dict(parse_qsl(urlsplit(provider.sign_in(there.address)).query))


def come_back(ward: Clinic, there: SetOut, answer: dict[str, str], visit: Visit = HERE) -> str:
    """Return the token of the session that a return opens."""
    trip = provider_sign_in.trip_of(ward, there.keeps)
    return provider_sign_in.arrive(ward, trip, answer, CALLBACK, visit).token


def signed_in(ward: Clinic, provider: LocalProvider, visit: Visit = HERE) -> str:
    """Go the whole way; return the token of the session."""
    there = provider_sign_in.set_out(ward, CALLBACK, back="/work")
    return come_back(ward, there, answer_of(provider, there), visit)


def latest(ward: Clinic, what: str) -> dict[str, Any]:
    """Return what the last such event tells."""
    with ward.store.reading() as records:
        event = records.events.latest(EventFilter(what=what), limit=1)[0].event
    return {"actor": event.actor} | {name: change.after for name, change in event.changes.items()}


def test_whom_the_provider_names_has_the_session_of_the_account_that_is_bound(
    ward: Clinic, provider: LocalProvider
) -> None:
    token = signed_in(ward, provider)
    assert sign_in.who(ward, token) == NURSE
    with ward.store.reading() as records:
        kept = records.sessions.find(hash_of(token))
    assert kept is not None
    assert (kept.way, kept.browser) == (WAY, "Firefox on Linux")
    opened = latest(ward, "session.opened")
    assert opened == {
        "actor": "nurse",
        "account": "nurse",
        "way": WAY,
        "address": HERE.address,
        "browser": HERE.browser,
    }
    assert sign_in.sign_out(ward, token) == WAY


def test_what_is_asked_of_the_provider_says_no_secret_and_differs_each_time(
    ward: Clinic, provider: LocalProvider
) -> None:
    first, second = (provider_sign_in.set_out(ward, CALLBACK, back="/work") for _ in range(2))
    asked, other = (dict(parse_qsl(urlsplit(there.address).query)) for there in (first, second))
    assert asked | {"state": "", "nonce": "", "code_challenge": ""} == {
        "response_type": "code",
        "scope": "openid",
        "client_id": CLIENT,
        "redirect_uri": CALLBACK,
        "code_challenge_method": "S256",
        "max_age": "1800",
        "state": "",
        "nonce": "",
        "code_challenge": "",
    }
    unlike = [asked["state"], asked["nonce"], asked["code_challenge"]]
    unlike += [other["state"], other["nonce"], other["code_challenge"]]
    assert len(set(unlike)) == 6
    assert not any(text in first.keeps for text in unlike), "the browser keeps a seed, of which only we can make them"
    assert provider.asked == ["/.well-known/openid-configuration"], "which is kept for a while"


def test_three_browsers_and_no_more(ward: Clinic, provider: LocalProvider, watch: Watch) -> None:
    tokens = []
    for _ in range(4):
        watch.later(seconds=1)
        tokens.append(signed_in(ward, provider))
    assert [sign_in.who(ward, token) for token in tokens] == [None, NURSE, NURSE, NURSE]


Bend = Callable[[Claims], Claims]
BENT: dict[str, tuple[Bend, str]] = {
    "another issuer": (lambda claims: claims | {"iss": "https://evil.example"}, "invalid_claim_iss"),
    "for another program": (lambda claims: claims | {"aud": "billing"}, "invalid_claim_aud"),
    "for us and another, sent to nobody": (lambda claims: claims | {"aud": [CLIENT, "billing"]}, "invalid_claim_azp"),
    "sent to another": (lambda claims: claims | {"azp": "billing"}, "invalid_claim_azp"),
    "ended": (lambda claims: claims | {"exp": claims["iat"] - 61}, "expired_token_exp"),
    "never ending": (lambda claims: claims | {"exp": float("nan")}, "invalid_claim_exp"),
    "of tomorrow": (lambda claims: claims | {"iat": claims["iat"] + 86_400}, "invalid_claim_iat"),
    "of another sign-in": (lambda claims: claims | {"nonce": "made-up"}, "invalid_claim_nonce"),
    "of no sign-in": (lambda claims: {**claims, "nonce": None}, "missing_claim_nonce"),
    "of nobody": (lambda claims: {**claims, "sub": None}, "missing_claim_sub"),
    "of an odd name": (lambda claims: claims | {"sub": "248289761001\n"}, "invalid_claim_sub"),
    "of a number": (lambda claims: claims | {"sub": 248289761001}, "invalid_claim_sub"),
}


def test_a_token_that_does_not_hold_lets_nobody_in(ward: Clinic, provider: LocalProvider) -> None:
    for what, (bend, why) in BENT.items():
        provider.bent = bend
        with pytest.raises(NotAllowed, match=rf"^{NOT_CONFIRMED}$"):
            signed_in(ward, provider)
        told = {"way": WAY, "why": why, "address": HERE.address, "browser": HERE.browser}
        assert latest(ward, "session.refused") == {"actor": "stranger", **told}, what


Sign = Callable[[LocalProvider, Claims], str]
SIGNED: dict[str, tuple[Sign, str]] = {
    "by a stranger under the same name": (
        lambda provider, claims: replace(provider, keys=[new_key("first")]).sign(claims),
        "bad_signature",
    ),
    "by a key that is not published": (
        lambda provider, claims: replace(provider, keys=[new_key("other")]).sign(claims),
        "invalid_key_id",
    ),
    "with the public key as a secret": (signed_by_the_secret, "unsupported_algorithm"),
    "by nobody": (not_signed, "unsupported_algorithm"),
    "no token": (lambda provider, claims: "", "decode_error"),
    "a text": (lambda provider, claims: "a.b.c", "decode_error"),
}


def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(ward: Clinic, provider: LocalProvider) -> None:
    for what, (sign, why) in SIGNED.items():
        provider.signed = sign
        with pytest.raises(NotAllowed, match=rf"^{NOT_CONFIRMED}$"):
            signed_in(ward, provider)
        assert latest(ward, "session.refused")["why"] == why, what


def test_keys_may_change_at_any_time(ward: Clinic, provider: LocalProvider) -> None:
    signed_in(ward, provider)
    provider.keys = [new_key("second"), provider.keys[0]]
    assert sign_in.who(ward, signed_in(ward, provider)) == NURSE
    provider.keys = [new_key("third")]
    assert sign_in.who(ward, signed_in(ward, provider)) == NURSE


def test_a_provider_that_takes_the_secret_in_the_form_is_given_it_there(ward: Clinic, provider: LocalProvider) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert sign_in.who(ward, signed_in(ward, provider)) == NURSE


def test_a_code_opens_one_session(ward: Clinic, provider: LocalProvider) -> None:
    there = provider_sign_in.set_out(ward, CALLBACK, back="/work")
    answer = answer_of(provider, there)
    come_back(ward, there, answer)
    with pytest.raises(NotAllowed, match=rf"^{NOT_CONFIRMED}$"):
        come_back(ward, there, answer)
    assert latest(ward, "session.refused")["why"] == "invalid_grant"


def test_only_the_browser_that_left_comes_back(ward: Clinic, provider: LocalProvider) -> None:
    mine, theirs = (provider_sign_in.set_out(ward, CALLBACK, back="/work") for _ in range(2))
    answer = answer_of(provider, theirs)
    changed = theirs._replace(keeps=theirs.keeps.replace("work", "team"))
    for there in (mine, SetOut("", ""), SetOut("", "seed=a&seal=b"), SetOut("", "a&" * 50), changed):
        with pytest.raises(NotAllowed, match=rf"^{STALE}"):
            come_back(ward, there, answer)
    assert provider.asked.count("/token") == 0, "nothing is asked for what a stranger brings"
    with pytest.raises(NotAllowed, match=rf"^{STALE}"):
        come_back(ward, theirs, {})


def test_who_stays_away_too_long_begins_again(ward: Clinic, provider: LocalProvider, watch: Watch) -> None:
    there = provider_sign_in.set_out(ward, CALLBACK, back="/work")
    answer = answer_of(provider, there)
    watch.later(seconds=HOLDS.total_seconds() + 1)
    with pytest.raises(NotAllowed, match=rf"^{STALE}$"):
        come_back(ward, there, answer)


def test_whom_no_open_account_is_bound_to_is_not_let_in_and_an_administrator_learns_the_subject(
    ward: Clinic, provider: LocalProvider
) -> None:
    nobody = f"{LABEL} knows you, but no open account here is yours. Ask your administrator."
    with ward.store.writing() as records:
        records.accounts.disable("nurse")
    for subject in (provider.subject, "nurse", "surgeon"):
        provider.subject = subject
        with pytest.raises(NotAllowed, match=rf"^{nobody}$"):
            signed_in(ward, provider)
        refused = latest(ward, "session.refused")
        assert (refused["actor"], refused["why"], refused["subject"]) == ("stranger", "no_account", subject)


def test_who_is_refused_at_the_provider_is_told_so_calmly(ward: Clinic, provider: LocalProvider) -> None:
    for error, why in (("access_denied", "access_denied"), ("<b>see this</b>", "odd_answer")):
        provider.refuses = error
        with pytest.raises(NotAllowed, match=rf"^{NOT_CONFIRMED}$"):
            signed_in(ward, provider)
        assert latest(ward, "session.refused")["why"] == why


def test_an_answer_of_another_provider_is_not_taken(ward: Clinic, provider: LocalProvider) -> None:
    there = provider_sign_in.set_out(ward, CALLBACK, back="/work")
    with pytest.raises(NotAllowed, match=rf"^{NOT_CONFIRMED}$"):
        come_back(ward, there, answer_of(provider, there) | {"iss": "https://evil.example"})
    assert latest(ward, "session.refused")["why"] == "another_issuer"


def test_a_provider_that_fails_is_said_and_costs_nobody_a_wait(ward: Clinic, provider: LocalProvider) -> None:
    there = provider_sign_in.set_out(ward, CALLBACK, back="/work")
    answer = answer_of(provider, there)
    provider.fails = 503
    for _ in range(51):
        with pytest.raises(NotReady, match=rf"^{NO_ANSWER}$"):
            come_back(ward, there, answer)
    provider.fails = 0
    assert sign_in.who(ward, come_back(ward, there, answer)) == NURSE


ODD: dict[str, Claims] = {
    "calls itself something else": {"issuer": "https://evil.example"},
    "asks without TLS": {"token_endpoint": "http://evil.example/token"},
    "reads a file": {"jwks_uri": "file:///etc/passwd"},
    "names no place": {"authorization_endpoint": None},
}


def test_a_provider_that_says_something_odd_of_itself_is_not_spoken_to(ward: Clinic, provider: LocalProvider) -> None:
    for what, said in ODD.items():
        provider.metadata = said
        with pytest.raises(NotReady, match=rf"^{NO_ANSWER}$"):
            signed_in(ward, provider)
        assert set(provider.asked) == {"/.well-known/openid-configuration"}, what


def test_without_a_provider_the_password_goes_on(ward: Clinic, clinic: Clinic, provider: LocalProvider) -> None:
    provider.fails = 500
    with pytest.raises(NotReady, match=rf"^{NO_ANSWER}$"):
        provider_sign_in.set_out(ward, CALLBACK, back="/work")
    assert sign_in.who(ward, sign_in.sign_in(ward, "surgeon", PASSWORD, HERE)) == PEOPLE["surgeon"]
    assert provider_sign_in.provider_label(clinic) == ""
    with pytest.raises(NotAllowed, match="no identity provider"):
        provider_sign_in.set_out(clinic, CALLBACK, back="/work")


def test_who_brings_back_guesses_waits_and_who_was_here_before_does_not(
    ward: Clinic, provider: LocalProvider, watch: Watch
) -> None:
    known = Visit(HERE.address, HERE.browser, remembered(ward, "", "nurse"))
    for tried in range(50):
        with pytest.raises(NotAllowed, match="Wait 15 minutes" if tried == 49 else rf"^{STALE}$"):
            come_back(ward, SetOut("", ""), {"code": "guess", "state": "guess"})
    with pytest.raises(NotAllowed, match="too many tries"):
        signed_in(ward, provider)
    assert sign_in.who(ward, signed_in(ward, provider, known)) == NURSE
    assert sign_in.who(ward, signed_in(ward, provider, Visit("198.51.100.7"))) == NURSE
    watch.later(minutes=15)
    assert sign_in.who(ward, signed_in(ward, provider)) == NURSE


def test_who_entered_the_password_there_long_ago_is_not_let_past_the_idle_lock(
    ward: Clinic, provider: LocalProvider
) -> None:
    for ago, lets_in in ((1_800, True), (1_861, False), (-61, False), (float("nan"), False)):
        provider.bent = lambda claims, ago=ago: claims | {"auth_time": claims["iat"] - ago}
        if lets_in:
            assert sign_in.who(ward, signed_in(ward, provider)) == NURSE
            continue
        with pytest.raises(NotAllowed, match=rf"^{NOT_CONFIRMED}$"):
            signed_in(ward, provider)
        assert latest(ward, "session.refused")["why"] == "entered_long_ago"
    provider.bent = lambda claims: {name: one for name, one in claims.items() if name != "auth_time"}
    assert sign_in.who(ward, signed_in(ward, provider)) == NURSE, "not every provider tells"


# Binding


def test_a_subject_is_bound_to_one_account_and_a_change_ends_its_sign_ins(
    ward: Clinic, provider: LocalProvider
) -> None:
    token = signed_in(ward, provider)
    with pytest.raises(InvalidInput, match=r"^The account nurse is bound to this subject already\."):
        bind(ward, "surgeon", provider.subject)
    for odd in ("", "two words", "line\nbreak", "x" * 256, "ä"):
        with pytest.raises(InvalidInput, match="no subject"):
            bind(ward, "surgeon", odd)
    with pytest.raises(NotFound):
        bind(ward, "nobody", "248289761002")
    assert sign_in.who(ward, token) == NURSE
    bind(ward, "nurse", None)
    assert sign_in.who(ward, token) is None
    assert latest(ward, "account.released")["account"] == "nurse"
    bind(ward, "surgeon", provider.subject)
    assert sign_in.who(ward, signed_in(ward, provider)) == PEOPLE["surgeon"]


# The password once more


def confirmed(ward: Clinic, provider: LocalProvider, actor: str = "surgeon") -> None:
    there = provider_sign_in.set_out(ward, CALLBACK, again=PEOPLE[actor])
    asked = dict(parse_qsl(urlsplit(there.address).query))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    answer = answer_of(provider, there)
    provider_sign_in.confirm(ward, provider_sign_in.trip_of(ward, there.keeps), answer, CALLBACK, PEOPLE[actor])


@pytest.fixture
def surgeon_there(ward: Clinic, provider: LocalProvider) -> Clinic:
    """The surgeon has a password at the provider only."""
    with ward.store.writing() as records:
        records.accounts.set_password("surgeon", None)
    provider.subject = "248289761002"
    bind(ward, "surgeon", provider.subject)
    return ward


def test_who_has_the_password_there_enters_it_there_for_one_act(
    surgeon_there: Clinic, provider: LocalProvider, watch: Watch
) -> None:
    def open_it() -> None:
        open_record(surgeon_there, "P-9999", reason="Called at night", password="", actor=PEOPLE["surgeon"])

    token = signed_in(surgeon_there, provider)
    with pytest.raises(NotAllowed, match=r"^Confirm first who you are"):
        open_it()
    confirmed(surgeon_there, provider)
    assert latest(surgeon_there, "session.confirmed") == {"actor": "surgeon", "account": "surgeon", "way": WAY}
    with pytest.raises(NotFound):  # there is no such record, which is answered only to who may know
        open_it()
    with pytest.raises(NotAllowed, match=r"^Confirm first who you are"):
        open_it()
    confirmed(surgeon_there, provider)
    watch.later(minutes=5)
    with pytest.raises(NotAllowed, match=r"^Confirm first who you are"):
        open_it()
    assert sign_in.who(surgeon_there, token) == PEOPLE["surgeon"], "it opens no session and ends none"
    with pytest.raises(NotAllowed, match=rf"^Your password is at {LABEL}\."):
        change_password(surgeon_there, PEOPLE["surgeon"], "", PASSWORD, PASSWORD, token=token)


def test_who_only_was_signed_in_there_has_not_entered_it_again(
    surgeon_there: Clinic, provider: LocalProvider, watch: Watch
) -> None:
    for auth_time in (-61, None):
        said = {} if auth_time is None else {"auth_time": int(watch.now().timestamp()) + auth_time}
        provider.bent = lambda claims, said=said: {name: claims[name] for name in claims if name != "auth_time"} | said
        with pytest.raises(NotAllowed, match=rf"^{NOT_CONFIRMED}$"):
            confirmed(surgeon_there, provider)
        refused = latest(surgeon_there, "refused.password")
        assert (refused["actor"], refused["why"]) == ("surgeon", "entered_long_ago")


def test_nobody_confirms_for_another(surgeon_there: Clinic, provider: LocalProvider) -> None:
    provider.subject = "248289761001"  # the nurse's
    with pytest.raises(NotAllowed, match=r"^Somebody else signed in there\."):
        confirmed(surgeon_there, provider)
    there = provider_sign_in.set_out(surgeon_there, CALLBACK, again=PEOPLE["surgeon"])
    trip, answer = provider_sign_in.trip_of(surgeon_there, there.keeps), answer_of(provider, there)
    for actor in (None, NURSE):
        with pytest.raises(NotAllowed, match=rf"^{STALE}$"):
            provider_sign_in.confirm(surgeon_there, trip, answer, CALLBACK, actor)


def test_an_account_with_a_password_here_enters_it_here(ward: Clinic, provider: LocalProvider) -> None:
    bind(ward, "surgeon", "248289761002")
    assert sign_in.password_at(ward, PEOPLE["surgeon"]) == ""
    sign_in.check_password(ward, PEOPLE["surgeon"], PASSWORD)
    with pytest.raises(NotAllowed, match=rf"^{sign_in.WRONG_PASSWORD}"):
        sign_in.check_password(ward, PEOPLE["surgeon"], "")
