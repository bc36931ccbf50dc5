"""Links for one use: who opens one chooses a password. The token itself is never kept, only its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from careplan.store.schema import one_time_link

_FIND = select(one_time_link).where(one_time_link.c.token_hash == bindparam("key"))
_USE = update(one_time_link).where(one_time_link.c.token_hash == bindparam("key"))
_DROP = delete(one_time_link).where(one_time_link.c.used_at.is_(None))
_FORGET = delete(one_time_link).where(one_time_link.c.ends_at < bindparam("before"))
_OPEN = select(one_time_link.c.account).where(
    one_time_link.c.used_at.is_(None), one_time_link.c.account.is_not(None), one_time_link.c.ends_at > bindparam("now")
)


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that was made for one person.

    Attributes:
        token_hash: SHA-256 of the token in its address.
        account: whose password it sets; None sets the clinic up with its first account.
        made_by: sign-in name of the administrator, or the console.
        used_at: when the password was chosen; None while it was not.
    """

    token_hash: bytes
    account: str | None
    made_by: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Return whether a password can still be chosen by it."""
        return self.used_at is None and now < self.ends_at


class OneTimeLinks:
    """The links of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make(self, link: OneTimeLink) -> None:
        """Keep a new link; earlier ones for the same account that were not used are of no use any more."""
        self.drop(link.account)
        columns = ("token_hash", "account", "made_by", "made_at", "ends_at", "used_at")
        self._connection.execute(insert(one_time_link), {name: getattr(link, name) for name in columns})

    def find(self, token_hash: bytes) -> OneTimeLink | None:
        """Return a link, used or not, or None."""
        row = self._connection.execute(_FIND, {"key": token_hash}).one_or_none()
        return OneTimeLink(**row._mapping) if row else None

    def use(self, token_hash: bytes, *, at: datetime) -> None:
        """Note that a password was chosen by it."""
        self._connection.execute(_USE.values(used_at=at), {"key": token_hash})

    def drop(self, account: str | None) -> None:
        """Take back the links of an account, or those that set the clinic up, that were not used."""
        whose = one_time_link.c.account
        self._connection.execute(_DROP.where(whose.is_(None) if account is None else whose == account))

    def waiting(self, now: datetime) -> frozenset[str]:
        """Return the accounts for which a link waits to be opened."""
        return frozenset(self._connection.execute(_OPEN, {"now": now}).scalars())

    def forget(self, before: datetime) -> None:
        """Forget those that ended before a moment, used or not."""
        self._connection.execute(_FORGET, {"before": before})
