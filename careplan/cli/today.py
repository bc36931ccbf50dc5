"""The day that a command takes for today."""

from __future__ import annotations

import os
from datetime import date

from careplan.errors import InvalidInput


def today() -> date:
    """Return the day of this machine, or the one that CAREPLAN_TODAY fixes; raises InvalidInput."""
    fixed = os.environ.get("CAREPLAN_TODAY")
    if not fixed:
        return date.today()
    try:
        return date.fromisoformat(fixed)
    except ValueError:
        raise InvalidInput(f"CAREPLAN_TODAY is “{fixed}”. Write a day such as 2026-03-02, or leave it out.") from None
