"""Decisions of the plan: what is decided, who may decide, and the form for it."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.decisions import decide
from careplan.coordination.overview import Decision, Overview
from careplan.pages.desk import Desk
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.words import escape_md, show_date

_VALUES = {"yes": "Yes", "no": "No", "undecided": "Undecided"}
_BADGES = {"yes": ":green-badge[✓ Yes]", "no": ":gray-badge[✕ No]", "undecided": ":orange-badge[○ Undecided]"}


def overview_decisions(desk: Desk, overview: Overview, board: Board) -> None:
    """Draw every decision of the plan."""
    st.subheader("Decisions", anchor=False)
    for decision in overview.decisions:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_words(decision), width="stretch")
            if board.is_open and decision.may:
                with st.popover("Decide", key=f"{decision.gate}-{board.version}"):
                    _form(desk, board, decision)


def _words(decision: Decision) -> str:
    when = f" on {show_date(decision.day)}" if decision.day and decision.value != "undecided" else ""
    who = "" if decision.may else f"  \n:small[{escape_md(decision.refusal)}]"
    return f"**{escape_md(decision.label)}** {_BADGES[decision.value]}{when}{who}"


def _form(desk: Desk, board: Board, decision: Decision) -> None:
    with st.form(f"form-{decision.gate}", border=False):
        others = [value for value in _VALUES if value != decision.value]
        value = st.radio(decision.question, others, format_func=_VALUES.__getitem__, key=f"value-{decision.gate}")
        why = st.text_input("Reason", key=f"why-{decision.gate}", max_chars=2000)
        sent = st.form_submit_button("Save decision", type="primary", key=f"save-{decision.gate}")
    if sent:
        attempt(lambda: decide(desk.clinic, board.plan_id, decision.gate, value, actor=desk.actor, why=why))
