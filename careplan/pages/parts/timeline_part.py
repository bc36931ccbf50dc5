"""The timeline of a plan board: the picture, its words, and what it leaves out."""

from __future__ import annotations

import streamlit as st

from careplan.pages.parts.board_lists import BoardLook
from careplan.pages.parts.timeline import timeline, timeline_words


def timeline_part(look: BoardLook) -> None:
    """Draw the picture of the lines that have a date; the list below it holds the same lines and the others."""
    lines = [line for line in look.shown.lines if line.due]
    if not lines:
        return
    chart = timeline(lines, today=look.today, roles=look.board.roles, words=look.words, theme=_theme())
    st.altair_chart(chart, width="stretch", key="timeline-chart", alt=timeline_words(lines, today=look.today))


def _theme() -> str:
    return str(st.context.theme.type or "light")
