"""Openings of a record in an emergency: by whom, of whom, why, until when, and what the review said."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, case, func, insert, select, update

from careplan.errors import NOT_HERE, NotFound
from careplan.store.schema import break_glass

_MINE = (
    select(break_glass)
    .where(
        break_glass.c.account == bindparam("who"),
        break_glass.c.patient == bindparam("whose"),
        break_glass.c.ends_at > bindparam("now"),
    )
    .order_by(break_glass.c.ends_at.desc())
    .limit(1)
)
_RUNNING = (
    select(break_glass)
    .where(break_glass.c.account == bindparam("who"), break_glass.c.ends_at > bindparam("now"))
    .order_by(break_glass.c.ends_at)
)
_ENDED = (
    select(break_glass)
    .where(
        break_glass.c.account == bindparam("who"),
        break_glass.c.ends_at <= bindparam("now"),
        break_glass.c.reviewed_at.is_(None),
    )
    .order_by(break_glass.c.ends_at.desc())
)
_GET = select(break_glass).where(break_glass.c.id == bindparam("number"))
_TO_REVIEW = select(break_glass).where(break_glass.c.reviewed_at.is_(None)).order_by(break_glass.c.id)
_COUNT = (
    select(func.count(), func.count(case((break_glass.c.ends_at > bindparam("now"), 1))))
    .select_from(break_glass)
    .where(break_glass.c.reviewed_at.is_(None), break_glass.c.account != bindparam("who"))
)
_CHANGE = update(break_glass).where(break_glass.c.id == bindparam("number"))


class Opening(NamedTuple):
    """One opening. `justified` and `review` say what the review came to; None and empty before it."""

    number: int
    account: str
    patient_id: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    justified: bool | None
    review: str


class BreakGlass:
    """The openings in an emergency; ended and reviewed, never deleted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, account: str, patient_id: str, reason: str, *, at: datetime, until: datetime) -> int:
        """Keep an opening and return its number."""
        row = {"account": account, "patient": patient_id, "reason": reason, "opened_at": at, "ends_at": until}
        return int(self._connection.execute(insert(break_glass).returning(break_glass.c.id), row).scalar_one())

    def current(self, account: str, patient_id: str, *, at: datetime) -> Opening | None:
        """Return the opening that lets a person read a patient's record at this moment."""
        row = self._connection.execute(_MINE, {"who": account, "whose": patient_id, "now": at}).one_or_none()
        return _opening(row) if row else None

    def running(self, account: str, *, at: datetime) -> list[Opening]:
        """Return every opening that lets a person read at this moment; the first to end stands first."""
        return [_opening(row) for row in self._connection.execute(_RUNNING, {"who": account, "now": at})]

    def ended(self, account: str, *, at: datetime) -> list[Opening]:
        """Return a person's openings that are over and not reviewed, the last one to end first."""
        return [_opening(row) for row in self._connection.execute(_ENDED, {"who": account, "now": at})]

    def get(self, number: int) -> Opening:
        """Return an opening; raises NotFound."""
        row = self._connection.execute(_GET, {"number": number}).one_or_none()
        if row is None:
            raise NotFound(NOT_HERE)
        return _opening(row)

    def end(self, number: int, *, at: datetime) -> None:
        """Let an opening end at this moment."""
        self._connection.execute(_CHANGE.values(ends_at=at), {"number": number})

    def to_review(self) -> list[Opening]:
        """Return the openings that nobody has reviewed, the oldest first."""
        return [_opening(row) for row in self._connection.execute(_TO_REVIEW)]

    def count_to_review(self, reviewer: str, *, at: datetime) -> tuple[int, int]:
        """Return how many openings this person is to review, all but their own, and how many of them still run."""
        every, running = self._connection.execute(_COUNT, {"who": reviewer, "now": at}).one()
        return int(every), int(running)

    def review(self, number: int, *, by: str, at: datetime, justified: bool, said: str) -> None:
        """Keep what a review said."""
        values = {"reviewed_by": by, "reviewed_at": at, "justified": justified, "review": said}
        self._connection.execute(_CHANGE.values(**values), {"number": number})


def _opening(row: Row[Any]) -> Opening:
    return Opening(
        number=row.id,
        account=row.account,
        patient_id=row.patient,
        reason=row.reason,
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        justified=row.justified,
        review=row.review,
    )
