"""Days on which the clinic works."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

_SATURDAY = 5


def next_working_day(day: date, holidays: Set[date] = frozenset()) -> date:
    """Return `day` itself, or the first day after it that is neither on a weekend nor a clinic holiday."""
    while day.weekday() >= _SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day
