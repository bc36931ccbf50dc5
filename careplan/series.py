"""The sessions of a series that are still open, and which of them a contact today is (PLAN_RULES R23)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask


def open_sessions(plan: CarePlan, identity: Identity) -> list[PlannedTask]:
    """Return the sessions of the series of a task that are open; itself where it stands alone."""
    return [task for task in plan.tasks.values() if task.is_open and task.identity.series == identity.series]


def session_of_today(task: PlannedTask, sessions: Iterable[PlannedTask], *, on: date) -> PlannedTask:
    """Return which of its sessions a contact today is: the last open one that was due by now, not before `task`."""
    due = (other for other in sessions if other.is_open and other.due and other.due <= on)
    return max((task, *due), key=lambda other: other.identity)


def missed_sessions(task: PlannedTask, sessions: Collection[PlannedTask], *, on: date) -> list[PlannedTask]:
    """Return the open sessions of a series that come before the one that a contact today is (R23)."""
    today = session_of_today(task, sessions, on=on)
    return [other for other in sessions if other.is_open and other.identity < today.identity]
