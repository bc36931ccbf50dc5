"""Clearing the red flag to which the task of the drawer belongs: finding and reason, by a clinician."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.red_flags import clear_flag
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_asks import draw_asks, given_answers
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed
from careplan.pages.parts.words import escape_md


def draw_clear_flag(desk: Desk, card: TaskCard) -> None:
    """Draw the form, or who may clear the flag."""
    flag, task_id = card.flag, card.line.id
    if flag is None:
        return
    if "red_flag.clear" not in card.allowed:
        st.info("A primary care doctor, surgeon or pain specialist clears a red flag, with finding and reason.")
        return
    if flag.by == desk.actor.id:
        st.info("You raised this red flag. Another clinician of the team has to clear it.")
        return
    told = draw_asks(desk, card)
    st.text_area("Finding", key=field("finding", task_id), height=80)
    st.text_input(f"Why “{escape_md(flag.flag.name)}” may be cleared", key=field("clearing", task_id))
    st.button("Clear red flag", key=field("clear", task_id), type="primary", on_click=_clear, args=(desk, card))
    if not told:
        draw_refused(desk, task_id, "close")


def _clear(desk: Desk, card: TaskCard) -> None:
    flag, task_id = card.flag, card.line.id
    if flag is None:
        return
    attempt(
        task_id,
        lambda key: clear_flag(
            desk.clinic,
            flag.plan_id,
            flag.flag.id,
            finding=str(typed("finding", task_id)),
            reason=str(typed("clearing", task_id)),
            answers=given_answers(card),
            actor=desk.actor,
            key=key,
        ),
        clear=("finding", "clearing"),
        place="close",
        leave=True,
    )
