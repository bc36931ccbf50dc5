"""The suspected causes of a plan, read and kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from careplan.cause import Certainty, SuspectedCause
from careplan.store.columns import read, written
from careplan.store.prepared import Prepared
from careplan.store.said import Said
from careplan.store.schema import plan_cause

_CAUSES = select(plan_cause).where(plan_cause.c.plan == bindparam("plan_id")).order_by(plan_cause.c.position)
_ADD = Prepared(insert(plan_cause))
_DROP_CAUSE = delete(plan_cause).where(
    plan_cause.c.plan == bindparam("plan_id"), plan_cause.c.cause == bindparam("cause_id")
)
_CHANGE_CAUSE = update(plan_cause).where(
    plan_cause.c.plan == bindparam("plan_id"), plan_cause.c.cause == bindparam("cause_id")
)


def read_causes(connection: Connection, plan_id: str) -> tuple[SuspectedCause, ...]:
    """Return the causes of a plan in their order."""
    return tuple(_cause_from(row) for row in connection.execute(_CAUSES, {"plan_id": plan_id}))


def _cause_from(row: Row[Any]) -> SuspectedCause:
    return SuspectedCause(
        row.cause,
        row.added,
        Certainty(row.certainty),
        read(row.rounds),
        row.subtype_known,
        row.decided,
        row.reason,
    )


def _cause_columns(position: int, cause: SuspectedCause, said: Said) -> dict[str, Any]:
    return {
        "position": position,
        "certainty": cause.certainty.value,
        "added": cause.added,
        "rounds": written(dict(cause.rounds)),
        "subtype_known": cause.subtype_known,
        "decided": cause.decided,
        "reason": cause.reason,
        "role": said.role,
        **said.who,
    }


def keep_causes(
    connection: Connection,
    plan_id: str,
    before: tuple[SuspectedCause, ...],
    after: tuple[SuspectedCause, ...],
    said: Said,
) -> None:
    """Write the causes that are new, changed, moved or gone."""
    was = {cause.cause: (position, cause) for position, cause in enumerate(before)}
    now = {cause.cause: (position, cause) for position, cause in enumerate(after)}
    for gone in was.keys() - now.keys():
        connection.execute(_DROP_CAUSE, {"plan_id": plan_id, "cause_id": gone})
    new = [name for name in now if name not in was]
    if new:
        _ADD.run(connection, *({"plan": plan_id, "cause": n, **_cause_columns(*now[n], said)} for n in new))
    for name in now.keys() & was.keys():
        position, cause = now[name]
        if was[name][1] != cause:
            changed = _cause_columns(position, cause, said)
            connection.execute(_CHANGE_CAUSE.values(**changed), {"plan_id": plan_id, "cause_id": name})
        elif was[name][0] != position:
            connection.execute(_CHANGE_CAUSE.values(position=position), {"plan_id": plan_id, "cause_id": name})
