"""The minutes of a review meeting, to be read, printed and exported: screens.css leaves out what is not for paper."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.minutes import ActionMinutes, CaseMinutes, WordMinutes, minutes, minutes_csv_of
from careplan.exchange import minutes_csv
from careplan.pages.desk import Desk
from careplan.pages.parts.heading import heading
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.printing import print_button
from careplan.pages.parts.review_address import close_minutes
from careplan.pages.parts.words import count_words, escape_md, label_md, show_date, status_mark, unbroken
from careplan.sign_off import SignState

_STATES = {SignState.SIGNED: "Signed", SignState.DISAGREES: "Disagrees", SignState.ABSENT: "Absent"}


_PRINT_PX = 64
"""As wide as the button that prints."""


def review_minutes(desk: Desk, team: int, day: date) -> None:
    """Draw them; raises CarePlanError where there is no such meeting for this person."""
    found = minutes(desk.clinic, team, day, actor=desk.actor)
    heading(f"Minutes, {show_date(day)}")
    decided = sum(bool(case.decisions) for case in found.cases)
    cases = count_words(len(found.cases), "case")
    st.markdown(f"{escape_md(found.team)} · {cases}, {decided} decided")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="not-for-paper"):
        st.button("Back to the meeting", key="minutes-back", on_click=close_minutes)
        with st.container(width=_PRINT_PX):
            print_button("Print", key="minutes-print")
        if may(desk.clinic.catalogue, desk.actor, "export.panel"):
            st.download_button(
                "Export CSV",
                data=lambda: b"".join(minutes_csv_of(desk.clinic, team, day, actor=desk.actor)),
                file_name=minutes_csv.file_name(day),
                mime="text/csv",
                on_click="ignore",
                key="minutes-export",
            )
    if not found.cases:
        st.text("Nothing was written down yet.")
    for number, case in enumerate(found.cases, start=1):
        _case(desk, number, case)
    st.caption(label_md(desk.clinic.content.notices.notices.full))


def _case(desk: Desk, number: int, case: CaseMinutes) -> None:
    line = case.line
    causes = ", ".join(f"{desk.clinic.cause_words(cause)} ({certainty.value})" for cause, certainty in line.causes)
    with st.container(gap="xsmall", key=f"minutes-case-{number}"):
        st.subheader(f"{int(number)}. {escape_md(unbroken(line.patient_id))} · {escape_md(causes)}", anchor=False)
        parts = [
            ("Why", "; ".join(line.reasons)),
            ("Question", line.question),
            *((desk.clinic.role_words(one.by.role), one.text) for one in case.proposals),
            ("Decision", line.decision or "None was saved."),
        ]
        told = [f"**{escape_md(label)}:** {escape_md(text)}" for label, text in parts if text]
        if case.decisions:
            saved = case.decisions[-1]
            told[-1] += f" :small[{escape_md(f'{saved.by.id}, {moment_words(desk, saved.at)}')}]"
        told += [
            f":small[Before: {escape_md(old.text)}. Changed because: {escape_md(new.reason)}]"
            for old, new in pairwise(case.decisions)
        ]
        told += [_action(desk, task) for task in case.actions]
        told += [signed] if (signed := _signed(desk, case)) else []
        st.markdown("  \n".join(told))


def _action(desk: Desk, task: ActionMinutes) -> str:
    who = escape_md(desk.clinic.role_words(task.role))
    by = f", by {show_date(task.due)}" if task.due else ""
    status = escape_md(status_mark(task.status).word.lower())
    return f"○ {escape_md(task.title)} ({who}{by}): {status}"


def _signed(desk: Desk, case: CaseMinutes) -> str:
    said = []
    for state, word in _STATES.items():
        names = [_name(desk, case, one) for one in case.words if one.state is state]
        said += [f"{word}: {', '.join(names)}"] if names else []
    return escape_md(". ".join(said))


def _name(desk: Desk, case: CaseMinutes, word: WordMinutes) -> str:
    """Return a discipline with what belongs to its word; one who was absent has seen no version."""
    version = "" if word.state is SignState.ABSENT else f"version {word.version}"
    early = "before the decision was saved" if case.is_early(word) else ""
    told = ", ".join(part for part in (version, early, word.reason) if part)
    return f"{desk.clinic.role_words(word.role)}{f' ({told})' if told else ''}"
