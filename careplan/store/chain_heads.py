"""Where each chain of events ends: kept in the database, and remembered by the program that wrote there last.

What is remembered may be outdated, by another process or by a transaction that failed, and does no harm: a head is
moved on only from where it is, so a wrong one moves nothing and is read anew.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from careplan.last_used import LastUsed
from careplan.store.audit_chain import START, seal
from careplan.store.prepared import Prepared
from careplan.store.schema import event_head

ROOM: Final = 1024
"""Chains whose heads are remembered at most."""

_READ = select(event_head.c.length, event_head.c.hash).where(event_head.c.chain == bindparam("of_chain"))
_BEGIN = insert(event_head)
_MOVE = Prepared(
    update(event_head)
    .where(
        event_head.c.chain == bindparam("of_chain"),
        event_head.c.length == bindparam("seen_length"),
        event_head.c.hash == bindparam("seen_hash"),
    )
    .values(length=bindparam("new_length"), hash=bindparam("new_hash"), seal=bindparam("new_seal"))
)


class Head(NamedTuple):
    """Where a chain ends: after so many events, the last of which has this hash."""

    length: int
    hash: str


NO_EVENTS: Final = Head(0, START)

ChainHeads = LastUsed[Head]
"""Heads as a program left them, by chain."""


def read_head(connection: Connection, chain: str) -> Head:
    """Return where a chain ends."""
    found = connection.execute(_READ, {"of_chain": chain}).one_or_none()
    return Head(*found) if found else NO_EVENTS


def move_head(connection: Connection, key: bytes, chain: str, before: Head, after: Head) -> bool:
    """Let a chain end elsewhere, under a new seal; False, and nothing is changed, where it did not end at `before`."""
    sealed = seal(key, chain, *after)
    if before == NO_EVENTS:
        connection.execute(_BEGIN, {"chain": chain, "seal": sealed, **after._asdict()})
        return True
    ends = {"of_chain": chain, "seen_length": before.length, "seen_hash": before.hash}
    moved = {"new_length": after.length, "new_hash": after.hash, "new_seal": sealed}
    return bool(_MOVE.run(connection, ends | moved))
