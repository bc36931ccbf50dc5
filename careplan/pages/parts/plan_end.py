"""Closing a plan and opening it again: a button each, and the form that asks why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import uuid4

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.done import Done
from careplan.coordination.ending import end_plan, open_again
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import label_md, unbroken

_ASKED: Final = "plan-end-asked"
_PRESS: Final = "plan-end-press"
_CLOSE: Final = "Close plan"
_OPEN: Final = "Open again"
_WHAT: Final = {
    _CLOSE: "What is open leaves everybody’s lists and stays in the plan as it stands. The plan can be opened again.",
    _OPEN: "What is open stands on the lists again; what fell due meanwhile is late.",
}
_WHY: Final = {_CLOSE: "Why it is closed", _OPEN: "Why it is opened again"}


def end_button(desk: Desk, plan_id: str, *, is_open: bool) -> None:
    """Draw the button that closes a plan, or opens a closed one again, for whoever may; and the form once pressed."""
    if not may(desk.clinic.catalogue, desk.actor, "plan.close"):
        return
    words = _CLOSE if is_open else _OPEN
    st.button(words, key="plan-end", on_click=_ask)
    if st.session_state.pop(_ASKED, False):
        st.dialog(words)(_form)(desk, plan_id, is_open)


def _ask() -> None:
    st.session_state[_ASKED] = True


def _form(desk: Desk, plan_id: str, is_open: bool) -> None:
    words = _CLOSE if is_open else _OPEN
    st.text(f"Plan {unbroken(plan_id)}")
    st.caption(_WHAT[words])
    field = f"plan-end-why-{plan_id}"
    why = unsent_text.several_lines(desk, _WHY[words], key=field)
    press = st.session_state.setdefault(_PRESS, uuid4().hex)
    if not st.button(words, key="plan-end-now", type="primary"):
        return
    act: Callable[..., Done] = end_plan if is_open else open_again
    try:
        say(of_done(act(desk.clinic, plan_id, actor=desk.actor, reason=why, key=press)))
    except CarePlanError as error:
        st.error(label_md(str(error)))
        return
    del st.session_state[_PRESS]
    unsent_text.sent(desk, field)
    desk.go("plan", id=plan_id)
