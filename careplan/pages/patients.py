"""Patients: mine with an open plan, the worst first."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import may, refusal
from careplan.coordination.patients import PAGE, Narrowed, Patients, my_patients
from careplan.pages.desk import Desk
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.emergency import emergency_way, running_bar
from careplan.pages.parts.export import export_patients
from careplan.pages.parts.heading import heading
from careplan.pages.parts.patient_filters import clear_filters, patient_filters
from careplan.pages.parts.patient_list import patient_list
from careplan.pages.parts.patient_rows import patient_row
from careplan.pages.parts.words import count_words, escape_md

_ROWS = "rows"
_READ = "patient.read"


def show(desk: Desk) -> None:
    """Draw the screen."""
    with chrome("Patients"):
        heading("Patients")
        if not may(desk.clinic.catalogue, desk.actor, _READ):
            st.error(escape_md(refusal(desk.clinic.catalogue, _READ)))
            return
        running_bar(desk)
        which = patient_filters(desk)
        found = my_patients(desk.clinic, which, actor=desk.actor, rows=_rows())
        if found.lines:
            _list(desk, found, which)
        else:
            _nobody(desk, which)
        if all(line.patient_id != which.text.upper() for line in found.lines):
            emergency_way(desk, which.text)
    task_drawer(desk)  # who has no My work, as a viewer, is led here with the task of its address


def _list(desk: Desk, found: Patients, which: Narrowed) -> None:
    words = {"role_words": desk.clinic.role_words, "cause_words": desk.clinic.cause_words}
    rows = [patient_row(line, today=desk.today, **words) for line in found.lines]
    patient_list(rows, key="patients", on_open=lambda patient: desk.go("patient", id=patient))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.text(f"{len(rows)} of {count_words(found.total, 'patient')}")
        if found.total > len(rows):
            st.button(f"Show {PAGE} more", key="patients-more", on_click=_more, args=(len(rows),))
        export_patients(desk, which)


def _nobody(desk: Desk, which: Narrowed) -> None:
    with st.container(border=True):
        st.text("No patient matches." if which.narrows else "No patient of your teams has an open plan.")
        with st.container(horizontal=True):
            if may(desk.clinic.catalogue, desk.actor, "plan.create"):
                st.button("New plan", key="new-plan", on_click=lambda: desk.go("new"))
            if which.narrows:
                st.button("Clear filters", key="clear-filters", on_click=clear_filters)


def _rows() -> int:
    asked = st.query_params.get(_ROWS, "")
    return int(asked) if asked.isascii() and asked.isdigit() and PAGE < int(asked) <= 1000 else PAGE


def _more(shown: int) -> None:
    st.query_params[_ROWS] = str(shown + PAGE)
