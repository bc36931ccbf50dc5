"""The fields in which the coordinator names the case conference that took a decision."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from careplan.coordination.conference import Conference
from careplan.pages.desk import Desk
from careplan.pages.parts.day_row import day_field
from careplan.team import Practitioner


def conference_fields(
    desk: Desk, members: Iterable[Practitioner], name: str, held: Conference | None = None
) -> Conference:
    """Draw the day of the conference and who decided there, and return what was entered; `name` tells fields apart.

    `held` stands in the fields at first: the meeting at which they are filled in, and who has signed there.
    """
    st.caption("You record what a case conference decided.")
    if held and _day(name) not in st.session_state:
        st.session_state[_day(name)], st.session_state[_who(name)] = held.day, list(held.decided_by)
    day = day_field("Day of the case conference", key=_day(name))
    words = {one.id: f"{one.id} ({desk.clinic.role_words(one.role).lower()})" for one in members}
    decided_by = st.multiselect(
        "Who decided there", list(words), format_func=words.__getitem__, key=_who(name), select_all=False
    )
    return Conference(day, tuple(decided_by))


def conference_entered(name: str) -> Conference:
    """Return what stands in fields that were drawn before."""
    return Conference(st.session_state.get(_day(name)), tuple(st.session_state.get(_who(name)) or ()))


def _day(name: str) -> str:
    return f"conference-day-{name}"


def _who(name: str) -> str:
    return f"conference-who-{name}"
