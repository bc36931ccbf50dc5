"""What the address of a review meeting names: the day, the team, the case, and whether its minutes are asked for."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from careplan.coordination.review import Review
from careplan.pages.parts.address_choice import into_address
from careplan.pages.parts.review_acts import forget_said

DAY: Final = "date"
TEAM: Final = "team"
CASE: Final = "case"
VIEW: Final = "view"
MINUTES: Final = "minutes"
_DIGITS: Final = 9


def asked_day() -> date | None:
    """Return the day that the address names; None for none, and for what is no day."""
    try:
        return date.fromisoformat(str(st.query_params.get(DAY, "")))
    except ValueError:
        return None


def asked_team() -> int | None:
    """Return the team that the address names."""
    asked = str(st.query_params.get(TEAM, ""))
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS else None


def asked_case() -> str:
    """Return the plan of the case that is open; empty where none is."""
    return str(st.query_params.get(CASE, ""))


def asked_minutes() -> bool:
    """Whether the minutes are asked for."""
    return st.query_params.get(VIEW) == MINUTES


def open_case(found: Review, plan_id: str) -> None:
    """Write a case of a meeting into the address, with its day and team: a link then shows what its sender saw."""
    forget_said()
    _name(found)
    into_address(CASE, plan_id)


def close_case() -> None:
    """Go back to the whole agenda."""
    into_address(CASE, "")


def open_minutes(found: Review) -> None:
    """Write into the address that the minutes are asked for."""
    _name(found)
    into_address(VIEW, MINUTES)


def close_minutes() -> None:
    """Go back to the meeting."""
    into_address(VIEW, "")


def open_day(day: date | None) -> None:
    """Go to the meeting of another day."""
    if day:
        into_address(DAY, day.isoformat())
        close_case()


def address_of(found: Review, plan_id: str) -> str:
    """Return the address of a case, from the root of the server."""
    team = f"&{TEAM}={found.team}" if len(found.teams) > 1 else ""
    return f"/review?{DAY}={found.day.isoformat()}{team}&{CASE}={plan_id}"


def _name(found: Review) -> None:
    into_address(DAY, found.day.isoformat())
    if len(found.teams) > 1:
        into_address(TEAM, str(found.team))
