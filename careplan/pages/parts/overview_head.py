"""The head of a patient overview: who it is, suspected causes, goal, how far each phase is, and the ways on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.export_rows import Scope
from careplan.coordination.overview import Overview, PhaseProgress
from careplan.pages.desk import Desk
from careplan.pages.parts.documents import print_plan
from careplan.pages.parts.drawn_alone import Latest
from careplan.pages.parts.export import export_board, other_files
from careplan.pages.parts.goal_words import first_goal_md
from careplan.pages.parts.heading import heading
from careplan.pages.parts.outcome_entry import record_outcome_button
from careplan.pages.parts.overview_meeting import add_to_meeting_button
from careplan.pages.parts.overview_next import hand_off_button
from careplan.pages.parts.overview_who import overview_who
from careplan.pages.parts.plan_words import cause_badges
from careplan.pages.parts.report_flag import report_flag_button, report_flag_dialog
from careplan.pages.parts.words import escape_md, show_date, unbroken
from careplan.task import PHASE_WORDS


def overview_head(desk: Desk, overview: Overview) -> None:
    """Draw it."""
    board = overview.board
    heading(escape_md(unbroken(overview.patient.id)))
    if board:
        report_flag_dialog(desk, board)
    _about(desk, overview)
    if board:
        _ways_on(desk, overview, board)


def _about(desk: Desk, overview: Overview) -> None:
    board = overview.board
    with st.container(gap="xxsmall"):
        overview_who(desk, overview)
        if board:
            st.markdown(_causes(desk, board))
            st.markdown(_goal(overview, board))
            st.markdown(" ".join(phase_badge(progress) for progress in overview.phases if progress.total))


def _ways_on(desk: Desk, overview: Overview, board: Board) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="ways"):
        st.button("Open plan", key="open-plan", type="primary", on_click=_open(desk, board))
        record_outcome_button(desk, board)
        hand_off_button(desk, overview)
        report_flag_button(desk, board)
        add_to_meeting_button(desk, board)
        if board.is_open and may(desk.clinic.catalogue, desk.actor, "plan.revise"):
            st.button("Revise plan", key="revise-plan", on_click=partial(desk.go, "revise", id=board.plan_id))
        print_plan(desk, board.plan_id)
        export_board(desk, board, Latest(Scope(plan_id=board.plan_id)))
        other_files(desk, board.patient_id)


def phase_badge(progress: PhaseProgress) -> str:
    """Return one phase in Markdown: a sign for finished, begun or ahead, and how much of it is closed."""
    words = f"{PHASE_WORDS[progress.phase]} {progress.closed:d} of {progress.total:d}"
    if progress.closed == progress.total:
        return f":green-badge[✓ {words}]"
    return f":blue-badge[◐ {words}]" if progress.closed else f":gray-badge[○ {words}]"


def _open(desk: Desk, board: Board) -> Callable[[], None]:
    return lambda: desk.go("plan", id=board.plan_id)


def _causes(desk: Desk, board: Board) -> str:
    status = "" if board.is_open else " :orange-badge[■ Plan closed]"
    return f"{cause_badges(desk.clinic.cause_words, board.causes)}{status}"


def _goal(overview: Overview, board: Board) -> str:
    goal = first_goal_md(board.goals) or "No goal in the person’s own words yet"
    review = overview.plans[0].next_review
    return f"{goal} · {f'Next review {show_date(review)}' if review else 'No review date'}"
