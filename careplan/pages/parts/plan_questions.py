"""The questions of a plan, answered in place; and what a later result will bring (PLAN_RULES R14)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import streamlit as st

from careplan.coordination.asks import Ask, flags_asked_with
from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.decisions import answer_fact
from careplan.coordination.flags_asked import FlagAnswer
from careplan.coordination.overwriting import Seen
from careplan.coordination.questions import PlanQuestion
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.words import count_words, escape_md, label_md

_YES_NO: Final[Mapping[str, str]] = MappingProxyType({"yes": "Yes", "no": "No"})

_LATER_RESULTS = "These tasks come, or do not, with an answer that other work of this plan will give."


def plan_questions(desk: Desk, board: Board) -> None:
    """Draw the questions that the plan puts to its team."""
    for question in board.questions.now:
        _question(desk, board, question)


def later_results(desk: Desk, board: Board) -> None:
    """Draw what a later result will bring, folded; nothing where there is nothing of the kind."""
    later = board.questions.by_result
    if later:
        with st.expander(f"Depends on a later result ({len(later)})", key=f"later-{board.plan_id}"):
            lines = [f"{task.title} ({desk.clinic.role_words(task.role).lower()})" for task in later]
            st.markdown("\n".join((_LATER_RESULTS, "", *(f"- {escape_md(line)}" for line in lines))))


def question_words(question: PlanQuestion) -> str:
    """Return a question in Markdown with what its answer opens: “Smoker? opens 1 task: …”."""
    titles = escape_md("; ".join(question.opens))
    return f"**{escape_md(question.words)}** opens {count_words(len(question.opens), 'task')}: {titles}"


def _question(desk: Desk, board: Board, question: PlanQuestion) -> None:
    key, asked = f"{board.plan_id}-{question.fact}", flags_asked_with(desk.clinic, question.fact)
    with st.form(f"question-{key}", border=False):
        st.markdown(question_words(question))
        if not may(desk.clinic.catalogue, desk.actor, "fact.answer"):
            sent, value, flags = False, None, {}
        else:
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                value = _value(question, key)
                sent = st.form_submit_button("Answer", key=f"answer-{key}")
            flags = {ask.name: _flag(desk, ask, question, board.plan_id) for ask in asked}
    if sent and value is None:
        st.error("Choose or enter an answer first.")
    elif sent:
        attempt(
            lambda: answer_fact(
                desk.clinic, board.plan_id, question.fact, value, actor=desk.actor, flags=flags, seen=Seen(None)
            ),
            used=lambda: unsent_text.sent(desk, *(_why(ask, question, board.plan_id) for ask in asked)),
        )


def _flag(desk: Desk, ask: Ask, question: PlanQuestion, plan_id: str) -> FlagAnswer:
    """Draw whether a red flag is present, for which the answer yes speaks."""
    words, asked = dict(ask.options), f"If yes: {label_md(ask.question)}"
    key = f"{ask.name}-{plan_id}-{question.fact}"
    present = st.radio(asked, list(words), None, lambda one: label_md(words[one]), key)
    return FlagAnswer(present, unsent_text.one_line(desk, "Why it is not present", key=_why(ask, question, plan_id)))


def _why(ask: Ask, question: PlanQuestion, plan_id: str) -> str:
    return f"why-{question.fact}-{ask.name}-{plan_id}"


def _value(question: PlanQuestion, key: str) -> Any:
    if question.type == "number":
        return st.number_input(label_md(question.words), value=None, key=f"value-{key}", width=220)
    options = _YES_NO if question.type == "bool" else {value: value.replace("_", " ") for value in question.values}
    return st.radio(
        label_md(question.words),
        list(options),
        format_func=lambda value: label_md(options[value]),
        index=None,
        horizontal=True,
        label_visibility="collapsed",
        key=f"value-{key}",
    )
