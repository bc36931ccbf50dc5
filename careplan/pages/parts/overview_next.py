"""The next action of each role, as rows that can be done or opened on the spot."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.hand_offs import HAND_OFF
from careplan.coordination.overview import Overview
from careplan.hand_off import HandOffState
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.drawer_state import begin_hand_off
from careplan.pages.parts.list_acts import handle
from careplan.pages.parts.strip import said
from careplan.pages.parts.task_rows import row_of
from careplan.pages.parts.tasks import Group, TaskList, task_list
from careplan.pages.parts.unsent_text import notes
from careplan.pages.parts.words import escape_md, label_md


def overview_next(desk: Desk, overview: Overview) -> None:
    """Draw them, and name the core roles that have nothing open."""
    words = desk.clinic.role_words
    lines = [one.line for one in overview.next_actions if one.line]
    rows = tuple(row_of(line, today=desk.today, words=words) for line in lines)
    group = Group("next", "Next action of each role", rows=rows, empty="Nothing is open in this plan.")
    about = overview.board.plan_id if overview.board else ""
    listed = TaskList((group,), said(plan=about), one_patient=True)
    task_list(listed, key="patient-next", on_act=lambda act: handle(desk, act), notes=notes(desk))
    idle = [words(one.role) for one in overview.next_actions if one.line is None]
    if idle and rows:
        st.markdown(f"Nothing open: {escape_md(', '.join(idle))}.")


def hand_off_button(desk: Desk, overview: Overview) -> None:
    """Draw what hands the next action of this person's role over, where there is one and it is not offered already."""
    mine = (one.line for one in overview.next_actions if one.line and one.line.role == desk.actor.role)
    line = next((one for one in mine if one.is_open), None)
    offered = line and line.hand_off and line.hand_off.state is HandOffState.OFFERED
    if line and not offered and overview.reads_until is None and may(desk.clinic.catalogue, desk.actor, HAND_OFF):
        st.button("Hand off", key="hand-off-next", on_click=_begin, args=(line.id,), help=label_md(line.title))


def _begin(task_id: str) -> None:
    begin_hand_off(task_id)
    open_drawer(task_id)
