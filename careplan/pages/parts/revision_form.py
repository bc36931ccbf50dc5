"""What changes of a plan: its suspected causes first, then decisions, dates and templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st

from careplan.cause import UNCLEAR, CauseId, Certainty
from careplan.coordination.gates import Decision
from careplan.coordination.left_standing import planned_on
from careplan.coordination.revisable import Movable, Revisable
from careplan.identity import Identity
from careplan.pages.desk import Desk
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.flag_against import against_words
from careplan.pages.parts.planned_words import planned_words
from careplan.pages.parts.words import label_md, short_date
from careplan.patient import Operation, Procedure
from careplan.plan_acts import unclear_gives_way
from careplan.revision import Revision

_AS_IT_IS: Final = ""
_FIELD: Final = "revise-field-"
_VALUES: Final = {"yes": "Yes", "no": "No", "undecided": "Undecided"}
_BECOMES: Final = {
    Certainty.CONFIRMED: "Confirmed",
    Certainty.REFUTED: "Refuted",
    Certainty.SUSPECTED: "Suspected again",
}
_UNCLEAR_BECOMES: Final = {Certainty.REFUTED: "No longer unclear", Certainty.SUSPECTED: "Unclear again"}
_INSTEAD: Final = "instead:"
_WIDTH: Final = 138
"""Three decisions stand side by side on a desk, two on a phone."""


def chosen_revision(desk: Desk, found: Revisable, number: int | None) -> Revision:
    """Draw the fields and return what is chosen; of an earlier version, what leads back to it."""
    if number is not None:
        return _back(found, number)
    certainties, added = _causes(desk, found)
    if found.normal_recovery and added:
        return Revision(added=added)
    asks = added and UNCLEAR not in certainties and unclear_gives_way(found.causes, added[0])
    keep_unclear = bool(asks) and not _unclear_ends(desk, found, added[0])
    with st.expander("Decisions, dates and templates", expanded=True):
        decided = _decisions(desk, found)
        operations, procedures = _planned(desk, found, decided)
        moved = _moved(desk, found)
        modules = _templates(found)
    return replace(
        decided,
        certainties=certainties,
        added=added,
        keep_unclear=keep_unclear,
        operations=operations,
        procedures=procedures,
        moved=moved,
        modules=modules,
    )


def _back(found: Revisable, number: int) -> Revision:
    """Say what going back means."""
    if found.back is None:
        st.error(f"This plan has no earlier version {number}. Choose one from “Versions”.")
        return Revision()
    st.markdown(f"**Back to version {number}**")
    if not found.back.anything:
        st.markdown("The plan rests on the same as that version already.")
    else:
        st.caption(
            "Causes, decisions, goals, planned dates and templates become what they were in that version. What was "
            "done stays done, and what a person set by hand stays as it is."
        )
    return found.back


def _key(found: Revisable, name: str) -> str:
    """Name a field: after the plan has become another version, all of them begin anew."""
    return f"{_FIELD}{name}-{found.plan_id}-{found.version}"


def begins_anew(found: Revisable) -> bool:
    """Whether something was chosen in the fields of a version that is not the present one any more."""
    fields = (name for name in st.session_state if str(name).startswith(_FIELD))
    mine = (name for name in fields if f"-{found.plan_id}-" in str(name))
    return any(
        isinstance(st.session_state[name], str) and st.session_state[name] != _AS_IT_IS
        for name in mine
        if not str(name).endswith(f"-{found.plan_id}-{found.version}")
    )


def _causes(desk: Desk, found: Revisable) -> tuple[Mapping[CauseId, Certainty], tuple[CauseId, ...]]:
    """Return what the causes become, and those that join: in place of one, or besides."""
    certainties: dict[CauseId, Certainty] = {}
    added: list[CauseId] = []
    for one in () if found.normal_recovery else found.causes:
        chosen = _cause_field(desk, found, one.cause, one.certainty)
        if chosen.startswith(_INSTEAD):
            certainties[one.cause] = Certainty.REFUTED
            added.append(chosen.removeprefix(_INSTEAD))
        elif chosen:
            certainties[one.cause] = Certainty(chosen)
    joins = st.selectbox(
        "Add a suspected cause",
        [pick for pick in found.picks if pick not in added],
        index=None,
        placeholder="None",
        format_func=lambda pick: desk.clinic.cause_words(pick),
        key=_key(found, "add"),
    )
    return certainties, (*dict.fromkeys((*added, *([joins] if joins else []))),)


def _unclear_ends(desk: Desk, found: Revisable, cause: CauseId) -> bool:
    """Ask whether “Not yet clear” ends with the cause that is named; ticked, for it names none itself."""
    unclear, named = desk.clinic.cause_words(UNCLEAR), desk.clinic.cause_words(cause)
    words = label_md(f"“{unclear}” no longer holds: {named} takes its place")
    return bool(st.checkbox(words, value=True, key=_key(found, "unclear")))


def _cause_field(desk: Desk, found: Revisable, cause: CauseId, certainty: Certainty) -> str:
    """Draw what becomes of one cause of the plan: its certainty, or another in its place."""
    name = desk.clinic.cause_words(cause)
    refuted = certainty is Certainty.REFUTED
    words = {_AS_IT_IS: f"{name} stays {certainty.value}"}
    becomes = _UNCLEAR_BECOMES if cause == UNCLEAR else _BECOMES
    left = (one for one in becomes if one is not certainty)
    words |= {one.value: becomes[one] for one in left if not refuted or one is Certainty.SUSPECTED}
    for pick in () if refuted else found.picks:
        words[f"{_INSTEAD}{pick}"] = f"{desk.clinic.cause_words(pick)} takes its place"
    label = f"Refuted cause: {name}" if refuted else f"Change suspected cause: {name}"
    found_ = st.selectbox(
        label_md(label), list(words), format_func=words.__getitem__, key=_key(found, f"cause-{cause}")
    )
    return str(found_)


def _decisions(desk: Desk, found: Revisable) -> Revision:
    """Return the decisions that change, what is answered with one for yes, and what one for no cancels (R12).

    What is still planned on a decision for no that stands can be cancelled too.
    """
    chosen: dict[str, str] = {}
    facts: dict[str, str] = {}
    cancelled: list[Operation | Procedure] = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for decision in found.decisions:
            if wanted := _decision_field(found, decision):
                chosen[decision.gate] = wanted
    for decision in found.decisions:
        wanted = chosen.get(decision.gate, "")
        if wanted == "yes" and decision.against:
            st.warning(against_words(decision.against), icon=":material/flag:")
        for fact, question in decision.asks if wanted == "yes" else ():
            answer = st.radio(label_md(question), ["yes", "no"], index=None, horizontal=True, key=_key(found, fact))
            facts |= {fact: answer} if answer else {}
        for one in planned_on(found.planned, decision.gate) if "no" in (wanted, not wanted and decision.value) else ():
            words = f"Call off{' with it' if wanted else ''}: {planned_words(desk, one)}"
            key = _key(found, f"cancel{wanted}-{type(one).__name__}-{one.number}")
            if st.checkbox(label_md(words), value=bool(wanted), key=key):
                cancelled.append(one)
    return Revision(
        gates=chosen,
        facts=facts,
        cancelled_operations=frozenset(one.number for one in cancelled if isinstance(one, Operation)),
        cancelled_procedures=frozenset(one.number for one in cancelled if isinstance(one, Procedure)),
    )


def _decision_field(found: Revisable, decision: Decision) -> str:
    """Draw what a decision becomes; empty where it stays."""
    words = {_AS_IT_IS: _VALUES.get(decision.value, decision.value)}
    words |= {one: _VALUES[one] for one in _VALUES if one != decision.value}
    key = _key(found, decision.gate)
    chosen = st.selectbox(label_md(decision.label), list(words), format_func=words.__getitem__, key=key, width=_WIDTH)
    return str(chosen)


def _planned(desk: Desk, found: Revisable, decided: Revision) -> tuple[dict[int, date | None], dict[int, date | None]]:
    """Return the planned operations and procedures that get another date, or none, but for those that are cancelled."""
    operations: dict[int, date | None] = {}
    procedures: dict[int, date | None] = {}
    for operation in found.operations:
        if operation.number not in decided.cancelled_operations:
            key = _key(found, f"operation-{operation.number}")
            day = day_field(label_md(planned_words(desk, operation)), operation.day, key=key)
            operations |= {operation.number: day} if day != operation.day else {}
    for procedure in found.procedures:
        if procedure.number not in decided.cancelled_procedures:
            key = _key(found, f"procedure-{procedure.number}")
            day = day_field(label_md(planned_words(desk, procedure)), procedure.planned, key=key)
            procedures |= {procedure.number: day} if day != procedure.planned else {}
    return operations, procedures


def _moved(desk: Desk, found: Revisable) -> dict[Identity, date]:
    """Return the one task that is moved."""
    tasks = {one.identity: one for one in found.movable}
    chosen: Identity | None = st.selectbox(
        "Move the date of a task",
        list(tasks),
        index=None,
        placeholder="None",
        format_func=lambda identity: _movable_words(desk, tasks[identity]),
        key=_key(found, "task"),
    )
    if chosen is None:
        return {}
    was = tasks[chosen].due
    day = day_field("To", was, key=_key(found, f"to-{chosen}"))
    return {chosen: day} if day and day != was else {}


def _movable_words(desk: Desk, task: Movable) -> str:
    return f"{task.title}, {short_date(task.due, today=desk.today) if task.due else 'no date yet'}"


def _templates(found: Revisable) -> dict[str, int]:
    """Return the templates of which the plan takes the present version."""
    taken = {}
    for one in found.newer:
        words = f"{one.title}: take version {one.present} of its template in place of {one.named}"
        if st.checkbox(label_md(words), key=_key(found, f"template-{one.module}")):
            taken[one.module] = one.present
    return taken
