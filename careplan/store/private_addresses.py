"""Private addresses: what a calendar or another system reads by. The token itself is never kept, only its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, insert, select, update

from careplan.store.query import Query
from careplan.store.schema import plan, private_address

_FIND = Query(select(private_address).where(private_address.c.token_hash == bindparam("key")))
_THIS = update(private_address).where(private_address.c.token_hash == bindparam("key"))
_NOT_ENDED = select(private_address).where(private_address.c.ended_at.is_(None)).order_by(private_address.c.made_at)


class AddressKind(StrEnum):
    """What is read: the calendar of the account's own tasks, or one plan as FHIR."""

    CALENDAR = "calendar"
    FHIR = "fhir"


@dataclass(frozen=True, slots=True)
class PrivateAddress:
    """An address that was made.

    Attributes:
        token_hash: SHA-256 of the token; nothing leads back from it.
        account: whose rights it has, as they are whenever it is used.
        plan: the one plan that is read by it; None for a calendar.
        label: for whom it was made, in words that a person typed.
        last_day: on which it holds last; None for one that holds until it is ended.
        used_at: about when it was used last; None while it was not.
        ended_at: when it was renewed or ended; None while it holds.
    """

    token_hash: bytes
    kind: AddressKind
    account: str
    plan: str | None
    label: str
    made_by: str
    made_at: datetime
    last_day: date | None = None
    used_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def id(self) -> str:
        """Names it on screens; no token can be made of it."""
        return self.token_hash.hex()[:16]


class PrivateAddresses:
    """The private addresses of the clinic. Rows stay when they have ended, so that their token is never another's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make(self, new: PrivateAddress) -> None:
        """Keep a new address; its account and plan need to exist."""
        self._connection.execute(insert(private_address), {**asdict(new), "kind": new.kind.value})

    def find(self, token_hash: bytes) -> PrivateAddress | None:
        """Return an address, ended or not, or None."""
        row = _FIND.first(self._connection, {"key": token_hash})
        return _address(row._asdict()) if row else None

    def holding(
        self, kind: AddressKind, *, account: str | None = None, team_ids: Sequence[int] | None = None
    ) -> list[PrivateAddress]:
        """Return the addresses of a kind that hold, the oldest first: of one account, of the plans of some teams."""
        query = _NOT_ENDED.where(private_address.c.kind == kind.value)
        if account is not None:
            query = query.where(private_address.c.account == account)
        if team_ids is not None:
            query = query.where(private_address.c.plan.in_(select(plan.c.id).where(plan.c.team.in_(team_ids))))
        return [_address(dict(row._mapping)) for row in self._connection.execute(query)]

    def use(self, token_hash: bytes, *, at: datetime) -> None:
        """Note that it was used."""
        self._connection.execute(_THIS.values(used_at=at), {"key": token_hash})

    def end(self, token_hash: bytes, *, at: datetime) -> None:
        """Let it hold no longer."""
        self._connection.execute(_THIS.values(ended_at=at), {"key": token_hash})


def _address(row: dict[str, object]) -> PrivateAddress:
    return PrivateAddress(**{**row, "kind": AddressKind(str(row["kind"]))})  # type: ignore[arg-type]  # columns of the table
