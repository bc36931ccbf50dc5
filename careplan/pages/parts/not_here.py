"""What a screen shows when the record that its address names cannot be shown."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.heading import heading
from careplan.pages.parts.words import escape_md, label_md
from careplan.screen import SCREENS

_PATIENTS: Final = next(screen for screen in SCREENS if screen.name == "patients")


def not_here(desk: Desk, title: str, error: CarePlanError) -> None:
    """Say why, under the screen's own title, and offer the way on to those whose navigation has it."""
    heading(title)
    st.error(label_md(str(error)))
    if may(desk.clinic.catalogue, desk.actor, _PATIENTS.act):
        st.page_link(desk.pages[_PATIENTS.name], label=escape_md(_PATIENTS.title))
