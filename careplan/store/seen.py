"""How far a person has looked at each plan: what came after is “changed since you last looked”."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, select

from careplan.event import FOLLOWED, KeptEvent
from careplan.store.event_rows import event_from
from careplan.store.schema import event, plan, seen
from careplan.store.upsert import upsert

_GET = select(seen).where(seen.c.account == bindparam("who"), seen.c.plan == bindparam("plan_id"))
_SINCE = and_(seen.c.plan == event.c.plan, seen.c.account == bindparam("who"))
_OTHERS = (
    (event.c.actor != bindparam("who"))
    & (event.c.id > seen.c.event)
    & (event.c.changes != "{}")
    & (event.c.what != FOLLOWED)
)
_CHANGES = (
    select(event).join(seen, _SINCE).where(event.c.plan == bindparam("plan_id"), _OTHERS).order_by(event.c.id.desc())
)
_COUNTS = (
    select(event.c.plan, func.count().label("changes"))
    .join(seen, _SINCE)
    .join(plan, plan.c.id == event.c.plan)
    .where(plan.c.team.in_(bindparam("teams", expanding=True)), _OTHERS)
    .group_by(event.c.plan)
    .order_by(event.c.plan)
)


class Look(NamedTuple):
    """When a person last looked at a plan, and the number of the newest event then."""

    event: int
    at: datetime


class Seen:
    """How far each person has looked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, account: str, plan_id: str) -> Look | None:
        """Return when a person last looked at a plan; None if never."""
        row = self._connection.execute(_GET, {"who": account, "plan_id": plan_id}).one_or_none()
        return Look(row.event, row.at) if row else None

    def keep(self, account: str, plan_id: str, latest: int, *, at: datetime) -> None:
        """Keep that a person has looked at a plan up to this event."""
        row = {"account": account, "plan": plan_id, "event": latest, "at": at}
        upsert(self._connection, seen, [row])

    def changes(self, account: str, plan_id: str) -> list[KeptEvent]:
        """Return what others changed in a plan since the person looked, newest first; nothing if never looked."""
        return [event_from(row) for row in self._connection.execute(_CHANGES, {"who": account, "plan_id": plan_id})]

    def counts(self, account: str, teams: Iterable[int]) -> dict[str, int]:
        """Return, for plans that the person has looked at, how many changes others made since."""
        rows = self._connection.execute(_COUNTS, {"who": account, "teams": list(teams)})
        return {row.plan: row.changes for row in rows}
