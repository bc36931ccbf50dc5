"""What the last act came to, for the reserved line at the foot of a list: said once, shown until the next act.

It is kept for the browser's session, so that it is still there when the act led to another screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from careplan.coordination.done import Done
from careplan.errors import CarePlanError
from careplan.pages.parts.tasks import Strip
from careplan.pages.parts.words import count_words

_KEY: Final = "strip-said"


def of_done(done: Done) -> Strip:
    """Return what the strip says of an act, with Undo where it can be taken back.

    The order is one everywhere: a red flag, what was done, what came with it and what did not, what may be
    asked about it.
    """
    ready = f"{count_words(len(done.released), 'more task is', 'more tasks are')} ready" if done.released else ""
    said = (done.words, done.followed, done.left_behind, ready, done.question)
    text = " ".join(f"{sentence}." for sentence in said if sentence)
    return Strip(text, undo=done.act if done.can_undo else "", plan=done.plan_id)


def of_refusal(error: CarePlanError, more: str = "") -> Strip:
    """Return what the strip says of a refused act; `more` is what became of what was typed."""
    return Strip(f"{error}{more}", refused=True)


def begin(last_act: Callable[[], Done | None]) -> None:
    """Let the strip of a session that begins say the last act, with its Undo: a reload does not take it away."""
    if _KEY not in st.session_state:
        done = last_act()
        say(of_done(done) if done else Strip())


def say(strip: Strip) -> None:
    """Keep what the strip is to say from now on."""
    st.session_state[_KEY] = strip


def said(count: str = "", *, plan: str = "") -> Strip:
    """Return what was said last, with how much of a list is shown.

    `plan`: the plan on whose screen it is said. What was done in another patient's is not said there, nor taken back:
    who reads a patient's screen takes Undo for an act on that patient.
    """
    kept: Strip = st.session_state.get(_KEY, Strip())
    is_of_another = plan and kept.plan not in ("", plan)
    return Strip(count=count) if is_of_another else replace(kept, count=count)
