"""Export and import: at the left what leaves as a file; at the right what comes back, and what is read from here."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.calendars import CALENDAR
from careplan.coordination.importing import PREVIEW
from careplan.pages.desk import Desk
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.data_calendar import CALENDAR_PLACE, draw_calendar
from careplan.pages.parts.data_in import IMPORT, draw_import
from careplan.pages.parts.data_out import draw_export
from careplan.pages.parts.data_readings import draw_readings
from careplan.pages.parts.data_templates import draw_templates
from careplan.pages.parts.heading import heading

_TITLE = "Export and import"


def show(desk: Desk) -> None:
    """Draw the screen."""
    with chrome(_TITLE):
        heading(_TITLE)
        _ways(desk)
        leaves, others = st.columns([2, 3], gap="large")
        with leaves:
            draw_export(desk)
            draw_templates(desk)
        with others:
            if may(desk.clinic.catalogue, desk.actor, PREVIEW):
                draw_import(desk)
            draw_calendar(desk)
            draw_readings(desk)


def _ways(desk: Desk) -> None:
    """Draw links to what stands far below on a phone, where the columns are one below the other."""
    acts = {IMPORT: PREVIEW, CALENDAR_PLACE: CALENDAR}
    there = [place for place, act in acts.items() if may(desk.clinic.catalogue, desk.actor, act)]
    if there:
        with st.container(key="data-ways"):
            st.markdown(" · ".join(f"[{place.capitalize()}](#{place})" for place in there))
