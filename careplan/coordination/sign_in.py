"""Who is here: signing in, signing out, and whose session a token is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from careplan.coordination.house_events import STRANGER, note
from careplan.coordination.known_device import device_of
from careplan.coordination.pruning import prune
from careplan.coordination.sessions import end_oldest
from careplan.coordination.throttle import Buckets, again_buckets, count_try, sign_in_buckets, was_right
from careplan.errors import InvalidInput, NotAllowed, OnlyReading
from careplan.guessing import wait_words
from careplan.login_session import Ending, LoginSession, Visit, hash_of, new_token
from careplan.password import matches
from careplan.team import Practitioner, Role, RoleId

if TYPE_CHECKING:
    from careplan.clinic import Clinic

WRONG = "Name or password is not right."
"""The answer to a wrong name, a wrong password and a shut account: the same, after the same time."""
WRONG_PASSWORD = "Your password is not right."  # noqa: S105 - words for the screen

_NOTED_EVERY = timedelta(minutes=1)
"""A person at work is noted this often, so that looking at screens does not write at each of them; oftener only where a
session ends within a few minutes without use."""
_NOTES_AN_IDLE_TIME: Final = 4
AGAIN_HOLDS: Final = timedelta(minutes=5)
"""For so long after somebody entered the password at the identity provider, one act may follow that asks for it."""
_NO_VISIT = Visit()


def sign_in(clinic: Clinic, name: str, password: str, visit: Visit = _NO_VISIT) -> str:
    """Open a session and return its token; raises NotAllowed. Takes a good tenth of a second where it need not wait."""
    name = name.strip()
    buckets = sign_in_buckets(clinic, name, visit.address, device_of(clinic, visit.keeps, name))
    wait = count_try(clinic, buckets)
    with clinic.store.reading() as records:
        account = records.accounts.find(name)
    right = matches(password, account.password if account else None)
    if account is None or account.disabled or not right:
        note_refused(clinic, visit, wait, **({"account": account.name} if account else {}))
        raise NotAllowed(with_wait(WRONG, wait))
    return open_session(clinic, account.practitioner, way="password", visit=visit, buckets=buckets)


def check_password(clinic: Clinic, actor: Practitioner, password: str, *, act: str = "") -> None:
    """Let a person who is signed in do what asks for the password once more; raises NotAllowed, InvalidInput for none.

    The accounts of a demo clinic have none, and are asked for none. Whose password is at the identity provider has
    entered it there just before. `act` is what is asked for with it; a refusal names it.
    """
    if is_demo(clinic):
        return
    if password_at(clinic, actor):
        _use_again(clinic, actor, act)
        return
    if not password:
        raise InvalidInput("Type your own password.")
    buckets = again_buckets(clinic, actor.id)
    wait = count_try(clinic, buckets)
    with clinic.store.reading() as records:
        account = records.accounts.find(actor.id)
    if not matches(password, account.password if account else None):
        note_not_confirmed(clinic, actor, wait, act=act)
        raise NotAllowed(with_wait(WRONG_PASSWORD, wait))
    with clinic.store.writing() as records:
        was_right(records, buckets)


def password_at(clinic: Clinic, actor: Practitioner) -> str:
    """Return what people call the identity provider where a person's password is there and not here; else nothing."""
    with clinic.store.reading() as records:
        account = records.accounts.find(actor.id)
    return clinic.provider.label if clinic.provider and account and account.at_provider else ""


def enter_demo(clinic: Clinic, role: RoleId, visit: Visit = _NO_VISIT) -> str:
    """Open a session of the demo account with this role and return its token; raises NotAllowed in a real clinic."""
    name = _demo_accounts(clinic).get(role)
    if name is None:
        raise NotAllowed("Only the roles of a demo clinic are entered without a password.")
    return open_session(clinic, Practitioner(id=name, role=role), way="demo", visit=visit)


def demo_roles(clinic: Clinic) -> list[Role]:
    """Return the roles that may be entered without a password: none in a real clinic."""
    accounts = _demo_accounts(clinic)
    return [role for role in clinic.catalogue.roles.values() if role.id in accounts]


def is_demo(clinic: Clinic) -> bool:
    """Return whether every patient of the clinic is invented."""
    return clinic.store.is_demo()


def has_accounts(clinic: Clinic) -> bool:
    """Return whether anybody may sign in; a new clinic has no account."""
    with clinic.store.reading() as records:
        return records.accounts.any()


