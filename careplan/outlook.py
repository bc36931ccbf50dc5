"""When a plan is expected to end, and which role that depends on most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.task import Phase
from careplan.team import RoleId


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands between now and the last dated treatment task.

    Attributes:
        end: its target day; None when nothing dated is open.
        path: the chain of open tasks that it waits for, first one first.
        days: length of the path in days.
        slowest: the role to which most of these days belong; None where no step takes a day.
        slowest_days: how many they are.
    """

    end: date | None
    path: tuple[Identity, ...]
    days: int
    slowest: RoleId | None
    slowest_days: int


def outlook(plan: CarePlan, today: date) -> Outlook:
    """Return the predicted end of a plan; reviews and repeated checks follow the calendar and do not count."""
    dated = [task for task in plan.tasks.values() if task.is_open and task.due and not _follows_calendar(task)]
    if not dated:
        return Outlook(None, (), 0, None, 0)
    last = max(dated, key=lambda task: (task.due or date.min, task.identity))
    path = _path(plan, last)
    spent = _days_by_role(path, today)
    slowest = max(spent, key=lambda role: spent[role], default=None) if any(spent.values()) else None
    return Outlook(
        end=last.due,
        path=tuple(task.identity for task in path),
        days=sum(spent.values()),
        slowest=slowest,
        slowest_days=spent.get(slowest, 0) if slowest else 0,
    )


def _follows_calendar(task: PlannedTask) -> bool:
    repeated = task.desired.phase is Phase.EVALUATE and task.identity.occurrence > 1
    return repeated or task.desired.phase is Phase.REVIEW


def _path(plan: CarePlan, last: PlannedTask) -> list[PlannedTask]:
    path, seen = [last], {last.identity}
    while before := _latest(_open_waits(plan, path[0])):
        if before.identity in seen:
            break
        seen.add(before.identity)
        path.insert(0, before)
    return path


def _open_waits(plan: CarePlan, task: PlannedTask) -> list[PlannedTask]:
    found = (plan.tasks.get(wait) for wait in task.desired.waits)
    return [wait for wait in found if wait is not None and wait.is_open and wait.due]


def _latest(tasks: Iterable[PlannedTask]) -> PlannedTask | None:
    return max(tasks, key=lambda task: (task.due or date.min, task.identity), default=None)


def _days_by_role(path: list[PlannedTask], today: date) -> dict[RoleId, int]:
    """Count the days from one step's target to the next towards the role of the later step."""
    spent: dict[RoleId, int] = {}
    since = today
    for task in path:
        due = task.due or since
        spent[task.role] = spent.get(task.role, 0) + max(0, (due - since).days)
        since = max(since, due)
    return spent
