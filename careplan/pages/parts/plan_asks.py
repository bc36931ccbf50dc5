"""What a plan asks of its team before the list: conflicts, changes, questions and checks, each with its number."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.changes import by_reason
from careplan.pages.desk import Desk
from careplan.pages.parts.drawn_alone import drawn_as_seen
from careplan.pages.parts.plan_changes import plan_changes
from careplan.pages.parts.plan_checks import checks_title, has_errors, plan_checks
from careplan.pages.parts.plan_conflicts import conflicts_title, plan_conflicts
from careplan.pages.parts.plan_questions import plan_questions
from careplan.pages.parts.words import escape_md, unbroken

_ASKS: Final = "asks"
"""The parameter of the address that says which of them is open."""
_QUESTIONS: Final = "questions"
_CHANGES: Final = "changes"
_CONFLICTS: Final = "conflicts"
_CHECKS: Final = "checks"
_PARTS: Final = {
    _CONFLICTS: plan_conflicts,
    _CHANGES: plan_changes,
    _QUESTIONS: plan_questions,
    _CHECKS: plan_checks,
}
_ON_OVERVIEW: Final = frozenset({_CHANGES, _QUESTIONS})
"""What is answered on the overview too; conflicts stand among its alerts."""


def plan_asks_buttons(board: Board) -> None:
    """Draw a button with a number for each of them; nothing where the plan asks nothing."""
    for name, words in plan_asks_titles(board).items():
        if name == _CHECKS and not has_errors(board):
            continue
        st.button(words, key=f"asks-{name}", on_click=_open, args=(name,))


def checks_button(board: Board) -> None:
    """Draw the button of the checks where none is an error: in the foot, for they stand in nobody's way."""
    title = plan_asks_titles(board).get(_CHECKS)
    if title and not has_errors(board):
        st.button(title, key=f"asks-{_CHECKS}", on_click=_open, args=(_CHECKS,))


def plan_asks_dialog(desk: Desk, board: Board) -> bool:
    """Draw the one that the address opens; return whether it does."""
    name = str(st.query_params.get(_ASKS, ""))
    title = plan_asks_titles(board).get(name)
    if not title:
        _close()  # what it asked is answered: a link that is sent on opens nothing
        return False
    st.dialog(f"{title} · {escape_md(unbroken(board.patient_id))}", width="large", on_dismiss=_close)(_PARTS[name])(
        desk, board
    )
    return True


def plan_asks_folded(desk: Desk, board: Board) -> None:
    """Draw on the page itself, folded, what is answered there too."""
    for name, title in plan_asks_titles(board).items():
        if name not in _ON_OVERVIEW:
            continue
        with st.expander(title, key=f"{name}-{board.plan_id}"):
            drawn_as_seen(desk, partial(_PARTS[name], desk, board))


def plan_asks_titles(board: Board) -> dict[str, str]:
    """Return them by their names in the address, each with its number; not what the plan does not ask."""
    changes = sum(map(len, by_reason(board.changes).values()))
    titles = {
        _CONFLICTS: conflicts_title(board),
        _CHANGES: f"Plan changes to look at ({changes})" if changes else "",
        _QUESTIONS: f"Questions ({len(board.questions.now)})" if board.questions.now else "",
        _CHECKS: checks_title(board),
    }
    return {name: title for name, title in titles.items() if title}


def _open(name: str) -> None:
    st.query_params[_ASKS] = name


def _close() -> None:
    st.query_params.pop(_ASKS, None)
