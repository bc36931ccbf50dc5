"""The head of a plan board: whose plan, of which causes, what it asks, and what can be done with the whole of it."""

from __future__ import annotations

import streamlit as st

from careplan.cause import Certainty
from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.export_rows import Scope
from careplan.pages.desk import Desk
from careplan.pages.parts.add_task import add_task_dialog
from careplan.pages.parts.documents import print_plan
from careplan.pages.parts.drawn_alone import Latest
from careplan.pages.parts.export import export_board, other_files
from careplan.pages.parts.goal_words import first_goal_md
from careplan.pages.parts.heading import heading
from careplan.pages.parts.plan_asks import plan_asks_buttons, plan_asks_titles
from careplan.pages.parts.plan_end import end_button
from careplan.pages.parts.plan_words import cause_badges, certainty_badge, ended_words
from careplan.pages.parts.report_flag import report_flag_button, report_flag_dialog
from careplan.pages.parts.words import escape_md, unbroken

_ADDING = "task-adding"


def board_head(desk: Desk, board: Board, scope: Latest[Scope]) -> None:
    """Draw it; `scope` is what Export CSV takes."""
    heading(title_words(desk, board))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="ways"):
        st.markdown(_about(desk, board), width="stretch")
        plan_asks_buttons(board)
        _ways_on(desk, board, scope)
        st.page_link(desk.pages["patient"], label="Overview", query_params={"id": board.patient_id})
    if st.session_state.pop(_ADDING, False):
        add_task_dialog(desk, board)
    report_flag_dialog(desk, board)


def head_shows(board: Board) -> object:
    """Return what of a board the head tells or offers; what else changes leaves it as it is."""
    ended = "" if board.is_open else ended_words(board)
    return board.causes, board.is_open, board.numbered, ended, plan_asks_titles(board), first_goal_md(board.goals)


def title_words(desk: Desk, board: Board) -> str:
    """Return whose plan it is and of which causes, in Markdown: P-0042 Scar tissue."""
    causes = [desk.clinic.cause_words(one.cause) for one in board.causes if one.certainty is not Certainty.REFUTED]
    return escape_md(f"{unbroken(board.patient_id)} {' and '.join(causes)}".strip())


def _ways_on(desk: Desk, board: Board, scope: Latest[Scope]) -> None:
    report_flag_button(desk, board)
    if board.is_open and may(desk.clinic.catalogue, desk.actor, "task.add"):
        st.button("\\+ Task", key="add-task", on_click=_ask_for_task)
    if not board.is_open:
        end_button(desk, board.plan_id, is_open=False)
    print_plan(desk, board.plan_id)
    export_board(desk, board, scope)
    other_files(desk, board.plan_id)


def _ask_for_task() -> None:
    st.session_state[_ADDING] = True


def _about(desk: Desk, board: Board) -> str:
    goal = first_goal_md(board.goals)
    return "\n\n".join((_state(desk, board), *([f":small[{goal}]"] if goal else [])))


def _state(desk: Desk, board: Board) -> str:
    certainties = {one.certainty for one in board.causes}
    badges = cause_badges(desk.clinic.cause_words, board.causes)
    if not board.is_open:
        return f":orange-badge[■ Closed] {badges} :small[{escape_md(ended_words(board))}]"
    if len(certainties) == 1:  # the title names the causes already
        badges = certainty_badge(certainties.pop())
    return f"{badges} :small[Plan {unbroken(board.plan_id)}, version {int(board.numbered)}]"
