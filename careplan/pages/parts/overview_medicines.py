"""The confirmed medicine list on the overview, and the form that confirms it or changes it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final
from zlib import crc32

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.medicines import confirm_medicines, listed, medicine_lines
from careplan.coordination.overview import Overview
from careplan.coordination.overwriting import Seen
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_forms import Form, form_button
from careplan.pages.parts.words import escape_md, show_date

MEDICINES: Final = "medicines"
"""The key of the form."""
_ONE_A_LINE: Final = (
    "Medicines, one a line, with the amount a day in mg, mcg per hour or other where it is known, such as "
    "“oxycodone 40 mg”"
)
_ASKED: Final = "medicines-asked"
"""Keeps the list about whose spelling a person was asked: pressed again as it is, it is taken as written."""


def overview_medicines(desk: Desk, overview: Overview, board: Board) -> None:
    """Draw the confirmed list: how many medicines, since when and by whom, folded, and the way to change it."""
    patient = overview.patient
    if patient.medicines is None:
        return
    confirmed = f", confirmed {show_date(patient.medicines_confirmed)}" if patient.medicines_confirmed else ""
    by = f" by {overview.listed_by}" if overview.listed_by else ""
    words = f"Medicines ({len(patient.medicines)}){confirmed}{by}"
    with st.expander(escape_md(words), key="medicines-confirmed"):
        names = [f"- {escape_md(line)}" for line in listed(patient.medicines)]
        st.markdown("\n".join(names) or "No medicines are taken.")
        if medicine_form(desk, overview, board):
            form_button("Change", MEDICINES)


def medicine_form(desk: Desk, overview: Overview, board: Board) -> dict[str, Form]:
    """Return the form, by its key, where this person may confirm the list."""
    if not (board.is_open and overview.alerts.may_confirm):
        return {}
    known = overview.patient.medicines
    title = "Confirm the medicine list" if known is None else "Change the medicine list"
    return {MEDICINES: Form(title, partial(_draw, desk, board, listed(known or ())))}


def _draw(desk: Desk, board: Board, listed_now: Sequence[str]) -> None:
    known = "\n".join(listed_now)
    key = f"medicines-listed-{crc32(known.encode()):08x}-{board.plan_id}"  # typed over another list, it is not offered
    st.markdown("List everything that is taken: what is not listed counts as not taken.")
    with st.form("form-medicines", border=False):
        text = unsent_text.several_lines(desk, _ONE_A_LINE, key=key, height=200, known=known)
        none_taken = st.checkbox("No medicines are taken", key="medicines-none")
        sent = st.form_submit_button("Confirm this list", type="primary", key="save-medicines")
    if sent:
        as_written = st.session_state.get(_ASKED) == text
        st.session_state[_ASKED] = text
        attempt(
            lambda: confirm_medicines(
                desk.clinic,
                board.plan_id,
                medicine_lines(text),
                actor=desk.actor,
                none_taken=none_taken,
                as_written=as_written,
                seen=Seen(list(listed_now)),
            ),
            used=lambda: unsent_text.sent(desk, key),
        )
