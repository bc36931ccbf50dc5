"""The audit trail as its screen lists it: newest first, narrowed, a page at a time by key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, not_, or_, select

from careplan.event import CLINIC, Event, KeptEvent
from careplan.store.chain_heads import Head, read_head
from careplan.store.event_rows import changes_of, event_from
from careplan.store.schema import event

_ACTORS = select(event.c.actor).distinct().order_by(event.c.actor)
_NEWEST = select(func.max(event.c.id))
_UNDONE = select(event.c.undoes).where(event.c.undoes.in_(bindparam("acts", expanding=True)))
_SAME = (
    select(event.c.id)
    .where(
        event.c.actor == bindparam("by"),
        event.c.acting_role == bindparam("in_role"),
        event.c.what == bindparam("code"),
        event.c.chain == bindparam("of_chain"),
        event.c.changes == bindparam("told"),
        event.c.at > bindparam("since"),
        event.c.at <= bindparam("until"),
    )
    .limit(1)
)


class AuditFilter(NamedTuple):
    """Which events to list.

    Attributes:
        patient_id: those of one patient; None for the clinic's own.
        of_patients: beginnings of codes of patients' events that stand among the clinic's own.
        kinds: beginnings of codes of which one must fit; `other_than` of which none may.
        actor: who did it.
        since, until: moments in UTC, the second not included.
    """

    patient_id: str | None = None
    of_patients: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditTrail:
    """The audit trail, to be read by people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, which: AuditFilter, *, before: int | None = None, limit: int) -> list[KeptEvent]:
        """Return events, the newest first; `before` is the number of the last one on the page before."""
        query = _narrowed(select(event), which).order_by(event.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(event.c.id < before)
        return [event_from(row) for row in self._connection.execute(query)]

    def count(self, which: AuditFilter) -> int:
        """Return how many events a list has."""
        return int(self._connection.execute(_narrowed(select(func.count()).select_from(event), which)).scalar_one())

    def newest(self) -> int:
        """Return the number of the newest event of all; 0 where there is none."""
        return int(self._connection.execute(_NEWEST).scalar() or 0)

    def head(self, chain: str) -> Head:
        """Return where a chain ends: a patient's, or the clinic's."""
        return read_head(self._connection, chain)

    def has_same(self, new: Event, *, since: datetime) -> bool:
        """Whether the same was written of the same person, in the same role, after a moment."""
        wanted = {"by": new.actor, "in_role": new.acting_role, "code": new.what, "of_chain": new.chain}
        told = {"told": changes_of(new), "since": since, "until": new.at}
        return self._connection.execute(_SAME, wanted | told).first() is not None

    def actors(self, patient_id: str | None) -> tuple[str, ...]:
        """Return who did anything that the trail of a patient, or of the clinic, tells."""
        query = _ACTORS if patient_id is None else _ACTORS.where(event.c.chain == patient_id)
        return tuple(self._connection.execute(query).scalars())

    def undone(self, acts: Collection[str]) -> frozenset[str]:
        """Return which of these acts were taken back."""
        return frozenset(self._connection.execute(_UNDONE, {"acts": [*acts]}).scalars())


def _narrowed(query: Select[Any], which: AuditFilter) -> Select[Any]:
    query = query.where(_whose(which))
    if which.kinds:
        query = query.where(_begins(which.kinds))
    if which.other_than:
        query = query.where(not_(_begins(which.other_than)))
    if which.actor is not None:
        query = query.where(event.c.actor == which.actor)
    if which.since:
        query = query.where(event.c.at >= which.since)
    if which.until:
        query = query.where(event.c.at < which.until)
    return query


def _whose(which: AuditFilter) -> ColumnElement[bool]:
    if which.patient_id is not None:
        return event.c.chain == which.patient_id
    own = event.c.chain == CLINIC
    return or_(own, and_(event.c.chain != CLINIC, _begins(which.of_patients))) if which.of_patients else own


def _begins(kinds: Collection[str]) -> ColumnElement[bool]:
    return or_(*(event.c.what.startswith(kind, autoescape=True) for kind in kinds))
