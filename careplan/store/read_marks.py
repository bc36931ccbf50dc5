"""When a person's reading of a patient was last written into the audit trail, and what was read since a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select

from careplan.store.columns import read
from careplan.store.query import Query
from careplan.store.schema import event, read_mark
from careplan.store.upsert import upsert

READ: Final = "patient.read"
"""The event of a reading; its one field says what was read."""
PLACE: Final = "place"

_AT = Query(
    select(read_mark.c.at).where(read_mark.c.account == bindparam("who"), read_mark.c.patient == bindparam("whose"))
)
_PLACES = (
    select(event.c.changes)
    .where(
        event.c.chain == bindparam("whose"),
        event.c.actor == bindparam("who"),
        event.c.what == READ,
        event.c.at >= bindparam("since"),
        event.c.at <= bindparam("until"),
    )
    .order_by(event.c.seq)
)


class ReadMarks:
    """Which readings stand in the audit trail."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def at(self, account: str, patient_id: str) -> datetime | None:
        """Return when the last reading was written down; None where there was none."""
        found: datetime | None = _AT.value(self._connection, {"who": account, "whose": patient_id})
        return found

    def keep(self, account: str, patient_id: str, *, at: datetime) -> None:
        """Keep that a reading is written down now."""
        upsert(self._connection, read_mark, [{"account": account, "patient": patient_id, "at": at}])

    def places(self, account: str, patient_id: str, since: datetime, until: datetime) -> tuple[str, ...]:
        """Return what a person read of a patient from one moment to another, each once, in order."""
        asked = {"who": account, "whose": patient_id, "since": since, "until": until}
        rows = self._connection.execute(_PLACES, asked).scalars()
        return tuple(dict.fromkeys(str(read(changes)[PLACE][1]) for changes in rows))
