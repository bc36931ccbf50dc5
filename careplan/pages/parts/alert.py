"""One safety alert with the action that resolves it."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.alerts import OpenAlert
from careplan.coordination.rule_acts import acknowledge, override_stop
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.alert_words import alert_md
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_dates import DATES
from careplan.safety_rule import Severity


def draw_alert(desk: Desk, alert: OpenAlert, plan_id: str) -> None:
    """Draw an alert with the action that resolves it: its task, the day that it is about, else the plan."""
    key, stops = f"alert-{alert.rule}", alert.severity is Severity.STOP
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(alert_md(desk, alert), width="stretch")
        if alert.task:
            st.button("Open", key=key, on_click=open_drawer, args=(alert.task.id,))
        elif alert.may_answer and not stops:
            _answered_here(desk, alert, plan_id, key)
        elif alert.planned:
            st.markdown(f"[See date](#{DATES})")
        elif plan_id:
            st.button("Open plan", key=key, on_click=lambda: desk.go("plan", id=plan_id))
    if stops and not alert.task and alert.may_answer:
        _overridden_here(desk, alert, plan_id, key)


def _answered_here(desk: Desk, alert: OpenAlert, plan_id: str, key: str) -> None:
    """Draw what acknowledges an alert whose task is not open: there is no other place for it."""
    words = "Seen" if alert.severity is Severity.INFORM else "Acknowledge"
    if st.button(words, key=key):
        attempt(lambda: acknowledge(desk.clinic, plan_id, alert.rule, seen=alert.digest, actor=desk.actor))


def _overridden_here(desk: Desk, alert: OpenAlert, plan_id: str, key: str) -> None:
    """Draw what overrides a stop rule whose task is not open; nothing else of the plan would ask for it."""
    why_key = f"why-{key}-{plan_id}"
    with st.expander("Override with a reason", key=f"box-{key}"):
        why = unsent_text.several_lines(desk, "Reason for overriding", key=why_key)
        if st.button("Override", key=f"{key}-override"):
            attempt(
                lambda: override_stop(
                    desk.clinic, plan_id, alert.rule, seen=alert.digest, reason=why, actor=desk.actor
                ),
                used=lambda: unsent_text.sent(desk, why_key),
            )
