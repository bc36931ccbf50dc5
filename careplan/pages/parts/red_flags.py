"""The red-flag strip: it stands first on My work and on every screen of a patient, and is never folded away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from careplan.coordination.red_flags import OpenFlag, open_flags
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.moments import due_words, overdue_words
from careplan.pages.parts.task_day import TaskDay
from careplan.pages.parts.words import RED_FLAG, escape_md, unbroken
from careplan.urgency import FlagClass


def red_flag_strip(desk: Desk, patient_id: str | None = None, *, on_open: Callable[[str], None] = open_drawer) -> None:
    """Draw the open red flags: those of the person's teams, or of one patient; nothing where there is none.

    Args:
        on_open: what Open does with the id of the flag's task; by default the drawer opens on this screen, so the
            page calls `task_drawer` too.
    """
    red_flags(desk, open_flags(desk.clinic, desk.actor, patient_id), on_open=on_open)


def red_flags(desk: Desk, flags: Sequence[OpenFlag], *, on_open: Callable[[str], None] = open_drawer) -> None:
    """Draw the strip of these flags; its place is kept while there are none, so that nothing below it is made anew."""
    with st.container(key="red-flags-place"):
        if flags:
            with st.container(key="red-flags", gap="xsmall", border=True):
                for flag in flags:
                    _line(desk, flag, on_open)


def flag_words(desk: Desk, flag: OpenFlag) -> str:
    """Return one flag in Markdown: the sign, the patient, what it may be, by when, and the first thing to do."""
    action = escape_md(flag.flag.action.partition(";")[0])
    what = escape_md(flag.flag.suspicion)
    return f"**{RED_FLAG.glyph} Red flag · {unbroken(flag.patient_id)}** · **{what}**{_when(desk, flag)}. {action}"


def _when(desk: Desk, flag: OpenFlag) -> str:
    """Return by when a reply is due, or since when it is overdue; once it is there, the day of the flag's task."""
    if flag.reply_missing:
        to = f", now for the {escape_md(desk.clinic.role_words(flag.alerted).lower())} too" if flag.alerted else ""
        return f", **{overdue_words(desk, flag.reply_missing)}{to}**"
    if flag.reply_by:
        now = "now, " if flag.flag.flag_class is FlagClass.U0 else ""
        return f", {now}{due_words(desk, flag.reply_by)}"
    late = max(0, (desk.today - flag.due).days) if flag.due else 0
    return f", {escape_md(TaskDay(flag.due, desk.today, late_days=late).short().text)}" if flag.due else ""


def _line(desk: Desk, flag: OpenFlag, on_open: Callable[[str], None]) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.markdown(flag_words(desk, flag), width="stretch")
        if flag.task_id:
            key = f"flag-{flag.plan_id}-{flag.flag.id}-{flag.number}"
            st.button("Open", key=key, on_click=on_open, args=(flag.task_id,))
