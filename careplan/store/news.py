"""What others changed, over all plans of a person's teams, since the person last looked at each of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, exists, func, insert, or_, select

from careplan.event import FOLLOWED, KeptEvent
from careplan.plan import PlanStatus
from careplan.store.event_rows import event_from
from careplan.store.query import Query
from careplan.store.schema import event, plan, seen
from careplan.store.upsert import upsert

COMMENTED = "task.commented"
"""The one act that changes no field and is news all the same."""

_BY_OTHERS = and_(
    event.c.id > seen.c.event,
    event.c.actor != bindparam("who"),
    event.c.what != FOLLOWED,
    or_(event.c.changes != "{}", event.c.what == COMMENTED),
)
_LOOKED = and_(seen.c.plan == event.c.plan, seen.c.account == bindparam("who"))
_IN_TEAMS = plan.c.team.in_(bindparam("teams", expanding=True))
_OPEN = plan.c.status == PlanStatus.OPEN.value


def _news(*columns: object) -> Select[tuple[object, ...]]:
    chosen = select(*columns).join(seen, _LOOKED).join(plan, plan.c.id == event.c.plan)  # type: ignore[call-overload]  # any columns
    found: Select[tuple[object, ...]] = chosen.where(_IN_TEAMS, _OPEN, _BY_OTHERS)
    return found


_COUNT = Query(
    _news(event.c.plan, func.count().label("changes"), func.max(seen.c.at).label("at")).group_by(event.c.plan)
)
_LATEST = _news(event).order_by(event.c.id.desc()).limit(bindparam("many"))
_SEEN_BY_ME = exists().where(seen.c.plan == plan.c.id, seen.c.account == bindparam("who"))
_NEVER_SEEN = (
    select(plan.c.id, plan.c.created_at, func.coalesce(func.max(event.c.id), 0).label("latest"))
    .join(event, event.c.plan == plan.c.id, isouter=True)
    .where(_IN_TEAMS, _OPEN, ~_SEEN_BY_ME)
    .group_by(plan.c.id, plan.c.created_at)
)
_UNKNOWN = Query(_NEVER_SEEN.limit(1))
_EVER_LOOKED = select(seen.c.plan).where(seen.c.account == bindparam("who")).limit(1)
_ENDS = (
    select(event.c.plan, func.max(event.c.id).label("latest"))
    .where(event.c.plan.in_(bindparam("plans", expanding=True)))
    .group_by(event.c.plan)
)


class PlanNews(NamedTuple):
    """How many changes others made in a plan since a person looked at it, and when that was, in UTC."""

    plan_id: str
    changes: int
    looked_at: datetime


class News:
    """Changes since a person last looked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, account: str, teams: Iterable[int]) -> list[PlanNews]:
        """Return the open plans of these teams in which something is new to a person, and how much."""
        asked = {"who": account, "teams": list(teams)}
        return [PlanNews(row.plan, row.changes, row.at) for row in _COUNT.rows(self._connection, asked)]

    def latest(self, account: str, teams: Iterable[int], *, limit: int) -> list[KeptEvent]:
        """Return what is new to a person, the newest first."""
        asked = {"who": account, "teams": list(teams), "many": limit}
        return [event_from(row) for row in self._connection.execute(_LATEST, asked)]

    def has_unknown(self, account: str, teams: Iterable[int]) -> bool:
        """Return whether there is an open plan of which it is not kept how far the person has looked."""
        return _UNKNOWN.first(self._connection, {"who": account, "teams": list(teams)}) is not None

    def begin(self, account: str, teams: Iterable[int], *, at: datetime) -> None:
        """Begin to follow the plans that the person has never looked at.

        At the first look ever, what is past is no news; a plan that began later is new from its first event on.
        """
        known = self._connection.execute(_EVER_LOOKED, {"who": account}).first() is not None
        rows = [
            {
                "account": account,
                "plan": row.id,
                "event": 0 if known else row.latest,
                "at": row.created_at if known else at,
            }
            for row in self._connection.execute(_NEVER_SEEN, {"who": account, "teams": list(teams)})
        ]
        if rows:
            self._connection.execute(insert(seen), rows)

    def catch_up(self, account: str, plans: Iterable[str], *, at: datetime) -> None:
        """Keep that the person has seen these plans as they are now."""
        ends = self._connection.execute(_ENDS, {"plans": list(plans)})
        upsert(
            self._connection, seen, [{"account": account, "plan": r.plan, "event": r.latest, "at": at} for r in ends]
        )
