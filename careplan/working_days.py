"""Days on which the clinic works, and days in words."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta
from typing import Final

from careplan.errors import InvalidInput

_SATURDAY = 5


# Not strftime: its month names follow the machine's language, and its day keeps a leading zero.
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_words(day: date) -> str:
    """Return a day in words: “14 Mar 2026”."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


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


def working_days_ago(today: date, number: int, holidays: Set[date] = frozenset()) -> date:
    """Return the last day since which so many working days have come, today among them.

    What was asked for on a Wednesday has waited three working days on the Monday after: Thursday, Friday and Monday.
    """
    day = today + timedelta(days=1)
    for _ in range(number):
        day = last_working_day(day - timedelta(days=1), holidays)
    return day - timedelta(days=1)


MOST_YEARS: Final = 10
"""Years from today within which a day of a plan lies: further away, the year was mistyped."""


def is_far(day: date, today: date) -> bool:
    """Return whether a day lies more than `MOST_YEARS` years before or after today."""
    first, last = sorted((day, today))
    return (last.year - first.year, last.month, last.day) > (MOST_YEARS, first.month, first.day)


def years_later(day: date, years: int) -> date:
    """Return the same day some years later; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def refuse_far(day: date, today: date) -> None:
    """Raise InvalidInput for a day that is too far away for a plan."""
    if is_far(day, today):
        said = f"{day.day} {day:%b} {day.year}"
        raise InvalidInput(f"{said} is more than {MOST_YEARS} years from today. Correct the year.")
