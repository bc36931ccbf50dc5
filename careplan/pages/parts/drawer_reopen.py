"""Opening a closed task again, in its drawer."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.reopening import REOPEN, reopen
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed, unfolding


def draw_reopen(desk: Desk, card: TaskCard) -> None:
    """Draw the button and the reason behind it; nothing where the task is open or stays closed."""
    if REOPEN not in card.allowed:
        return
    task_id = card.line.id
    with unfolding(task_id, "reopen", "Open again"):
        unsent_text.several_lines(desk, "Why it is opened again", key=field("reopen", task_id))
        st.caption("It is to be done again. What was answered, measured or decided with it stays.")
        draw_refused(desk, task_id, "reopen")
        st.button("Open this task again", key=field("reopen-now", task_id), on_click=_reopen, args=(desk, task_id))


def _reopen(desk: Desk, task_id: str) -> None:
    reason = str(typed("reopen", task_id))
    attempt(
        desk,
        task_id,
        lambda key: reopen(desk.clinic, task_id, actor=desk.actor, reason=reason, key=key),
        place="reopen",
        clear=("reopen",),
    )
