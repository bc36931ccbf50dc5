"""A clock that walks through a story: the acts of a day follow one another from the morning on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from careplan.clock import Clock

_MORNING: Final = time(8, 0)
_BETWEEN_ACTS: Final = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class StoryClock(Clock):
    """A clock that stands at one moment, in UTC."""

    moment: datetime | None = None

    def now(self) -> datetime:
        """Return the moment of the story; the real one where none is given."""
        return self.moment or Clock.now(self)


def nth_act(zone: ZoneInfo | None, day: date, nth: int, *, not_after: datetime) -> StoryClock:
    """Return the clock at the nth act of a day in the clinic's zone, and never in the future."""
    morning = datetime.combine(day, _MORNING, zone).astimezone(UTC)
    return StoryClock(zone, moment=min(morning + nth * _BETWEEN_ACTS, not_after))
