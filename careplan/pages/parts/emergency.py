"""Opening a record in an emergency: the door, the way to it, and the strips that say that one is open."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from careplan.coordination import break_glass
from careplan.coordination.break_glass import Opened
from careplan.coordination.sign_in import is_demo
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.own_password import own_password
from careplan.pages.parts.words import count_words, escape_md, label_md, since_words, unbroken
from careplan.patient import PATIENT_ID

_WHAT_IT_IS: Final = (
    "For who must see a record of another team now. You can read it for 60 minutes and change nothing. Its history "
    "keeps that you opened it, why, and what you looked at; another person reviews that."
)
_DOOR: Final = "Open in an emergency"
_SIGN: Final = ":material/e911_emergency:"
_ASKED: Final = "emergency-asked"
"""Keeps the id whose door the person pressed for: it stands open there."""
_IDS: Final = (
    (r"T-[0-9]{6,12}", "patients", "task"),
    (r"PL-[A-Z0-9-]{4,24}", "plan", "id"),
    (PATIENT_ID, "patient", "id"),
)
"""The forms of ids, each with the screen that shows what it names, and the part of its address."""
_LOOK_EVERY: Final = timedelta(seconds=15)
"""How soon a screen notices that another person ended the opening."""


def emergency_door(desk: Desk, asked: str) -> Opened | None:
    """Offer to open the record that an address names, to those who may; return what was opened just now.

    It is offered for every id alike: whether there is such a record is answered after reason and password.
    """
    if not break_glass.may_open(desk.clinic, desk.actor):
        return None
    came_for_it = st.session_state.get(_ASKED) == asked
    with st.expander(_DOOR, icon=_SIGN, expanded=came_for_it):
        st.text(_WHAT_IT_IS)
        with st.form("emergency-open", border=False):
            reason = st.text_area("Reason", height=80, key="emergency-reason")
            password = _password(desk)
            if not st.form_submit_button("Open for 60 minutes", type="primary", key="emergency-now"):
                return None
        try:
            return break_glass.open_record(desk.clinic, asked, reason=reason, password=password, actor=desk.actor)
        except CarePlanError as error:
            st.error(label_md(str(error)))
            return None


def emergency_way(desk: Desk, typed: str) -> None:
    """Offer the way to that door to who typed what can be an id, which only a press takes into the address.

    Nothing is looked up: words and time are the same whether there is such a record or not.
    """
    way = _way(typed)
    if way is None or not break_glass.may_open(desk.clinic, desk.actor):
        return
    asked, page, name = way
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="emergency-way"):
        st.caption(
            f"Not on your teams? In an emergency you can read the record {escape_md(unbroken(asked))}.", width="content"
        )
        st.button(_DOOR, icon=_SIGN, key="emergency-go", on_click=_go, args=(desk, asked, page, name))


def _way(typed: str) -> tuple[str, str, str] | None:
    """Return the id that was typed, with the screen and the part of its address that it belongs to."""
    asked = typed.strip().upper()
    return next(((asked, page, name) for form, page, name in _IDS if re.fullmatch(form, asked)), None)


def _go(desk: Desk, asked: str, page: str, name: str) -> None:
    st.session_state[_ASKED] = asked
    desk.go(page, **{name: asked})


def running_bar(desk: Desk) -> None:
    """Name each record that the person has open in an emergency, until when, with the way there."""
    with st.container(key="running-place"):  # kept while there are none: what stands below it stays what it is
        for one in break_glass.running(desk.clinic, desk.actor):
            whose = escape_md(unbroken(one.patient_id))
            with _strip(f"opened-{one.patient_id}"):
                st.markdown(f"**⚠ {whose} opened in an emergency** · {_left_words(desk, one.until)}", width="stretch")
                st.button("Open", key=f"go-to-{one.patient_id}", on_click=_open, args=(desk, one.patient_id))


def _open(desk: Desk, patient_id: str) -> None:
    desk.go("patient", id=patient_id)


def ended_words(desk: Desk, asked: str) -> str:
    """Return that the person's own opening of this record is over; empty where there was none to be reviewed."""
    ended = break_glass.ended_at(desk.clinic, asked, desk.actor)
    return (
        f"Ended {since_words(desk.clinic.clock.local(ended), desk.today)}. Another person reviews it." if ended else ""
    )


def _password(desk: Desk) -> str:
    if is_demo(desk.clinic):
        st.caption("Demo data: a real clinic asks for your password here.")
        return ""
    return own_password(desk, "Your password", key="emergency-password")


def emergency_strip(desk: Desk, patient_id: str, until: datetime | None) -> None:
    """Say that a record is open in an emergency, for how long, and let the person end it; nothing on the care team."""
    desk.only_read(until)
    if until is None:
        return
    with _strip("emergency"):
        st.markdown(f"**⚠ Opened in an emergency, to read only** · {_left_words(desk, until)}", width="stretch")
        st.button("End now", key="emergency-end", on_click=lambda: _end(desk, patient_id))
    _leave_in_time(desk, patient_id, until - desk.clinic.now())


def _strip(key: str) -> DeltaGenerator:
    return st.container(key=key, horizontal=True, wrap=False, vertical_alignment="center", gap="small")


def _left_words(desk: Desk, until: datetime) -> str:
    return left_words(until - desk.clinic.now(), f"{desk.clinic.clock.local(until):%H:%M}")


def left_words(left: timedelta, until: str) -> str:
    """Return how long a record can be read yet; a minute that has begun counts."""
    minutes = max(1, -int(-left.total_seconds() // 60))
    return f"{count_words(minutes, 'minute')} left, until {until}"


def _end(desk: Desk, patient_id: str) -> None:
    break_glass.end(desk.clinic, patient_id, actor=desk.actor)


def _leave_in_time(desk: Desk, patient_id: str, left: timedelta) -> None:
    """Draw the screen again when the opening is over, by whomever, so that nothing of the record stays on the glass.

    Looking whether it is over is no activity: it asks for the person who was there when the screen was drawn.
    """
    reader = desk.actor

    @st.fragment(run_every=max(min(left, _LOOK_EVERY), timedelta(seconds=1)))
    def end_of_it() -> None:
        if not (desk.is_drawing or break_glass.is_running(desk.clinic, patient_id, reader)):
            st.rerun()

    end_of_it()
