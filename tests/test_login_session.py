"""A session ends by sign-out, by lying idle and by its age."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from careplan.login_session import LoginSession, hash_of, new_token, token_in

BEGUN = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
SESSION = LoginSession(hash_of("token"), "surgeon", created_at=BEGUN, active_at=BEGUN)
LIMITS = {"idle": timedelta(minutes=30), "longest": timedelta(hours=12)}


def test_it_lives_until_it_lay_idle_for_thirty_minutes() -> None:
    assert SESSION.lives(BEGUN + timedelta(minutes=29, seconds=59), **LIMITS)
    assert not SESSION.lives(BEGUN + timedelta(minutes=30), **LIMITS)


def test_it_ends_after_twelve_hours_of_work() -> None:
    busy = replace(SESSION, active_at=BEGUN + timedelta(hours=11, minutes=59))
    assert busy.lives(BEGUN + timedelta(hours=11, minutes=59, seconds=59), **LIMITS)
    assert not busy.lives(BEGUN + timedelta(hours=12), **LIMITS)


def test_sign_out_ends_it_at_once() -> None:
    assert not replace(SESSION, ended_at=BEGUN).lives(BEGUN, **LIMITS)


def test_a_token_holds_256_bits_and_only_its_hash_is_kept() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) == 43
    assert len(hash_of(new_token())) == 32


def test_the_cookie_of_tls_comes_first() -> None:
    assert token_in({"careplan_session": "plain", "__Host-careplan_session": "secure"}) == "secure"
    assert token_in({"careplan_session": "plain"}) == "plain"
    assert token_in({}) is None
