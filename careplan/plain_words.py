"""Counts and days as screens and documents write them."""

from __future__ import annotations

from datetime import date

from careplan.working_days import date_words


def count_words(count: int, one: str, many: str = "") -> str:
    """Return 1 task, 2 tasks; `many` where an s does not do."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def short_date(day: date, *, today: date) -> str:
    """Return 9 Mar, and 9 Mar 2027 when the year is not this one."""
    words = date_words(day)
    return words.rpartition(" ")[0] if day.year == today.year else words
