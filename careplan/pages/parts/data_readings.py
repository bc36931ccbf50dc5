"""Other systems that read a plan: letting one, which shows its token once, and ending that."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.fhir_address import (
    END,
    GIVE,
    Reading,
    end_reading,
    give_reading,
    readings,
    usual_last_day,
)
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.origin import origin
from careplan.pages.parts.people import Button, PersonRow, Press, people_list
from careplan.pages.parts.said import draw_said, say_done, say_nothing, say_refused, says
from careplan.working_days import date_words

_PLACE: Final = "readings"
_PLAN, _SYSTEM, _LAST, _TOKEN = "reading-plan", "reading-system", "reading-last", "reading-made"
_OFF: Final = "Other systems read nothing at present: CAREPLAN_FHIR is not set."


def draw_readings(desk: Desk) -> None:
    """Draw who reads which plan, with a form for who may let somebody; nothing where that is off and nobody does."""
    if not may(desk.clinic.catalogue, desk.actor, END):
        return
    held, on = readings(desk.clinic, actor=desk.actor), desk.clinic.settings.fhir
    gives = on and may(desk.clinic.catalogue, desk.actor, GIVE)
    if not (held or gives or says(_PLACE)):
        return
    st.header("Other systems", anchor=False)
    if gives:
        _form(desk)
    if held:
        rows = [_row(desk, one) for one in held]
        people_list("Other systems", rows, key="readings-list", on_press=lambda press: _end(desk, press))
    if held and not on:
        st.text(_OFF)
    draw_said(_PLACE)
    if st.session_state.get(_TOKEN):
        st.dialog("Token for another system", width="medium", on_dismiss=_forget)(_show)(desk)


def _form(desk: Desk) -> None:
    st.text(
        "Let another system read one plan as FHIR R4. It knows the patient by the id alone, changes nothing, and reads "
        "with your rights until the last day that you set, or until you end it."
    )
    with st.form("reading-form", border=False):
        st.text_input("Plan to be read", key=_PLAN, placeholder="such as PL-0042-01", autocomplete="off")
        st.text_input("System", key=_SYSTEM, placeholder="such as Hospital record", autocomplete="off")
        day_field("Last day", usual_last_day(desk.clinic), key=_LAST)
        st.form_submit_button("Make token", on_click=_give, args=(desk,))


def _row(desk: Desk, one: Reading) -> PersonRow:
    used = f"read last {moment_words(desk, one.used_at)}" if one.used_at else "not read yet"
    about = f"{one.label or 'Another system'}. Let by {one.account} {moment_words(desk, one.made_at)}, {used}"
    if one.last_day:
        about += f"; {'until' if one.holds else 'ended after'} {date_words(one.last_day)}"
    return PersonRow(one.id, one.plan_id, None, about, buttons=(Button("end", "End"),))


def _show(desk: Desk) -> None:
    st.text("Address of the server")
    st.code(f"{origin(desk)}/fhir", language=None, wrap_lines=True)
    st.text("Token, sent as Authorization: Bearer")
    st.code(st.session_state[_TOKEN], language=None, wrap_lines=True)
    st.text("Copy it now: it is not shown again. Whoever has it reads this plan, so hand it over by a safe way.")
    if st.button("Done", type="primary", key="reading-shown"):
        _forget()
        st.rerun()


def _give(desk: Desk) -> None:
    say_nothing(_PLACE)
    plan_id, system = (str(st.session_state.get(name) or "").strip() for name in (_PLAN, _SYSTEM))
    last: date | None = st.session_state.get(_LAST)
    try:
        token = give_reading(desk.clinic, plan_id.upper(), system, actor=desk.actor, last_day=last)
        st.session_state[_TOKEN] = token
    except CarePlanError as refused:
        say_refused(_PLACE, refused)
    else:
        st.session_state[_PLAN] = st.session_state[_SYSTEM] = ""


def _end(desk: Desk, press: Press) -> None:
    try:
        ended = end_reading(desk.clinic, press.id, actor=desk.actor)
    except CarePlanError as refused:
        say_refused(_PLACE, refused)
    else:
        say_done(_PLACE, f"{ended.label or 'The other system'} cannot read {ended.plan_id} any more.")


def _forget() -> None:
    st.session_state.pop(_TOKEN, None)
