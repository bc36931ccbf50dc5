"""Reporting a red flag that somebody has found at any contact, from the overview or the board of a plan."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.red_flags import raise_flag
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import escape_md
from careplan.red_flag import RedFlagId

_REPORTING = "flag-reporting"
_PRESS = "press-flag"


def report_flag_button(desk: Desk, board: Board) -> None:
    """Draw the button, for whoever may report a red flag."""
    if board.is_open and may(desk.clinic.catalogue, desk.actor, "red_flag.raise"):
        st.button("Report red flag", key="report-flag", icon=":material/flag:", on_click=_ask)


def report_flag_dialog(desk: Desk, board: Board) -> None:
    """Open the form where the button was pressed."""
    if st.session_state.pop(_REPORTING, False):
        _form(desk, board)


def _ask() -> None:
    st.session_state[_REPORTING] = True


@st.dialog("Report red flag", width="large")
def _form(desk: Desk, board: Board) -> None:
    file = desk.clinic.content.red_flags
    flags = file.by_id
    st.text(f"Patient {board.patient_id}, plan {board.plan_id}")
    st.warning("This is no alarm service: where it cannot wait, call first and report then.")
    found = st.radio(
        "What was found?",
        list(flags),
        index=None,
        format_func=lambda flag: escape_md(file.question(flags[flag])),
        captions=[escape_md(f"{flag.name} · {file.urgencies[flag.urgency].meaning}") for flag in flags.values()],
        key="flag-found",
    )
    key = st.session_state.setdefault(_PRESS, uuid4().hex)
    if not st.button("Report", key="flag-report", type="primary"):
        return
    refused = reported(desk, board.plan_id, found, key)
    if refused:
        st.error(refused)
    else:
        del st.session_state[_PRESS]
        st.rerun()


def reported(desk: Desk, plan_id: str, flag: RedFlagId | None, key: str) -> str:
    """Report the flag and say it in the strip; return why it was refused."""
    if flag is None:
        return "Choose what was found."
    try:
        say(of_done(raise_flag(desk.clinic, plan_id, flag, actor=desk.actor, key=key)))
    except CarePlanError as error:
        return str(error)
    return ""
