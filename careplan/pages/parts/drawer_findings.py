"""What a test showed, in the drawer of its task: one question a result, each left alone where nothing is reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from careplan.coordination.answers import Answer
from careplan.coordination.asks import Ask
from careplan.coordination.findings_shown import AskedFinding
from careplan.pages.parts.drawer_state import field, typed
from careplan.pages.parts.words import escape_md, label_md

_NOT_REPORTED: Final = "Not reported"


def draw_findings(ask: Ask, task_id: str) -> None:
    """Draw each question about a test's result; nothing is answered before somebody answers."""
    st.markdown(f"**{escape_md(ask.question)}**")
    for asked in ask.findings:
        with st.container(gap="xxsmall"):
            recorded = f" :gray[On record: {escape_md(asked.recorded)}]" if asked.recorded else ""
            st.markdown(f":small[{escape_md(asked.question)}{recorded}]")
            draw = _draw_several if asked.several else _draw_one
            draw(asked, task_id)


def _draw_several(asked: AskedFinding, task_id: str) -> None:
    """Draw a tick for each; the last holds alone, so that it and the others take one another back."""
    *seen, nothing = (finding for finding, _ in asked.options)
    for finding, words in asked.options:
        others = seen if finding == nothing else [nothing]
        key, ticked = finding_key(finding, task_id), (finding, others, task_id)
        st.checkbox(label_md(words), key=key, on_change=_alone, args=ticked)


def _alone(finding: str, others: Sequence[str], task_id: str) -> None:
    if typed(_name(finding), task_id, False):
        for other in others:
            st.session_state[finding_key(other, task_id)] = False


def _draw_one(asked: AskedFinding, task_id: str) -> None:
    words = {**dict(asked.options), _NOT_REPORTED: _NOT_REPORTED}
    st.radio(
        label_md(asked.question),
        list(words),
        index=len(words) - 1,
        format_func=lambda value: escape_md(words[value]),
        horizontal=asked.alone,
        key=finding_key(asked.name, task_id),
        label_visibility="collapsed",
    )


def findings_answer(ask: Ask, task_id: str) -> Answer | None:
    """Return the findings that were answered; None while none was."""
    found: dict[str, str] = {}
    for asked in ask.findings:
        if asked.several:
            found |= {name: "yes" for name, _ in asked.options if typed(_name(name), task_id, False)}
            continue
        chosen = str(typed(_name(asked.name), task_id, _NOT_REPORTED))
        if chosen != _NOT_REPORTED:
            found |= {asked.name: chosen} if asked.alone else {chosen: "yes"}
    return Answer(found) if found else None


def finding_key(finding: str, task_id: str) -> str:
    """Return the key of the question whose first finding this is, or of the tick for one of several."""
    return field(_name(finding), task_id)


def _name(finding: str) -> str:
    return f"finding-{finding}"
