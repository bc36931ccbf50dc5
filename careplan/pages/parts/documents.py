"""The ways to documents: each opens as a PDF in a tab of its own, to be printed or kept."""

from __future__ import annotations

from datetime import date

import streamlit as st

from careplan.coordination.authority import may
from careplan.pages.desk import Desk
from careplan.pages.parts.words import label_md
from careplan.screen import PRINTED

_OWN_PAGE = "Opens as a PDF. The hand-out has at most two pages; the summary holds every task."


def print_plan(desk: Desk, plan_id: str) -> None:
    """Draw Print plan: the patient hand-out and the summary for the record."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    with st.popover("Print plan", key=f"print-{plan_id}"):
        plan_documents(plan_id)
        st.caption(label_md(desk.clinic.content.notices.notices.short))


def plan_documents(plan_id: str) -> None:
    """Draw the links to the two documents of a plan."""
    with st.container(horizontal=True, gap="small"):
        st.link_button("Patient hand-out", f"{PRINTED}hand-out/{plan_id}")
        st.link_button("Plan summary", f"{PRINTED}summary/{plan_id}")
    st.caption(_OWN_PAGE)


def minutes_link(team: int, day: date, words: str = "Minutes as PDF") -> None:
    """Draw the link to the minutes of a meeting."""
    st.link_button(words, f"{PRINTED}minutes/{int(team)}/{day.isoformat()}")
