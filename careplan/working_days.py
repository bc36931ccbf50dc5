"""Days on which the clinic works, and days in words."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

_SATURDAY = 5


def date_words(day: date) -> str:
    """Return a day in words: “14 Mar 2026”."""
    return f"{day.day} {day:%b %Y}"


def day_words(day: date, holidays: Set[date] = frozenset()) -> str:
    """Return a day in words, and why the clinic does not work on it: “14 Mar 2026, a Saturday”."""
    said = date_words(day)
    if day.weekday() >= _SATURDAY:
        return f"{said}, a {day:%A}"
    return f"{said}, a holiday of the clinic" if day in holidays else said


def last_working_day(day: date, holidays: Set[date] = frozenset()) -> date:
    """Return `day` itself, or the last day before it that is neither on a weekend nor a clinic holiday."""
    while day.weekday() >= _SATURDAY or (holidays and day in holidays):
        day -= timedelta(days=1)
    return day


def next_working_day(day: date, holidays: Set[date] = frozenset()) -> date:
    """Return `day` itself, or the first day after it that is neither on a weekend nor a clinic holiday."""
    while day.weekday() >= _SATURDAY or (holidays and day in holidays):
        day += timedelta(days=1)
    return day
