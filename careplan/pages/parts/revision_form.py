"""What changes of a plan: its suspected causes first, then decisions, dates and templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import streamlit as st

from careplan.cause import UNCLEAR, CauseId, Certainty
from careplan.coordination.gates import SET_WITH
from careplan.coordination.revisable import Movable, Revisable
from careplan.identity import Identity
from careplan.pages.desk import Desk
from careplan.pages.parts.day_row import day_field
from careplan.pages.parts.overview_dates import procedure_words
from careplan.pages.parts.patient_words import operation_words
from careplan.pages.parts.words import label_md, short_date
from careplan.revision import Revision

_AS_IT_IS: Final = ""
_VALUES: Final = {"yes": "Yes", "no": "No", "undecided": "Undecided"}
_BECOMES: Final = {
    Certainty.CONFIRMED: "Confirmed",
    Certainty.REFUTED: "Refuted",
    Certainty.SUSPECTED: "Suspected again",
}
_INSTEAD: Final = "instead:"


def chosen_revision(desk: Desk, found: Revisable, number: int | None) -> Revision:
    """Draw the fields and return what is chosen; of an earlier version, what leads back to it."""
    if number is not None:
        return _back(found, number)
    certainties, added = _causes(desk, found)
    with st.expander("Decisions, dates and templates"):
        gates, facts = _gates(desk, found)
        operations, procedures = _planned(desk, found)
        moved = _moved(desk, found)
        modules = _templates(found)
    return Revision(
        certainties=certainties,
        added=added,
        gates=gates,
        facts=facts,
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
    st.markdown(
        "Causes, decisions, planned dates and templates become what they were in that version; what was added since is "
        "refuted or without a date again. What was done stays done, and what a person set by hand stays as it is."
    )
    if not found.back.anything:
        st.markdown("The plan rests on the same as that version already.")
    return found.back


def _key(found: Revisable, name: str) -> str:
    """Name a field: after the plan has become another version, all of them begin anew."""
    return f"revise-{name}-{found.plan_id}-{found.version}"


def _causes(desk: Desk, found: Revisable) -> tuple[Mapping[CauseId, Certainty], tuple[CauseId, ...]]:
    """Return what the causes become, and those that join: in place of one, or besides."""
    if found.normal_recovery:
        st.text("A suspected cause closes this plan of expected recovery: add it on the overview.")
        return {}, ()
    certainties: dict[CauseId, Certainty] = {}
    added: list[CauseId] = []
    for cause, certainty in found.causes:
        chosen = _cause_field(desk, found, cause, certainty)
        if chosen.startswith(_INSTEAD):
            certainties[cause] = Certainty.REFUTED
            added.append(chosen.removeprefix(_INSTEAD))
        elif chosen:
            certainties[cause] = Certainty(chosen)
    joins = st.selectbox(
        "Add a suspected cause",
        [pick for pick in found.picks if pick not in added],
        index=None,
        placeholder="None",
        format_func=lambda pick: desk.clinic.cause_words(pick),
        key=_key(found, "add"),
    )
    return certainties, (*dict.fromkeys((*added, *([joins] if joins else []))),)


def _cause_field(desk: Desk, found: Revisable, cause: CauseId, certainty: Certainty) -> str:
    """Draw what becomes of one cause of the plan: its certainty, or another in its place."""
    name = desk.clinic.cause_words(cause)
    refuted = certainty is Certainty.REFUTED
    words = {_AS_IT_IS: f"{name} stays {certainty.value}"}
    if not refuted:
        words |= {f"{_INSTEAD}{pick}": f"{desk.clinic.cause_words(pick)} takes its place" for pick in found.picks}
    left = (one for one in _BECOMES if one is not certainty and (cause, one) != (UNCLEAR, Certainty.CONFIRMED))
    words |= {one.value: _BECOMES[one] for one in left if not refuted or one is Certainty.SUSPECTED}
    label = f"Refuted cause: {name}" if refuted else f"Change suspected cause: {name}"
    found_ = st.selectbox(
        label_md(label), list(words), format_func=words.__getitem__, key=_key(found, f"cause-{cause}")
    )
    return str(found_)


def _gates(desk: Desk, found: Revisable) -> tuple[dict[str, str], dict[str, str]]:
    """Return the decisions that change, and what is answered with a decision for yes."""
    chosen: dict[str, str] = {}
    facts: dict[str, str] = {}
    for gate, value in found.gates.items():
        words = {_AS_IT_IS: f"Stays {_VALUES.get(value, value).lower()}"}
        words |= {one: _VALUES[one] for one in _VALUES if one != value}
        label = desk.clinic.catalogue.gates[gate].label
        wanted = st.selectbox(label_md(label), list(words), format_func=words.__getitem__, key=_key(found, gate))
        if not wanted:
            continue
        chosen[gate] = wanted
        for fact in SET_WITH.get(gate, ()) if wanted == "yes" else ():
            question = desk.clinic.catalogue.facts[fact].question
            answer = st.radio(label_md(question), ["yes", "no"], index=None, horizontal=True, key=_key(found, fact))
            facts |= {fact: answer} if answer else {}
    return chosen, facts


def _planned(desk: Desk, found: Revisable) -> tuple[dict[int, date | None], dict[int, date | None]]:
    """Return the planned operations and procedures that get another date, or none."""
    names = desk.clinic.catalogue.procedures
    operations: dict[int, date | None] = {}
    procedures: dict[int, date | None] = {}
    for operation in found.operations:
        label = operation_words(operation, lambda code: names[code].label)
        day = day_field(label_md(label), operation.day, key=_key(found, f"operation-{operation.number}"))
        if day != operation.day:
            operations[operation.number] = day
    for procedure in found.procedures:
        label = procedure_words(procedure)
        day = day_field(label_md(label), procedure.planned, key=_key(found, f"procedure-{procedure.number}"))
        if day != procedure.planned:
            procedures[procedure.number] = day
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
    if not found.newer:
        st.caption("The plan goes by the newest version of each template.")
    return taken
