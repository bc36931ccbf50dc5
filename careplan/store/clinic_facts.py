"""What is true of the clinic as a whole: one row, written when it is set up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from careplan.errors import NotReady
from careplan.store.columns import read, written
from careplan.store.schema import clinic

_ONLY_ROW = 1
_GET = select(clinic).where(clinic.c.id == _ONLY_ROW)
_CHANGE = update(clinic).where(clinic.c.id == _ONLY_ROW)


class Facts(NamedTuple):
    """The clinic: whether its patients are invented, its time zone, the days on which it is closed."""

    demo: bool
    zone: str
    holidays: frozenset[date]
    default_team: int | None
    created_at: datetime


class ClinicFacts:
    """The clinic's one row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self) -> Facts | None:
        """Return what is known of the clinic; None while it has not been set up."""
        row = self._connection.execute(_GET).one_or_none()
        if row is None:
            return None
        holidays = frozenset(map(date.fromisoformat, read(row.holidays)))
        return Facts(row.demo, row.zone, holidays, row.default_team, row.created_at)

    def set_up(self, *, demo: bool, zone: str, at: datetime, holidays: Iterable[date] = ()) -> None:
        """Keep the clinic's row for the first time; whether it is a demo never changes afterwards.

        Raises:
            NotReady: the clinic has been set up already.
        """
        if self.find() is not None:
            raise NotReady("This database holds a clinic already. Give the new one a database of its own.")
        kept = {"id": _ONLY_ROW, "demo": demo, "zone": zone, "created_at": at, "holidays": written(sorted(holidays))}
        self._connection.execute(insert(clinic), kept)

    def is_demo(self) -> bool:
        """Whether every patient here is invented."""
        facts = self.find()
        return facts is not None and facts.demo

    def holidays(self) -> frozenset[date]:
        """Return the days on which the clinic is closed."""
        facts = self.find()
        return facts.holidays if facts else frozenset()

    def set_holidays(self, holidays: Iterable[date]) -> None:
        """Keep other holidays."""
        self._connection.execute(_CHANGE.values(holidays=written(sorted(holidays))))

    def set_default_team(self, team: int) -> None:
        """Keep which team new patients get."""
        self._connection.execute(_CHANGE.values(default_team=team))
