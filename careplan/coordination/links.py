"""Links for one use: the first administrator's, and those by which a person chooses a password.

Who has a link is whom its account names; so it holds for a short time, once, and only its hash is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from careplan.coordination.accounts import ADMIN, add_account, refuse_new, refuse_password, set_password
from careplan.coordination.house_events import CONSOLE
from careplan.coordination.sign_in import has_accounts
from careplan.errors import InvalidInput, NotAllowed
from careplan.login_session import hash_of, new_token
from careplan.password import hashed
from careplan.store.links import OneTimeLink
from careplan.team import Practitioner

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Records

FIRST_HOLDS: Final = timedelta(hours=1)
HOLDS: Final = timedelta(hours=24)
GONE: Final = (
    "This link was used already, was replaced by a newer one, or has ended. Ask your administrator for another; "
    "the first account of a clinic gets another where careplan serve is started again."
)


class Link(NamedTuple):
    """A new link, for the one who is to hand it over: it cannot be shown again."""

    token: str
    ends_at: datetime

    @property
    def path(self) -> str:
        """Its address on the server."""
        return f"/link/{self.token}"


def first_link(clinic: Clinic) -> Link | None:
    """Return a link to the first administrator's account; None where there is an account already."""
    if has_accounts(clinic):
        return None
    with clinic.store.writing() as records:
        return _make(clinic, records, None, CONSOLE.id, FIRST_HOLDS)


def make_link(clinic: Clinic, records: Records, account: str, *, by: Practitioner) -> Link:
    """Return a link by which a person chooses a password, within the transaction that makes it necessary."""
    return _make(clinic, records, account, by.id, HOLDS)


def whose(clinic: Clinic, token: str) -> str | None:
    """Return the account whose password a link sets, None for the first of the clinic; raises NotAllowed."""
    with clinic.store.reading() as records:
        return _holding(clinic, records, token).account


def choose_password(clinic: Clinic, token: str, password: str, again: str, *, name: str = "") -> Practitioner:
    """Keep the password that whoever has a link has chosen, and return who that is; the link is used up.

    Args:
        again: the password once more.
        name: the sign-in name of the first administrator; an account that is there has its own.

    Raises:
        NotAllowed: the link does not hold.
        InvalidInput: the password or the name does not do; the link still holds.
    """
    account = whose(clinic, token)
    if account is None:
        refuse_new(clinic, name, ADMIN)
    refuse_password(password, account or name)
    refuse_different(password, again)
    kept = hashed(password)
    with clinic.store.writing() as records:
        account = _holding(clinic, records, token).account
        records.links.use(hash_of(token), at=clinic.now())
        if account is None:
            add_account(clinic, records, name, ADMIN, password=kept, by=Practitioner(id=name, role=ADMIN))
        else:
            person = records.accounts.get(account).practitioner
            set_password(clinic, records, account, kept, by=person, what="account.password_chosen")
        return records.accounts.get(account or name).practitioner


def refuse_different(password: str, again: str) -> None:
    """Raise InvalidInput where a new password was not typed the same twice."""
    if password != again:
        raise InvalidInput("The two new passwords are not the same. Type the new one again in both fields.")


def _make(clinic: Clinic, records: Records, account: str | None, by: str, holds: timedelta) -> Link:
    token, now = new_token(), clinic.now()
    records.links.make(OneTimeLink(hash_of(token), account, by, now, now + holds))
    return Link(token, now + holds)


def _holding(clinic: Clinic, records: Records, token: str) -> OneTimeLink:
    link = records.links.find(hash_of(token))
    if link is None or not link.holds(clinic.now()):
        raise NotAllowed(GONE)
    if records.accounts.any() if link.account is None else records.accounts.get(link.account).disabled:
        raise NotAllowed(GONE)
    return link
