"""Starting the task of the drawer: one button, which for a task that waits says what is missing and asks why anyway."""

from __future__ import annotations

import streamlit as st

from careplan.coordination import tasks
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed
from careplan.pages.parts.words import escape_md
from careplan.task import Readiness, TaskStatus


def draw_start(desk: Desk, card: TaskCard) -> None:
    """Draw Start, for whoever may start the task; afterwards it rests, so that no other button takes its place."""
    line = card.line
    if "task.start" not in card.allowed or card.flag:
        return
    begun = line.status is TaskStatus.IN_PROGRESS
    if line.readiness is Readiness.WAITING and not begun:
        with st.popover("Start", key=field("starting", line.id)):
            _anyway(desk, card)
    else:
        st.button("Start", key=field("start", line.id), on_click=_start, args=(desk, card, False), disabled=begun)
        draw_refused(desk, line.id, "start")


def _anyway(desk: Desk, card: TaskCard) -> None:
    """Name what is missing; a reason leads past it, but never past a safety check."""
    task_id = card.line.id
    missing = card.missing or "an answer to a question of this plan"
    if not draw_refused(desk, task_id, "start"):
        st.warning(f"This task waits for: {escape_md(missing)}.", icon=":material/hourglass_empty:")
    if card.guarded:
        st.markdown("It is a safety check: nothing starts before it is done.")
    elif "task.start_anyway" in card.allowed:
        st.text_area("Reason for starting now", key=field("anyway", task_id), height=80)
        st.button("Start anyway", key=field("start-anyway", task_id), on_click=_start, args=(desk, card, True))


def _start(desk: Desk, card: TaskCard, anyway: bool) -> None:
    task_id = card.line.id
    reason = str(typed("anyway", task_id)) if anyway else ""
    behalf = "" if card.own else str(typed("behalf", task_id))
    attempt(
        task_id,
        lambda key: tasks.start(
            desk.clinic, task_id, actor=desk.actor, anyway_because=reason, on_behalf_because=behalf, key=key
        ),
        place="start",
        clear=("anyway", "behalf"),
    )
