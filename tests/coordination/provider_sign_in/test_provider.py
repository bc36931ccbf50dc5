"""What a provider says of itself and answers: only what is its own is taken, and its faults cost nobody."""

from __future__ import annotations

import pytest

from careplan.clinic import Clinic
from careplan.coordination import provider_sign_in, sign_in
from careplan.errors import NotAllowed, NotReady
from tests.coordination.conftest import PASSWORD
from tests.coordination.provider_sign_in.way import (
    CALLBACK,
    HERE,
    NO_ANSWER,
    NOT_CONFIRMED,
    NURSE,
    answer_of,
    come_back,
    latest,
    signed_in,
)
from tests.local_provider import (
    Claims,
    LocalProvider,
)
from tests.small_clinic import PEOPLE


def test_a_provider_that_takes_the_secret_in_the_form_is_given_it_there(ward: Clinic, provider: LocalProvider) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert sign_in.who(ward, signed_in(ward, provider)) == NURSE


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


def test_who_is_refused_at_the_provider_is_told_so_calmly(ward: Clinic, provider: LocalProvider) -> None:
    for error, why in (("access_denied", "access_denied"), ("<b>see this</b>", "odd_answer")):
        provider.refuses = error
        with pytest.raises(NotAllowed, match=rf"^{NOT_CONFIRMED}$"):
            signed_in(ward, provider)
        assert latest(ward, "session.refused")["why"] == why
