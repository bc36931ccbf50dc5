"""What lists of plans show without looking at tasks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from careplan.plan import PlannedTask, phase_now
from careplan.store.stand import READY, Stand
from careplan.task import OPEN, Phase, TaskStatus


class PlanCounts(NamedTuple):
    """Counts of all tasks of a plan, every session of a series for itself.

    `tasks_total` leaves cancelled ones out. `late_from` is the earliest last day of a task that can be done: the plan
    is late after it. From `rests_from` on, when exercise rests (R24), it is late after `late_from_then`, the earliest
    of what goes on; a plan has one such day, that of its first operation to come. `phase` is the earliest in which a
    single task is open; series run through all phases and do not count while there is one.
    """

    tasks_total: int
    tasks_open: int
    tasks_done: int
    late_from: date | None
    late_from_then: date | None
    rests_from: date | None
    next_review: date | None
    last_review: date | None
    phase: str


def counts(tasks: Collection[PlannedTask], stands: Iterable[Stand]) -> PlanCounts:
    """Return the counts of a plan's tasks, and of how they stand."""
    ready = [stand for stand in stands if stand.lane == READY]
    statuses = [task.status for task in tasks]
    is_open = [task for task, status in zip(tasks, statuses, strict=True) if status in OPEN]
    reviews = [task for task in tasks if task.desired.phase is Phase.REVIEW]
    return PlanCounts(
        tasks_total=len(statuses) - statuses.count(TaskStatus.CANCELLED),
        tasks_open=len(is_open),
        tasks_done=statuses.count(TaskStatus.DONE),
        late_from=_first(stand.late_after for stand in ready),
        late_from_then=_first(stand.late_after for stand in ready if stand.rests_from is None),
        rests_from=_first(stand.rests_from for stand in ready),
        next_review=_first(task.due for task in reviews if task.is_open),
        last_review=max(
            (task.closed_on for task in reviews if task.status is TaskStatus.DONE and task.closed_on), default=None
        ),
        phase=phase_now(is_open).value,
    )


def _first(days: Iterable[date | None]) -> date | None:
    return min(filter(None, days), default=None)
