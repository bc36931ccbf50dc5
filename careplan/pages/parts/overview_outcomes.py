"""Outcomes since the baseline, and the safety alerts with the task that answers each."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.alerts import OpenAlerts
from careplan.coordination.board import Board
from careplan.coordination.overview import Overview
from careplan.coordination.patient_words import outcome_cells, response_words
from careplan.coordination.red_flags import ClearedFlag
from careplan.pages.desk import Desk
from careplan.pages.parts.alert import draw_alert
from careplan.pages.parts.alert_words import WEIGHTS
from careplan.pages.parts.conflict_words import CONFLICT, to_conflicts
from careplan.pages.parts.drawer_address import open_drawer
from careplan.pages.parts.overview_forms import form_button
from careplan.pages.parts.overview_medicines import MEDICINES
from careplan.pages.parts.patient_rows import RESPONSES
from careplan.pages.parts.words import GLYPHS as SIGNS
from careplan.pages.parts.words import Shape, escape_md, label_md, show_date
from careplan.safety_rule import Severity

MEDICINES_UNKNOWN: Final = "Medicines not confirmed: the medicine rules were not asked."


def overview_outcomes(desk: Desk, overview: Overview) -> None:
    """Draw the outcomes, a line each; the name of a measure leads to its trend."""
    st.subheader("Outcomes since the baseline", anchor=False)
    if overview.response:
        mark = RESPONSES[overview.response]
        why = response_words(overview.response, desk.clinic.content.measures.response, overview.outcomes)
        st.markdown(f":{mark.tone}-badge[{mark.glyph} {escape_md(mark.word)}]  \n:small[{escape_md(why)}]")
    with st.container(gap=None, key="outcome-lines"):
        for line in overview.outcomes:
            measure, scores, change = outcome_cells(line, today=desk.today)
            with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
                where = {"patient": overview.patient.id}
                st.page_link(desk.pages["outcomes"], label=label_md(measure), query_params=where, width=112)
                st.markdown(f"**{_solid(scores)}** {escape_md(change)}", width="stretch")


def _solid(text: str) -> str:
    """Return words that a narrow column does not break."""
    return escape_md(text).replace(" ", "\N{NO-BREAK SPACE}")


def overview_alerts(desk: Desk, overview: Overview) -> None:
    """Draw stop rules, all of them, then the gravest of the other alerts."""
    alerts, at_odds = overview.alerts, _at_odds(overview)
    st.subheader("Alerts", anchor=False)
    if alerts.medicines_unknown:
        _medicines(alerts)
    elif not alerts.stops and not alerts.others and not at_odds:
        st.text(f"No {'other ' if _has_flag(overview) else ''}safety rule asks for anything.")
    plan_id = overview.board.plan_id if overview.board else ""
    for alert in alerts.stops:
        draw_alert(desk, alert, plan_id)
    if overview.board and at_odds:
        _conflicts(desk, overview.board, at_odds)
    for alert in alerts.others:
        draw_alert(desk, alert, plan_id)
    if alerts.more:
        with st.expander(f"{len(alerts.more)} more of less weight", key="alerts-more"):
            for alert in alerts.more:
                draw_alert(desk, alert, plan_id)
    for flag in overview.cleared:
        st.markdown(cleared_words(flag))


def cleared_words(flag: ClearedFlag) -> str:
    """Return a cleared red flag in Markdown: what was suspected, who cleared it when, what was found and why."""
    said = f"{SIGNS[Shape.FLAG]} Red flag cleared: {escape_md(flag.suspicion)}"
    finding = flag.finding.rstrip(" .")
    found = escape_md(f"{flag.by}, {show_date(flag.day)}. Finding: {finding}. Reason: {flag.reason}")
    return f":gray-badge[{said}]  \n:small[{found}]"


def _medicines(alerts: OpenAlerts) -> None:
    """Say that the rules on medicines were not asked; the list is confirmed here, or by whom its task belongs to."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{WEIGHTS[Severity.WARN]} {MEDICINES_UNKNOWN}", width="stretch")
        if alerts.may_confirm:
            form_button("Confirm list", MEDICINES)
        elif alerts.reconciled_in:
            st.button("Open", key="alert-medicines", on_click=open_drawer, args=(alerts.reconciled_in.id,))


def _has_flag(overview: Overview) -> bool:
    """Return whether a red flag is open: beside it, nobody is to read that all is well."""
    return bool(overview.board and any(line.is_open and line.red_flag for line in overview.board.lines))


def _at_odds(overview: Overview) -> list[str]:
    """Return the titles of the conflicts that nobody has put in order or accepted."""
    return [one.title for one in overview.board.conflicts if one.is_open] if overview.board else []


def _conflicts(desk: Desk, board: Board, titles: list[str]) -> None:
    """Draw the conflicts of the plan as one line, which counts among the three alerts."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{CONFLICT} {escape_md('; '.join(dict.fromkeys(titles)))}.", width="stretch")
        to_conflicts(desk, board.plan_id, key=f"conflicts-{board.plan_id}")
