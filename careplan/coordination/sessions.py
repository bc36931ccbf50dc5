"""The sign-ins of an account: where it is signed in, and how that ends from afar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from careplan.coordination.house_events import note
from careplan.login_session import LoginSession, hash_of
from careplan.team import Practitioner

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Records


def end_all(clinic: Clinic, records: Records, account: str, *, by: Practitioner, but: str | None = None) -> int:
    """End the sign-ins of an account but the one with the token `but`; return how many there were.

    Within the transaction of the act that makes it necessary.
    """
    goes_on = hash_of(but) if but else None
    ended = [one for one in living(clinic, records, account) if one.token_hash != goes_on]
    records.sessions.end_all(account, at=clinic.now(), but=goes_on)
    if ended:
        note(records, clinic, "session.ended", by, {"account": account, "ended": len(ended)})
    return len(ended)


def end_oldest(clinic: Clinic, records: Records, account: str) -> int:
    """End the oldest sign-ins of an account beyond the clinic's bound; return how many."""
    too_many = living(clinic, records, account)[clinic.settings.sessions_per_account :]
    for one in too_many:
        records.sessions.end(one.token_hash, at=clinic.now())
    return len(too_many)


def living(clinic: Clinic, records: Records, account: str | None = None) -> list[LoginSession]:
    """Return the sessions that live, of one account or of all, the newest first."""
    now, limits = clinic.now(), {"idle": clinic.settings.idle, "longest": clinic.settings.longest}
    found = records.sessions.not_ended(account, active_since=now - clinic.settings.idle)
    return [one for one in found if one.lives(now, **limits)]
