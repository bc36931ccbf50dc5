"""How long to wait after wrong passwords: long enough that nobody guesses one, and never a lock for its owner.

Tries are counted in three buckets. The one for a name at an address stops who guesses there. The one for an address
stops who tries many names from it, and the one for a name stops who guesses it from many addresses. A browser that has
signed in to the account before has a bucket of its own instead: a stranger who fills the others shuts no owner out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

_GROWN: Final = 10
"""Waits have reached their longest by then."""


class Failures(NamedTuple):
    """The failures of one bucket since `begun_at`; no try is looked at before `waits_until`."""

    bucket: str
    failures: int
    begun_at: datetime
    waits_until: datetime | None = None


class Bound(NamedTuple):
    """What a bucket lets through.

    Attributes:
        window: tries count for so long from the first of them; then the count begins anew.
        free: tries before the first wait.
        first: that wait; each further one is `times` as long, up to `longest`.
    """

    window: timedelta
    free: int
    first: timedelta
    times: int
    longest: timedelta

    def waits_until(self, tries: int, begun_at: datetime, now: datetime) -> datetime | None:
        """Return until when nothing is let through after so many tries, the last of them now; None for no wait."""
        over = tries - self.free
        if over < 0:
            return None
        growth: int = self.times ** min(over, _GROWN)
        wait = min(self.first * growth, self.longest)
        return min(now + wait, begun_at + self.window)


_QUARTER: Final = timedelta(minutes=15)

NAME_AT_ADDRESS: Final = Bound(timedelta(days=1), 5, timedelta(minutes=1), 4, timedelta(minutes=16))
"""Waits of 1, 4 and then 16 minutes: 7 tries in the first quarter of an hour, so that some of NAME are left over."""
NAME: Final = Bound(_QUARTER, 10, _QUARTER, 1, _QUARTER)
"""From all addresses together, but for the browsers that are known."""
ADDRESS: Final = Bound(_QUARTER, 50, _QUARTER, 1, _QUARTER)
"""For all names together: a whole clinic may stand behind one address."""


def wait_words(wait: timedelta) -> str:
    """Return “1 minute” or “4 minutes”, never less than what is to be waited."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
