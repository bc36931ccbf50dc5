"""Takes plans away for another system: one FHIR R4 Bundle, without names unless they are asked for."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.export_rows import Kind, Scope, Sheet
from careplan.coordination.exports import fhir, rows_of
from careplan.exchange import fhir_bundle
from careplan.pages.desk import Desk
from careplan.pages.parts.taking import file_button
from careplan.pages.parts.words import count_words, label_md

_RESOURCES_A_SECOND: Final = 2000
"""How many are made at least; a slow machine makes these, a fast one twice as many."""
_COUNTED: Final = 200
"""Plans of which every resource is counted: of more it would take longer than the screen."""
_SOON: Final = 5
"""Seconds that nobody needs to be told of."""


def draw_fhir(desk: Desk, scope: Scope, reason: str, *, known: bool, off: bool) -> None:
    """Draw the button that makes the file, and what would be in it of a scope that is `known`."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="data-fhir"):
        names = st.session_state.get("data-fhir-names", False)
        sheet = Sheet(names=names, reason=reason)
        file_button(
            desk,
            "Export FHIR",
            lambda: fhir(desk.clinic, scope, actor=desk.actor, sheet=sheet),
            name=fhir_bundle.file_name(desk.today),
            mime=fhir_bundle.MIME,
            off=off,
            key="data-export-fhir",
        )
        st.checkbox("Include names in FHIR", value=False, key="data-fhir-names")
    st.caption(label_md(" ".join(filter(None, (_ABOUT, _counted(desk, scope) if known else "")))))


_ABOUT: Final = "FHIR R4 is for other systems: plans, teams, suspected causes, goals, tasks, outcomes and who signed."


def _counted(desk: Desk, scope: Scope) -> str:
    """Return how many plans and resources the file has, of many plans their tasks; and how long it takes where long."""
    plans = rows_of(desk.clinic, Kind.PLANS, scope, actor=desk.actor)
    kind, word = (Kind.FHIR, "resource") if plans <= _COUNTED else (Kind.TASKS, "task")
    many = rows_of(desk.clinic, kind, scope, actor=desk.actor)
    seconds = many // _RESOURCES_A_SECOND
    wait = f" Making it takes about {seconds} seconds: stay on this screen." if seconds > _SOON else ""
    return f"{count_words(plans, 'plan')}, {count_words(many, word)}.{wait}"
