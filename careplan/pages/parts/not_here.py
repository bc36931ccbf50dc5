"""What a screen shows when the record that its address names cannot be shown."""

from __future__ import annotations

import streamlit as st

from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.heading import heading


def not_here(desk: Desk, title: str, error: CarePlanError) -> None:
    """Say why, under the screen's own title, and offer the way on."""
    heading(desk, title)
    st.error(str(error))
    st.page_link(desk.pages["patients"], label="Patients")
