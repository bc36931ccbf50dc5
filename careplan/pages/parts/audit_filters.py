"""Filters of a history: person, kind of act, days. They stand in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from careplan.coordination.audit import Asked
from careplan.coordination.audit_words import KINDS
from careplan.pages.parts.address_choice import filter_box, into_address

BEFORE: Final = "before"
"""The part of the address that says where a page of the history begins."""
_DAYS: Final[Mapping[str, str]] = {"1": "Today", "7": "7 days", "30": "30 days", "365": "One year"}
_OF_PATIENT: Final = ("changes", "followed", "reads", "exports", "emergencies", "refusals")
_OF_CLINIC: Final = ("sign_ins", "people", "reads", "exports", "emergencies", "refusals", "house")


def asked_for(patient_id: str) -> Asked:
    """Return what the address asks the history for."""
    kind, days = st.query_params.get("kind", ""), st.query_params.get("days", "")
    return Asked(
        patient_id=patient_id,
        person=st.query_params.get("person", ""),
        kind=kind if kind in kinds_of(patient_id) else "",
        days=int(days) if days in _DAYS else 0,
    )


def kinds_of(patient_id: str) -> Sequence[str]:
    """Return the kinds of events that a patient's history, or the clinic's, has."""
    return _OF_PATIENT if patient_id else _OF_CLINIC


def audit_filters(asked: Asked, people: Sequence[str]) -> None:
    """Draw the filters; `people` are those who did anything that this history tells."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="audit-filters"):
        named = people if asked.person in ("", *people) else (*people, asked.person)
        filter_box("Person", "person", named, str, none="Any person", then=_newest)
        filter_box("Kind", "kind", kinds_of(asked.patient_id), KINDS.__getitem__, none="Any kind", then=_newest)
        filter_box("Days", "days", list(_DAYS), _DAYS.__getitem__, none="All days", then=_newest)


def _newest() -> None:
    into_address(BEFORE, "")
