"""What closing a task asks, ready to be drawn as a form (PLAN_RULES R13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from careplan.catalogue.rows import Gate
from careplan.clinic import Clinic
from careplan.coordination.acting import Opened
from careplan.coordination.answers import label, open_asks
from careplan.coordination.authority import may, refusal
from careplan.coordination.cause_answers import CAUSE, cause_of
from careplan.coordination.happenings import day_words, field_label, value_words
from careplan.event import KeptEvent
from careplan.facts import FactDefinition
from careplan.measure import Measure
from careplan.plan import PlannedTask


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to answer.

    Attributes:
        kind: a decision of the team, a choice, a number, or a text such as an EQ-5D profile.
        options: value and words, of a decision or choice.
        unit: of a number, with its range in words.
        low, high, whole: limits of a number.
        refused: who may take the decision, where this person may not.
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
    refused: str = ""


def asks_of(opened: Opened, task: PlannedTask) -> tuple[Ask, ...]:
    """Return what the task still asks, in the order of its template."""
    return tuple(_ask(opened, name) for name in open_asks(opened.plan, task, opened.clinic.catalogue.facts))


def answered_before(opened: Opened, task: PlannedTask, events: Iterable[KeptEvent]) -> tuple[str, ...]:
    """Return, for what the task asks and the record answers already, who answered it when: the newest event wins."""
    still = {CAUSE if cause_of(ask) else ask for ask in open_asks(opened.plan, task, opened.clinic.catalogue.facts)}
    known = [name for name in task.desired.asks if name not in still]
    newest: dict[str, str] = {}
    for kept in events:
        for name in known:
            change = kept.event.changes.get(name)
            if change and change.after is not None:
                newest.setdefault(name, _said(opened.clinic, name, change.after, kept))
    from_record = [field_label(opened.clinic, name) for name in known if name not in newest]
    said = [f"Known from the record: {', '.join(from_record)}"] if from_record else []
    return (*(newest[name] for name in known if name in newest), *said)


def _said(clinic: Clinic, name: str, value: object, kept: KeptEvent) -> str:
    verb = "decided" if name.startswith("gate.") else "answered"
    day = day_words(clinic.clock.day_of(kept.event.at).isoformat())
    who = clinic.role_words(kept.event.acting_role).lower()
    return f"{field_label(clinic, name)}: {value_words(clinic, name, value)}, {verb} on {day} by the {who}"


def _ask(opened: Opened, name: str) -> Ask:
    catalogue = opened.clinic.catalogue
    if cause_of(name):
        refused = "" if may(catalogue, opened.actor, CAUSE) else refusal(catalogue, CAUSE)
        gate = catalogue.gates[CAUSE]
        return replace(_decision(gate, refused), name=name, label=label(opened, name), question=label(opened, name))
    if name in catalogue.gates:
        refused = "" if may(catalogue, opened.actor, name) else refusal(catalogue, name)
        return _decision(catalogue.gates[name], refused)
    if measure := opened.clinic.content.measures.by_id.get(name):
        return _score(measure)
    return _fact(catalogue.facts[name])


def _decision(gate: Gate, refused: str) -> Ask:
    return Ask(gate.id, gate.label, gate.question, "decision", _options(gate.values), refused=refused)


def _score(measure: Measure) -> Ask:
    label = measure.name or measure.short
    if measure.kind == "choice":
        choices = tuple((choice.id, choice.text) for choice in measure.values)
        return Ask(measure.id, label, measure.short, "choice", choices)
    if measure.kind == "profile":
        return Ask(measure.id, label, "Five digits from 1 to 5, such as 21143", "text")
    unit = ", ".join(part for part in (measure.limits, measure.unit) if part)
    return Ask(measure.id, label, measure.short, "number", (), unit, measure.min, measure.max, measure.integer)


def _fact(fact: FactDefinition) -> Ask:
    if fact.type == "number":
        return Ask(fact.id, fact.label, fact.question, "number")
    return Ask(
        fact.id, fact.label, fact.question, "choice", _options(("yes", "no") if fact.type == "bool" else fact.values)
    )


def _options(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value.replace("_", " ").capitalize()) for value in values)
