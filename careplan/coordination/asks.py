"""What closing a task asks, ready to be drawn as a form (PLAN_RULES R13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from careplan.catalogue.rows import Gate
from careplan.cause import CAUSE_GATE, UNCLEAR, Certainty, cause_of
from careplan.clinic import Clinic
from careplan.condition_language import Value
from careplan.coordination.answers import further_of
from careplan.coordination.authority import may, who_may
from careplan.coordination.cause_answers import SUBTYPE
from careplan.coordination.conference import only_by_conference
from careplan.coordination.field_words import day_words, field_label, value_words
from careplan.coordination.findings_shown import AskedFinding, findings_asked, is_test, test_title
from careplan.coordination.flags_asked import FLAG, NOT_PRESENT, REPORTED, Said, flags_against, flags_to_ask, speaking
from careplan.coordination.open_asks import label, open_asks
from careplan.coordination.opened_plan import Opened
from careplan.event import KeptEvent
from careplan.facts import FactBook, FactDefinition
from careplan.further_asks import FurtherAsk
from careplan.measure import Measure
from careplan.number_range import NumberRange
from careplan.plan import PlannedTask
from careplan.plan_acts import flags_open
from careplan.red_flag import QUESTIONS, RedFlagDefinition, asks_flags

_ANY_NUMBER: Final = NumberRange()
_DECISION_WORDS: Final = {"unconfirmed": "Suspected still", "undecided": "Not decided yet"}
"""Where the code of a decision is not its word."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to answer.

    Attributes:
        kind: a decision of the team, a choice, the red-flag questions, a number, or a text such as an EQ-5D profile.
        options: value and words, of a decision, a choice or the red flags.
        findings: what is asked of a test's result.
        range: of a number: its limits and unit.
        decided_by: who may take the decision, where this person may not.
        by_conference: this person records only what a case conference decided.
        against: of a decision: the open red flags, in words, that hold the work which yes sets going.
        asked_with: of one red flag: the answers that speak for it, with any of which it is asked.
        further: what a score that is asked too asks in turn; None for what is asked in any case.
        recorded: what is on record, in words with its day: it need not be answered, and a new answer takes its place.
        on_record: the same as it is kept.
    """

    name: str
    label: str
    question: str
    kind: Literal["decision", "choice", "red_flags", "red_flag", "number", "text", "findings"]
    options: tuple[tuple[str, str], ...] = ()
    range: NumberRange = _ANY_NUMBER
    decided_by: str = ""
    by_conference: bool = False
    findings: tuple[AskedFinding, ...] = ()
    asked_with: Said = frozenset()
    against: tuple[str, ...] = ()
    further: FurtherAsk | None = None
    recorded: str = ""
    on_record: Value | None = None


def asks_of(opened: Opened, task: PlannedTask) -> tuple[Ask, ...]:
    """Return what the task still asks, in the order of its template, then what may be answered anew.

    After a score stands what it asks in turn.
    """
    further: dict[str, list[Ask]] = {}
    for one in further_of(opened, task):
        further.setdefault(one.after, []).append(replace(_ask(opened, one.name, task), further=one))
    still, asked = open_asks(opened.plan, task, opened.clinic.catalogue.facts), []
    for name in still:
        asked += [_ask(opened, name, task), *further.pop(name, ())]
    asked += [ask for rest in further.values() for ask in rest if ask.further and ask.further.on_record]
    return (*asked, *_asked_anew(opened, task, still))


def _asked_anew(opened: Opened, task: PlannedTask, still: Collection[str]) -> Iterator[Ask]:
    """Yield the facts that the task asks and somebody has entered before: the newest answer counts."""
    facts, entered = opened.clinic.catalogue.facts, opened.plan.inputs.record.facts
    for name in task.desired.asks:
        if name in still or not is_entered(facts.get(name)):
            continue
        if (kept := entered.get(name)) and kept[-1].value is not None:
            value, day = value_words(opened.clinic, name, kept[-1].value), day_words(kept[-1].day.isoformat())
            yield replace(_ask(opened, name, task), recorded=f"{value}, {day}", on_record=kept[-1].value)


def is_entered(fact: FactDefinition | None) -> bool:
    """Whether a fact is what a person says, and not what a date, a score or other facts give."""
    return fact is not None and fact.source == "entered" and not fact.measure and not fact.expression


def flags_asked_by(opened: Opened, asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """Return the red flags for which what is asked may speak, each asked as soon as an answer does."""
    names = {name for ask in asks for name in (ask.name, *(one for asked in ask.findings for one in asked.names))}
    return tuple(_flag(opened.clinic, flag, said) for flag, said in flags_to_ask(opened, names))


def flags_asked_with(clinic: Clinic, fact: str) -> tuple[Ask, ...]:
    """Return the red flags for which the answer to a question of the plan may speak."""
    flags = ((flag, speaking(clinic.content, flag)) for flag in clinic.content.red_flags.red_flags)
    return tuple(_flag(clinic, flag, said) for flag, said in flags if any(name == fact for name, _ in said))


def _flag(clinic: Clinic, flag: RedFlagDefinition, said: Said) -> Ask:
    """Return the question whether one red flag is present."""
    asks = clinic.content.red_flags.question(flag)
    options = ((REPORTED, "Report red flag"), (NOT_PRESENT, "No, because"))
    question = f"Is “{flag.name}” present? It asks: {asks}"
    return Ask(f"{FLAG}{flag.id}", flag.name, question, "red_flag", options, asked_with=said)


def answered_before(opened: Opened, task: PlannedTask, events: Iterable[KeptEvent]) -> tuple[str, ...]:
    """Return, for what the record answers already and nobody enters anew, who answered it when: the newest event wins.

    What no event tells stands there with its value, as known from the record.
    """
    still = {CAUSE_GATE if cause_of(ask.name) else ask.name for ask in asks_of(opened, task)}
    known = [name for name in task.desired.asks if name not in still]
    newest: dict[str, str] = {}
    for kept in events:
        for name in known:
            change = kept.event.changes.get(name)
            if change and change.after is not None:
                newest.setdefault(name, _said(opened.clinic, name, change.after, kept))
    from_record = [_from_record(opened, name) for name in known if name not in newest]
    said = [f"Known from the record: {'; '.join(from_record)}"] if from_record else []
    return (*(newest[name] for name in known if name in newest), *said)


def _from_record(opened: Opened, name: str) -> str:
    book = FactBook(opened.clinic.catalogue.facts, opened.plan.inputs.record)
    words = field_label(opened.clinic, name)
    value = None if asks_flags(name) or name in (SUBTYPE, CAUSE_GATE) else book.value(name)
    return words if value is None else f"{words}: {value_words(opened.clinic, name, value)}"


def _said(clinic: Clinic, name: str, value: object, kept: KeptEvent) -> str:
    verb = "decided" if name.startswith("gate.") else "answered"
    day = day_words(clinic.clock.day_of(kept.event.at).isoformat())
    who = clinic.role_words(kept.event.acting_role).lower()
    return f"{field_label(clinic, name)}: {value_words(clinic, name, value)}, {verb} on {day} by the {who}"


def _ask(opened: Opened, name: str, task: PlannedTask) -> Ask:
    catalogue, content = opened.clinic.catalogue, opened.clinic.content
    if asks_flags(name):
        return _red_flags(opened, name)
    if is_test(name):
        title, shown = test_title(opened.clinic, name), findings_asked(opened, task, name)
        return Ask(name, title, label(opened, name), "findings", findings=shown)
    if cause_of(name):
        asked = _decision(opened, catalogue.gates[CAUSE_GATE])
        if cause_of(name) == UNCLEAR:  # it names no cause that could be confirmed
            asked = replace(asked, options=tuple(o for o in asked.options if o[0] != Certainty.CONFIRMED))
        return replace(asked, name=name, label=label(opened, name), question=label(opened, name))
    if name in catalogue.gates:
        return _decision(opened, catalogue.gates[name])
    if measure := content.measures.by_id.get(name):
        return _score(measure)
    fact = catalogue.facts[name]
    return _fact(fact, content.range_of(fact))


def _red_flags(opened: Opened, name: str) -> Ask:
    """Return the questions of all flags, or of the one that a task is there to find: its name, then what is asked."""
    already, file = flags_open(opened.plan), opened.clinic.content.red_flags
    questions = tuple(
        (flag.id, f"{flag.name}: {file.question(flag)}{'. Open already' if flag.id in already else ''}")
        for flag in file.asked_by(name)
    )
    asked = "Is any of these present?" if name == QUESTIONS else "Is this present?"
    return Ask(name, field_label(opened.clinic, name), asked, "red_flags", questions)


def _decision(opened: Opened, gate: Gate) -> Ask:
    catalogue = opened.clinic.catalogue
    others = "" if may(catalogue, opened.actor, gate.id) else who_may(catalogue, gate.id)
    recorded = only_by_conference(catalogue, opened.actor, gate.id)
    options = _options(gate.values)
    against = flags_against(opened, gate.id)
    asked = Ask(gate.id, gate.label, gate.question, "decision", options, decided_by=others, by_conference=recorded)
    return replace(asked, against=against)


def _score(measure: Measure) -> Ask:
    label = measure.name or measure.short
    if measure.kind == "choice":
        choices = tuple((choice.id, choice.text) for choice in measure.values)
        return Ask(measure.id, label, measure.short, "choice", choices)
    if measure.kind == "profile":
        return Ask(measure.id, label, "Five digits from 1 to 5, such as 21143", "text")
    return Ask(measure.id, label, measure.short, "number", range=measure.number_range)


def _fact(fact: FactDefinition, limits: NumberRange) -> Ask:
    if fact.type == "number":
        return Ask(fact.id, fact.label, fact.question, "number", range=limits)
    return Ask(
        fact.id, fact.label, fact.question, "choice", _options(("yes", "no") if fact.type == "bool" else fact.values)
    )


def _options(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, _DECISION_WORDS.get(value, value.replace("_", " ").capitalize())) for value in values)
