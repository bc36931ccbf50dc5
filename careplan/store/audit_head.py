"""The head of the whole audit trail: how many events there are, and one hash over the ends of all chains.

Written down elsewhere, in a backup's own words or on paper, it shows whether a database is older than it should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, select

from careplan.store.schema import event_head

_HEADS = select(event_head.c.chain, event_head.c.length, event_head.c.hash).order_by(event_head.c.chain)
_SHOWN = 16


class AuditHead(NamedTuple):
    """Where the audit trail ends.

    Attributes:
        lengths: how many events each chain has: each patient's, and the clinic's.
        hash: over the ends of all chains, 64 hexadecimal digits.
    """

    lengths: Mapping[str, int]
    hash: str

    @property
    def events(self) -> int:
        """How many events there are."""
        return sum(self.lengths.values())

    def __str__(self) -> str:
        return f"{self.events} events, head {self.hash[:_SHOWN]}"


def read_audit_head(connection: Connection) -> AuditHead:
    """Return the head of the audit trail as this transaction sees it."""
    rows = connection.execute(_HEADS).all()
    ends = "\n".join(f"{chain} {length} {last}" for chain, length, last in rows)
    return AuditHead({chain: length for chain, length, _ in rows}, sha256(ends.encode()).hexdigest())
