"""When a plan is expected to end, and which role that depends on most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from careplan.identity import Identity
from careplan.plan import CarePlan
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


class Step(NamedTuple):
    """An open task with a date, and what it waits for."""

    identity: Identity
    role: RoleId
    due: date
    phase: Phase
    waits: tuple[Identity, ...]


def outlook(plan: CarePlan, today: date) -> Outlook:
    """Return the predicted end of a plan; reviews and repeated checks follow the calendar and do not count."""
    return outlook_of(
        (
            Step(identity, task.role, task.due, task.desired.phase, task.desired.waits)
            for identity, task in plan.tasks.items()
            if task.is_open and task.due
        ),
        today,
    )


def outlook_of(steps: Iterable[Step], today: date) -> Outlook:
    """Return the predicted end of a plan of which these tasks are open and dated."""
    known = {step.identity: step for step in steps}
    last = max((step for step in known.values() if not _follows_calendar(step)), key=_by_day, default=None)
    if last is None:
        return Outlook(None, (), 0, None, 0)
    path = _path(known, last)
    spent = _days_by_role(path, today)
    slowest = max(spent, key=lambda role: spent[role], default=None) if any(spent.values()) else None
    return Outlook(
        end=last.due,
        path=tuple(step.identity for step in path),
        days=sum(spent.values()),
        slowest=slowest,
        slowest_days=spent.get(slowest, 0) if slowest else 0,
    )


def _follows_calendar(step: Step) -> bool:
    repeated = step.phase is Phase.EVALUATE and step.identity.occurrence > 1
    return repeated or step.phase is Phase.REVIEW


def _path(known: Mapping[Identity, Step], last: Step) -> list[Step]:
    path, seen = [last], {last.identity}
    while before := max((known[wait] for wait in path[0].waits if wait in known), key=_by_day, default=None):
        if before.identity in seen:
            break
        seen.add(before.identity)
        path.insert(0, before)
    return path


def _by_day(step: Step) -> tuple[date, Identity]:
    return step.due, step.identity


def _days_by_role(path: list[Step], today: date) -> dict[RoleId, int]:
    """Count the days from one step's target to the next towards the role of the later step."""
    spent: dict[RoleId, int] = {}
    since = today
    for step in path:
        spent[step.role] = spent.get(step.role, 0) + max(0, (step.due - since).days)
        since = max(since, step.due)
    return spent
