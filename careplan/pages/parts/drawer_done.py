"""Closing a task in the drawer: what it asks, on whose behalf, and how it went."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.closing import complete
from careplan.coordination.task_card import TaskCard
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.drawer_again import draw_again
from careplan.pages.parts.drawer_answers import clashing, given_answers
from careplan.pages.parts.drawer_asks import draw_asks
from careplan.pages.parts.drawer_said import draw_refused
from careplan.pages.parts.drawer_state import attempt, clashed, field, typed
from careplan.pages.parts.words import count_words, escape_md, label_md
from careplan.task import DONE_OUTCOMES, OUTCOME_WORDS, Outcome, Readiness

_GO_ON: Final = "Go on without it"
_GIVE_UP: Final = ":small[To give up what waits, cancel that first, then close this.]"
_USED: Final = ("note", "behalf", "missed")


def draw_done(desk: Desk, card: TaskCard) -> None:
    """Draw what closing the task needs, and its outcomes: as planned, partly, or not done with the reason."""
    line = card.line
    waiting = line.readiness is Readiness.WAITING and bool(card.missing or not line.missed)
    can_be_done = not (waiting or card.to_come or card.stopped)
    told = can_be_done and draw_asks(desk, card)
    with st.container(border=True, key=field("close", line.id)):
        if card.to_come:
            st.markdown(escape_md(card.to_come))
        if not card.own:
            _draw_behalf(desk, card)
        if line.missed:
            st.checkbox(_missed_words(line.missed), key=field("missed", line.id))
        unsent_text.one_line(desk, "Note (optional)", key=field("note", line.id))
        if not told:
            draw_refused(desk, line.id, "close")  # above what was pressed: there it is in view
        with st.container(horizontal=True, gap="small", key=field("outcomes", line.id)):
            if card.again:
                _button(desk, card, Outcome.AS_PLANNED, _GO_ON)
                draw_again(desk, card)
            else:
                _draw_outcomes(desk, card, done=can_be_done)
        if card.again:
            st.markdown(_GIVE_UP)


def _draw_outcomes(desk: Desk, card: TaskCard, *, done: bool) -> None:
    if done:
        _button(desk, card, Outcome.AS_PLANNED)
        _button(desk, card, Outcome.PARTLY)
    with st.popover("Not done...", key=field("not-done", card.line.id)):
        st.markdown("**Why was it not done?**")
        for reason in (outcome for outcome in Outcome if outcome not in DONE_OUTCOMES):
            _button(desk, card, reason)


def _missed_words(missed: int) -> str:
    earlier = count_words(missed, "earlier session", "earlier sessions")
    return f"Close {earlier} as “did not attend”; what is entered here is of the session that is due now"


def _draw_behalf(desk: Desk, card: TaskCard) -> None:
    """Draw the field for the reason without which nobody acts for another role."""
    role = desk.clinic.role_words(card.line.role).lower()
    key = field("behalf", card.line.id)
    unsent_text.one_line(desk, f"On behalf of the {label_md(role)}, because", key=key, known=card.behalf_reason)


def _button(desk: Desk, card: TaskCard, outcome: Outcome, words: str = "") -> None:
    main = outcome is Outcome.AS_PLANNED
    st.button(
        words or OUTCOME_WORDS[outcome],
        key=field(f"done-{outcome}", card.line.id),
        type="primary" if main else "secondary",
        width="content" if outcome in DONE_OUTCOMES else "stretch",
        on_click=_close,
        args=(desk, card, outcome),
    )


def _close(desk: Desk, card: TaskCard, outcome: Outcome) -> None:
    """Close the task as its fields say, and leave the drawer: the strip of the list offers Undo."""
    task_id = card.line.id
    answers = given_answers(card)
    clashed(task_id, clashing(answers))
    attempt(
        desk,
        task_id,
        lambda key: complete(
            desk.clinic,
            task_id,
            outcome=outcome,
            actor=desk.actor,
            note=str(typed("note", task_id)),
            on_behalf_because="" if card.own else str(typed("behalf", task_id)),
            answers=answers,
            missed_too=bool(typed("missed", task_id, False)) and card.line.missed > 0,
            key=key,
        ),
        place="close",
        clear=_USED,
        leave=True,
    )
