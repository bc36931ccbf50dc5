"""Moments as the clinic reads them, in its own time zone."""

from __future__ import annotations

from datetime import datetime

from careplan.pages.desk import Desk
from careplan.pages.parts.words import clock_words, since_words


def moment_words(desk: Desk, moment: datetime) -> str:
    """Return an aware moment as Mon 08:10 within the last week, else as 2 Mar 08:10."""
    return clock_words(desk.clinic.clock.local(moment), today=desk.today)


def due_words(desk: Desk, moment: datetime) -> str:
    """Return by when a reply is due: the time alone where that is today."""
    return f"reply due by {since_words(desk.clinic.clock.local(moment), desk.today)}"


def overdue_words(desk: Desk, moment: datetime) -> str:
    """Return since when a reply is missing: the time alone where that was today."""
    return f"reply overdue since {since_words(desk.clinic.clock.local(moment), desk.today)}"
