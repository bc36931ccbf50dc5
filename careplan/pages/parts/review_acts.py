"""What a press at a review meeting comes to: said right below what was pressed, with Undo, and on no other case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final
from uuid import uuid4

import streamlit as st

from careplan.coordination.done import Done
from careplan.coordination.overwriting import Seen
from careplan.coordination.undo import undo
from careplan.errors import CarePlanError, Conflict
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.lead import lead_to
from careplan.pages.parts.said import Back, draw_said, say_done, say_nothing, say_refused
from careplan.pages.parts.strip import of_done

BOX: Final = "case-decision"
"""The container of the decision and the sign-off."""
_ASKED: Final = "decision-asked-for"
_LAST: Final = "act-at-meeting"


def done_at_meeting(act: Callable[[], Done], desk: Desk, *fields: str, place: str) -> bool:
    """Do it and say at a place what came of it; what was typed in `fields` is used up, and stays where it is refused.

    `place` ends with the plan that it is about, so that nothing is said of one patient on the screen of another.
    """
    forget_said()
    st.session_state[_LAST] = place
    try:
        done = act()
    except CarePlanError as error:
        if isinstance(error, Conflict):  # it says what stands now: who presses again has seen that
            _forget_seen(_typed_in(fields))
        say_refused(place, error)
        return False
    unsent_text.sent(desk, *fields)
    _forget_seen(fields)
    for field in fields:
        st.session_state.pop(field, None)
    say_done(place, of_done(done).text, Back("Undo", (done.act, place)) if done.can_undo else None)
    return True


def forget_said() -> None:
    """Forget what the last press came to."""
    say_nothing(st.session_state.pop(_LAST, ""))


def first_seen(field: str, stands: str | None, known: str = "") -> Seen:
    """Return what stood there when a field was first drawn: what somebody saves meanwhile is not overwritten unseen.

    Called before the field is drawn: one that was left as it began follows what others save. `known`: with what it
    begins, where nothing stands there.
    """
    entered, begins = st.session_state, stands or known
    begun = entered.setdefault(f"begun-{field}", begins)
    seen = entered.setdefault(f"seen-{field}", stands)
    if seen != stands and entered.get(field, begun) == begun:
        entered[f"begun-{field}"], entered[f"seen-{field}"], entered[field] = begins, stands, begins
    return Seen(entered[f"seen-{field}"])


def _forget_seen(fields: Iterable[str]) -> None:
    for field in fields:
        st.session_state.pop(f"seen-{field}", None)
        st.session_state.pop(f"begun-{field}", None)


def _typed_in(fields: Iterable[str]) -> Iterator[str]:
    """Yield the fields in which something else stands than with what they began."""
    entered = st.session_state
    return (field for field in fields if entered.get(field) != entered.get(f"begun-{field}"))


def draw_done(desk: Desk, place: str) -> None:
    """Say what the last press came to, where it was done at this place."""
    draw_said(place, lambda act, where: _take_back(desk, act, where), lead=True)


def _take_back(desk: Desk, act: str, place: str) -> None:
    try:
        say_done(place, of_done(undo(desk.clinic, act, actor=desk.actor)).text)
    except CarePlanError as error:
        say_refused(place, error)


def ask_for_decision() -> None:
    """Let the next drawing bring the decision into sight: on a phone it stands far below."""
    st.session_state[_ASKED] = uuid4().hex


def draw_asked_for() -> None:
    """Bring it into sight where it was asked for."""
    if asked := st.session_state.pop(_ASKED, ""):
        lead_to((), refusal=asked, says="", beside=BOX, key="decision-lead")
