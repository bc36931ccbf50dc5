"""Closing a task in the drawer: what it asks, on whose behalf, how it went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from careplan.coordination.answers import Answer
from careplan.coordination.task_card import TaskCard
from careplan.coordination.tasks import OUTCOME_WORDS, complete
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_asks import draw_asks, given_answers
from careplan.pages.parts.drawer_state import attempt, field, typed
from careplan.pages.parts.words import count_words, escape_md
from careplan.task import Outcome, Readiness

_NOTE_LIMIT: Final = 2000
USED: Final = ("note", "behalf", "earlier", "done")


def draw_done(desk: Desk, card: TaskCard) -> None:
    """Draw what closing the task needs, and the Done menu with its outcomes."""
    line = card.line
    waiting = line.readiness is Readiness.WAITING and bool(card.missing or not card.earlier_open)
    if not waiting:
        draw_asks(card)
    if not card.own:
        draw_behalf(desk, card)
    if card.earlier_open:
        words = f"Close {count_words(card.earlier_open, 'earlier session')} as did not attend"
        st.checkbox(words, value=True, key=field("earlier", line.id))
    with st.container(horizontal=True, vertical_alignment="bottom", key=field("close", line.id)):
        st.text_input("Note (optional)", key=field("note", line.id), max_chars=_NOTE_LIMIT)
        outcomes = [outcome for outcome in Outcome if not (waiting and outcome in (Outcome.AS_PLANNED, Outcome.PARTLY))]
        st.menu_button(
            "Done" if not waiting else "Not done...",
            outcomes,
            key=field("done", line.id),
            type="primary" if not waiting else "secondary",
            format_func=OUTCOME_WORDS.__getitem__,
            on_click=_chosen,
            args=(desk, card),
        )


def draw_behalf(desk: Desk, card: TaskCard) -> None:
    """Draw the field for the reason without which nobody acts for another role."""
    role = desk.clinic.role_words(card.line.role).lower()
    st.text_input(f"On behalf of the {escape_md(role)}, because", key=field("behalf", card.line.id))


def _chosen(desk: Desk, card: TaskCard) -> None:
    outcome = typed("done", card.line.id, None)
    if outcome is not None:
        close_task(desk, card, Outcome(outcome), given_answers(card))


def close_task(desk: Desk, card: TaskCard, outcome: Outcome, answers: Mapping[str, Answer]) -> None:
    """Close the task as its fields say, and leave the drawer: the strip of the list offers Undo."""
    task_id = card.line.id
    attempt(
        task_id,
        lambda key: complete(
            desk.clinic,
            task_id,
            outcome=outcome,
            actor=desk.actor,
            note=str(typed("note", task_id)),
            on_behalf_because="" if card.own else str(typed("behalf", task_id)),
            answers=answers,
            earlier_too=bool(typed("earlier", task_id, False)) and card.earlier_open > 0,
            key=key,
        ),
        clear=USED,
        leave=True,
    )
