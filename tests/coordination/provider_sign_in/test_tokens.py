"""A token that does not hold in every part lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from careplan.clinic import Clinic
from careplan.coordination import sign_in
from careplan.coordination.provider_sign_in import WAY
from careplan.errors import NotAllowed
from tests.coordination.provider_sign_in.way import (
    HERE,
    NOT_CONFIRMED,
    NURSE,
    latest,
    signed_in,
)
from tests.local_provider import (
    CLIENT,
    Claims,
    LocalProvider,
    new_key,
    not_signed,
    signed_by_the_secret,
)

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
