"""Signing in by the clinic's identity provider: it says who somebody is, and an account of ours says what they may do.

What belongs to one way there and back is made of a seed that only this browser keeps, with a key that only this clinic
has: so no other browser can come back in its place, and nothing of it needs to be stored.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from careplan.coordination.house_events import note
from careplan.coordination.known_device import device_of
from careplan.coordination.sign_in import is_demo, note_not_confirmed, note_refused, open_session, with_wait
from careplan.coordination.throttle import Buckets, again_buckets, count_try, provider_buckets, was_right
from careplan.errors import NotAllowed, NotProven, NotReady
from careplan.identity_provider import Secrets
from careplan.login_session import AGAIN, LoginSession, Visit, hash_of, new_token
from careplan.team import Practitioner

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.identity_provider import IdentityProvider

WAY: Final = "oidc"
HOLDS: Final = timedelta(minutes=10)
"""How long somebody may take at the provider."""
NO_PROVIDER: Final = "This clinic has no identity provider. Sign in with your name and password."
STALE: Final = "This sign-in took too long, or was begun in another window. Try again."
_SOMEBODY_ELSE: Final = "Somebody else signed in there. Sign in as yourself."


class Trip(NamedTuple):
    """One way of a browser to the provider and back. The browser keeps it, sealed, and cannot change it.

    Attributes:
        seed: random; all that must not be guessed is made of it.
        begun_at: in seconds, in UTC.
        back: the screen that was asked for.
        again: who is signed in already and is to enter the password there once more; empty for a sign-in.
    """

    seed: str = ""
    begun_at: str = ""
    back: str = ""
    again: str = ""


class SetOut(NamedTuple):
    """Where a browser is sent, and what it keeps until it comes back."""

    address: str
    keeps: str


class Arrived(NamedTuple):
    """Who came back from the provider: the token of the new session, and its account."""

    token: str
    account: str


def provider_label(clinic: Clinic) -> str:
    """Return what people call the provider; empty where nobody signs in by one, as in a demo."""
    return clinic.provider.label if clinic.provider and not is_demo(clinic) else ""


def set_out(clinic: Clinic, callback: str, *, back: str = "", again: Practitioner | None = None) -> SetOut:
    """Begin the way to the provider; raises NotAllowed, NotReady.

    Args:
        callback: our address to come back to.
        back: the screen that was asked for.
        again: who is signed in already and is to enter the password there once more.
    """
    trip = Trip(new_token(), str(int(clinic.now().timestamp())), back, again.id if again else "")
    address = _provider(clinic).way_there(_secrets(clinic, trip), callback, max_age=_max_age(clinic, trip))
    return SetOut(address, urlencode({**trip._asdict(), "seal": _seal(clinic, trip)}))


def trip_of(clinic: Clinic, keeps: str) -> Trip:
    """Return what a browser kept since it set out; an empty one where it kept nothing of ours."""
    try:
        kept = dict(parse_qsl(keeps, keep_blank_values=True, max_num_fields=len(Trip._fields) + 1))
    except ValueError:
        return Trip()
    trip = Trip(*(kept.get(name, "") for name in Trip._fields))
    sealed = hmac.compare_digest(kept.get("seal", "").encode(), _seal(clinic, trip).encode())
    return trip if sealed else Trip()


def arrive(clinic: Clinic, trip: Trip, answer: Mapping[str, str], callback: str, visit: Visit) -> Arrived:
    """Open a session of the account that is bound to whom the provider names.

    `answer` is what the browser brought back from the provider.

    Raises:
        NotAllowed: the way was begun elsewhere or too long ago, the provider does not say who it is, or no open account
            is bound to that person. Each is counted, as a wrong password is.
        NotReady: the provider does not answer.
    """
    buckets = provider_buckets(clinic, visit.address, _known_device(clinic, visit.keeps))
    with _counted(clinic, buckets, None, visit):
        person = _named(clinic, trip, answer, callback)
    return Arrived(open_session(clinic, person, way=WAY, visit=visit, buckets=buckets), person.id)


def confirm(clinic: Clinic, trip: Trip, answer: Mapping[str, str], callback: str, actor: Practitioner | None) -> None:
    """Keep that a person who is signed in has entered the password at the provider once more: for one act, soon.

    Raises as `arrive`; NotAllowed also where somebody else did, or nobody is signed in any more.
    """
    if actor is None or actor.id != trip.again:
        raise NotAllowed(STALE)
    buckets, now = again_buckets(clinic, actor.id), clinic.now()
    with _counted(clinic, buckets, actor, Visit()):
        if _named(clinic, trip, answer, callback) != actor:
            raise NotProven(_SOMEBODY_ELSE, why="somebody_else")
    with clinic.store.writing() as records:
        was_right(records, buckets)
        records.sessions.open(LoginSession(hash_of(new_token()), actor.id, now, now, ended_at=now, way=AGAIN))
        note(records, clinic, "session.confirmed", actor, {"account": actor.id, "way": WAY})


@contextmanager
def _counted(clinic: Clinic, buckets: Buckets, person: Practitioner | None, visit: Visit) -> Iterator[None]:
    """Count a return from the provider before it is looked at, and write down why one is refused; raises NotAllowed."""
    wait = count_try(clinic, buckets)
    try:
        yield
    except NotProven as refusal:
        subject = {"subject": refusal.subject} if refusal.subject else {}
        told = {"way": WAY, "why": refusal.why, **subject}
        if person:
            note_not_confirmed(clinic, person, wait, **told)
        else:
            note_refused(clinic, visit, wait, **told)
        raise NotAllowed(with_wait(str(refusal), wait)) from refusal
    except NotReady:
        with clinic.store.writing() as records:
            was_right(records, buckets)
        raise


def _named(clinic: Clinic, trip: Trip, answer: Mapping[str, str], callback: str) -> Practitioner:
    """Return whose account is bound to whom the provider names; raises NotProven, NotReady."""
    provider, secrets, now = _provider(clinic), _secrets(clinic, trip), clinic.now()
    begun = datetime.fromtimestamp(int(trip.begun_at or "0"), UTC)
    if not trip.seed or now - begun > HOLDS:
        raise NotProven(STALE, why="not_begun_here")
    if not hmac.compare_digest(answer.get("state", "").encode(), secrets.state.encode()):
        raise NotProven(STALE, why="another_state")
    since, must_say = begun - _max_age(clinic, trip), bool(trip.again)
    subject = provider.subject(answer, secrets, callback, now=now, entered_since=since, must_say=must_say)
    with clinic.store.reading() as records:
        account = records.accounts.bound_to(subject)
    if account is None or account.disabled:  # the subject is told to the audit trail, so that it can be bound
        sentence = f"{provider.label} knows you, but no open account here is yours. Ask your administrator."
        raise NotProven(sentence, why="no_account", subject=subject)
    return account.practitioner


def _provider(clinic: Clinic) -> IdentityProvider:
    if clinic.provider is None or is_demo(clinic):
        raise NotAllowed(NO_PROVIDER)
    return clinic.provider


def _max_age(clinic: Clinic, trip: Trip) -> timedelta:
    """Return how long ago the password may have been entered there: an idle lock of ours is to be no empty one."""
    return timedelta(0) if trip.again else clinic.settings.idle


def _seal(clinic: Clinic, trip: Trip) -> str:
    return clinic.store.keyed_hash("trip", *trip)


def _secrets(clinic: Clinic, trip: Trip) -> Secrets:
    return Secrets(*(clinic.store.keyed_hash("trip", name, trip.seed) for name in Secrets._fields))


def _known_device(clinic: Clinic, keeps: str) -> str:
    """Return the name of a browser in which somebody who signs in by the provider did so before; empty otherwise."""
    if not keeps:
        return ""
    with clinic.store.reading() as records:
        bound = [account.name for account in records.accounts.all() if account.subject]
    return next((device for name in bound if (device := device_of(clinic, keeps, name))), "")
