"""Signing in by the clinic's identity provider: whom it lets in, and who comes back from elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from careplan.clinic import Clinic
from careplan.coordination import provider_sign_in, sign_in
from careplan.coordination.console_accounts import bind
from careplan.coordination.known_device import remembered
from careplan.coordination.provider_sign_in import HOLDS, STALE, WAY, SetOut
from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.login_session import Visit, hash_of
from tests.coordination.provider_sign_in.way import (
    CALLBACK,
    HERE,
    NOT_CONFIRMED,
    NURSE,
    answer_of,
    come_back,
    latest,
    signed_in,
)
from tests.local_provider import (
    CLIENT,
    LABEL,
    LocalProvider,
)
from tests.small_clinic import PEOPLE
from tests.watch import Watch


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
