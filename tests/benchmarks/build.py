"""build: expand and reconcile a plan of two merged causes, against fhir.resources validating as many activities."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fhir.resources.R4B.careplan import CarePlan as FhirCarePlan

from careplan.cause import SuspectedCause
from careplan.expand import expand
from careplan.facts import Entry, FactDefinition, Record
from careplan.patient import Operation
from careplan.plan import CarePlan
from careplan.plan_inputs import PlanInputs, RedFlagFound
from careplan.reconcile import reconcile
from careplan.task import Evidence, HoldAs
from careplan.template import MergeGroup, ModuleDefinition, TaskDefinition
from careplan.template_set import BroughtForward, FlagWork, TemplateSet, compile_set
from careplan.web.collector import settle as settle_collector
from tests.benchmarks.figure import Figure, alternating

SIZES = (25, 100, 250, 2500)
START = date(2026, 3, 2)
_BLOCK = 10
"""Rows of each template after which the pattern of conditions, repeats, waits and merge groups begins anew."""


@dataclass(frozen=True, slots=True)
class Case:
    """A set of templates and inputs that make a plan of `tasks` tasks."""

    templates: TemplateSet
    inputs: PlanInputs
    tasks: int

    def build(self) -> int:
        """Expand and reconcile against an empty plan; return the number of changes."""
        return len(reconcile(CarePlan(self.inputs), expand(self.templates, self.inputs)))


def run() -> list[Figure]:
    """Measure each size in turn with its reference, and the growth from the smallest to the largest."""
    cases = [case_of(size) for size in SIZES]
    settle_collector()
    figures = []
    for size, case in zip(SIZES, cases, strict=True):
        _same_as_the_slow_way(case)
        built, validated = _timed((case.build, case.tasks), (_validation(case.tasks), case.tasks))
        what = f"expand + reconcile of {case.tasks} tasks / fhir.resources validating as many activities"
        figures.append(Figure(f"build {size}", what, built * case.tasks, validated * case.tasks, 0.2))
    many, few = _timed(*((case.build, case.tasks) for case in (cases[-1], cases[0])))
    grown = Figure("build growth", "2,500 tasks / 25 tasks", many * SIZES[-1], few * SIZES[0], 130)
    return [*figures, grown]


def _timed(*ways: tuple[Callable[[], object], int]) -> list[float]:
    """Return the time of each way for one of its tasks in ms, warm: small ones many times in a row at each turn."""

    def repeated(way: Callable[[], object], times: int) -> Callable[[], None]:
        def run() -> None:
            for _ in range(times):
                way()

        return run

    often = [SIZES[-1] // tasks + 1 for _, tasks in ways]
    taken = alternating(
        *(repeated(way, times) for (way, _), times in zip(ways, often, strict=True)),
        rounds=15,
        clock=time.process_time,
    )
    return [each / times / tasks for each, times, (_, tasks) in zip(taken, often, ways, strict=True)]


def case_of(size: int) -> Case:
    """Return templates of at least `size` tasks, as near to it as whole rows allow."""
    rows = 1
    while True:
        case = _case(rows)
        if case.tasks >= size:
            return case
        rows += max(1, (size - case.tasks) // 4)


def _case(rows: int) -> Case:
    modules = (
        _module("core", "C", 3, kind="core"),
        _module("alpha", "A", rows),
        _module("beta", "B", rows),
        _module("aftercare", "R", 2, kind="added"),
    )
    groups = [MergeGroup(group=f"group_{n}", members=(f"A{n}", f"B{n}")) for n in range(0, rows, 4)]
    facts = {name: _fact(name) for name in ("smoker", "healed")} | {"months": _fact("months", counts_time=True)}
    forward, mark = (BroughtForward("A1", 1),), Evidence.CONSENSUS
    flag = FlagWork("RF01", "A flag", "Act", None, 0, forward, mark, (), frozenset({HoldAs.EXERCISE}))
    causes = {"scar_tissue": "alpha", "failed_fusion": "beta"}
    templates = compile_set(modules, groups, facts, cause_modules=causes, flags={"RF01": flag})
    inputs = _inputs()
    return Case(templates, inputs, len(expand(templates, inputs).tasks))


def _module(name: str, letter: str, rows: int, kind: str = "cause") -> ModuleDefinition:
    tasks = tuple(_task(letter, row, revision=kind == "added") for row in range(rows))
    condition = "gate.surgery=yes" if kind == "added" else "always"
    return ModuleDefinition.model_validate(
        {"module": name, "title": name, "version": 1, "kind": kind, "condition": condition, "tasks": tasks}
    )


def _task(letter: str, row: int, *, revision: bool) -> TaskDefinition:
    """Return one row: later rows wait for earlier ones, some repeat, some ask a fact, a gate or the time."""
    place = row % _BLOCK
    conditions = {2: "smoker=yes", 5: "months>=6", 7: "gate.surgery=yes or smoker=no"}
    return TaskDefinition.model_validate(
        {
            "id": f"{letter}{row}",
            "phase": "evaluate",
            "role": "surgeon",
            "title": f"Task {letter}{row}",
            "why": "Because it must be done",
            "anchor": "revision_surgery" if revision else "plan_start",
            "due": f"{7 + place * 5} ({place * 5}..{21 + place * 5})",
            "repeat": {3: "14d x3", 6: "7d x2 until healed=yes"}.get(place, "no"),
            "depends_on": [f"{letter}{row - back}" for back in (1, 3) if back <= place],
            "condition": conditions.get(place, "always"),
            "done_when": "It is done",
            "evidence": "usual-practice",
            "hold_as": "exercise" if place == 8 else "none",
            "guard": place == 0,
        }
    )


def _fact(name: str, *, counts_time: bool = False) -> FactDefinition:
    kind = "number" if counts_time else "bool"
    return FactDefinition.model_validate(
        {"id": name, "label": name, "type": kind, "source": "entered", "definition": name, "counts_time": counts_time}
    )


def _inputs() -> PlanInputs:
    operation = Operation(number=1, day=START + timedelta(days=90), recorded=START, done=False)
    record = Record(
        START,
        operations=(operation,),
        facts={"smoker": (Entry(START, "yes"),), "months": (Entry(START, 2.0),)},
        gates={"gate.surgery": (Entry(START, "yes"),)},
    )
    causes = (SuspectedCause("scar_tissue", START), SuspectedCause("failed_fusion", START + timedelta(days=14)))
    return PlanInputs(record, causes, flags=(RedFlagFound("RF01", 1, START),))


def _same_as_the_slow_way(case: Case) -> None:
    """Raise AssertionError unless the plan is the one that freshly made templates and turned causes give."""
    inputs = case.inputs
    turned = PlanInputs(inputs.record, inputs.causes[::-1], inputs.flags)
    expansion = expand(case.templates, inputs)
    if expand(case.templates, turned) != expansion or case.build() != len(expansion.tasks):
        raise AssertionError("the plan that was measured is not the plan that was meant")


def _validation(activities: int) -> Callable[[], object]:
    written = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/P-0042"},
        "activity": [_activity(number) for number in range(activities)],
    }
    return lambda: FhirCarePlan.model_validate(written)


def _activity(number: int) -> dict[str, Any]:
    """Return an activity that says what one of our tasks says: what, why, who, when, from which template."""
    return {
        "id": f"T-{number:06d}",
        "detail": {
            "kind": "Task",
            "instantiatesUri": [f"urn:careplan:alpha@1#A{number}"],
            "code": {
                "coding": [{"system": "urn:careplan:task", "code": f"A{number}", "display": f"Task A{number}"}],
                "text": f"Task A{number}",
            },
            "reasonCode": [{"text": "Because it must be done"}],
            "status": "not-started",
            "doNotPerform": False,
            "scheduledPeriod": {"start": "2026-03-02", "end": "2026-03-23"},
            "performer": [{"reference": "PractitionerRole/surgeon", "display": "Surgeon"}],
            "description": "It is done",
        },
    }
