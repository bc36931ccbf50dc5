"""Opening a record in an emergency, and the strip that says so on every screen of that patient."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from careplan.coordination import break_glass
from careplan.coordination.break_glass import Opened
from careplan.coordination.sign_in import is_demo
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.own_password import own_password
from careplan.pages.parts.words import count_words, label_md

_WHAT_IT_IS: Final = (
    "For who must see a record of another team now. You can read it for 60 minutes and change nothing. Its history "
    "keeps that you opened it, why, and what you looked at; another person reviews that."
)


def emergency_door(desk: Desk, asked: str) -> Opened | None:
    """Offer to open the record that an address names, to those who may; return what was opened just now.

    It is offered for every id alike: whether there is such a record is answered after reason and password.
    """
    if not break_glass.may_open(desk.clinic, desk.actor):
        return None
    with st.expander("Open in an emergency", icon=":material/e911_emergency:"):
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
    left = until - desk.clinic.now()
    with st.container(key="emergency", horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.markdown(strip_words(left, f"{desk.clinic.clock.local(until):%H:%M}"), width="stretch")
        st.button("End now", key="emergency-end", on_click=lambda: _end(desk, patient_id))
    _leave_in_time(left)


def strip_words(left: timedelta, until: str) -> str:
    """Return what the strip says, in Markdown; a minute that has begun counts."""
    minutes = max(1, -int(-left.total_seconds() // 60))
    return f"**⚠ Opened in an emergency, to read only** · {count_words(minutes, 'minute')} left, until {until}"


def _end(desk: Desk, patient_id: str) -> None:
    break_glass.end(desk.clinic, patient_id, actor=desk.actor)


def _leave_in_time(left: timedelta) -> None:
    """Draw the screen again when the opening is over, so that nothing of the record stays on the glass."""
    first = [True]

    @st.fragment(run_every=max(left, timedelta(seconds=1)))
    def end_of_it() -> None:
        if not first:
            st.rerun()
        first.clear()

    end_of_it()
