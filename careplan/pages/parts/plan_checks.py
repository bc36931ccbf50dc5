"""What a plan does not meet of its named rules, each with its source and the way to what answers it."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.board_rules import Checked
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.words import GLYPHS, Shape, count_words, escape_md

_WEIGHTS = {
    "error": f":red-badge[{GLYPHS[Shape.CROSS]} Error]",
    "warning": f":orange-badge[{GLYPHS[Shape.WARNING]} Warning]",
}


def checks_title(board: Board) -> str:
    """Return how many there are: “Checks: 0 errors, 1 warning”; empty where the plan meets all."""
    if not board.checks:
        return ""
    errors = sum(one.severity == "error" for one in board.checks)
    return f"Checks: {count_words(errors, 'error')}, {count_words(len(board.checks) - errors, 'warning')}"


def has_errors(board: Board) -> bool:
    """Whether one of them is an error."""
    return any(one.severity == "error" for one in board.checks)


def plan_checks(desk: Desk, board: Board) -> None:
    """Draw them, errors first."""
    for at, check in enumerate(board.checks):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            source = f":small[:gray[{escape_md(check.source)}]]"
            st.markdown(f"{_WEIGHTS[check.severity]} {escape_md(check.message)}  \n{source}", width="stretch")
            _answer(desk, board, check, f"check-{at}-{board.plan_id}")


def _answer(desk: Desk, board: Board, check: Checked, key: str) -> None:
    if check.task_id:
        st.button("Open", key=key, on_click=_open, args=(check.task_id,))
    elif check.answered_on == "overview":
        st.button("Open patient", key=key, on_click=lambda: desk.go("patient", id=board.patient_id))


def _open(task_id: str) -> None:
    st.query_params.pop("asks", None)
    open_drawer(task_id)
