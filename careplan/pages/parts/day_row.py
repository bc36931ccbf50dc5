"""A field for a day, and the row in which it stands beside the button that uses it."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_FIRST: Final = date(1000, 1, 1)
_LAST: Final = date(9999, 12, 31)


def day_field(label: str, value: date | None = None, *, key: str) -> date | None:
    """Draw the field and return the day in it; which days are possible is for the act to say.

    Streamlit marks a day out of its own range, by default ten years each way, and then keeps the day of before: what
    was typed would be lost and the former day taken for it.
    """
    day: date | None = st.date_input(label, value, min_value=_FIRST, max_value=_LAST, format="YYYY-MM-DD", key=key)
    return day


def day_row() -> DeltaGenerator:
    """Return the row for a day field and its button, at a width at which neither is pushed below the other.

    Side by side, because a calendar opens below or above its field and would cover the button.
    """
    return st.container(horizontal=True, wrap=False, vertical_alignment="bottom", gap="small")
