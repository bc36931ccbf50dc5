"""Audit `/audit`: the history of the clinic, or of one patient (`?patient=`), and the openings that wait for review."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.audit import OF_CLINIC, Asked, history
from careplan.coordination.authority import may
from careplan.coordination.emergency_reviews import REVIEW
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.audit_filters import BEFORE, asked_for, audit_filters
from careplan.pages.parts.audit_foot import audit_foot
from careplan.pages.parts.audit_lines import audit_lines
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.heading import heading
from careplan.pages.parts.not_here import not_here
from careplan.pages.parts.openings import openings
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.words import escape_md, unbroken

_DIGITS: Final = 15
"""Of the number of an event, at most."""


def show(desk: Desk) -> None:
    """Draw the screen."""
    patient_id = str(st.query_params.get("patient", ""))
    with chrome(f"History of {patient_id}" if patient_id else "Audit"):
        reviews = not patient_id and may(desk.clinic.catalogue, desk.actor, REVIEW)
        if reviews and not may(desk.clinic.catalogue, desk.actor, OF_CLINIC):
            heading("Audit")
            openings(desk)
            return
        try:
            _screen(desk, patient_id, reviews=reviews)
        except CarePlanError as error:
            not_here(desk, "Audit", error, asked="")


def _screen(desk: Desk, patient_id: str, *, reviews: bool) -> None:
    asked = asked_for(patient_id)
    found = history(desk.clinic, asked, actor=desk.actor, before=_before())
    if patient_id:
        red_flag_strip(desk, patient_id)
    heading(f"History of {escape_md(unbroken(patient_id))}" if patient_id else "Audit")
    if patient_id:
        st.page_link(desk.pages["patient"], label="Overview", query_params={"id": patient_id})
    if reviews:
        openings(desk)
        st.header("History of the clinic", anchor=False)
    audit_filters(asked, found.people)
    if found.lines:
        audit_lines(desk, found.lines, of_patient=bool(patient_id))
    else:
        with st.container(border=True):
            narrowed = asked != Asked(patient_id)
            st.text("Nothing fits these filters." if narrowed else "Nothing has been done yet.")
    audit_foot(desk, asked, found)
    if patient_id:
        task_drawer(desk, patient=patient_id)


def _before() -> int | None:
    asked = st.query_params.get(BEFORE, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS else None