def open_session(
    clinic: Clinic, person: Practitioner, *, way: str, visit: Visit = _NO_VISIT, buckets: Buckets | None = None
) -> str:
    """Open a session of somebody who has shown who they are, and return its token.

    Where the account then has too many sessions, the oldest ends; a demo has no bound.

    Args:
        way: how they showed it: password, demo, link, oidc.
        buckets: where the try was counted; it does not count any more.
    """
    token, now = new_token(), clinic.now()
    opened = LoginSession(hash_of(token), person.id, now, now, way=way, browser=visit.browser)
    with clinic.store.writing() as records:
        if buckets:
            was_right(records, buckets)
        prune(clinic, records)
        records.sessions.open(opened)
        ended = 0 if records.clinic.is_demo() else end_oldest(clinic, records, person.id)
        told = {"account": person.id, "way": way, "address": visit.address, "browser": visit.browser}
        note(records, clinic, "session.opened", person, told | ({"ended": ended} if ended else {}))
    return token


def who(clinic: Clinic, token: str | None, *, active: bool = True) -> Practitioner | None:
    """Return whose session `token` is, or None where nobody is signed in with it any more.

    Args:
        active: whether the person did something; a page that refreshes itself is no activity.
    """
    if not token:
        return None
    key, now = hash_of(token), clinic.now()
    with clinic.store.reading() as records:
        session = records.sessions.find(key)
        account = records.accounts.find(session.account) if session else None
    if session is None or not session.lives(now, idle=clinic.settings.idle, longest=clinic.settings.longest):
        return None
    if account is None or account.disabled:
        return None
    noted_every = min(_NOTED_EVERY, clinic.settings.idle / _NOTES_AN_IDLE_TIME)
    if active and now - session.active_at >= noted_every:
        with suppress(OnlyReading), clinic.store.writing() as records:  # who may only read is still there
            records.sessions.touch(key, at=now)
    return Practitioner(id=account.name, role=account.role)


def ending(clinic: Clinic, token: str | None) -> Ending | None:
    """Return when the session of `token` ends if nobody does anything more; None where it has ended."""
    if token is None or who(clinic, token, active=False) is None:
        return None
    with clinic.store.reading() as records:
        session = records.sessions.find(hash_of(token))
    return session.ending(idle=clinic.settings.idle, longest=clinic.settings.longest) if session else None


def sign_out(clinic: Clinic, token: str | None) -> str:
    """End the session of `token` in every tab; return by which way it was opened, empty where there is none."""
    person = who(clinic, token, active=False)
    if not (token and person):
        return ""
    with clinic.store.writing() as records:
        ended = records.sessions.find(hash_of(token))
        records.sessions.end(hash_of(token), at=clinic.now())
        note(records, clinic, "session.ended", person, {"account": person.id})
    return ended.way if ended else ""


def _use_again(clinic: Clinic, actor: Practitioner, act: str) -> None:
    with clinic.store.writing() as records:
        if records.sessions.use_again(actor.id, since=clinic.now() - AGAIN_HOLDS):
            return
    note_not_confirmed(clinic, actor, None, act=act)
    raise NotAllowed("Confirm first who you are, with the link above. It holds for five minutes and one act.")


def with_wait(sentence: str, wait: timedelta | None) -> str:
    """Return a refusal with the wait that follows it, where one does."""
    return f"{sentence} Wait {wait_words(wait)} before you try again." if wait else sentence


def note_refused(clinic: Clinic, visit: Visit, wait: timedelta | None, **also: str) -> None:
    """Write that somebody was not let in, and how long further tries are not looked at and leave no event.

    A name that nobody has is not written, because it may be a password; whose account was tried did nothing.
    """
    told = also | ({"address": visit.address, "browser": visit.browser} if visit.address else {})
    _note_wrong(clinic, "session.refused", STRANGER, told, wait)


def note_not_confirmed(clinic: Clinic, actor: Practitioner, wait: timedelta | None, **also: str) -> None:
    """Write that somebody who is signed in was asked for the password once more and did not give it; as above."""
    _note_wrong(clinic, "refused.password", actor, also, wait)


def _note_wrong(clinic: Clinic, what: str, by: Practitioner, told: Mapping[str, str], wait: timedelta | None) -> None:
    said = {**told, "wait": wait_words(wait) if wait else ""}
    with clinic.store.writing() as records:
        note(records, clinic, what, by, {name: value for name, value in said.items() if value})


def _demo_accounts(clinic: Clinic) -> dict[RoleId, str]:
    """Return the name of one open account of each role; none in a clinic that is not marked as a demo."""
    with clinic.store.reading() as records:
        if not records.clinic.is_demo():
            return {}
        return {account.role: account.name for account in reversed(records.accounts.all()) if not account.disabled}
