"""New plan `/new`: the intake at the left, suspected causes and the live plan at the right."""

from __future__ import annotations

import streamlit as st

from careplan.coordination import intake_draft, new_plan
from careplan.coordination.new_plan import Created
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.heading import heading
from careplan.pages.parts.intake.component import answered, intake_sheet
from careplan.pages.parts.intake.message import Message, Press
from careplan.pages.parts.intake.sheet_data import Said, sheet_data
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.strip import of_done, say
from careplan.pages.parts.words import label_md

KEY = "new-plan"
_SAID = "new-plan-said"
_CREATED = "new-plan-created"


def show(desk: Desk) -> None:
    """Draw the screen, or leave for the plan that was just created."""
    created: Created | None = st.session_state.pop(_CREATED, None)
    if created:
        say(of_done(created.done))
        desk.go("patient", id=created.patient_id)
    with chrome("New plan"):
        heading("New plan")
        try:
            sheet = new_plan.open_sheet(desk.clinic, desk.actor)
        except CarePlanError as error:
            st.error(label_md(str(error)))
            if "patients" in desk.pages:
                st.page_link(desk.pages["patients"], label="Patients")
            return
        if sheet.known:
            red_flag_strip(desk, sheet.known.patient.id)
        said: Said = st.session_state.get(_SAID, Said())
        data = sheet_data(sheet, desk.clinic, said=said, acks=tuple(answered(KEY)))
        intake_sheet(data, key=KEY, on_message=lambda message: _receive(desk, message))
    task_drawer(desk)


def _receive(desk: Desk, message: Message) -> None:
    if _CREATED in st.session_state:
        return  # what was on its way when the plan was created belongs to no new one
    done, said = handle(desk, message)
    st.session_state[_SAID] = said
    if done:
        st.session_state[_CREATED] = done


def handle(desk: Desk, message: Message) -> tuple[Created | None, Said]:
    """Do what one message asks for; return the plan that was created, or what to say."""
    try:
        if message.changes:
            intake_draft.enter(desk.clinic, desk.actor, message.changes)
        if message.press is Press.DISCARD:
            intake_draft.discard(desk.clinic, desk.actor)
        if message.press is Press.RESTORE:
            intake_draft.restore(desk.clinic, desk.actor)
        if message.press is Press.CREATE:
            return new_plan.create(desk.clinic, desk.actor, key=message.nonce), Said()
    except CarePlanError as error:
        return None, Said(str(error), next(iter(error.about), ""), message.nonce)
    return None, Said()
