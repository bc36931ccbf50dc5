"""The red flags of a plan, read and kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from careplan.plan_inputs import RedFlagFound
from careplan.store.said import Said
from careplan.store.schema import red_flag

_FLAGS = select(red_flag).where(red_flag.c.plan == bindparam("plan_id")).order_by(red_flag.c.position)
_THIS_FLAG = (
    red_flag.c.plan == bindparam("plan_id"),
    red_flag.c.flag == bindparam("flag_id"),
    red_flag.c.number == bindparam("flag_number"),
)
_DROP_FLAG = delete(red_flag).where(*_THIS_FLAG)
_CHANGE_FLAG = update(red_flag).where(*_THIS_FLAG)


def read_flags(connection: Connection, plan_id: str) -> tuple[RedFlagFound, ...]:
    """Return the red flags found in a plan, open and cleared."""
    return tuple(_flag_from(row) for row in connection.execute(_FLAGS, {"plan_id": plan_id}))


def _flag_from(row: Row[Any]) -> RedFlagFound:
    return RedFlagFound(row.flag, row.number, row.opened, row.role, row.cleared)


def keep_flags(
    connection: Connection,
    plan_id: str,
    patient_id: str,
    before: tuple[RedFlagFound, ...],
    after: tuple[RedFlagFound, ...],
    said: Said,
) -> None:
    """Write the flags that are new, cleared, open again or gone. A flag never changes its place."""
    was = {(found.flag, found.number): found for found in before}
    now = {(found.flag, found.number): found for found in after}
    for flag, number in was.keys() - now.keys():
        connection.execute(_DROP_FLAG, {"plan_id": plan_id, "flag_id": flag, "flag_number": number})
    for position, (key, found) in enumerate(now.items()):
        if key not in was:
            columns = {
                "plan": plan_id,
                "patient": patient_id,
                "position": position,
                **_opened(found, said),
                **_cleared(found, said),
            }
            connection.execute(insert(red_flag), columns)
        elif was[key] != found:
            this = {"plan_id": plan_id, "flag_id": key[0], "flag_number": key[1]}
            connection.execute(_CHANGE_FLAG.values(**_cleared(found, said)), this)


def _opened(found: RedFlagFound, said: Said) -> dict[str, Any]:
    return {
        "flag": found.flag,
        "number": found.number,
        "opened": found.opened,
        "opened_at": said.at,
        "by": said.by,
        "role": found.role,
    }


def _cleared(found: RedFlagFound, said: Said) -> dict[str, Any]:
    """Return the columns of a cleared flag; of one that is open again, nothing is left of the clearing."""
    if found.cleared is None:
        return {"cleared": None, "cleared_at": None, "cleared_by": None, "reason": "", "finding": ""}
    return {
        "cleared": found.cleared,
        "cleared_at": said.at,
        "cleared_by": said.by,
        "reason": said.reason,
        "finding": "",
    }
