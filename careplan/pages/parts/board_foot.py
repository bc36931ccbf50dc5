"""The foot of a plan board: the predicted end, the slowest role, and how much the file holds."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.board import Board, Show, Shown, rows_in_file
from careplan.pages.desk import Desk
from careplan.pages.parts.plan_words import outlook_words
from careplan.pages.parts.words import count_words, show_date


def board_foot(desk: Desk, board: Board, show: Show, shown: Shown) -> None:
    """Draw it."""
    lines, rows = count_words(len(shown.lines), "line"), count_words(rows_in_file(shown, show), "row")
    outlook = outlook_words(board.outlook, desk.clinic.role_words) if board.is_open else ""
    file = f"Export CSV: {lines} shown, {rows} in the file, one for each session."
    began = f"Plan since {show_date(board.start)}, version {board.version:d}: each saved change of it counts one."
    st.markdown("  \n".join(filter(None, (outlook, f":small[{file}]", f":small[{began}]"))))
