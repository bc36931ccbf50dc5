"""What closing a task asks, ready to be drawn as a form (PLAN_RULES R13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from careplan.clinic import Clinic
from careplan.coordination.acting import Opened
from careplan.coordination.answers import open_asks
from careplan.coordination.happenings import day_words, field_label, value_words
from careplan.event import KeptEvent
from careplan.plan import PlannedTask


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to answer.

    Attributes:
        kind: a decision of the team, a choice, a number, or a text such as an EQ-5D profile.
        options: value and words, of a decision or choice.
        unit: of a number, with its range in words.
        low, high, whole: limits of a number.
    """

    name: str
    label: str
    question: str
    kind: Literal["decision", "choice", "number", "text"]
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    whole: bool = False


def asks_of(opened: Opened, task: PlannedTask) -> tuple[Ask, ...]:
    """Return what the task still asks, in the order of its template."""
    return tuple(_ask(opened.clinic, name) for name in open_asks(opened.plan, task, opened.clinic.catalogue.facts))


def answered_before(opened: Opened, task: PlannedTask, events: Iterable[KeptEvent]) -> tuple[str, ...]:
    """Return, for what the task asks and the record answers already, who answered it when: the newest event wins."""
    still = set(open_asks(opened.plan, task, opened.clinic.catalogue.facts))
    known = [name for name in task.desired.asks if name not in still]
    newest: dict[str, str] = {}
    for kept in events:
        for name in known:
            change = kept.event.changes.get(name)
            if change and change.after is not None:
                newest.setdefault(name, _said(opened.clinic, name, change.after, kept))
    return tuple(newest.get(name, f"{field_label(opened.clinic, name)}: known from the record") for name in known)


def _said(clinic: Clinic, name: str, value: object, kept: KeptEvent) -> str:
    verb = "decided" if name.startswith("gate.") else "answered"
    day = day_words(clinic.clock.day_of(kept.event.at).isoformat())
    who = clinic.role_words(kept.event.acting_role).lower()
    return f"{field_label(clinic, name)}: {value_words(clinic, name, value)}, {verb} on {day} by the {who}"


def _ask(clinic: Clinic, name: str) -> Ask:
    if name in clinic.catalogue.gates:
        gate = clinic.catalogue.gates[name]
        options = tuple((value, value.replace("_", " ").capitalize()) for value in gate.values)
        return Ask(name, gate.label, gate.question, "decision", options)
    if measure := clinic.content.measures.by_id.get(name):
        if measure.kind == "choice":
            choices = tuple((choice.id, choice.text) for choice in measure.values)
            return Ask(name, measure.name or measure.short, measure.short, "choice", choices)
        if measure.kind == "profile":
            return Ask(name, measure.name or measure.short, "Five digits from 1 to 5, such as 21143", "text")
        unit = ", ".join(part for part in (measure.limits, measure.unit) if part)
        label = measure.name or measure.short
        return Ask(name, label, measure.short, "number", (), unit, measure.min, measure.max, measure.integer)
    fact = clinic.catalogue.facts[name]
    if fact.type == "number":
        return Ask(name, fact.label, fact.question, "number")
    values = ("yes", "no") if fact.type == "bool" else fact.values
    choices = tuple((value, value.replace("_", " ").capitalize()) for value in values)
    return Ask(name, fact.label, fact.question, "choice", choices)
