"""Patient overview: one page that says where the plan stands, what comes next and what is to be decided."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.overview import Overview, overview
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.emergency import emergency_strip
from careplan.pages.parts.not_here import not_here
from careplan.pages.parts.overview_causes import overview_causes
from careplan.pages.parts.overview_dates import date_forms, overview_dates
from careplan.pages.parts.overview_decisions import decision_forms, overview_decisions
from careplan.pages.parts.overview_forms import asked_form
from careplan.pages.parts.overview_goals import goal_forms, overview_goals
from careplan.pages.parts.overview_head import overview_head
from careplan.pages.parts.overview_medicines import medicine_form, overview_medicines
from careplan.pages.parts.overview_meeting import meeting_form, overview_signs
from careplan.pages.parts.overview_news import overview_history, overview_news, overview_plans, overview_team
from careplan.pages.parts.overview_next import overview_next
from careplan.pages.parts.overview_outcomes import overview_alerts, overview_outcomes
from careplan.pages.parts.overview_who import who_form
from careplan.pages.parts.plan_asks import plan_asks_folded
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.words import label_md


def show(desk: Desk) -> None:
    """Draw the screen."""
    patient_id = str(st.query_params.get("id", ""))
    with chrome(f"Patient {patient_id}"):
        try:
            found = overview(desk.clinic, patient_id, actor=desk.actor)
        except CarePlanError as error:
            not_here(desk, "Patient", error, asked=patient_id)
            return
        emergency_strip(desk, patient_id, found.reads_until)
        red_flag_strip(desk, patient_id)
        overview_head(desk, found)
        if found.board:
            _plan(desk, found, found.board)
        else:
            st.text("This patient has no plan yet.")
        overview_history(desk, patient_id, found.board.plan_id if found.board else "")
    task_drawer(desk, patient=patient_id)


def _plan(desk: Desk, found: Overview, board: Board) -> None:
    """Draw what is to be done and why on the left, what came of it and who decides on the right."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        overview_next(desk, found)
        plan_asks_folded(desk, board)
        overview_goals(desk, board)
        overview_causes(desk, found, board)
        overview_dates(desk, found, board)
    with right:
        overview_outcomes(desk, found)
        overview_alerts(desk, found)
        overview_medicines(desk, found, board)
        overview_decisions(desk, found, board)
        overview_signs(desk, found, board)
        overview_team(desk, board)
    forms = date_forms(desk, found, board) | decision_forms(desk, found, board) | medicine_form(desk, found, board)
    forms |= who_form(desk, found, board)
    asked_form(board, forms | goal_forms(desk, board) | meeting_form(desk, found, board))
    if found.reads_until is None:
        overview_news(desk, found, board)
    overview_plans(desk, found)
    st.caption(label_md(desk.clinic.content.notices.notices.full))
