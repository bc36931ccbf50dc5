"""The foot of a plan board: the predicted end, the slowest role, and how much the file holds."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board, Show, Shown, rows_in_file
from careplan.pages.desk import Desk
from careplan.pages.parts.plan_words import outlook_words
from careplan.pages.parts.words import count_words, show_date


def board_foot(desk: Desk, board: Board, show: Show, shown: Shown) -> None:
    """Draw it."""
    outlook = outlook_words(board.outlook, desk.clinic.role_words) if board.is_open else ""
    began = f"Plan since {show_date(board.start)}."
    small = (f":small[{words}]" for words in (_file_words(desk, show, shown), began) if words)
    st.markdown("  \n".join(filter(None, (outlook, *small))))


def revise_way(desk: Desk, board: Board) -> None:
    """Draw the way to a change of the plan as a whole, for who may make one."""
    if board.is_open and may(desk.clinic.catalogue, desk.actor, "plan.revise"):
        st.page_link(desk.pages["revise"], label="Revise plan", query_params={"id": board.plan_id})


def _file_words(desk: Desk, show: Show, shown: Shown) -> str:
    """Return how much a file would hold; nothing for who is offered none."""
    if not may(desk.clinic.catalogue, desk.actor, "export.plan"):
        return ""
    lines, rows = count_words(len(shown.lines), "line"), count_words(rows_in_file(shown, show), "row")
    return f"Export CSV: {lines} shown, {rows} in the file, one for each session."
