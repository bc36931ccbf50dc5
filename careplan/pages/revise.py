"""Revise plan: what changes at the left, what follows at the right, live; applied as one act, or tried only."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.revisable import Revisable, revisable
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import default_of, in_address, into_address
from careplan.pages.parts.choices import Choice, choices
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.emergency import emergency_strip
from careplan.pages.parts.heading import heading
from careplan.pages.parts.not_here import not_here
from careplan.pages.parts.plan_end import end_button
from careplan.pages.parts.plan_stands import draw_standing
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.revision_form import begins_anew, chosen_revision
from careplan.pages.parts.revision_result import (
    PLACE,
    Result,
    draw_act,
    draw_effect,
    draw_lines,
    draw_notes,
    draw_refused,
    draw_warnings,
    result_of,
)
from careplan.pages.parts.said import says
from careplan.pages.parts.words import escape_md, unbroken
from careplan.revision import Revision

_MODE: Final = "mode"
_MODES: Final = {"revise": "Revise", "what-if": "What if"}


def show(desk: Desk) -> None:
    """Draw the screen."""
    plan_id = str(st.query_params.get("id", ""))
    back = str(st.query_params.get("version", ""))
    number = int(back) if back.isascii() and back.isdecimal() and len(back) < 6 else None
    with chrome(f"Revise {plan_id}"):
        try:
            found = revisable(desk.clinic, plan_id, actor=desk.actor, back_to_version=number)
            desk.only_read(found.reads_until)
        except CarePlanError as error:
            not_here(desk, "Revise plan", error, asked=plan_id)
            return
        emergency_strip(desk, found.patient_id, found.reads_until)
        red_flag_strip(desk, found.patient_id)
        _screen(desk, found, number)
    task_drawer(desk, patient=found.patient_id)


def _screen(desk: Desk, found: Revisable, number: int | None) -> None:
    tries = in_address(_MODE, _MODES) == "what-if"
    heading(escape_md(f"{'What if' if tries else 'Revise plan'} {unbroken(found.patient_id)}"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ways"):
        st.markdown(f":small[Plan {unbroken(found.plan_id)}, version {found.version:d}]", width="stretch")
        end_button(desk, found.plan_id, is_open=found.is_open)
        st.page_link(desk.pages["versions"], label="Versions", query_params={"id": found.plan_id})
        st.page_link(desk.pages["plan"], label="Plan", query_params={"id": found.plan_id})
    if refused := _refused(found):
        st.info(escape_md(refused))
        return
    modes = Choice(_MODE, "Revise or try", _MODES, in_address(_MODE, _MODES))
    choices(
        modes, key="revise-mode", on_choose=lambda name, value: into_address(name, value, default=default_of(_MODES))
    )
    form, lines = st.columns([2, 3], gap="large")
    with form:
        revision = chosen_revision(desk, found, number)
        result = result_of(desk, found, revision, number)
        if result and revision.anything:
            draw_warnings(desk, result.seen.effect)
    with lines:
        if not revision.anything:
            _not_saved(found, revision)
        if result:
            _follows(desk, found, result)
    if not (result and revision.anything):
        return
    with st.container(key="revise-act"):
        if tries:
            draw_effect(desk, result.seen.effect)
            st.caption("Nothing of this is saved. Choose “Revise” to apply it.")
        else:
            draw_act(desk, result)


def _follows(desk: Desk, found: Revisable, result: Result) -> None:
    """Draw what follows of a choice; before one, what the plan stands on."""
    if result.revision.anything:
        draw_notes(desk, result)
    else:
        draw_standing(desk, found, result.seen.effect)
    draw_lines(desk, result)


def _not_saved(found: Revisable, revision: Revision) -> None:
    """Say what was chosen before somebody else changed the plan, and is not any more."""
    if begins_anew(found) and not says(PLACE):
        st.info(f"The plan became version {found.version:d} in the meantime. What you had chosen was not saved.")
    draw_refused(found, revision)


def _refused(found: Revisable) -> str:
    if not found.is_open:
        return "This plan is closed. It stays as it was: revise the plan that is open."
    return found.refusal or ("You may only read this record." if found.reads_until else "")
