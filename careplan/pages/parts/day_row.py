"""A day and the button that uses it, side by side: a calendar opens below or above its field, and would cover it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def day_row() -> DeltaGenerator:
    """Return the row for a day field and its button, at a width at which neither is pushed below the other."""
    return st.container(horizontal=True, wrap=False, vertical_alignment="bottom", gap="small")
