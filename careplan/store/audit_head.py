"""The head of the whole audit trail: how many events there are, and one hash over the ends of all chains.

Written down elsewhere, in a backup's own words or on paper, it shows whether a database is older than it should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from careplan.event import CLINIC
from careplan.store.chain_heads import NO_EVENTS, Head
from careplan.store.schema import event_head

_HEADS = select(event_head.c.chain, event_head.c.length, event_head.c.hash).order_by(event_head.c.chain)
_SHOWN: Final = 16


class AuditHead(NamedTuple):
    """Where the audit trail ends: the end of each chain, each patient's and the clinic's."""

    ends: Mapping[str, Head]

    @property
    def events(self) -> int:
        """How many events there are."""
        return sum(end.length for end in self.ends.values())

    @property
    def hash(self) -> str:
        """One hash over the ends of all chains, 64 hexadecimal digits."""
        ends = (f"{chain} {end.length} {end.hash}" for chain, end in sorted(self.ends.items()))
        return sha256("\n".join(ends).encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.events:,} events, head {self.hash[:_SHOWN]}"


class Difference(NamedTuple):
    """What one state of a clinic has that an older one lacks.

    Attributes:
        events: how many events it has more.
        patients: whose; the chain of the clinic is counted by `clinic`.
        clinic: how many of the events are of the clinic itself.
        parted: chains in which the older one has events that this one has not: the two went different ways.
    """

    events: int
    patients: tuple[str, ...]
    clinic: int
    parted: tuple[str, ...]


def read_audit_head(connection: Connection) -> AuditHead:
    """Return the head of the audit trail as this transaction sees it."""
    return AuditHead({chain: Head(length, last) for chain, length, last in connection.execute(_HEADS)})


def difference(now: AuditHead, older: AuditHead) -> Difference:
    """Return what `now` has and `older` lacks."""
    more = {chain: end.length - older.ends.get(chain, NO_EVENTS).length for chain, end in now.ends.items()}
    more = {chain: by for chain, by in more.items() if by > 0}
    parted = tuple(
        chain
        for chain, end in sorted(older.ends.items())
        if end.length > now.ends.get(chain, NO_EVENTS).length
        or (end.length == now.ends[chain].length and end != now.ends[chain])
    )
    patients = tuple(sorted(chain for chain in more if chain != CLINIC))
    return Difference(sum(more.values()), patients, more.get(CLINIC, 0), parted)
