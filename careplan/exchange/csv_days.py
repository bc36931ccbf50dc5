"""Days as spreadsheets write them: ISO, or one other form throughout a file, asked for where it is unclear."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_OTHER: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_CENTURY: Final = 2000
"""A plan is of our days: 26 is 2026."""


class DayOrder(StrEnum):
    """In which order a file has day, month and year."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YEAR_FIRST = "year_first"


_PLACES: Final = {
    DayOrder.DAY_FIRST: (2, 1, 0),
    DayOrder.MONTH_FIRST: (2, 0, 1),
    DayOrder.YEAR_FIRST: (0, 1, 2),
}
"""Where year, month and day stand."""


def day_of(text: str, order: DayOrder | None) -> date | None:
    """Return the day that a cell names; None where it names none, or none in this order."""
    if iso := _ISO.fullmatch(text):
        return _day(*map(int, iso.groups()))
    found = _OTHER.fullmatch(text)
    if not found or order is None:
        return None
    parts = (found[1], found[3], found[4])
    year, month, day = (parts[place] for place in _PLACES[order])
    if len(year) not in ((4,) if order is DayOrder.YEAR_FIRST else (2, 4)) or max(len(month), len(day)) > 2:
        return None
    return _day(int(year) + (_CENTURY if len(year) == 2 else 0), int(month), int(day))


def is_iso(text: str) -> bool:
    """Whether a cell is written as the contract writes days."""
    return _ISO.fullmatch(text) is not None


def orders_of(cells: Iterable[str]) -> tuple[DayOrder, ...]:
    """Return the orders in which every cell names a day that names one in any; more than one must be asked for.

    Cells in ISO say nothing of the others, and a cell that names no day in any order is refused by itself.
    """
    left = list(DayOrder)
    for cell in cells:
        fits = [order for order in DayOrder if day_of(cell, order)]
        if fits and not is_iso(cell):
            left = [order for order in left if order in fits]
    return tuple(left)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
