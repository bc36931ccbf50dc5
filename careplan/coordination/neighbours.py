"""Other tasks as the drawer of a task names them, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from careplan.expand import Series
from careplan.plan import PlannedTask
from careplan.task import Outcome, TaskStatus
from careplan.team import RoleId


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A task in short; of a series the first session that is meant, and how many more.

    `wanted_by` is the last day that a red flag leaves what it brought forward.
    """

    id: str
    title: str
    role: RoleId
    due: date | None
    status: TaskStatus
    outcome: Outcome | None
    more_sessions: int = 0
    wanted_by: date | None = None


def neighbours(tasks: Iterable[PlannedTask]) -> tuple[Neighbour, ...]:
    """Return tasks in their order, those of one series as one."""
    series: dict[Series, list[PlannedTask]] = {}
    for task in tasks:
        series.setdefault(task.identity.series, []).append(task)
    return tuple(_neighbour(min(same, key=lambda task: task.identity), len(same) - 1) for same in series.values())


def _neighbour(task: PlannedTask, more: int) -> Neighbour:
    return Neighbour(task.id, task.title, task.role, task.due, task.status, task.outcome, more, task.wanted_by)
