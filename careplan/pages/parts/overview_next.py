"""The next action of each role, as rows that can be done or opened on the spot."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.overview import Overview
from careplan.pages.desk import Desk
from careplan.pages.parts.list_acts import handle
from careplan.pages.parts.strip import said
from careplan.pages.parts.task_rows import row_of
from careplan.pages.parts.tasks import Group, TaskList, task_list
from careplan.pages.parts.unsent_text import notes
from careplan.pages.parts.words import escape_md


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
