"""Days and numbers as people type them."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import Final

_YEAR_FIRST: Final = 10
"""Letters of 2026-03-09: `date.fromisoformat` takes shorter forms that nobody types on purpose."""


def as_day(typed: str) -> date | None:
    """Return the day that is written as 2026-03-09, or None for anything else."""
    try:
        return date.fromisoformat(typed) if len(typed) == _YEAR_FIRST else None
    except ValueError:
        return None


def as_number(typed: str) -> float | None:
    """Return the number, with a decimal point or comma, or None for anything else."""
    plain = typed.strip().replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if plain.isascii() and "_" not in plain and isfinite(number) else None
