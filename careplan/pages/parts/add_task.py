"""A task that a person adds to a plan."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.tasks import add
from careplan.draft_plan import HandMade
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import label_md, unbroken
from careplan.task import PHASE_WORDS, Phase
from careplan.team import RoleId


@st.dialog("Add a task")
def add_task_dialog(desk: Desk, board: Board) -> None:
    """Ask for a task and add it; what was typed stays where it is refused."""
    roles = [role.id for role in desk.clinic.catalogue.roles.values() if not role.account_only]
    st.text(f"{unbroken(board.plan_id)}, patient {unbroken(board.patient_id)}")
    title_key, details_key = f"title-new-{board.plan_id}", f"details-new-{board.plan_id}"
    with st.form("task-new", border=False):
        title = unsent_text.one_line(desk, "Task", key=title_key)
        own = roles.index(desk.actor.role) if desk.actor.role in roles else 0
        role = st.selectbox("Role", roles, own, format_func=desk.clinic.role_words, key="role-new")
        due = day_field("Due", key="due-new")
        phase = st.selectbox("Phase", list(PHASE_WORDS), format_func=PHASE_WORDS.__getitem__, key="phase-new")
        details = unsent_text.several_lines(desk, "Done when (optional)", key=details_key)
        sent = st.form_submit_button("Add task", type="primary", key="send-new")
    key = st.session_state.setdefault("press-new", uuid4().hex)
    if sent and (refused := added(desk, board, _task(title, role, due, phase, details), key)):
        st.error(label_md(refused))
    elif sent:
        del st.session_state["press-new"]
        unsent_text.sent(desk, title_key, details_key)
        st.rerun()


def _task(title: str, role: RoleId, due: date | None, phase: Phase, details: str) -> HandMade:
    return HandMade(title=title, role=role, due=due, phase=phase, details=details.strip())


def added(desk: Desk, board: Board, task: HandMade, key: str) -> str:
    """Add the task and say it in the strip; return why it was refused."""
    try:
        say(of_done(add(desk.clinic, board.plan_id, task, actor=desk.actor, key=key)))
    except CarePlanError as error:
        return str(error)
    return ""
