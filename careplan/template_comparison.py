"""Two templates side by side: which tasks both have, which only one, and what differs between the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from careplan.task import Phase
from careplan.template import TaskDefinition


@dataclass(frozen=True, slots=True)
class SharedTask:
    """One task that both templates have, as each of them writes it.

    Attributes:
        differences: what the two say differently, of `role`, `day`, `repeat` and `phase`, in this order.
    """

    first: TaskDefinition
    second: TaskDefinition
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedPhase:
    """The tasks of one phase. A shared task stands in the phase that the first template gives it."""

    phase: Phase
    shared: tuple[SharedTask, ...]
    only_first: tuple[TaskDefinition, ...]
    only_second: tuple[TaskDefinition, ...]


def compare_tasks(
    first: Iterable[TaskDefinition], second: Iterable[TaskDefinition], groups: Mapping[str, str]
) -> tuple[ComparedPhase, ...]:
    """Return the phases that either template has, in order.

    Two tasks are the same where they have the same key or stand in the same merge group: a plan with both templates
    has such a task once (PLAN_RULES R6).

    Args:
        groups: the merge group of each task key that has one.
    """
    of_first, of_second = tuple(first), tuple(second)
    waiting: dict[str, list[TaskDefinition]] = {}
    for task in of_second:
        waiting.setdefault(groups.get(task.id, task.id), []).append(task)
    shared: list[SharedTask] = []
    only_first: list[TaskDefinition] = []
    for task in of_first:
        if partners := waiting.get(groups.get(task.id, task.id)):
            partner = partners.pop(0)
            shared.append(SharedTask(task, partner, _differences(task, partner)))
        else:
            only_first.append(task)
    left = {task.id for partners in waiting.values() for task in partners}
    only_second = [task for task in of_second if task.id in left]
    phases = (_phase(phase, shared, only_first, only_second) for phase in Phase)
    return tuple(phase for phase in phases if phase.shared or phase.only_first or phase.only_second)


def _phase(
    phase: Phase, shared: Iterable[SharedTask], first: Iterable[TaskDefinition], second: Iterable[TaskDefinition]
) -> ComparedPhase:
    return ComparedPhase(
        phase,
        tuple(pair for pair in shared if pair.first.phase is phase),
        tuple(task for task in first if task.phase is phase),
        tuple(task for task in second if task.phase is phase),
    )


def _differences(first: TaskDefinition, second: TaskDefinition) -> tuple[str, ...]:
    differs = {
        "role": first.role != second.role,
        "day": (first.anchor, first.days) != (second.anchor, second.days),
        "repeat": first.repeat != second.repeat,
        "phase": first.phase is not second.phase,
    }
    return tuple(name for name, so in differs.items() if so)
