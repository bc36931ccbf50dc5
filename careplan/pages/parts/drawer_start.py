"""Starting the task of the drawer: one button, which for a task that waits says what is missing and asks why anyway."""

from __future__ import annotations

import streamlit as st

from careplan.coordination import tasks
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.drawer_record import neighbour_words
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed
from careplan.pages.parts.words import escape_md
from careplan.task import Readiness, TaskStatus


def draw_start(desk: Desk, card: TaskCard) -> None:
    """Draw Start, for whoever may start the task; afterwards it rests, so that no other button takes its place."""
    line = card.line
    if "task.start" not in card.allowed or (card.flag and not card.own):
        return
    begun = line.status is TaskStatus.IN_PROGRESS
    words = "I have it" if card.flag else "Start"
    if line.readiness is Readiness.WAITING and not begun:
        st.button("Start", key=field("starting", line.id), on_click=_toggle, args=(line.id,))
    else:
        st.button(words, key=field("start", line.id), on_click=_start, args=(desk, card, False), disabled=begun)
        draw_refused(desk, line.id, "start")


def draw_start_anyway(desk: Desk, card: TaskCard) -> None:
    """Draw what Start opens for a task that waits, across the drawer."""
    line = card.line
    if line.readiness is Readiness.WAITING and st.session_state.get(_opened(line.id)):
        with st.container(border=True, key=field("anyway-box", line.id)):
            _anyway(desk, card)


def _opened(task_id: str) -> str:
    return field("starting-opened", task_id)


def _toggle(task_id: str) -> None:
    st.session_state[_opened(task_id)] = not st.session_state.get(_opened(task_id))


def _anyway(desk: Desk, card: TaskCard) -> None:
    """Name what is missing; a reason leads past it, but never past a safety check."""
    task_id = card.line.id
    st.markdown("\n".join(["**This task waits for**", "", *(f"- {text}" for text in _missing(desk, card))]))
    if card.guarded:
        st.markdown("It is a safety check: nothing starts before it is done.")
    elif "task.start_anyway" in card.allowed:
        unsent_text.several_lines(desk, "Reason for starting now", key=field("anyway", task_id))
        st.button("Start anyway", key=field("start-anyway", task_id), on_click=_start, args=(desk, card, True))
        draw_refused(desk, task_id, "start")


def _missing(desk: Desk, card: TaskCard) -> list[str]:
    waits = [f"{escape_md(wait.title)} :gray[({neighbour_words(desk, wait)})]" for wait in card.holding]
    return waits or ["An answer to a question of this plan"]


def _start(desk: Desk, card: TaskCard, anyway: bool) -> None:
    task_id = card.line.id
    reason = str(typed("anyway", task_id)) if anyway else ""
    behalf = "" if card.own else str(typed("behalf", task_id))
    attempt(
        desk,
        task_id,
        lambda key: tasks.start(
            desk.clinic, task_id, actor=desk.actor, anyway_because=reason, on_behalf_because=behalf, key=key
        ),
        place="start",
        clear=("anyway", "behalf"),
    )
