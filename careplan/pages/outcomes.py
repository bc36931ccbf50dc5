"""Outcomes: how the scores of one patient moved, what is due and missing, and the entry of a visit."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.outcomes import Outcomes, outcomes
from careplan.coordination.undo import undo
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts import strip
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.emergency import emergency_strip
from careplan.pages.parts.export import export_measures
from careplan.pages.parts.heading import heading
from careplan.pages.parts.not_here import not_here
from careplan.pages.parts.outcome_collection import outcome_collection
from careplan.pages.parts.outcome_correction import correction_form, outcome_corrections
from careplan.pages.parts.outcome_entry import SAID, is_recording, open_entry, outcome_entry
from careplan.pages.parts.outcome_trends import outcome_summary, outcome_trends
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.said import draw_said, say_done, say_refused
from careplan.pages.parts.words import escape_md, label_md, unbroken


def show(desk: Desk) -> None:
    """Draw the screen."""
    patient_id = str(st.query_params.get("patient", ""))
    with chrome(f"Outcomes {patient_id}"):
        try:
            found = outcomes(desk.clinic, patient_id, actor=desk.actor)
        except CarePlanError as error:
            not_here(desk, "Outcomes", error, asked=patient_id)
            return
        emergency_strip(desk, patient_id, found.reads_until)
        red_flag_strip(desk, patient_id)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            heading(f"Outcomes · {escape_md(unbroken(patient_id))}")
            _ways(desk, patient_id, found if isinstance(found, Outcomes) else None)
        if isinstance(found, Outcomes):
            _plan(desk, found)
        else:
            st.text("This patient has no plan yet, so no outcome is followed.")
        st.caption(label_md(desk.clinic.content.notices.notices.full))
    task_drawer(desk, patient=patient_id)


def _ways(desk: Desk, patient_id: str, found: Outcomes | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content", key="ways"):
        st.page_link(desk.pages["patient"], label="Overview", query_params={"id": patient_id})
        if found and found.may_record and not is_recording():
            st.button("Record outcome", key="record-outcome", type="primary", on_click=open_entry)
        if found:
            export_measures(desk, found.plan_id)


def _plan(desk: Desk, found: Outcomes) -> None:
    draw_said(SAID, lambda act: _take_back(desk, act), lead=True)
    outcome_entry(desk, found)
    left, right = st.columns(2, gap="medium")
    with left:
        outcome_summary(desk, found)
    with right:
        outcome_collection(desk, found)
    outcome_trends(desk, found)
    outcome_corrections(desk, found)
    correction_form(desk, found)


def _take_back(desk: Desk, act: str) -> None:
    try:
        done = undo(desk.clinic, act, actor=desk.actor)
    except CarePlanError as error:
        say_refused(SAID, error)
    else:
        strip.say(strip.of_done(done))
        say_done(SAID, f"{done.words}.")
