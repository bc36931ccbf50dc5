"""The lines of a history: by day, the newest first; what, who on whose behalf, before and after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

import streamlit as st

from careplan.coordination.audit_words import AuditLine
from careplan.pages.desk import Desk
from careplan.pages.parts.words import escape_md, role_mark, show_date, unbroken, unbroken_ids


def audit_lines(desk: Desk, lines: Iterable[AuditLine], *, of_patient: bool) -> None:
    """Draw them; in the history of a patient the patient is not named again."""
    for day, of_day in groupby(lines, key=lambda line: desk.clinic.clock.day_of(line.at)):
        with st.container(border=True, gap="xsmall", key=f"audit-{day.isoformat()}"):
            st.markdown(f"**{_day_words(desk, day)}**")
            for line in of_day:
                st.markdown(line_md(desk, line, of_patient=of_patient))


def line_md(desk: Desk, line: AuditLine, *, of_patient: bool) -> str:
    """Return one event in Markdown: the time and what was done, below it who, and what changed."""
    undone = " :gray-badge[↶ Undone later]" if line.undone else ""
    first = f":gray[{desk.clinic.clock.local(line.at):%H:%M}] **{escape_md(unbroken_ids(line.words))}**{undone}"
    told = [change_words(*change) for change in line.changes]
    if line.reason:
        told.append(f"Reason: {line.reason}")
    about = [line.task_id, line.plan_id] if of_patient else [line.patient_id]
    ids = [unbroken(one) for one in about if one][:1]
    second = " · ".join([_who(desk, line), *ids, *(escape_md(unbroken_ids(one)) for one in told)])
    return f"{first}  \n:small[{second}]"


def change_words(label: str, before: str, after: str) -> str:
    """Return one field: before and after, or what it is where there was nothing before."""
    return f"{label}: {before} → {after or 'nothing'}" if before and before != "nothing" else f"{label}: {after}"


def _who(desk: Desk, line: AuditLine) -> str:
    if not line.role:
        return "Somebody who was not signed in"
    role = desk.clinic.catalogue.roles.get(line.role)
    mark = role_mark(role) if role else None
    sign = f":{mark.tone}[{mark.glyph}] " if mark else ""
    behalf = f", on behalf of the {escape_md(line.behalf.lower())}" if line.behalf else ""
    return f"{sign}{escape_md(line.by)} ({escape_md(desk.clinic.role_words(line.role).lower())}){behalf}"


def _day_words(desk: Desk, day: date) -> str:
    return f"Today, {show_date(day)}" if day == desk.today else show_date(day)
