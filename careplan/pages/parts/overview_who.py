"""Who the patient is, at the head of the overview, and the form that corrects it."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.overview import Overview
from careplan.coordination.patient_edit import PatientEntry, edit_patient, entry_of
from careplan.coordination.patient_words import who_words
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_forms import Form, form_button
from careplan.patient import Sex

_WHO: Final = "patient-who"
_SEXES: Final = (None, Sex.FEMALE, Sex.MALE, Sex.OTHER)


def overview_who(desk: Desk, overview: Overview) -> None:
    """Draw who the patient is in a line, with the way to correct it for whoever may."""
    names = desk.clinic.catalogue.procedures
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small", key="who"):
        st.text(who_words(overview, lambda code: names[code].label), width="content")
        if overview.board and who_form(desk, overview, overview.board):
            form_button("Correct", _WHO, quiet=True)


def who_form(desk: Desk, overview: Overview, board: Board) -> dict[str, Form]:
    """Return the form, by its key, where this person may correct who the patient of an open plan is."""
    if not (board.is_open and may(desk.clinic.catalogue, desk.actor, "patient.edit")):
        return {}
    return {_WHO: Form("Patient details", partial(_draw, desk, board, entry_of(overview.patient)))}


def _draw(desk: Desk, board: Board, seen: PatientEntry) -> None:
    name_key, number_key = f"who-name-{board.patient_id}", f"who-number-{board.patient_id}"
    st.caption("The id stays. Leave name and record number empty where the clinic works under pseudonyms.")
    with st.form("form-who", border=False):
        name = unsent_text.one_line(desk, "Name (optional)", key=name_key, known=seen.name or "")
        number = unsent_text.one_line(desk, "Record number (optional)", key=number_key, known=seen.record_number or "")
        born = day_field("Birth date", seen.birth_date, key=f"who-born-{board.patient_id}")
        sex = _sex_field(seen, board.patient_id)
        sent = st.form_submit_button("Save", type="primary", key="save-who")
    if sent:
        wanted = PatientEntry(name, number, born, sex)
        attempt(
            lambda: edit_patient(desk.clinic, board.plan_id, wanted, actor=desk.actor, seen=seen),
            used=lambda: unsent_text.sent(desk, name_key, number_key),
        )


def _sex_field(seen: PatientEntry, patient_id: str) -> Sex | None:
    known = seen.sex if seen.sex in _SEXES else None
    chosen: Sex | None = st.selectbox(
        "Sex",
        _SEXES,
        index=_SEXES.index(known),
        format_func=lambda one: one.value.capitalize() if one else "Not known",
        key=f"who-sex-{patient_id}",
    )
    return seen.sex if chosen is None and known is None else chosen
