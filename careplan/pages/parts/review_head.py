"""The head of a review meeting: the day, the team, setting the day, adding a case, the minutes."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.meetings import add_case, call_meeting
from careplan.coordination.review import Review, could_be_added
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.address_choice import filter_box
from careplan.pages.parts.day_row import day_field, day_row
from careplan.pages.parts.heading import heading
from careplan.pages.parts.review_address import TEAM, open_case, open_day, open_minutes
from careplan.pages.parts.said import draw_said, say_refused
from careplan.pages.parts.words import escape_md, label_md, show_date

_HEAD = "review-head"
_OTHER_DAY = "review-day"
_NEW_DAY = "review-new-day"
_DAY_PX = 320
"""As wide as a day and its button."""


def review_head(desk: Desk, found: Review) -> None:
    """Draw it."""
    heading("Review meeting")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(gap="xxsmall"):
            st.markdown(_when(found))
        with st.container(horizontal=True, gap="xsmall", width="content", key="review-ways"):
            _ways_on(desk, found)
    if found.meeting is None and not found.over and found.team is not None:
        _not_set(desk, found)
    draw_said(_HEAD)


def _when(found: Review) -> str:
    team = f" · {escape_md(found.teams[found.team])}" if found.team is not None else ""
    return f"**{show_date(found.day)}**{team}"


def _ways_on(desk: Desk, found: Review) -> None:
    if len(found.teams) > 1:
        filter_box("Team", TEAM, [str(one) for one in found.teams], lambda one: found.teams[int(one)], none="First")
    with st.popover("Other day", key="review-other-day"):
        with day_row():
            day_field("Day of the meeting", found.day, key=_OTHER_DAY)
            st.button("Show", key="review-show", on_click=lambda: open_day(st.session_state.get(_OTHER_DAY)))
    if found.may_hold and not found.over:
        st.button("Add case", key="review-add", on_click=_ask_case)
    if found.meeting:
        st.button("Minutes", key="review-minutes", on_click=open_minutes, args=(found,))
    if st.session_state.pop("case-asked-for", False):
        _add_case_dialog(desk, found)


def _not_set(desk: Desk, found: Review) -> None:
    """Say that there is no meeting on this day, and offer to set it."""
    with st.container(border=True):
        if not found.may_hold:
            st.text(f"No meeting is set for {show_date(found.day)}. This is what its agenda would be.")
            return
        st.text("No review meeting is set. The agenda below is what it would be on this day.")
        with st.container(width=_DAY_PX), day_row():
            day_field("Day of the meeting", found.day, key=_NEW_DAY)
            st.button("Set day", key="review-set", type="primary", on_click=_set, args=(desk, found))


def _set(desk: Desk, found: Review) -> None:
    try:
        held = call_meeting(desk.clinic, found.team or 0, st.session_state.get(_NEW_DAY), actor=desk.actor)
    except CarePlanError as error:
        say_refused(_HEAD, error)
    else:
        open_day(held.day)


def _ask_case() -> None:
    st.session_state["case-asked-for"] = True


@st.dialog("Add case")
def _add_case_dialog(desk: Desk, found: Review) -> None:
    """Choose an open plan that is not on the agenda, and write its question."""
    patients = could_be_added(desk.clinic, found, actor=desk.actor)
    st.text(f"For the meeting of {show_date(found.day)}")
    plan = st.selectbox("Patient", list(patients), index=None, format_func=patients.__getitem__, key="review-add-plan")
    key = f"review-question-{found.day.isoformat()}-{plan}"
    question = unsent_text.several_lines(desk, "Question", key=key) if plan else ""
    if not st.button("Add to review meeting", type="primary", key="review-add-send"):
        return
    if plan is None:
        st.error("Choose the patient.")
        return
    try:
        add_case(desk.clinic, plan, found.day, question, actor=desk.actor)
    except CarePlanError as error:
        st.error(label_md(str(error)))
        return
    unsent_text.sent(desk, key)
    open_case(found, plan)
    st.rerun()
