"""Documents among what leaves: the two of the plan that is named above, and the minutes of the last meetings."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.documents import counts, last_meetings, plan_named
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.documents import minutes_link, plan_documents
from careplan.pages.parts.words import count_words, label_md, show_date


def draw_documents(desk: Desk, whose: str) -> None:
    """Draw them; `whose` is the patient or plan that was named, else empty. What is refused was said above."""
    st.subheader("Documents (PDF)", anchor=False)
    if whose:
        _of_plan(desk, whose)
    else:
        st.caption("Name a patient or plan above to print the patient hand-out or the plan summary.")
    if may(desk.clinic.catalogue, desk.actor, "export.panel"):
        for team, name, day in last_meetings(desk.clinic, actor=desk.actor):
            minutes_link(team, day, label_md(f"Minutes of {show_date(day)}, {name}"))


def _of_plan(desk: Desk, whose: str) -> None:
    try:
        plan_id = plan_named(desk.clinic, whose, actor=desk.actor)
        own, every = counts(desk.clinic, plan_id, actor=desk.actor)
    except CarePlanError:
        return
    plan_documents(plan_id)
    lines = count_words(every, "line")
    st.caption(label_md(f"{plan_id}: {count_words(own, 'task')} with words for the patient, {lines} in the summary."))
