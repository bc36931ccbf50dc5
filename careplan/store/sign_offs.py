"""Who signed the decisions of a plan, was absent or disagrees: the last word of each discipline counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from careplan.errors import NOT_HERE, NotFound
from careplan.sign_off import SignState
from careplan.store.columns import read, written
from careplan.store.query import Query
from careplan.store.schema import sign_off
from careplan.team import RoleId

_STANDS = sign_off.c.withdrawn_at.is_(None)
_OF_PLAN = Query(select(sign_off).where(sign_off.c.plan == bindparam("plan_id"), _STANDS).order_by(sign_off.c.id))
_OF_MEETING = Query(
    select(sign_off).where(sign_off.c.meeting == bindparam("meeting_id"), _STANDS).order_by(sign_off.c.id)
)
_WITHDRAW = update(sign_off).where(sign_off.c.id == bindparam("sign_off_id"), _STANDS)


class SignOff(NamedTuple):
    """The word of one discipline on the decisions of a plan.

    Attributes:
        id: 0 before it is kept.
        meeting: at which it was given; None where it was given on the patient's page.
        version: that of the plan as people count it; `decided` are its decisions, `digest` names them.
        reason: why the discipline disagrees.
        by, by_role: who recorded it; of one who was absent somebody else.
    """

    id: int
    plan_id: str
    patient_id: str
    meeting: int | None
    role: RoleId
    state: SignState
    version: int
    digest: str
    decided: Mapping[str, str]
    reason: str
    by: str
    by_role: RoleId
    at: datetime


class SignOffs:
    """The signatures of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_plan(self, plan_id: str) -> dict[RoleId, SignOff]:
        """Return the last word of each discipline on a plan."""
        return {row.role: _from(row) for row in _OF_PLAN.rows(self._connection, {"plan_id": plan_id})}

    def of_meeting(self, meeting: int) -> dict[tuple[str, RoleId], SignOff]:
        """Return what each discipline said at a meeting last, by plan and role."""
        rows = _OF_MEETING.rows(self._connection, {"meeting_id": meeting})
        return {(row.plan, row.role): _from(row) for row in rows}

    def keep(self, new: SignOff) -> int:
        """Keep the word of a discipline; return its number."""
        row = new._asdict() | {"state": new.state.value, "decided": written(dict(new.decided))}
        row |= {"plan": row.pop("plan_id"), "patient": row.pop("patient_id")}
        del row["id"]
        return int(self._connection.execute(insert(sign_off).returning(sign_off.c.id), row).scalar_one())

    def withdraw(self, number: int, *, at: datetime) -> None:
        """Take a word back; the one before it counts again.

        Raises:
            NotFound: there is none with that number, or it was taken back already.
        """
        found = self._connection.execute(_WITHDRAW.values(withdrawn_at=at), {"sign_off_id": number})
        if not found.rowcount:
            raise NotFound(NOT_HERE)


def _from(row: Any) -> SignOff:
    return SignOff(
        id=row.id,
        plan_id=row.plan,
        patient_id=row.patient,
        meeting=row.meeting,
        role=row.role,
        state=SignState(row.state),
        version=row.version,
        digest=row.digest,
        decided=read(row.decided),
        reason=row.reason,
        by=row.by,
        by_role=row.by_role,
        at=row.at,
    )
