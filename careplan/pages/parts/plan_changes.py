"""“Plan changes to look at”: what the plan proposes, each with a tick, applied in one step (PLAN_RULES R27)."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from careplan.change import ChangeKind, FieldChange
from careplan.coordination.authority import may, refusal
from careplan.coordination.board import Board
from careplan.coordination.changes import PendingChange, apply_changes
from careplan.pages.desk import Desk
from careplan.pages.parts.board_lists import PHASE_WORDS
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.words import count_words, escape_md, short_date
from careplan.task import Phase

_KINDS = {
    ChangeKind.ADD: "Add",
    ChangeKind.REOPEN: "Open again",
    ChangeKind.CHANGE: "Change",
    ChangeKind.CANCEL: "Cancel",
}


def plan_changes(desk: Desk, board: Board) -> None:
    """Draw the list, folded; nothing where nothing waits."""
    if not board.changes:
        return
    with st.expander(f"Plan changes to look at ({len(board.changes)})", key=f"changes-{board.plan_id}"):
        if not may(desk.clinic.catalogue, desk.actor, "plan.revise"):
            st.text(refusal(desk.clinic.catalogue, "plan.revise"))
        with st.form(f"changes-{board.plan_id}-{board.version}", border=False):
            ticks = {change.key: _tick(desk, board, number, change) for number, change in enumerate(board.changes)}
            st.caption("What you leave unticked stays as it is and is not proposed again.")
            words = f"Apply {count_words(len(board.changes), 'change')}"
            allowed = may(desk.clinic.catalogue, desk.actor, "plan.revise")
            sent = st.form_submit_button(words, type="primary", key="apply-changes", disabled=not allowed)
    if sent:
        attempt(lambda: apply_changes(desk.clinic, board.plan_id, ticks, actor=desk.actor))


def _tick(desk: Desk, board: Board, number: int, change: PendingChange) -> bool:
    words = change_words(desk, change)
    return st.checkbox(words, value=change.ticked, key=f"change-{board.version}-{number}")


def change_words(desk: Desk, change: PendingChange) -> str:
    """Return one change in Markdown: Cancel: MRI (surgeon), due 9 Mar to 23 Mar, because …"""
    whose = desk.clinic.role_words(change.role).lower()
    fields = "".join(f", {_field_words(desk, field)}" for field in change.fields)
    because = f". {escape_md(change.reason[:1].upper() + change.reason[1:])}" if change.reason else ""
    return f"**{_KINDS.get(change.kind, 'Change')}:** {escape_md(change.title)} ({whose}){fields}{because}"


def _field_words(desk: Desk, field: FieldChange) -> str:
    before, after = (_value_words(desk, field.name, value) for value in (field.before, field.after))
    return f"{field.name} {escape_md(before)} to {escape_md(after)}"


def _value_words(desk: Desk, name: str, value: Any) -> str:
    if value is None:
        return "no date yet" if name == "due" else "nothing"
    if isinstance(value, date):
        return short_date(value, today=desk.today)
    if isinstance(value, Phase):
        return PHASE_WORDS[value]
    return desk.clinic.role_words(str(value)).lower() if name == "role" else str(value)
