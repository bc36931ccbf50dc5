"""Planned operations and procedures: their dates, from which other work of the plan counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.decisions import plan_operation, plan_procedure
from careplan.coordination.done import Done
from careplan.coordination.overview import Overview
from careplan.pages.desk import Desk
from careplan.pages.parts.day_row import day_row
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.patient_words import NEEDLE_WORDS, operation_words
from careplan.pages.parts.words import escape_md, show_date
from careplan.patient import OperationProcedure, Procedure, ProcedureKind

Plan = Callable[[date | None], Done]

DATES: Final = "planned-dates"
"""The place of these dates on the page."""
_DAY: Final = "YYYY-MM-DD"
_STEROID: Final = {"yes": True, "no": False}


def overview_dates(desk: Desk, overview: Overview, board: Board) -> None:
    """Draw what is planned, each with its date, and the forms to plan more."""
    st.subheader("Planned operations and procedures", anchor=DATES)
    names = desk.clinic.catalogue.procedures
    for operation in overview.operations:
        words = operation_words(operation, lambda code: names[code].label)
        plan = _operation(desk, board, operation.number)
        _planned(desk, board, "operation.plan", f"operation-{operation.number}", words, operation.day, plan)
    for procedure in overview.procedures:
        key = f"procedure-{procedure.number}"
        plan = _procedure(desk, board, procedure)
        _planned(desk, board, "procedure.plan", key, _procedure_words(procedure), procedure.planned, plan)
    if not overview.operations and not overview.procedures:
        st.text("None is planned.")
    if board.is_open:
        with st.container(horizontal=True, gap="small"):
            _new_operation(desk, board)
            _new_procedure(desk, board)


def _planned(desk: Desk, board: Board, act: str, key: str, words: str, day: date | None, plan: Plan) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(escape_md(words), width="stretch")
        if not (board.is_open and may(desk.clinic.catalogue, desk.actor, act)):
            return
        with st.popover("Set date", key=f"{key}-{board.version}"), st.form(f"form-{key}", border=False):
            st.markdown(f"**{escape_md(words)} · {board.patient_id}**")
            with day_row():
                chosen = st.date_input("Date (empty: not known yet)", day, format=_DAY, key=f"day-{key}")
                sent = st.form_submit_button("Save date", type="primary", key=f"save-{key}")
    if sent:
        attempt(lambda: plan(chosen))


def _operation(desk: Desk, board: Board, number: int) -> Plan:
    return lambda day: plan_operation(desk.clinic, board.plan_id, actor=desk.actor, day=day, number=number)


def _procedure(desk: Desk, board: Board, procedure: Procedure) -> Plan:
    return lambda day: plan_procedure(
        desk.clinic, board.plan_id, procedure.kind, actor=desk.actor, day=day, number=procedure.number
    )


def _procedure_words(procedure: Procedure) -> str:
    steroid = {True: ", with steroid", False: ", without steroid", None: ""}[procedure.steroid]
    when = show_date(procedure.planned) if procedure.planned else "no date yet"
    return f"{NEEDLE_WORDS[procedure.kind]}{steroid}, {when}"


def _new_operation(desk: Desk, board: Board) -> None:
    if not may(desk.clinic.catalogue, desk.actor, "operation.plan"):
        return
    names = desk.clinic.catalogue.procedures
    with st.popover("Plan operation", key=f"operation-new-{board.version}"), st.form("operation-new", border=False):
        st.markdown(f"**Plan operation · {board.patient_id}**")
        what = st.multiselect(
            "Operation", list(OperationProcedure), format_func=lambda code: names[code].label, key="operation-new-what"
        )
        with day_row():
            day = st.date_input("Date (optional)", None, format=_DAY, key="operation-new-day")
            sent = st.form_submit_button("Plan operation", type="primary", key="operation-new-save")
    if sent:
        procedures = tuple(what)
        attempt(lambda: plan_operation(desk.clinic, board.plan_id, actor=desk.actor, day=day, procedures=procedures))


def _new_procedure(desk: Desk, board: Board) -> None:
    if not may(desk.clinic.catalogue, desk.actor, "procedure.plan"):
        return
    with st.popover("Plan procedure", key=f"procedure-new-{board.version}"), st.form("procedure-new", border=False):
        st.markdown(f"**Plan procedure · {board.patient_id}**")
        kinds = list(ProcedureKind)
        kind: ProcedureKind | None = st.selectbox(
            "Procedure", kinds, index=None, format_func=NEEDLE_WORDS.__getitem__, key="procedure-new-kind"
        )
        given = st.radio(
            "With steroid", ["not known", *_STEROID], index=None, horizontal=True, key="procedure-new-steroid"
        )
        with day_row():
            day = st.date_input("Date (optional)", None, format=_DAY, key="procedure-new-day")
            sent = st.form_submit_button("Plan procedure", type="primary", key="procedure-new-save")
    if sent and kind is None:
        st.error("Choose the procedure.")
    elif sent and kind:
        steroid = _STEROID.get(given or "")
        attempt(lambda: plan_procedure(desk.clinic, board.plan_id, kind, actor=desk.actor, day=day, steroid=steroid))
