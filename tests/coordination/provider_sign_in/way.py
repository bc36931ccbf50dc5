"""The way to the provider and back, as a browser goes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from careplan.clinic import Clinic
from careplan.coordination import provider_sign_in
from careplan.coordination.provider_sign_in import SetOut
from careplan.login_session import Visit
from careplan.store import EventFilter
from tests.local_provider import (
    LABEL,
    LocalProvider,
)
from tests.small_clinic import PEOPLE

CALLBACK = "http://127.0.0.1:8501/session/oidc/callback"

HERE = Visit("192.0.2.1", "Firefox on Linux")

NOT_CONFIRMED = f"{LABEL} did not confirm who you are. Try again."

NO_ANSWER = f"{LABEL} does not answer now. Try again later, or sign in with your name and password."

NURSE = PEOPLE["nurse"]


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
