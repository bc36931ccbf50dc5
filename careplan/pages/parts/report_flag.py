"""Reporting a red flag that somebody has found at any contact, from the overview or the board of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import uuid4

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.red_flags import raise_flag
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import label_md, unbroken
from careplan.red_flag import RedFlagDefinition, RedFlagFile, RedFlagId

_REPORTING = "flag-reporting"
_PRESS = "press-flag"
_LIST_PX: Final = 380
"""Height of the list, so that Report is always in view below it."""


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
    st.text(f"Patient {unbroken(board.patient_id)}, plan {unbroken(board.plan_id)}")
    st.warning("This is no alarm service: where it cannot wait, call first and report then.")
    st.markdown("**What was found?**")
    with st.container(height=_LIST_PX, border=True):
        found = [flag for flag in flags if st.checkbox(_words(file, flags[flag]), key=f"flag-found-{flag}")]
    seen_key = f"flag-seen-{board.plan_id}"
    seen = unsent_text.one_line(desk, "What was seen (optional)", key=seen_key)
    key = st.session_state.setdefault(_PRESS, uuid4().hex)
    if not st.button("Report", key="flag-report", type="primary"):
        return
    refused = reported(desk, board.plan_id, found, key, seen)
    if refused:
        st.error(refused)
    else:
        del st.session_state[_PRESS]
        unsent_text.sent(desk, seen_key)
        st.rerun()


def _words(file: RedFlagFile, flag: RedFlagDefinition) -> str:
    """Return the signs as they are asked, and below what they may stand for and by when it is looked at."""
    about = f"{flag.name} · {file.urgencies[flag.urgency].meaning}"
    return f"{label_md(file.question(flag))}  \n{label_md(about)}"


def reported(desk: Desk, plan_id: str, flags: Sequence[RedFlagId], key: str, seen: str = "") -> str:
    """Report the flags and say it in the strip; return why it was refused."""
    try:
        say(of_done(raise_flag(desk.clinic, plan_id, *flags, actor=desk.actor, seen=seen, key=key)))
    except CarePlanError as error:
        return str(error)
    return ""
