"""“Plan changes to look at”: what the plan proposes, a tick for each series, applied in one step (PLAN_RULES R27)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from careplan.change import ChangeKind, FieldChange
from careplan.coordination.authority import may, refusal_shown
from careplan.coordination.board import Board
from careplan.coordination.changes import SeriesChange, apply_changes, by_reason
from careplan.pages.desk import Desk
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.words import count_words, escape_md, label_md, short_date
from careplan.task import PHASE_WORDS, Phase

_KINDS = {
    ChangeKind.ADD: "Add",
    ChangeKind.REOPEN: "Open again",
    ChangeKind.CHANGE: "Change",
    ChangeKind.CANCEL: "Cancel",
}


def plan_changes(desk: Desk, board: Board) -> None:
    """Draw the list with its ticks and Apply."""
    grouped = by_reason(board.changes)
    allowed = may(desk.clinic.catalogue, desk.actor, "plan.revise")
    if refused := refusal_shown(desk.clinic.catalogue, desk.actor, "plan.revise"):
        st.text(refused)
    with st.form(f"changes-{board.plan_id}-{board.version}", border=False):
        ticks = _ticks(desk, board, grouped)
        st.caption("What you leave unticked stays as it is and is not proposed again.")
        words = f"Apply {count_words(sum(map(len, grouped.values())), 'change')}"
        sent = st.form_submit_button(words, type="primary", key="apply-changes", disabled=not allowed)
    if sent:
        attempt(lambda: apply_changes(desk.clinic, board.plan_id, ticks, actor=desk.actor))


def _ticks(desk: Desk, board: Board, grouped: Mapping[str, Iterable[SeriesChange]]) -> dict[str, bool]:
    """Draw a tick for each line under its reason, and return it for each session behind the line."""
    ticks: dict[str, bool] = {}
    for reason, lines in grouped.items():
        heading = reason or "Dates that follow another date"
        st.markdown(f"**{escape_md(heading[:1].upper() + heading[1:])}**")
        for line in lines:
            key = f"change-{board.version}-{line.first.key}"
            ticked = st.checkbox(change_words(desk, line), value=line.first.ticked, key=key)
            ticks |= {session.key: ticked for session in line.sessions}
    return ticks


def change_words(desk: Desk, line: SeriesChange) -> str:
    """Return one line, as the label of its tick: Change: Exercise (surgeon), 12 sessions move 14 days later, first …"""
    first = line.first
    whose = desk.clinic.role_words(first.role).lower()
    what = f"{_KINDS.get(first.kind, 'Change')}: {label_md(first.title)} ({label_md(whose)})"
    fields = "".join(f", {_field_words(desk, line, field)}" for field in first.fields)
    many = len(line.sessions)
    return f"{what}{fields}" if many == 1 or line.moved_by else f"{what}, {many} sessions{fields}"


def _field_words(desk: Desk, line: SeriesChange, field: FieldChange) -> str:
    before, after = (_value_words(desk, field.name, value) for value in (field.before, field.after))
    if field.name == "due" and line.moved_by:
        return f"{_moved_words(line)} {label_md(before)} → {label_md(after)}"
    return f"{'date' if field.name == 'due' else label_md(field.name)} {label_md(before)} → {label_md(after)}"


def _moved_words(line: SeriesChange) -> str:
    """Return “12 sessions move 14 days later, first”, or “moves 14 days earlier,”."""
    least, most = line.moved_by[0], line.moved_by[-1]
    how = "earlier" if most < 0 else "later"
    span = sorted({abs(least), abs(most)})
    days = count_words(span[0], "day") if len(span) == 1 else f"{span[0]} to {span[1]} days"
    if least < 0 < most:
        how, days = "either way", f"up to {count_words(span[-1], 'day')}"
    many = len(line.sessions)
    return f"moves {days} {how}," if many == 1 else f"{many} sessions move {days} {how}, first"


def _value_words(desk: Desk, name: str, value: Any) -> str:
    if value is None:
        return "no date yet" if name == "due" else "nothing"
    if isinstance(value, date):
        return short_date(value, today=desk.today)
    if isinstance(value, Phase):
        return PHASE_WORDS[value]
    return desk.clinic.role_words(str(value)).lower() if name == "role" else str(value)
