"""Several people work on one case at once: who has changed it since it was drawn, and a way to draw it anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import streamlit as st

from careplan.coordination.meeting_case import MeetingCase, others_since
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.words import GLYPHS, Shape, escape_md

_LOOK_EVERY: Final = timedelta(seconds=10)


def others_line(desk: Desk, case: MeetingCase) -> None:
    """Draw it when there is something to say; the screen itself stays, so that nothing that is being typed is lost.

    Looking is no activity: it asks for the person who was there when the screen was drawn.
    """
    reader = desk.actor

    @st.fragment(run_every=_LOOK_EVERY)
    def line() -> None:
        if desk.is_drawing:
            return
        try:
            found = others_since(desk.clinic, case.plan_id, case.number, actor=reader)
        except CarePlanError:
            st.rerun()
        if found is None:
            return
        by = f"{desk.clinic.role_words(found.role).lower()}, {moment_words(desk, found.at)}"
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="case-others"):
            st.markdown(f":orange-badge[{GLYPHS[Shape.CHANGED]} {escape_md(f'Changed by the {by}')}]", width="content")
            if st.button("Show", key=f"show-others-{case.plan_id}", type="tertiary"):
                st.rerun()

    line()
