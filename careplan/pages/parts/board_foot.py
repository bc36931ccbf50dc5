"""The foot of a plan board: the predicted end, the slowest role, and the export of what is shown."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.board import Board, Show
from careplan.pages.desk import Desk
from careplan.pages.parts.export import export_board
from careplan.pages.parts.plan_words import outlook_words


def board_foot(desk: Desk, board: Board, show: Show) -> None:
    """Draw it."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        words = outlook_words(board.outlook, desk.clinic.role_words) if board.is_open else ""
        st.markdown(words or "This plan is closed.", width="content")
        export_board(desk, board, show)
    st.caption(desk.clinic.content.notices.notices.full)
