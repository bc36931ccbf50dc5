"""Who is here: signing in, signing out, and whose session a token is."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from careplan.errors import NotAllowed, OnlyReading
from careplan.login_session import LoginSession, hash_of, new_token
from careplan.password import matches
from careplan.team import Practitioner, Role, RoleId

if TYPE_CHECKING:
    from careplan.clinic import Clinic

WRONG = "Name or password is not right."
"""The answer to a wrong name, a wrong password and a shut account: the same, after the same time."""
WRONG_PASSWORD = "Your password is not right."  # noqa: S105 - words for the screen

_NOTED_EVERY = timedelta(minutes=1)
"""A person at work is noted this often, so that looking at screens does not write at each of them."""


def sign_in(clinic: Clinic, name: str, password: str) -> str:
    """Open a session and return its token; raises NotAllowed. Takes a good tenth of a second."""
    with clinic.store.reading() as records:
        account = records.accounts.find(name.strip())
    right = matches(password, account.password if account else None)
    if account is None or account.disabled or not right:
        raise NotAllowed(WRONG)
    return _open(clinic, account.name)


def check_password(clinic: Clinic, actor: Practitioner, password: str) -> None:
    """Let a person who is signed in do what asks for the password once more; raises NotAllowed.

    The accounts of a demo clinic have none, and are asked for none.
    """
    if is_demo(clinic):
        return
    with clinic.store.reading() as records:
        account = records.accounts.find(actor.id)
    if not matches(password, account.password if account else None):
        raise NotAllowed(WRONG_PASSWORD)


def enter_demo(clinic: Clinic, role: RoleId) -> str:
    """Open a session of the demo account with this role and return its token; raises NotAllowed in a real clinic."""
    name = _demo_accounts(clinic).get(role)
    if name is None:
        raise NotAllowed("Only the roles of a demo clinic are entered without a password.")
    return _open(clinic, name)


def demo_roles(clinic: Clinic) -> list[Role]:
    """Return the roles that may be entered without a password: none in a real clinic."""
    accounts = _demo_accounts(clinic)
    return [role for role in clinic.catalogue.roles.values() if role.id in accounts]


def is_demo(clinic: Clinic) -> bool:
    """Return whether every patient of the clinic is invented."""
    return clinic.store.is_demo()


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
    if active and now - session.active_at >= _NOTED_EVERY:
        with suppress(OnlyReading), clinic.store.writing() as records:  # who may only read is still there
            records.sessions.touch(key, at=now)
    return Practitioner(id=account.name, role=account.role)


def sign_out(clinic: Clinic, token: str | None) -> None:
    """End the session of `token` in every tab; does nothing where there is none."""
    if token:
        with clinic.store.writing() as records:
            records.sessions.end(hash_of(token), at=clinic.now())


def _open(clinic: Clinic, account: str) -> str:
    token, now = new_token(), clinic.now()
    with clinic.store.writing() as records:
        records.sessions.open(LoginSession(hash_of(token), account, created_at=now, active_at=now))
    return token


def _demo_accounts(clinic: Clinic) -> dict[RoleId, str]:
    """Return the name of one open account of each role; none in a clinic that is not marked as a demo."""
    with clinic.store.reading() as records:
        if not records.clinic.is_demo():
            return {}
        return {account.role: account.name for account in reversed(records.accounts.all()) if not account.disabled}
