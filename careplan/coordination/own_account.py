"""What a person does with the own account: another password, where it is signed in, what the screens are to be like."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from careplan.coordination.accounts import refuse_demo, refuse_password, set_password
from careplan.coordination.authority import authorise
from careplan.coordination.house_events import note
from careplan.coordination.links import refuse_different
from careplan.coordination.sessions import end_all, living
from careplan.coordination.sign_in import check_password, password_at
from careplan.errors import NOT_HERE, InvalidInput, NotAllowed, NotFound
from careplan.login_session import LoginSession, hash_of
from careplan.password import hashed
from careplan.team import Practitioner

if TYPE_CHECKING:
    from careplan.clinic import Clinic

_SHORTCUTS: Final = "shortcuts"


class SignIn(NamedTuple):
    """One place where an account is signed in.

    Attributes:
        id: names it on screens; no token can be made of it.
        browser: in words; empty where it said nothing.
        here: whether it is the browser that asks.
    """

    id: str
    since: datetime
    active_at: datetime
    browser: str
    here: bool


def sign_ins(clinic: Clinic, actor: Practitioner, token: str | None) -> list[SignIn]:
    """Return where a person is signed in, the newest first; `token` is that of the browser that asks."""
    authorise(clinic.catalogue, actor, "session.list")
    here = hash_of(token) if token else b""
    with clinic.store.reading() as records:
        found = living(clinic, records, actor.id)
    return [SignIn(_id(one), one.created_at, one.active_at, one.browser, one.token_hash == here) for one in found]


def end_one(clinic: Clinic, actor: Practitioner, sign_in_id: str) -> None:
    """End one of a person's own sign-ins; raises NotFound where it has ended."""
    authorise(clinic.catalogue, actor, "session.end")
    with clinic.store.writing() as records:
        chosen = next((one for one in living(clinic, records, actor.id) if _id(one) == sign_in_id), None)
        if chosen is None:
            raise NotFound(NOT_HERE)
        records.sessions.end(chosen.token_hash, at=clinic.now())
        note(records, clinic, "session.ended", actor, {"account": actor.id, "browser": chosen.browser})


def end_everywhere(clinic: Clinic, actor: Practitioner) -> None:
    """End all sign-ins of a person, the one that asks too."""
    authorise(clinic.catalogue, actor, "session.end")
    with clinic.store.writing() as records:
        end_all(clinic, records, actor.id, by=actor)


def change_password(clinic: Clinic, actor: Practitioner, old: str, new: str, again: str, *, token: str | None) -> None:
    """Keep another password; all sign-ins of the account end but that of `token`.

    Raises:
        NotAllowed: `old` is not the password, the password is not here, or the clinic is a demo.
        InvalidInput: the new one is too short, is not the same twice, or is the old one.
    """
    with clinic.store.reading() as records:
        refuse_demo(records)
    if password_at(clinic, actor):
        raise NotAllowed(f"Your password is at {password_at(clinic, actor)}. Change it there.")
    refuse_password(new, actor.id)
    refuse_different(new, again)
    check_password(clinic, actor, old)
    if new == old:
        raise InvalidInput("The new password is the old one. Choose another.")
    kept = hashed(new)
    with clinic.store.writing() as records:
        set_password(clinic, records, actor.id, kept, by=actor, what="account.password_changed", but=token)


def has_shortcuts(clinic: Clinic, actor: Practitioner) -> bool:
    """Return whether single keys lead to screens for this person: they do until they are switched off."""
    with clinic.store.reading() as records:
        return bool(records.accounts.get(actor.id).preferences.get(_SHORTCUTS, True))


def set_shortcuts(clinic: Clinic, actor: Practitioner, on: bool) -> None:
    """Keep whether single keys lead to screens."""
    with clinic.store.writing() as records:
        kept = records.accounts.get(actor.id).preferences
        records.accounts.set_preferences(actor.id, {**kept, _SHORTCUTS: on})


def _id(session: LoginSession) -> str:
    return session.token_hash.hex()[:16]
