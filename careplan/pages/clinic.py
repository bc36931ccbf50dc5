"""Clinic: what is late and waits by role, what is missing, and figures of a period; each number opens its list."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.clinic_view import ClinicView, clinic_view
from careplan.coordination.red_flags import open_flags
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import default_of, into_address
from careplan.pages.parts.bulk import bulk_dialog
from careplan.pages.parts.choices import Choice, choices
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.clinic_blocks import clinic_blocks, period_words
from careplan.pages.parts.clinic_list import chosen_list, clinic_list
from careplan.pages.parts.clinic_ways import PERIOD, PERIODS, period_in_address
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.emergency import running_bar
from careplan.pages.parts.figures import Way, figures
from careplan.pages.parts.heading import heading
from careplan.pages.parts.openings import openings_bar
from careplan.pages.parts.red_flags import red_flags
from careplan.pages.parts.words import label_md


def show(desk: Desk) -> None:
    """Draw the screen."""
    with chrome("Clinic"):
        heading("Clinic")
        try:
            seen = _read(desk)
        except CarePlanError as error:
            st.error(label_md(str(error)))
            return
        red_flags(desk, open_flags(desk.clinic, desk.actor))
        running_bar(desk)
        openings_bar(desk)
        if asked := chosen_list(desk):
            clinic_list(desk, seen, asked)
        else:
            _figures(desk, seen)
    if not task_drawer(desk):
        bulk_dialog(desk)


def _read(desk: Desk) -> ClinicView:
    with desk.clinic.store.one_moment():
        return clinic_view(desk.clinic, period_in_address(), actor=desk.actor)


def _figures(desk: Desk, seen: ClinicView) -> None:
    now, begun = clinic_blocks(desk, seen)
    figures(now, key="clinic-now", on_open=lambda way: _open(desk, way))
    st.subheader(period_words(seen.period), anchor=False)
    choices(
        Choice(PERIOD, "Period", PERIODS, seen.period),
        key="clinic-period",
        on_choose=lambda name, value: into_address(name, value, default=default_of(PERIODS)),
    )
    figures(begun, key="clinic-begun", on_open=lambda way: _open(desk, way), level=4)


def _open(desk: Desk, way: Way) -> None:
    desk.go(way.page, **dict(way.query))
