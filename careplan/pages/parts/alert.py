"""One safety alert with the action that resolves it."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.alerts import OpenAlert
from careplan.coordination.rule_acts import acknowledge
from careplan.pages.desk import Desk
from careplan.pages.parts.alert_words import alert_md
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_dates import DATES
from careplan.safety_rule import Severity


def draw_alert(desk: Desk, alert: OpenAlert, plan_id: str) -> None:
    """Draw an alert with the action that resolves it: its task, the day that it is about, else the plan."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(alert_md(desk, alert), width="stretch")
        key = f"alert-{alert.rule}"
        if alert.task:
            st.button("Open", key=key, on_click=open_drawer, args=(alert.task.id,))
        elif alert.may_answer and alert.severity is not Severity.STOP:
            _answered_here(desk, alert, plan_id, key)
        elif alert.planned:
            st.markdown(f"[See date](#{DATES})")
        elif plan_id:
            st.button("Open plan", key=key, on_click=lambda: desk.go("plan", id=plan_id))


def _answered_here(desk: Desk, alert: OpenAlert, plan_id: str, key: str) -> None:
    """Draw what acknowledges an alert whose task is not open: there is no other place for it."""
    words = "Seen" if alert.severity is Severity.INFORM else "Acknowledge"
    if st.button(words, key=key):
        attempt(lambda: acknowledge(desk.clinic, plan_id, alert.rule, seen=alert.digest, actor=desk.actor))
