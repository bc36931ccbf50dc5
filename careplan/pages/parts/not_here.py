"""What a screen shows when the record that its address names cannot be shown."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.errors import CarePlanError, NotFound
from careplan.pages.desk import Desk
from careplan.pages.parts.emergency import emergency_door, ended_words
from careplan.pages.parts.heading import heading
from careplan.pages.parts.words import escape_md, label_md
from careplan.screen import SCREENS

_PATIENTS: Final = next(screen for screen in SCREENS if screen.name == "patients")


def not_here(desk: Desk, title: str, error: CarePlanError, *, asked: str) -> None:
    """Say why, under the screen's own title, and offer the ways on: the list of patients, and the emergency.

    `asked` is the id in the address. What is offered does not depend on whether there is such a record.
    """
    heading(title)
    can_be_opened = isinstance(error, NotFound) and bool(asked)
    if can_be_opened and (ended := ended_words(desk, asked)):
        st.info(label_md(ended))
    else:
        st.error(label_md(str(error)))
    if may(desk.clinic.catalogue, desk.actor, _PATIENTS.act):
        st.page_link(desk.pages[_PATIENTS.name], label=escape_md(_PATIENTS.title))
    if can_be_opened and emergency_door(desk, asked):
        st.rerun()
