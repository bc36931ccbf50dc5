"""Planning again what was not done, in the drawer of the question that it left."""

from __future__ import annotations

from datetime import date

import streamlit as st

from careplan.coordination.task_card import TaskCard
from careplan.coordination.tasks import plan_again
from careplan.errors import InvalidInput
from careplan.pages.desk import Desk
from careplan.pages.parts.day_row import day_row
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, field, typed, unfolding


def draw_again(desk: Desk, card: TaskCard) -> None:
    """Draw the button with the new day; for somebody else’s question the reason stands in the field above it."""
    task_id = card.line.id
    with unfolding(task_id, "again", "Plan it again"):
        with day_row():
            st.date_input("New day of the work", value=None, key=field("again-day", task_id), format="YYYY-MM-DD")
            st.button("Plan again", key=field("again", task_id), on_click=_plan_again, args=(desk, card))
        draw_refused(desk, task_id, "again")


def _plan_again(desk: Desk, card: TaskCard) -> None:
    task_id = card.line.id
    behalf = "" if card.own else str(typed("behalf", task_id))
    attempt(
        task_id,
        lambda key: plan_again(
            desk.clinic, task_id, _chosen_day(task_id), actor=desk.actor, on_behalf_because=behalf, key=key
        ),
        place="again",
        clear=("again-day", "behalf"),
        leave=True,
    )


def _chosen_day(task_id: str) -> date:
    day: date | None = typed("again-day", task_id, None)
    if day is None:
        raise InvalidInput("Choose the new day first, then press Plan again.")
    return day
