"""The form of what a task asks: exactly its inputs, each may be not obtained with a reason (PLAN_RULES R13)."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from careplan.coordination.answers import Answer
from careplan.coordination.asks import Ask
from careplan.coordination.task_card import TaskCard
from careplan.pages.parts.drawer_state import field, typed
from careplan.pages.parts.words import escape_md

_NOT_OBTAINED: Final = "Not obtained"


def draw_asks(card: TaskCard) -> None:
    """Draw one input for each open ask, and what was answered elsewhere."""
    if not (card.asks or card.known):
        return
    with st.container(border=True, key=field("asks", card.line.id)):
        st.markdown("**Closing this task answers**")
        for said in card.known:
            st.markdown(f"✓ {escape_md(said)}")
        for ask in card.asks:
            _draw(ask, card.line.id)


def given_answers(card: TaskCard) -> dict[str, Answer]:
    """Return what was answered; what was left alone is left out, so that the act says what is missing."""
    answers = ((ask.name, _answer(ask, card.line.id)) for ask in card.asks)
    return {name: answer for name, answer in answers if answer is not None}


def _draw(ask: Ask, task_id: str) -> None:
    label = escape_md(ask.question or ask.label)
    if ask.refused:
        st.markdown(f"{label}  \n:gray[{escape_md(ask.refused)}]")
        _draw_not_obtained(ask, task_id)
        return
    key = field(f"ask-{ask.name}", task_id)
    if ask.options:
        words = dict(ask.options) | {_NOT_OBTAINED: _NOT_OBTAINED}
        st.pills(label, list(words), format_func=lambda value: escape_md(words[value]), key=key)
        chosen = st.session_state.get(key)
        if chosen == _NOT_OBTAINED:
            _draw_reason(ask, task_id)
        elif ask.kind == "decision" and chosen not in (None, "undecided"):
            st.text_input(f"Reason of the decision: {escape_md(ask.label)}", key=field(f"why-{ask.name}", task_id))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if ask.kind == "number":
            _draw_number(ask, task_id, key)
        else:
            st.text_input(escape_md(f"{ask.label}. {ask.question}"), key=key)
        st.checkbox(_missing_words(ask), key=field(f"missing-{ask.name}", task_id))
    _reason_if_missing(ask, task_id)


def _draw_number(ask: Ask, task_id: str, key: str) -> None:
    unit = f" ({ask.unit})" if ask.unit else ""
    whole = ask.whole
    st.number_input(
        escape_md(f"{ask.label}{unit}"),
        value=None,
        step=1 if whole else 0.1,
        format="%d" if whole else "%0.1f",
        key=key,
    )


def _draw_not_obtained(ask: Ask, task_id: str) -> None:
    st.checkbox(_missing_words(ask), key=field(f"missing-{ask.name}", task_id))
    _reason_if_missing(ask, task_id)


def _missing_words(ask: Ask) -> str:
    """Return the words of the box, which names what was not obtained: several of them stand in one form."""
    return f"{_NOT_OBTAINED}: {escape_md(ask.label)}"


def _reason_if_missing(ask: Ask, task_id: str) -> None:
    if st.session_state.get(field(f"missing-{ask.name}", task_id)):
        _draw_reason(ask, task_id)


def _draw_reason(ask: Ask, task_id: str) -> None:
    st.text_input(f"Why it was not obtained: {escape_md(ask.label)}", key=field(f"reason-{ask.name}", task_id))


def _answer(ask: Ask, task_id: str) -> Answer | None:
    value: Any = typed(f"ask-{ask.name}", task_id, None)
    if value == _NOT_OBTAINED or typed(f"missing-{ask.name}", task_id, False):
        reason = str(typed(f"reason-{ask.name}", task_id))
        return Answer(not_obtained=reason) if reason.strip() else None
    if value is None or value == "":
        return None
    return Answer(value, why=str(typed(f"why-{ask.name}", task_id)))
