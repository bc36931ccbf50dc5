"""The password once more, for whom the provider keeps it: for one act, by that very person."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from careplan.clinic import Clinic
from careplan.coordination import provider_sign_in, sign_in
from careplan.coordination.break_glass import open_record
from careplan.coordination.console_accounts import bind
from careplan.coordination.own_account import change_password
from careplan.coordination.provider_sign_in import STALE, WAY
from careplan.errors import NotAllowed, NotFound
from tests.coordination.conftest import PASSWORD
from tests.coordination.provider_sign_in.way import (
    CALLBACK,
    NOT_CONFIRMED,
    NURSE,
    answer_of,
    latest,
    signed_in,
)
from tests.local_provider import (
    LABEL,
    LocalProvider,
)
from tests.small_clinic import PEOPLE
from tests.watch import Watch


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
        sign_in.check_password(ward, PEOPLE["surgeon"], "not this one")
