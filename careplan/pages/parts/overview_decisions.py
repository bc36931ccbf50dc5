"""Decisions of the plan: what is decided, when, by which role and why; who may decide, and the form for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.conference import Conference
from careplan.coordination.decisions import decide
from careplan.coordination.gates import Decision
from careplan.coordination.left_standing import planned_on
from careplan.coordination.overview import Overview
from careplan.coordination.overwriting import Seen
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.conference_fields import conference_fields
from careplan.pages.parts.flag_against import against_words
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_dates import call_off_button
from careplan.pages.parts.overview_forms import Form, form_button
from careplan.pages.parts.planned_words import planned_words
from careplan.pages.parts.words import GLYPHS, Shape, escape_md, label_md, show_date
from careplan.patient import Operation, Procedure

DECISIONS: Final = "decisions"
"""The place of the decisions on the page."""
_VALUES: Final = {"yes": "Yes", "no": "No", "undecided": "Undecided"}
_BADGES: Final = {"yes": ":green-badge[✓ Yes]", "no": ":gray-badge[✕ No]", "undecided": ":orange-badge[○ Undecided]"}


def overview_decisions(desk: Desk, overview: Overview, board: Board) -> None:
    """Draw every decision of the plan."""
    st.subheader("Decisions", anchor=DECISIONS)
    for decision in overview.decisions:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(decision_md(desk, decision), width="stretch")
            if board.is_open and decision.may:
                words = "Decide" if decision.day is None else "Change"
                form_button(words, decision.gate)
        planned = planned_on((*overview.operations, *overview.procedures), decision.gate)
        if board.is_open and decision.value == "no" and planned:
            _still_planned(desk, board, planned)


def _still_planned(desk: Desk, board: Board, planned: Iterable[Operation | Procedure]) -> None:
    """Name what is planned on a decision for no, with the way to call it off (R12)."""
    for one in planned:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            words = escape_md(planned_words(desk, one))
            st.markdown(f":orange-badge[{GLYPHS[Shape.WARNING]} Still planned] {words}", width="stretch")
            call_off_button(desk, board, one)


def decision_forms(desk: Desk, overview: Overview, board: Board, held: Conference | None = None) -> dict[str, Form]:
    """Return the forms of the decisions that this person may take, by the key of the decision.

    `held`: the case conference at which they are filled in.
    """
    mine = (decision for decision in overview.decisions if board.is_open and decision.may)
    asked = {gate for found in overview.standing for gate in found.gates}
    return {
        decision.gate: Form(decision.label, partial(_form, desk, board, decision, held, again=decision.gate in asked))
        for decision in mine
    }


def decision_md(desk: Desk, decision: Decision) -> str:
    """Return one decision in Markdown: Surgery Yes, Fusion planned No; decided on 9 Mar 2026 by whom, and why."""
    said = ((decision.label, decision.value), *decision.given)
    lines = [" ".join(f"**{escape_md(label)}** {_BADGES[value]}" for label, value in said)]
    if decision.day:
        did = "Recorded" if decision.recorded else "Decided"
        by = f" by the {escape_md(desk.clinic.role_words(decision.role).lower())}" if decision.role else ""
        lines.append(f":small[{did} on {show_date(decision.day)}{by}]")
    if decision.why:
        lines.append(f":small[Reason: {escape_md(decision.why)}]")
    if not decision.may:
        lines.append(f":small[{escape_md(decision.refusal)}]")
    return "  \n".join(lines)


def _form(desk: Desk, board: Board, decision: Decision, held: Conference | None, *, again: bool) -> None:
    """Draw the form; `again`: its cause was refuted since, so that it may be decided as it was."""
    others = [value for value in _VALUES if again or value != decision.value]
    if decision.against:
        st.warning(against_words(decision.against), icon=":material/flag:")
    with st.form(f"form-{decision.gate}", border=False):
        value = st.radio(
            label_md(decision.question),
            others,
            index=None,
            format_func=_VALUES.__getitem__,
            key=f"value-{decision.gate}",
        )
        given = {name: _fact(name, question) for name, question in decision.asks}
        call_off = _call_off(decision)
        conference = conference_fields(desk, board.members, decision.gate, held) if decision.by_conference else None
        why_key = f"why-{decision.gate}-{board.plan_id}"
        why = unsent_text.one_line(desk, "Reason", key=why_key)
        sent = st.form_submit_button("Save decision", type="primary", key=f"save-{decision.gate}")
    if sent and value is None:
        st.error(f"Choose {' or '.join(others)}.")
    elif sent and value:
        facts = {name: answer for name, answer in given.items() if answer and value == "yes"}
        attempt(
            lambda: decide(
                desk.clinic,
                board.plan_id,
                decision.gate,
                value,
                actor=desk.actor,
                why=why,
                facts=facts,
                call_off=call_off,
                conference=conference,
                seen=Seen(decision.value),
            ),
            used=lambda: unsent_text.sent(desk, why_key),
        )


def _call_off(decision: Decision) -> bool:
    """Draw the offer to call off, with a no, what is planned on the decision (R12)."""
    if not decision.planned or decision.value == "no":
        return False
    words = f"If no: call off {'; '.join(decision.planned)}"
    return st.checkbox(label_md(words), value=True, key=f"call-off-{decision.gate}")


def _fact(name: str, question: str) -> str | None:
    """Draw what belongs to a decision for yes, so that nobody is asked for it again."""
    words = {"yes": "Yes", "no": "No"}
    return st.radio(
        f"If yes: {label_md(question)}",
        list(words),
        index=None,
        format_func=words.__getitem__,
        key=f"with-{name}",
        horizontal=True,
    )
