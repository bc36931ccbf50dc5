"""The ways to documents: each opens as a PDF in a tab of its own, to be printed or kept."""

from __future__ import annotations

from datetime import date

import streamlit as st

from careplan.coordination.authority import may
from careplan.pages.desk import Desk
from careplan.pages.parts.words import escape_md, label_md
from careplan.screen import PRINTED


def print_plan(desk: Desk, plan_id: str) -> None:
    """Draw Print plan: the patient hand-out and the summary for the record."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return
    with st.popover("Print plan", key=f"print-{plan_id}"):
        plan_documents(plan_id, small=f":small[{label_md(desk.clinic.content.notices.notices.short)}]")


def plan_documents(plan_id: str, *, small: str = "") -> None:
    """Draw the links to the two documents of a plan, and below them what else is said, in Markdown.

    One element: each more is a message more at every drawing of a board, whose links are seldom pressed.
    """
    which = escape_md(plan_id)
    hand_out = f"[Patient hand-out]({PRINTED}hand-out/{which}) :small[PDF, at most two pages]"
    summary = f"[Plan summary]({PRINTED}summary/{which}) :small[PDF, every task]"
    st.markdown(f"{hand_out}\n\n{summary}\n\n{small}")


def minutes_link(team: int, day: date, words: str = "Minutes as PDF") -> None:
    """Draw the link to the minutes of a meeting."""
    st.link_button(words, f"{PRINTED}minutes/{int(team)}/{day.isoformat()}")
