"""The form that confirms the medicine list, where the overview says that none is confirmed."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.done import Done
from careplan.coordination.medicines import LONGEST_LIST, confirm_medicines, medicine_lines
from careplan.coordination.overview import Overview
from careplan.pages.desk import Desk
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_forms import Form

MEDICINES: Final = "medicines"
"""The key of the form."""


def medicine_form(desk: Desk, overview: Overview, board: Board) -> dict[str, Form]:
    """Return the form, by its key, where the list is not confirmed and this person may confirm it."""
    alerts = overview.alerts
    asked = board.is_open and alerts.medicines_unknown and alerts.may_confirm
    return {MEDICINES: Form("Confirm the medicine list", partial(_draw, desk, board))} if asked else {}


def _draw(desk: Desk, board: Board) -> None:
    st.markdown("List everything that is taken: what is not listed counts as not taken.")
    with st.form("form-medicines", border=False):
        text = st.text_area(
            "Medicines, one a line, with the amount a day where it is known, such as “oxycodone 40 mg”",
            key="medicines-listed",
            height=200,
            max_chars=LONGEST_LIST,
        )
        none_taken = st.checkbox("No medicines are taken", key="medicines-none")
        sent = st.form_submit_button("Confirm this list", type="primary", key="save-medicines")
    if sent:
        attempt(partial(_confirmed, desk, board, text, none_taken))


def _confirmed(desk: Desk, board: Board, text: str, none_taken: bool) -> Done:
    medicines = medicine_lines(text)
    return confirm_medicines(desk.clinic, board.plan_id, medicines, actor=desk.actor, none_taken=none_taken)
