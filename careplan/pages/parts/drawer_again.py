"""Planning again what was not done, in the drawer of the question that it left."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.task_card import TaskCard
from careplan.coordination.tasks import plan_again
from careplan.pages.desk import Desk
from careplan.pages.parts.day_row import day_field, day_row
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed, unfolding

_WIDTH_PX: Final = 340
_SAID_PX: Final = 150
"""What was refused takes the place of what was said: what is unfolded keeps its size, so that nothing in it moves."""


def draw_again(desk: Desk, card: TaskCard) -> None:
    """Draw the button with the new day; for somebody else’s question the reason stands in the field above it."""
    task_id = card.line.id
    with unfolding(task_id, "again", "Plan it again"), st.container(width=_WIDTH_PX):
        with day_row():
            day_field("New day of the work", key=field("again-day", task_id))
            st.button("Plan again", key=field("again", task_id), on_click=_plan_again, args=(desk, card))
        with st.container(height=_SAID_PX, border=False):
            if not draw_refused(desk, task_id, "again"):
                st.caption("It opens again on that day, with its history.")


def _plan_again(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    behalf = "" if card.own else str(typed("behalf", task_id))
    attempt(
        desk,
        task_id,
        lambda key: plan_again(
            desk.clinic, task_id, typed("again-day", task_id, None), actor=desk.actor, on_behalf_because=behalf, key=key
        ),
        place="again",
        clear=("again-day", "behalf"),
        leave=True,
    )
