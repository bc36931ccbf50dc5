"""Moments as the clinic reads them, in its own time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from careplan.pages.desk import Desk
from careplan.pages.parts.words import short_date

_WEEK: Final = timedelta(days=6)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")  # not strftime, which follows the machine's language


def moment_words(desk: Desk, moment: datetime) -> str:
    """Return an aware moment as Mon 08:10 within the last week, else as 2 Mar 08:10."""
    local, today = desk.clinic.clock.local(moment), desk.today
    recent = timedelta(0) <= today - local.date() <= _WEEK
    day = _DAYS[local.weekday()] if recent else short_date(local.date(), today=today)
    return f"{day} {local:%H:%M}"


def overdue_words(desk: Desk, moment: datetime) -> str:
    """Return since when a reply is missing: the time alone where that was today."""
    local = desk.clinic.clock.local(moment)
    return f"reply overdue since {f'{local:%H:%M}' if local.date() == desk.today else moment_words(desk, moment)}"
