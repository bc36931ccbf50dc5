"""The foot of a history: older pages, the file, where the chain ends, and the check that it is whole."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination import audit
from careplan.coordination.audit import Asked, History
from careplan.coordination.audit_export import history_csv
from careplan.coordination.authority import may
from careplan.errors import CarePlanError
from careplan.exchange import audit_csv
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import into_address
from careplan.pages.parts.audit_filters import BEFORE
from careplan.pages.parts.taking import file_button
from careplan.pages.parts.words import count_words, label_md

_HASH_CHARACTERS: Final = 16
"""Of the last hash, as people compare it by eye; the file's own event has it in full."""
_CHECKED: Final = "audit-checked"


def audit_foot(desk: Desk, asked: Asked, found: History) -> None:
    """Draw it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(f"{len(found.lines)} of {count_words(found.total, 'event')}", width="stretch")
        if BEFORE in st.query_params:
            st.button("Newest", key="audit-newest", on_click=into_address, args=(BEFORE, ""))
        if found.older:
            st.button("Older", key="audit-older", on_click=into_address, args=(BEFORE, str(found.older)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        file_button(
            desk,
            "Export CSV",
            lambda: history_csv(desk.clinic, asked, actor=desk.actor),
            name=audit_csv.file_name(desk.today, asked.patient_id),
            mime="text/csv",
            key="audit-export",
        )
        if not asked.patient_id and may(desk.clinic.catalogue, desk.actor, audit.VERIFY):
            st.button("Check the history", key="audit-check", on_click=_check, args=(desk,))
        ends = found.head[:_HASH_CHARACTERS] or "-"
        chain = f"The chain has {count_words(found.length, 'event')} and ends with {ends}"
        st.caption(label_md(f"{chain}; each export keeps both in its event."))
    if said := st.session_state.pop(_CHECKED, ""):
        st.info(label_md(said))


def _check(desk: Desk) -> None:
    try:
        st.session_state[_CHECKED] = audit.check(desk.clinic, actor=desk.actor)
    except CarePlanError as error:
        st.session_state[_CHECKED] = str(error)
