"""What a press on a list of tasks does, on every screen that has one, and what the strip says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from careplan.coordination.done import Done
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.bulk import choose
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.drawer_state import begin_answer, begin_hand_off, keep_note, unfold
from careplan.pages.parts.strip import of_done, of_refusal, say
from careplan.pages.parts.words import label_md
from careplan.pressed import Act, ActKind, keep_act

OPENED: Final = "open"
"""The part of the address that names the feet and folded headings that are open."""


def handle(desk: Desk, act: Act) -> None:
    """Do what was pressed."""
    if act.is_kept:
        _keep(desk, act)
    elif act.kind is ActKind.MORE:
        st.query_params[OPENED] = sorted(opened() ^ {act.id})
    elif act.kind is ActKind.SELECT:
        choose(act.chosen)
    else:
        if act.kind is ActKind.OPEN_SEND_BACK:
            unfold(act.id, "send-back")
        elif act.kind is ActKind.OPEN_ACCEPT:
            begin_answer(act.id)
        elif act.kind is ActKind.OPEN_HAND_OFF:
            begin_hand_off(act.id)
        open_drawer(act.id)


def _keep(desk: Desk, act: Act) -> None:
    """Do what changes records; where it is refused, its note waits in the task's drawer, to be sent as a comment."""
    try:
        done = keep_act(desk.clinic, act, actor=desk.actor)
    except CarePlanError as error:
        kept = keep_note(act.id, act.note)
        say(of_refusal(error, " Your note is kept: open the task to send it as a comment." if kept else ""))
    else:
        say(of_done(done))


def attempt(act: Callable[[], Done], *, used: Callable[[], None] = lambda: None) -> None:
    """Do what a form asks for and draw the screen again; a refusal is said at the form, which keeps what was typed.

    `used` forgets what was typed, once it was done.
    """
    try:
        say(of_done(act()))
    except CarePlanError as error:
        st.error(label_md(str(error)))
    else:
        used()
        st.rerun()


def opened() -> frozenset[str]:
    """Return the keys of the feet and folded headings that the address opens."""
    return frozenset(st.query_params.get_all(OPENED))
