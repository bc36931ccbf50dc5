"""The one place that asks what time it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    """The clinic's clock.

    Attributes:
        zone: the clinic's time zone; the machine's own where it is None.
        fixed: a day that stands still, for tests and demonstrations.
    """

    zone: ZoneInfo | None = None
    fixed: date | None = None

    def now(self) -> datetime:
        """Return this moment in UTC; with a fixed day, this time of that day."""
        moment = datetime.now(UTC)
        if self.fixed is None:
            return moment
        local = moment.astimezone(self.zone)
        return local.replace(year=self.fixed.year, month=self.fixed.month, day=self.fixed.day).astimezone(UTC)

    def today(self) -> date:
        """Return the day in the clinic's time zone."""
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """Return the day on which an aware `moment` falls in the clinic's time zone."""
        return self.local(moment).date()

    def local(self, moment: datetime) -> datetime:
        """Return an aware `moment` in the clinic's time zone, to be shown."""
        return moment.astimezone(self.zone)
