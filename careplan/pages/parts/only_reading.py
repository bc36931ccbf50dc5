"""The quiet line of every screen while nothing can be saved."""

from __future__ import annotations

import streamlit as st

from careplan.clinic import Clinic
from careplan.coordination.care_of_data import only_reading


def say_only_reading(clinic: Clinic) -> None:
    """Draw why nothing can be saved at present; nothing where all is well, until a write succeeds again."""
    why = only_reading(clinic)
    if why:
        with st.container(key="only-reading"):
            st.text(why)
