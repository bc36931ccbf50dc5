"""What a plan still has to know: what it asks now, and what a later result will answer (PLAN_RULES R14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from careplan.catalogue import Catalogue
from careplan.cause import CAUSE_GATE
from careplan.computed_plan import ComputedPlan
from careplan.expand import DesiredTask, Question
from careplan.facts import UNDECIDED, Record
from careplan.task import Phase
from careplan.team import RoleId
from careplan.template_set import TemplateSet


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A fact that nobody is asked for in a task, and the tasks that its answer may open.

    Attributes:
        fact: id of the fact.
        words: the question as it is put.
        type: which kind of answer it has; `values` are the answers of a list.
        measured: it is the score of a measure, not a plain answer.
        opens: titles of the tasks that wait for the answer.
    """

    fact: str
    words: str
    type: Literal["bool", "number", "list"]
    values: tuple[str, ...]
    measured: bool
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaterTask:
    """A task that a later result may bring, or a decision: then `gate` is its name in words."""

    key: str
    title: str
    role: RoleId
    gate: str = ""
    phase: Phase | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """What is put to the team `now`, and what `later` results and decisions will bring."""

    now: tuple[PlanQuestion, ...] = ()
    later: tuple[LaterTask, ...] = ()

    @property
    def by_decision(self) -> tuple[LaterTask, ...]:
        """The tasks that an undecided gate may still add."""
        return tuple(task for task in self.later if task.gate)

    @property
    def by_result(self) -> tuple[LaterTask, ...]:
        """The tasks that a later result may add."""
        return tuple(task for task in self.later if not task.gate)


def questions_of(computed: ComputedPlan, catalogue: Catalogue) -> Questions:
    """Return the questions of a plan, each fact once, and what is still to come, in the order of the templates."""
    found = list(computed.expansion.questions.values())
    asked: dict[str, list[str]] = {}
    for question in (one for one in found if not one.later):
        for fact in question.missing:
            asked.setdefault(fact, []).append(question.title)
    later = (*_later(found), *_decided(computed, catalogue))
    return Questions(tuple(_put(catalogue, fact, titles) for fact, titles in asked.items()), later)


def _later(found: Iterable[Question]) -> Iterable[LaterTask]:
    return (LaterTask(one.key, one.title, one.role) for one in found if one.later)


def _decided(computed: ComputedPlan, catalogue: Catalogue) -> Iterable[LaterTask]:
    """Yield what the plan would also hold were every gate that is undecided decided with yes, one line a series."""
    record = computed.plan.inputs.record
    undecided = {name: gate.label for name, gate in catalogue.gates.items() if _is_undecided(name, record)}
    if not undecided:
        return
    known = {identity.series for identity in (*computed.expansion.tasks, *computed.plan.tasks)}
    for identity, task in computed.expansion_if(undecided).tasks.items():
        if identity.series not in known:
            known.add(identity.series)
            asked = _names(task, computed.templates)
            gate = next((label for name, label in undecided.items() if name in asked), next(iter(undecided.values())))
            yield LaterTask(task.key, task.title, task.role, gate, task.phase)


def _is_undecided(gate: str, record: Record) -> bool:
    entries = record.gates.get(gate, ())
    return gate != CAUSE_GATE and (not entries or entries[-1].value in (None, UNDECIDED))


def _names(task: DesiredTask, templates: TemplateSet) -> set[str]:
    """Return the facts and gates of which the conditions of a task and of its modules speak."""
    names: set[str] = set()
    for member in task.members:
        module, _, key = member.partition("/")
        names |= templates.tasks[key].when.names | templates.modules[module].when.names
    return names


def _put(catalogue: Catalogue, fact: str, titles: list[str]) -> PlanQuestion:
    known = catalogue.facts[fact]
    return PlanQuestion(
        fact=fact,
        words=known.question or f"{known.label}?",
        type=known.type,
        values=known.values,
        measured=known.measured,
        opens=tuple(titles),
    )
