"""The minutes of a review meeting, to be read, printed and exported: screens.css leaves out what is not for paper."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.minutes import CaseMinutes, minutes, minutes_csv_of
from careplan.coordination.minutes_words import case_words
from careplan.exchange import minutes_csv
from careplan.pages.desk import Desk
from careplan.pages.parts.documents import minutes_link
from careplan.pages.parts.heading import heading
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.printing import print_button
from careplan.pages.parts.review_address import close_minutes
from careplan.pages.parts.taking import file_button
from careplan.pages.parts.words import count_words, escape_md, label_md, show_date, unbroken


def review_minutes(desk: Desk, team: int, day: date) -> None:
    """Draw them; raises CarePlanError where there is no such meeting for this person."""
    found = minutes(desk.clinic, team, day, actor=desk.actor)
    heading(f"Minutes, {show_date(day)}")
    decided = sum(bool(case.decisions) for case in found.cases)
    cases = count_words(len(found.cases), "case")
    st.markdown(f"{escape_md(found.team)} · {cases}, {decided} decided")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="not-for-paper"):
        st.button("Back to the meeting", key="minutes-back", on_click=close_minutes)
        print_button("Print", key="minutes-print")
        if may(desk.clinic.catalogue, desk.actor, "export.panel"):
            minutes_link(team, day)
            file_button(
                desk,
                "Export CSV",
                lambda: minutes_csv_of(desk.clinic, team, day, actor=desk.actor),
                name=minutes_csv.file_name(day),
                mime="text/csv",
                key="minutes-export",
            )
    if not found.cases:
        st.text("Nothing was written down yet.")
    for number, case in enumerate(found.cases, start=1):
        _case(desk, number, case)
    st.caption(label_md(desk.clinic.content.notices.notices.full))


def _case(desk: Desk, number: int, case: CaseMinutes) -> None:
    words = case_words(desk.clinic, case, partial(moment_words, desk))
    with st.container(gap="xsmall", key=f"minutes-case-{number}"):
        title = f"{int(number)}. {escape_md(unbroken(words.patient_id))} · {escape_md(words.causes)}"
        st.subheader(title, anchor=False)
        told = [
            f"**{escape_md(one.label)}:** {escape_md(one.words)}{f' :small[{escape_md(one.by)}]' if one.by else ''}"
            for one in words.said
        ]
        told += [f":small[{escape_md(change)}]" for change in words.changes]
        told += [f"○ {escape_md(action)}" for action in words.actions]
        told += [escape_md(words.signed)] if words.signed else []
        st.markdown("  \n".join(told))
