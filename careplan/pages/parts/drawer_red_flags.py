"""The red-flag questions of a task: ticks, or “None of these”; nothing is ticked before somebody answers."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.answers import Answer
from careplan.coordination.asks import Ask
from careplan.pages.parts.drawer_state import field, typed
from careplan.pages.parts.words import escape_md, label_md

NONE: Final = "None of these"
_REFUSED: Final = "red_flags-refused"
"""Names whether “None of these” was pressed beside a tick."""


def draw_red_flags(ask: Ask, task_id: str) -> None:
    """Draw each question in the words in which it is asked, and the answer that nothing is present."""
    st.markdown(f"**{escape_md(ask.question)}**")
    for flag, question in ask.options:
        name, _, asked = question.partition(": ")
        words = label_md(asked) if asked.startswith(name) else f"{label_md(asked)}  \n{label_md(name)}"
        st.checkbox(words, key=red_flag_key(flag, task_id), on_change=_ticked, args=(task_id,))
    st.checkbox(NONE, key=red_flag_key("none", task_id), on_change=_none, args=(ask, task_id))
    if typed(_REFUSED, task_id, False):
        st.error(f"“{NONE}” was not taken: {_names(ask, task_id)} stays ticked. Untick it first if it does not hold.")
    if given_red_flags(ask, task_id):
        st.warning("This is no alarm service: where it cannot wait, call first and close the task then.")


def red_flags_answer(ask: Ask, task_id: str) -> Answer | None:
    """Return the flags that were ticked, or that there is none; None while nothing was answered."""
    found = given_red_flags(ask, task_id)
    return Answer(found) if found or st.session_state.get(red_flag_key("none", task_id)) else None


def given_red_flags(ask: Ask, task_id: str) -> list[str]:
    """Return the flags that are ticked."""
    return [flag for flag, _ in ask.options if st.session_state.get(red_flag_key(flag, task_id))]


def _ticked(task_id: str) -> None:
    st.session_state[red_flag_key("none", task_id)] = False
    st.session_state[field(_REFUSED, task_id)] = False


def _none(ask: Ask, task_id: str) -> None:
    """Take “None of these” only where nothing is ticked: a red flag that somebody found is not dropped in silence."""
    pressed, found = st.session_state.get(red_flag_key("none", task_id)), bool(given_red_flags(ask, task_id))
    st.session_state[field(_REFUSED, task_id)] = bool(pressed and found)
    if found:
        st.session_state[red_flag_key("none", task_id)] = False


def _names(ask: Ask, task_id: str) -> str:
    found = given_red_flags(ask, task_id)
    return escape_md(", ".join(question.partition(": ")[0] for flag, question in ask.options if flag in found))


def red_flag_key(flag: str, task_id: str) -> str:
    """Return the key of the tick for a flag."""
    return field(f"red_flags-{flag}", task_id)
