"""What undo needs of an act, and what it makes of a plan (PLAN_RULES R28).

An act keeps what it changed: the state of each task before and after, and each input before and after. Undo
puts the former values back as new ones and reconciles; it refuses where somebody has changed one of them since.
Nothing is erased.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from careplan.cause import Certainty, SuspectedCause
from careplan.condition_language import Value
from careplan.errors import NotAllowed
from careplan.facts import UNDECIDED, Entry, Record
from careplan.goal import Goal
from careplan.identity import Identity
from careplan.observation import Observation
from careplan.patient import Operation, Procedure
from careplan.plan import GOES_ON_ELSEWHERE, CarePlan, PlannedTask, PlanStatus, changed_tasks
from careplan.task import TaskStatus
from careplan.task_state import State, stands_at, state_of, with_state

UNDONE: Final = "Undone"

_ENTRIES: Final = ("facts", "findings", "gates")
"""What became known by day, by name."""


def undo_of(before: CarePlan, after: CarePlan) -> dict[str, Any]:
    """Return what an act changed of a plan; what only follows from it is found again by reconciling."""
    tasks = {}
    for known, task in changed_tasks(before.tasks, after.tasks):
        old, new = state_of(known), state_of(task)
        if known is None or old != new or known.desired != task.desired:
            tasks[str(task.identity)] = [old, new]
    kept = {"tasks": tasks, "inputs": _input_changes(before, after), "goals": _goal_changes(before, after)}
    return {name: value for name, value in kept.items() if value}


def undone(plan: CarePlan, kept: Mapping[str, Any], *, on: date) -> tuple[CarePlan, frozenset[Identity]]:
    """Return the plan with an act taken back, before it is reconciled, and the tasks that the act had touched.

    Raises:
        NotAllowed: a task or input was changed since, or the plan is closed.
    """
    if plan.status is PlanStatus.CLOSED:
        raise NotAllowed(f"Plan {plan.id} is closed, so nothing in it is taken back. {GOES_ON_ELSEWHERE}")
    tasks = dict(plan.tasks)
    touched = {Identity.parse(text): states for text, states in kept.get("tasks", {}).items()}
    for identity, (old, new) in touched.items():
        tasks[identity] = _task_undone(tasks[identity], old, new, on)
    restored = replace(plan, tasks=tasks, goals=_goals_undone(plan.goals, kept.get("goals", {})))
    return inputs_undone(restored, kept.get("inputs", {}), on), frozenset(touched)


def _task_undone(task: PlannedTask, old: State | None, new: State, on: date) -> PlannedTask:
    if not stands_at(task, new):
        raise NotAllowed(f"“{task.title}” was changed since. Undo that first, or change it by hand.")
    if old is None:
        return replace(
            task, status=TaskStatus.CANCELLED, cancelled_by="plan", reason=UNDONE, closed_on=on, outcome=None
        )
    return with_state(task, old)


def _goal_changes(before: CarePlan, after: CarePlan) -> dict[str, Any]:
    if before.goals == after.goals:
        return {}
    old, new = ({str(goal.number): goal.model_dump(mode="json") for goal in plan.goals} for plan in (before, after))
    return {number: [old.get(number), new.get(number)] for number in new if old.get(number) != new[number]}


def _goals_undone(goals: tuple[Goal, ...], changes: Mapping[str, Any]) -> tuple[Goal, ...]:
    """Return the goals as they were; one that the act had set goes."""
    now = {str(goal.number): goal for goal in goals}
    for number, (old, new) in changes.items():
        known = now.pop(number, None)
        _refuse_changed(known is not None and known.model_dump(mode="json") == new, "the goal")
        if old:
            now[number] = Goal.model_validate(old)
    return tuple(sorted(now.values(), key=lambda goal: goal.number))


def _input_changes(before: CarePlan, after: CarePlan) -> dict[str, Any]:
    old, new = before.inputs.record, after.inputs.record
    changes = record_changes(old, new)
    if before.inputs.causes != after.inputs.causes:
        changes["causes"] = [_causes(before.inputs.causes), _causes(after.inputs.causes)]
    for name in ("operations", "procedures"):
        if getattr(old, name) != getattr(new, name):
            changes[name] = [_dumped(getattr(old, name)), _dumped(getattr(new, name))]
    if before.modules != after.modules:
        changes["modules"] = [dict(before.modules), dict(after.modules)]
    return changes


def record_changes(old: Record, new: Record) -> dict[str, Any]:
    """Return what was answered, found, decided or measured in between, ready to be written."""
    if old is new:  # so most acts leave it
        return {}
    changes: dict[str, Any] = {kind: _changed_entries(getattr(old, kind), getattr(new, kind)) for kind in _ENTRIES}
    if old.observations != new.observations:
        changes["observations"] = [
            _dumped((Counter(old.observations) - Counter(new.observations)).elements()),
            _dumped((Counter(new.observations) - Counter(old.observations)).elements()),
        ]
    return {name: change for name, change in changes.items() if change}


def inputs_undone(plan: CarePlan, changes: Mapping[str, Any], on: date) -> CarePlan:
    """Return the plan with its former inputs, before it is reconciled; raises NotAllowed where one changed since."""
    record, causes = _record_undone(plan.inputs.record, changes, on), plan.inputs.causes
    if "causes" in changes:
        _refuse_changed(_causes(causes) == changes["causes"][1], "the suspected causes")
        causes = tuple(_cause(kept) for kept in changes["causes"][0])
    if "operations" in changes:
        _refuse_changed(_dumped(record.operations) == changes["operations"][1], "the operations")
        record = replace(record, operations=tuple(Operation.model_validate(op) for op in changes["operations"][0]))
    if "procedures" in changes:
        _refuse_changed(_dumped(record.procedures) == changes["procedures"][1], "the procedures")
        record = replace(record, procedures=tuple(Procedure.model_validate(p) for p in changes["procedures"][0]))
    modules = plan.modules
    if "modules" in changes:
        _refuse_changed(dict(modules) == changes["modules"][1], "the version of a template")
        modules = changes["modules"][0]
    return replace(plan, inputs=replace(plan.inputs, record=record, causes=causes), modules=modules)


def _record_undone(record: Record, changes: Mapping[str, Any], on: date) -> Record:
    entries = {kind: dict(getattr(record, kind)) for kind in _ENTRIES}
    for kind, known in entries.items():
        for name, (old, new) in changes.get(kind, {}).items():
            _refuse_changed(_latest(known, name) == _value(new), name)
            former = UNDECIDED if kind == "gates" and old is None else _value(old)
            known[name] = (*known.get(name, ()), Entry(on, former))
    gone, added = ([Observation.model_validate(o) for o in pair] for pair in changes.get("observations", ([], [])))
    present = list(record.observations)
    for seen in added:
        _refuse_changed(seen in present, "a score")
        present.remove(seen)
    changed = replace(record, facts=entries["facts"], findings=entries["findings"], gates=entries["gates"])
    return replace(changed, observations=(*present, *gone))


def _refuse_changed(same: bool, what: str) -> None:
    if not same:
        raise NotAllowed(f"This cannot be undone: {what} was changed since. Change it by hand.")


def _changed_entries(old: Mapping[str, tuple[Entry, ...]], new: Mapping[str, tuple[Entry, ...]]) -> dict[str, Any]:
    names = (name for name in new if _latest(old, name) != _latest(new, name))
    return {name: [_written(_latest(old, name)), _written(_latest(new, name))] for name in names}


def _latest(entries: Mapping[str, tuple[Entry, ...]], name: str) -> Value | None:
    known = entries.get(name)
    return known[-1].value if known else None


def _written(value: Value | None) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _value(written: Any) -> Value | None:
    return frozenset(written) if isinstance(written, list) else written


def _causes(causes: Iterable[SuspectedCause]) -> list[dict[str, Any]]:
    return [
        {
            "cause": cause.cause,
            "added": cause.added.isoformat(),
            "certainty": cause.certainty.value,
            "rounds": dict(cause.rounds),
            "subtype_known": _iso(cause.subtype_known),
            "decided": _iso(cause.decided),
            "reason": cause.reason,
        }
        for cause in causes
    ]


def _cause(kept: Mapping[str, Any]) -> SuspectedCause:
    return SuspectedCause(
        kept["cause"],
        added=date.fromisoformat(kept["added"]),
        certainty=Certainty(kept["certainty"]),
        rounds=dict(kept["rounds"]),
        subtype_known=_day(kept["subtype_known"]),
        decided=_day(kept["decided"]),
        reason=kept["reason"],
    )


def _dumped(rows: Iterable[Operation | Procedure | Observation]) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") for row in rows]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
