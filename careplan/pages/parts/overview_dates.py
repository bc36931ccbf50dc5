"""Planned operations and procedures: their dates, from which other work of the plan counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final, NamedTuple

import streamlit as st

from careplan.coordination.authority import may
from careplan.coordination.board import Board
from careplan.coordination.called_off import call_off_planned
from careplan.coordination.decisions import plan_operation, plan_procedure
from careplan.coordination.done import Done
from careplan.coordination.operated import record_operation
from careplan.coordination.overview import Overview
from careplan.coordination.overwriting import Seen
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.day_row import day_field, day_row
from careplan.pages.parts.list_acts import attempt
from careplan.pages.parts.overview_forms import Form, form_button
from careplan.pages.parts.planned_words import planned_words, procedure_words
from careplan.pages.parts.words import escape_md
from careplan.patient import PROCEDURE_WORDS, Operation, OperationProcedure, Procedure, ProcedureKind

DATES: Final = "planned-dates"
"""The place of these dates on the page."""
_STEROID: Final = {"yes": True, "no": False}
_OPERATION: Final = "operation.plan"
_PROCEDURE: Final = "procedure.plan"
_RECORD: Final = "operation.record"
_OVER: Final = {
    _OPERATION: "Its day is over, so it counts as done. Record what was done, or call it off or set its new date.",
    _PROCEDURE: "Its day is over. Record it in its task, or call it off.",
}
"""By the act that plans one: what is said of it once its day is over."""
_NEW: Final = {_OPERATION: ("operation-new", "Plan operation"), _PROCEDURE: ("procedure-new", "Plan procedure")}
"""By the act that plans one: the key of its form, and the words of its button."""


class _Planned(NamedTuple):
    """What is planned: the act that dates it, its key, what it is, its day, and how it gets another.

    `parts` is what an operation consists of; a procedure has none.
    """

    act: str
    key: str
    number: int
    words: str
    day: date | None
    plan: Callable[[date | None], Done]
    parts: tuple[OperationProcedure, ...] = ()


def overview_dates(desk: Desk, overview: Overview, board: Board) -> None:
    """Draw what is planned, each with its date, and the buttons to plan more."""
    st.subheader("Planned operations and procedures", anchor=DATES)
    planned = tuple(_planned(desk, overview, board))
    for one in planned:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            over = f"  \n:small[{_OVER[one.act]}]" if one.day and one.day < desk.today else ""
            st.markdown(f"{escape_md(one.words)}{over}", width="stretch")
            if _may(desk, board, one.act) or _may_record(desk, board, one):
                with st.container(horizontal=True, gap="small", width="content"):
                    _buttons(desk, board, one)
    if not planned:
        st.text("None is planned.")
    with st.container(horizontal=True, gap="small"):
        for act, (key, words) in _NEW.items():
            if _may(desk, board, act):
                form_button(words, key)


def _buttons(desk: Desk, board: Board, one: _Planned) -> None:
    if _may_record(desk, board, one):
        form_button("Took place", _done(one.key))
    if _may(desk, board, one.act):
        form_button("Set date", one.key)
        form_button("Call off", _off(one.key))


def date_forms(desk: Desk, overview: Overview, board: Board) -> dict[str, Form]:
    """Return the forms behind these buttons, by key."""
    forms = {}
    for one in _planned(desk, overview, board):
        if _may(desk, board, one.act):
            forms[one.key] = Form(one.words, partial(_set_date, one))
            forms[_off(one.key)] = Form(f"Call off: {one.words}", partial(_call_off, desk, board, one))
        if _may_record(desk, board, one):
            forms[_done(one.key)] = Form(f"Took place: {one.words}", partial(_took_place, desk, board, one))
    draws = {_OPERATION: _new_operation, _PROCEDURE: _new_procedure}
    for act, (key, words) in _NEW.items():
        if _may(desk, board, act):
            forms[key] = Form(words, partial(draws[act], desk, board))
    return forms


def call_off_button(desk: Desk, board: Board, planned: Operation | Procedure) -> None:
    """Draw a second way to the form that calls it off, where it is spoken of beside its own place."""
    if _may(desk, board, _OPERATION if isinstance(planned, Operation) else _PROCEDURE):
        form_button("Call off", _off(_key_of(planned)), place="-beside")


def _off(key: str) -> str:
    return f"off-{key}"


def _done(key: str) -> str:
    return f"done-{key}"


def _may_record(desk: Desk, board: Board, one: _Planned) -> bool:
    """Whether it is an operation that may have taken place by now; a procedure is recorded in its task."""
    over = one.day is None or one.day <= desk.today
    return one.act == _OPERATION and over and _may(desk, board, _RECORD)


def _key_of(planned: Operation | Procedure) -> str:
    return f"{'operation' if isinstance(planned, Operation) else 'procedure'}-{planned.number}"


def _may(desk: Desk, board: Board, act: str) -> bool:
    return board.is_open and may(desk.clinic.catalogue, desk.actor, act)


def _planned(desk: Desk, overview: Overview, board: Board) -> Iterator[_Planned]:
    for operation in overview.operations:
        key, words = _key_of(operation), planned_words(desk, operation)
        dated = _dated_operation(desk, board, operation)
        yield _Planned(_OPERATION, key, operation.number, words, operation.day, dated, operation.procedures)
    for procedure in overview.procedures:
        words, dated = procedure_words(procedure), _dated_procedure(desk, board, procedure)
        yield _Planned(_PROCEDURE, _key_of(procedure), procedure.number, words, procedure.planned, dated)


def _dated_operation(desk: Desk, board: Board, operation: Operation) -> Callable[[date | None], Done]:
    seen = Seen(operation.day)
    return lambda day: plan_operation(
        desk.clinic, board.plan_id, actor=desk.actor, day=day, number=operation.number, seen=seen
    )


def _dated_procedure(desk: Desk, board: Board, procedure: Procedure) -> Callable[[date | None], Done]:
    seen = Seen(procedure.planned)
    return lambda day: plan_procedure(
        desk.clinic, board.plan_id, procedure.kind, actor=desk.actor, day=day, number=procedure.number, seen=seen
    )


def _set_date(one: _Planned) -> None:
    with st.form(f"form-{one.key}", border=False), day_row():
        chosen = day_field("Date (empty: not known yet)", one.day, key=f"day-{one.key}")
        sent = st.form_submit_button("Save date", type="primary", key=f"save-{one.key}")
    if sent:
        attempt(lambda: one.plan(chosen))


def _took_place(desk: Desk, board: Board, one: _Planned) -> None:
    with st.form(f"form-{_done(one.key)}", border=False):
        what = _procedures_field(desk, "What was done", key=f"what-{_done(one.key)}", known=one.parts)
        with day_row():
            day = day_field("Day of the operation", one.day or desk.today, key=f"day-{_done(one.key)}")
            sent = st.form_submit_button("Record operation", type="primary", key=f"save-{_done(one.key)}")
    if sent:
        attempt(
            lambda: record_operation(
                desk.clinic,
                board.plan_id,
                one.number,
                day=day,
                procedures=what,
                actor=desk.actor,
                seen=Seen(one.day),
            )
        )


def _procedures_field(
    desk: Desk, label: str, *, key: str, known: tuple[OperationProcedure, ...] = ()
) -> tuple[OperationProcedure, ...]:
    """Ask what an operation consists of."""
    names = desk.clinic.catalogue.procedures
    chosen = st.multiselect(
        label,
        list(OperationProcedure),
        default=list(known),
        format_func=lambda code: names[code].label,
        key=key,
        select_all=False,
    )
    return tuple(chosen)


def _call_off(desk: Desk, board: Board, one: _Planned) -> None:
    with st.form(f"form-off-{one.key}", border=False):
        st.caption("Tasks that count from it are then proposed to be cancelled: nothing goes before you look at it.")
        why_key = f"why-off-{one.key}-{board.plan_id}"
        why = unsent_text.one_line(desk, "Reason", key=why_key)
        sent = st.form_submit_button("Call off", type="primary", key=f"save-off-{one.key}")
    if sent:
        attempt(
            lambda: call_off_planned(desk.clinic, board.plan_id, one.act, one.number, reason=why, actor=desk.actor),
            used=lambda: unsent_text.sent(desk, why_key),
        )


def _new_operation(desk: Desk, board: Board) -> None:
    with st.form("operation-new", border=False):
        what = _procedures_field(desk, "Operation", key="operation-new-what")
        with day_row():
            day = day_field("Date (optional)", key="operation-new-day")
            sent = st.form_submit_button("Plan operation", type="primary", key="operation-new-save")
    if sent:
        attempt(lambda: plan_operation(desk.clinic, board.plan_id, actor=desk.actor, day=day, procedures=what))


def _new_procedure(desk: Desk, board: Board) -> None:
    with st.form("procedure-new", border=False):
        kinds = list(ProcedureKind)
        kind: ProcedureKind | None = st.selectbox(
            "Procedure", kinds, index=None, format_func=PROCEDURE_WORDS.__getitem__, key="procedure-new-kind"
        )
        given = st.radio(
            "With steroid", ["not known", *_STEROID], index=None, horizontal=True, key="procedure-new-steroid"
        )
        with day_row():
            day = day_field("Date (optional)", key="procedure-new-day")
            sent = st.form_submit_button("Plan procedure", type="primary", key="procedure-new-save")
    if sent and kind is None:
        st.error("Choose the procedure.")
    elif sent and kind:
        steroid = _STEROID.get(given or "")
        attempt(lambda: plan_procedure(desk.clinic, board.plan_id, kind, actor=desk.actor, day=day, steroid=steroid))
