"""One safety alert with the action that resolves it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.alerts import OpenAlert
from careplan.pages.desk import Desk
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.overview_dates import DATES
from careplan.pages.parts.words import GLYPHS, Shape, escape_md
from careplan.safety_rule import Severity

SEVERITY_SIGNS: Final = {
    Severity.STOP: f":red-badge[{GLYPHS[Shape.BARS]} Stop]",
    Severity.WARN_HIGH: f":red-badge[{GLYPHS[Shape.WARNING]} High]",
    Severity.WARN: f":orange-badge[{GLYPHS[Shape.WARNING]} Warning]",
    Severity.INFORM: ":gray-badge[Note]",
}


def draw_alert(desk: Desk, alert: OpenAlert, plan_id: str) -> None:
    """Draw an alert with the action that resolves it: its task, the day that it is about, else the plan."""
    stops = f" Stops: {escape_md('; '.join(alert.stops))}." if alert.stops else ""
    told = [
        alert.because and f"Because: {alert.because}.",
        alert.answered_by and f"For: {', '.join(alert.answered_by)}.",
        alert.task and f"Answered in: {alert.task.title}.",
    ]
    why = escape_md(" ".join(text for text in told if text))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        below = f"  \n:small[{why}]" if why else ""
        about = f"**{escape_md(', '.join(alert.medicines))}:** " if alert.medicines else ""
        st.markdown(
            f"{SEVERITY_SIGNS[alert.severity]} {about}{escape_md(alert.message)}.{stops}{below}", width="stretch"
        )
        key = f"alert-{alert.rule}"
        if alert.task:
            st.button("Open", key=key, on_click=open_drawer, args=(alert.task.id,))
        elif alert.planned:
            st.markdown(f"[See date](#{DATES})")
        elif plan_id:
            st.button("Open plan", key=key, on_click=lambda: desk.go("plan", id=plan_id))
