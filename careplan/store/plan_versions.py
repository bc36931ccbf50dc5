"""Earlier versions of plans: kept once, when the next one takes its place, and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select

from careplan.event import FOLLOWED, KeptEvent
from careplan.plan_version import PlanVersion, read_version, written
from careplan.store.columns import read
from careplan.store.columns import written as as_text
from careplan.store.event_rows import event_from
from careplan.store.query import Query
from careplan.store.schema import event, plan_version

_THIS = plan_version.c.plan == bindparam("plan_id")
_LAST = Query(select(func.max(plan_version.c.number)).where(_THIS))
_BODY = select(plan_version.c.body).where(_THIS, plan_version.c.number == bindparam("wanted"))
_BODIES = select(plan_version.c.number, plan_version.c.body).where(_THIS).order_by(plan_version.c.number)
_NUMBERS = select(plan_version.c.number, plan_version.c.ended_by).where(_THIS).order_by(plan_version.c.number)
_BEGUN = (
    select(event)
    .where(event.c.plan == bindparam("plan_id"), event.c.what != FOLLOWED)
    .where((event.c.what == "plan.created") | event.c.act.in_(select(plan_version.c.ended_by).where(_THIS)))
    .order_by(event.c.id)
)


class VersionBegun(NamedTuple):
    """A version of a plan, and the event of the act with which it began; None where that is not known."""

    number: int
    begun: KeptEvent | None


class PlanVersions:
    """The versions of the clinic's plans; the present one is the plan itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def end(self, plan_id: str, was: PlanVersion, *, act: str, at: datetime) -> None:
        """Keep the version that an act has ended."""
        row = {"plan": plan_id, "number": self.present(plan_id), "ended_by": act, "ended_at": at}
        self._connection.execute(insert(plan_version), row | {"body": as_text(written(was))})

    def present(self, plan_id: str) -> int:
        """Return the number of the present version of a plan, from 1."""
        return 1 + (_LAST.value(self._connection, {"plan_id": plan_id}) or 0)

    def get(self, plan_id: str, number: int) -> PlanVersion | None:
        """Return an earlier version; None where there is none with this number."""
        body = self._connection.execute(_BODY, {"plan_id": plan_id, "wanted": number}).scalar_one_or_none()
        return None if body is None else read_version(read(body))

    def earlier(self, plan_id: str) -> list[PlanVersion]:
        """Return every version but the present one, the first one first."""
        rows = self._connection.execute(_BODIES, {"plan_id": plan_id})
        return [read_version(read(row.body)) for row in rows]

    def all(self, plan_id: str) -> list[VersionBegun]:
        """Return every version of a plan, the first one first, the present one last."""
        events = [event_from(row) for row in self._connection.execute(_BEGUN, {"plan_id": plan_id})]
        of_act = {kept.event.act: kept for kept in reversed(events)}
        created = next((kept for kept in events if kept.event.what == "plan.created"), None)
        rows = self._connection.execute(_NUMBERS, {"plan_id": plan_id}).all()
        return [VersionBegun(1, created), *(VersionBegun(row.number + 1, of_act.get(row.ended_by)) for row in rows)]
