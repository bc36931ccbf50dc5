"""What a moved task is out of step with: what comes after it and is due earlier, what it waits for and is due later.

A day set by hand moves no other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.working_days import date_words

_NAMED: Final = 2
"""Tasks that are named with their day; the others are counted."""


def left_behind_words(plan: CarePlan, moved: Collection[Identity]) -> str:
    """Return what comes after the moved tasks and is due earlier, and what they wait for and is due later, or nothing.

    Of a series its first such session stands for all.

    Example: “2 tasks that wait for it are due earlier: Compare with the first operation, 3 Dec 2026; Plan the fusion,
    9 Dec 2026”.
    """
    one = len(moved) == 1
    it = "it" if one else "these"
    waiting, sessions = _first_of_each(_waiting(plan, moved)), _first_of_each(_next_sessions(plan, moved))
    awaited = _first_of_each(_awaited(plan, moved))
    said = []
    if waiting:
        which = (
            f"1 task that waits for {it} is" if len(waiting) == 1 else f"{len(waiting)} tasks that wait for {it} are"
        )
        said.append(f"{which} due earlier: {_named(waiting)}")
    if sessions:
        which = "The next session is" if len(sessions) == 1 else f"The next sessions of {len(sessions)} tasks are"
        said.append(f"{which} due earlier: {_named(sessions)}")
    if awaited:
        tasks = "a task that is" if len(awaited) == 1 else f"{len(awaited)} tasks that are"
        said.append(f"{'It waits' if one else 'These wait'} for {tasks} due later: {_named(awaited)}")
    return ". ".join(said)


def _awaited(plan: CarePlan, moved: Collection[Identity]) -> Iterator[PlannedTask]:
    for task in (plan.tasks[one] for one in moved):
        waits = (plan.tasks[wait] for wait in task.desired.waits if wait not in moved)
        yield from (wait for wait in waits if task.is_open and wait.is_open and _is_earlier(task, wait))


def _waiting(plan: CarePlan, moved: Collection[Identity]) -> Iterator[PlannedTask]:
    for task in plan.tasks.values():
        open_waits = (wait for wait in task.desired.waits if wait in moved and not plan.tasks[wait].satisfied)
        if task.is_open and any(_is_earlier(task, plan.tasks[wait]) for wait in open_waits):
            yield task


def _next_sessions(plan: CarePlan, moved: Collection[Identity]) -> Iterator[PlannedTask]:
    for task in plan.tasks.values():
        before = (plan.tasks[one] for one in moved if one.series == task.identity.series and one < task.identity)
        if task.is_open and any(other.is_open and _is_earlier(task, other) for other in before):
            yield task


def _is_earlier(task: PlannedTask, moved: PlannedTask) -> bool:
    return bool(task.due and moved.due and task.due < moved.due)


def _first_of_each(tasks: Iterator[PlannedTask]) -> list[PlannedTask]:
    """Return the first of each series, by their days."""
    first: dict[tuple[str, str, int], PlannedTask] = {}
    for task in sorted(tasks, key=lambda one: one.identity):
        first.setdefault(task.identity.series, task)
    return sorted(first.values(), key=lambda one: one.due or date.max)


def _named(tasks: list[PlannedTask]) -> str:
    named = [f"{task.title}, {date_words(task.due)}" for task in tasks[:_NAMED] if task.due]
    more = [f"{len(tasks) - _NAMED} more"] if len(tasks) > _NAMED else []
    return "; ".join((*named, *more))
