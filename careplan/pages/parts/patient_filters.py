"""Filters of the list of patients. They stand in the address; what is searched for does not, as it may be a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from careplan.coordination.patients import Narrowed
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import FILTER_WIDTH, filter_box, into_address
from careplan.task import PHASE_WORDS, Phase

_TICKS: Final[Mapping[str, str]] = {
    "late": "Late",
    "unconfirmed": "Cause not confirmed",
    "no_review": "No review date",
    "flagged": "Red flag",
    "unanswered": "Reply overdue",
}
_ONLY: Final = "only"


def patient_filters(desk: Desk) -> Narrowed:
    """Draw the filters and return what they ask for."""
    clinic = desk.clinic
    roles = [role.id for role in clinic.catalogue.roles.values() if not role.account_only]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input(
            "Search", placeholder="Id, record, name", key="patients-search", width=FILTER_WIDTH, max_chars=60
        )
        cause = filter_box("Suspected cause", "cause", list(clinic.content.causes.picks), clinic.cause_words)
        role = filter_box("Role", "role", roles, clinic.role_words)
        phase = filter_box("Phase", "phase", list(Phase), lambda code: PHASE_WORDS[Phase(code)])
        ticks = _ticks()
    return Narrowed(
        text=text.strip(),
        cause=cause,
        role=role,
        phase=Phase(phase) if phase else None,
        late="late" in ticks,
        unconfirmed="unconfirmed" in ticks,
        no_review="no_review" in ticks,
        flagged="flagged" in ticks,
        unanswered="unanswered" in ticks,
    )


def clear_filters() -> None:
    """Ask for every patient again."""
    for name in ("cause", "role", "phase", _ONLY):
        into_address(name, "")
    st.session_state["patients-search"] = ""


def _ticks() -> frozenset[str]:
    key = "filter-only"
    asked = st.query_params.get_all(_ONLY)
    st.session_state[key] = [name for name in _TICKS if name in asked]
    found = st.pills(
        "Only",
        list(_TICKS),
        format_func=_TICKS.__getitem__,
        selection_mode="multi",
        key=key,
        label_visibility="collapsed",
        wrap=True,
        on_change=lambda: st.query_params.update({_ONLY: list(st.session_state[key])}),
    )
    return frozenset(found)
