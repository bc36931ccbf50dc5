"""Versions of a plan: who changed it as a whole and why, and how two versions differ, in plain words."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.versions import Versions, versions
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.emergency import emergency_strip
from careplan.pages.parts.heading import heading
from careplan.pages.parts.not_here import not_here
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.version_comparison import version_comparison
from careplan.pages.parts.version_list import version_list
from careplan.pages.parts.words import escape_md, unbroken

_FIRST, _SECOND = "first", "second"


def show(desk: Desk) -> None:
    """Draw the screen."""
    plan_id = str(st.query_params.get("id", ""))
    with chrome(f"Versions {plan_id}"):
        try:
            found = versions(desk.clinic, plan_id, actor=desk.actor, first=_number(_FIRST), second=_number(_SECOND))
            desk.only_read(found.reads_until)
        except CarePlanError as error:
            not_here(desk, "Versions", error, asked=plan_id)
            return
        emergency_strip(desk, found.patient_id, found.reads_until)
        red_flag_strip(desk, found.patient_id)
        _screen(desk, found)
    task_drawer(desk, patient=found.patient_id)


def _screen(desk: Desk, found: Versions) -> None:
    heading(escape_md(f"Versions {unbroken(found.patient_id)}"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ways"):
        st.markdown(f":small[Plan {unbroken(found.plan_id)}, version {found.present:d}]", width="stretch")
        if found.is_open and may(desk.clinic.catalogue, desk.actor, "plan.revise"):
            st.page_link(desk.pages["revise"], label="Revise plan", query_params={"id": found.plan_id})
        st.page_link(desk.pages["plan"], label="Plan", query_params={"id": found.plan_id})
    listed, compared = st.columns([2, 3], gap="large")
    with listed:
        version_list(desk, found)
    with compared:
        version_comparison(desk, found)


def _number(name: str) -> int | None:
    """Return the number of a version from the address; anything else is none."""
    text = str(st.query_params.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
