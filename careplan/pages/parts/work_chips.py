"""The line above the list of My work: which part is shown, with how much there is in each."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.work import Section, Work
from careplan.pages.parts.work_list import TITLES
from careplan.pages.parts.work_view import ALL, SHOWS, WorkView, read_view, write_view

_KEY: Final = "chips-work"


def work_chips(work: Work, view: WorkView) -> None:
    """Draw one chip a section with its count; the one that is shown is in the address."""
    sections = [section for section in SHOWS if section is not Section.HANDED or work.count(section)]
    words = {section.value: f"{TITLES[section]} {work.count(section)}" for section in sections} | {ALL: "All"}
    st.session_state[_KEY] = view.show if view.show in words else ALL
    st.pills(
        "Show",
        list(words),
        format_func=words.__getitem__,
        key=_KEY,
        required=True,
        on_change=_chosen,
        label_visibility="collapsed",
        wrap=True,
    )


def _chosen() -> None:
    write_view(WorkView(st.session_state[_KEY] or ALL, read_view().unfolded))
