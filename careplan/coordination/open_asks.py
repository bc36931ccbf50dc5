"""What a task still asks: everything that the record of the patient does not answer already (PLAN_RULES R13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from careplan.cause import CAUSE_GATE, cause_of
from careplan.coordination.cause_answers import SUBTYPE, asks_subtype, cause_asks
from careplan.coordination.field_words import field_label
from careplan.coordination.findings_shown import is_test, test_label
from careplan.coordination.opened_plan import Opened
from careplan.facts import FactBook, FactDefinition
from careplan.plan import CarePlan, PlannedTask
from careplan.red_flag import QUESTIONS, asks_flags
from careplan.red_flag_screen import is_answered

_SAME_MOMENT = timedelta(days=14)
"""A score is not taken twice within this time for the first of a series; a habit of the house, no clinical limit."""


def open_asks(plan: CarePlan, task: PlannedTask, facts: Mapping[str, FactDefinition]) -> tuple[str, ...]:
    """Return what the task still asks: everything that the record does not answer already.

    A score is asked anew by each task whose time it is; what was measured long before its window opened, or before the
    day it counts from, belongs to another moment.
    """
    if not task.desired.asks:
        return ()
    book = FactBook(facts, plan.inputs.record)
    names: list[str] = []
    for name in task.desired.asks:
        if name == CAUSE_GATE:
            names += cause_asks(plan)
        elif _is_open(name, plan, task, book, facts.get(name)):
            names.append(name)
    return tuple(names)


def _is_open(name: str, plan: CarePlan, task: PlannedTask, book: FactBook, fact: FactDefinition | None) -> bool:
    if name == SUBTYPE:
        return asks_subtype(plan)
    if name == QUESTIONS:
        return not is_answered(plan, task)
    if asks_flags(name) or is_test(name):
        return True
    return not _is_known(book, fact, name, task)


def _is_known(book: FactBook, fact: FactDefinition | None, name: str, task: PlannedTask) -> bool:
    if book.undecided(name) or book.value(name) is None:
        return False
    if name.startswith("gate.") or (fact and not fact.measured) or task.desired.window is None:
        return True
    since = _counts_since(task, task.desired.window[0])
    measures = {name, fact.measure if fact else None}
    measured = any(seen.measure in measures and seen.day >= since for seen in book.record.observations)
    return measured or any(entry.day >= since for entry in book.record.facts.get(name, ()))


def _counts_since(task: PlannedTask, opens: date) -> date:
    """Return the day from which on a score counts for a task: an intake of the week before need not be repeated."""
    if task.identity.occurrence > 1:
        return opens
    return max(opens - _SAME_MOMENT, task.desired.anchor_day or opens)


def label(opened: Opened, name: str) -> str:
    """Return the words for a fact, a decision or a measure."""
    catalogue = opened.clinic.catalogue
    if asks_flags(name):
        return field_label(opened.clinic, name)
    if is_test(name):
        return test_label(opened.clinic, name)
    if cause := cause_of(name):
        return f"Is {opened.clinic.cause_words(cause)} confirmed?"
    if name in catalogue.facts:
        return catalogue.facts[name].label
    if name in catalogue.gates:
        return catalogue.gates[name].label
    measure = opened.clinic.content.measures.by_id.get(name)
    return measure.name if measure else name
