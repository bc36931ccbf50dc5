"""The head of a plan board: which plan, whose, of which causes; + Task, Report red flag and the way to the patient."""

from __future__ import annotations

from functools import partial

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.pages.desk import Desk
from careplan.pages.parts.add_task import add_task_dialog
from careplan.pages.parts.heading import heading
from careplan.pages.parts.plan_words import cause_badges
from careplan.pages.parts.report_flag import report_flag_button, report_flag_dialog
from careplan.pages.parts.words import show_date

_ADDING = "task-adding"


def board_head(desk: Desk, board: Board) -> None:
    """Draw it."""
    with st.container(gap="xxsmall"):
        heading(desk, board.plan_id, actions=partial(_ways_on, desk, board))
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            whose = {"id": board.patient_id}
            st.page_link(desk.pages["patient"], label=f"Patient {board.patient_id}", query_params=whose)
            st.markdown(_about(desk, board), width="content")
    if st.session_state.pop(_ADDING, False):
        add_task_dialog(desk, board)
    report_flag_dialog(desk, board)


def _ways_on(desk: Desk, board: Board) -> None:
    report_flag_button(desk, board)
    if board.is_open and may(desk.clinic.catalogue, desk.actor, "task.add"):
        st.button("\\+ Task", key="add-task", on_click=_ask_for_task)


def _ask_for_task() -> None:
    st.session_state[_ADDING] = True


def _about(desk: Desk, board: Board) -> str:
    closed = "" if board.is_open else " :orange-badge[■ Closed]"
    started = f":small[version {board.version}, since {show_date(board.start)}]"
    return f"{cause_badges(desk.clinic.cause_words, board.causes)}{closed} {started}"
