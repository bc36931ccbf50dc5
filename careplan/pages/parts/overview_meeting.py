"""What the patient's page has of review meetings: putting the case on an agenda, and who signed the decisions."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.meetings import add_case
from careplan.coordination.overview import Overview
from careplan.coordination.signatures import HOLD
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_forms import Form, form_button
from careplan.pages.parts.sign_offs import sign_offs

_FORM: Final = "add-to-meeting"


def add_to_meeting_button(desk: Desk, board: Board) -> None:
    """Draw the button, for who may prepare a meeting."""
    if board.is_open and may(desk.clinic.catalogue, desk.actor, HOLD):
        form_button("Add to review meeting", _FORM)


def meeting_form(desk: Desk, overview: Overview, board: Board) -> dict[str, Form]:
    """Return the form, by its key, where this person may prepare a meeting."""
    if not (board.is_open and may(desk.clinic.catalogue, desk.actor, HOLD)):
        return {}
    return {_FORM: Form("Add to review meeting", partial(_form, desk, overview, board))}


def _form(desk: Desk, overview: Overview, board: Board) -> None:
    key = f"meeting-question-{board.plan_id}"
    with st.form("form-add-to-meeting", border=False):
        day = day_field("Day of the meeting", overview.next_meeting, key="meeting-day")
        question = unsent_text.several_lines(desk, "Question for the meeting", key=key)
        sent = st.form_submit_button("Add", type="primary", key="add-to-meeting-send")
    if sent:
        attempt(
            lambda: add_case(desk.clinic, board.plan_id, day, question, actor=desk.actor),
            used=lambda: unsent_text.sent(desk, key),
        )


def overview_signs(desk: Desk, overview: Overview, board: Board) -> None:
    """Draw who signed the decisions of the plan, and let a discipline sign here too."""
    sign_offs(desk, board.plan_id, overview.signatures, overview.decided)
