"""A clock whose hands are moved by the test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from careplan.clock import Clock


@dataclass(frozen=True)
class Watch(Clock):
    """Stands still at 9 March 2026, 8 o'clock, until the test says that it is later."""

    moments: list[datetime] = field(default_factory=lambda: [datetime(2026, 3, 9, 8, 0, tzinfo=UTC)])

    def now(self) -> datetime:
        """Return the moment that the test has reached."""
        return self.moments[-1]

    def later(self, **time: float) -> None:
        """Let time go by: `later(minutes=30)`."""
        self.moments.append(self.now() + timedelta(**time))
