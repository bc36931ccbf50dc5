"""Whether the clock says less than what was written down already: then days and what is late cannot be trusted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from careplan.clinic import Clinic

_LET_PASS: Final = timedelta(minutes=1)
"""A clock that is set by a time server goes back by less."""


class ClockBehind(NamedTuple):
    """What the clock says, and when something was written down last; both in the clinic's time zone."""

    now: datetime
    written: datetime


def clock_behind(clinic: Clinic) -> ClockBehind | None:
    """Return by what the clock is behind the newest event (SAFETY rule 26); None where it is not."""
    now = clinic.now()
    with clinic.store.reading() as records:
        written = records.events.written_last()
    if written is None or now >= written - _LET_PASS:
        return None
    return ClockBehind(clinic.clock.local(now), clinic.clock.local(written))
