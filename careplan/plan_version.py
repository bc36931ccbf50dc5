"""A numbered version of a plan: what it was when the next one took its place (DESIGN 1, PLAN_RULES R29).

A version begins with each change of the plan as a whole, not with each task that is closed or moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from careplan.cause import CauseId, Certainty
from careplan.facts import UNDECIDED
from careplan.goal import Lifecycle, SoughtGoal
from careplan.identity import Identity
from careplan.patient import Operation, Procedure
from careplan.plan import CarePlan
from careplan.revision import Revision
from careplan.task import TaskStatus
from careplan.team import RoleId


@dataclass(frozen=True, slots=True)
class TaskAsItWas:
    """One task of an earlier version."""

    identity: Identity
    title: str
    role: RoleId
    due: date | None
    status: TaskStatus


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """What a plan was at one moment, as far as people compare versions and go back to one.

    Attributes:
        causes: with their certainty, refuted ones too, in their order.
        gates: decisions by gate; one that was never taken is left out.
        goals: those that were sought, by their number.
        operations, procedures: days of planned ones by their number, None where they have none.
        modules: versions of the templates.
    """

    causes: tuple[tuple[CauseId, Certainty], ...] = ()
    gates: Mapping[str, str] = field(default_factory=dict)
    goals: Mapping[int, SoughtGoal] = field(default_factory=dict)
    operations: Mapping[int, date | None] = field(default_factory=dict)
    procedures: Mapping[int, date | None] = field(default_factory=dict)
    modules: Mapping[str, int] = field(default_factory=dict)
    tasks: tuple[TaskAsItWas, ...] = ()


def version_of(plan: CarePlan) -> PlanVersion:
    """Return a plan as a version of it."""
    record = plan.inputs.record
    return PlanVersion(
        causes=tuple((known.cause, known.certainty) for known in plan.inputs.causes),
        gates={gate: str(entries[-1].value) for gate, entries in record.gates.items() if entries},
        goals=_sought(plan),
        operations={one.number: one.day for one in record.operations if not one.done and not one.cancelled},
        procedures={one.number: one.planned for one in record.procedures if not one.done and not one.cancelled},
        modules=dict(plan.modules),
        tasks=tuple(
            TaskAsItWas(identity, task.title, task.role, task.due, task.status) for identity, task in plan.tasks.items()
        ),
    )


def begins_version(before: CarePlan, after: CarePlan) -> bool:
    """Return whether an act changed the plan as a whole: its causes, decisions, goal, planned dates or templates."""
    if before.goals is not after.goals and _sought(before) != _sought(after):
        return True
    if before.modules != after.modules:
        return True
    return before.inputs is not after.inputs and _decided(before) != _decided(after)


def _sought(plan: CarePlan) -> dict[int, SoughtGoal]:
    return {one.number: one.sought for one in plan.goals if one.is_sought}


def _decided(plan: CarePlan) -> tuple[object, ...]:
    """Return what is decided of a plan; what was carried out is no decision."""
    record = plan.inputs.record
    return (
        {known.cause: known.certainty for known in plan.inputs.causes},
        {gate: entries[-1].value for gate, entries in record.gates.items() if entries},
        {(one.number, one.day) for one in record.operations if not one.cancelled},
        {(one.number, one.planned) for one in record.procedures if not one.cancelled},
    )


def back_to(plan: CarePlan, version: PlanVersion) -> Revision:
    """Return what must be changed of a plan so that it rests on the same again as an earlier version.

    What was added since is refuted, not decided, not sought, or without a date again; nothing is taken off the record.
    """
    was, present, record = dict(version.causes), version_of(plan), plan.inputs.record
    wanted = {cause: was.get(cause, Certainty.REFUTED) for cause, _ in present.causes}
    gates = {gate: version.gates.get(gate, UNDECIDED) for gate in present.gates}
    named = {name: version.modules.get(name, number) for name, number in present.modules.items()}
    return Revision(
        certainties={cause: wanted[cause] for cause, certainty in present.causes if wanted[cause] is not certainty},
        added=tuple(cause for cause, known in was.items() if cause not in wanted and known is not Certainty.REFUTED),
        keep_unclear=True,
        gates={gate: value for gate, value in gates.items() if value != present.gates[gate]},
        operations=_days(present.operations, version.operations, record.operations),
        procedures=_days(present.procedures, version.procedures, record.procedures),
        goals=_goals(plan, present.goals, version.goals),
        modules={name: number for name, number in named.items() if number != present.modules[name]},
    )


def _days(
    now: Mapping[int, date | None], was: Mapping[int, date | None], known: Iterable[Operation | Procedure]
) -> dict[int, date | None]:
    """Return the dates that become others: what was cancelled since is planned again, what took place is not."""
    again = {one.number: was[one.number] for one in known if one.cancelled and one.number in was}
    return again | {number: was.get(number) for number, day in now.items() if was.get(number) != day}


def _goals(
    plan: CarePlan, now: Mapping[int, SoughtGoal], was: Mapping[int, SoughtGoal]
) -> dict[int, SoughtGoal | None]:
    """Return the goals that become what they were; one that was completed since stays completed."""
    done = {one.number for one in plan.goals if one.lifecycle is Lifecycle.COMPLETED}
    differ = (number for number in {**now, **was} if now.get(number) != was.get(number))
    return {number: was.get(number) for number in differ if number not in done}


def written(version: PlanVersion) -> dict[str, Any]:
    """Return a version as plain values, to be kept."""
    return {
        "causes": [[cause, certainty.value] for cause, certainty in version.causes],
        "gates": dict(version.gates),
        "goals": [[number, *goal[:3], _iso(goal.due)] for number, goal in version.goals.items()],
        "operations": [[number, _iso(day)] for number, day in version.operations.items()],
        "procedures": [[number, _iso(day)] for number, day in version.procedures.items()],
        "modules": dict(version.modules),
        "tasks": [
            [str(task.identity), task.title, task.role, _iso(task.due), task.status.value] for task in version.tasks
        ],
    }


def read_version(kept: Mapping[str, Any]) -> PlanVersion:
    """Return a version from what `written` made of it."""
    return PlanVersion(
        causes=tuple((cause, Certainty(certainty)) for cause, certainty in kept["causes"]),
        gates=kept["gates"],
        goals={
            number: SoughtGoal(words, measure, target, _day(due))
            for number, words, measure, target, due in kept["goals"]
        },
        operations={number: _day(day) for number, day in kept["operations"]},
        procedures={number: _day(day) for number, day in kept["procedures"]},
        modules=kept["modules"],
        tasks=tuple(
            TaskAsItWas(Identity.parse(identity), title, role, _day(due), TaskStatus(status))
            for identity, title, role, due, status in kept["tasks"]
        ),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
