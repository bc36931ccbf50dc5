"""When a plan is expected to end, and which role keeps later tasks waiting longest."""

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
    """What stands between now and the end of a plan.

    Attributes:
        end: the day of the last open task, done as soon as it can be and not before its day; None when no open task
            has a date.
        treatment: the same without reviews and repeated checks, which follow the calendar; None where only they
            are open.
        path: the chain of open tasks that keeps another task waiting longest, the first one first.
        days: the days in which these tasks can be done and the next one waits, late days included.
        slowest: the role to which most of these days belong; None where nothing is held up.
        slowest_days: how many they are.
        path_days: how many of them belong to each task of the path.
    """

    end: date | None
    treatment: date | None = None
    path: tuple[Identity, ...] = ()
    days: int = 0
    slowest: RoleId | None = None
    slowest_days: int = 0
    path_days: tuple[int, ...] = ()


class Step(NamedTuple):
    """An open task with a date, from which day it can be done, and what it waits for."""

    identity: Identity
    role: RoleId
    due: date
    opens: date
    phase: Phase
    waits: tuple[Identity, ...]


def outlook(plan: CarePlan, today: date) -> Outlook:
    """Return the predicted end of a plan and what holds it up."""
    return outlook_of(
        (
            Step(
                identity,
                task.role,
                task.due,
                task.desired.window[0] if task.desired.window else task.due,
                task.desired.phase,
                task.desired.waits,
            )
            for identity, task in plan.tasks.items()
            if task.is_open and task.due
        ),
        today,
    )


def outlook_of(steps: Iterable[Step], today: date) -> Outlook:
    """Return the predicted end of a plan of which these tasks are open and dated, and what holds it up."""
    known = {step.identity: step for step in steps}
    done = _days_done(known, today)
    treatment = max((done[one] for one, step in known.items() if not _follows_calendar(step)), default=None)
    path = _path(known, done, today)
    spent = _by_role(path)
    slowest = max(spent, key=lambda role: spent[role], default=None)
    return Outlook(
        end=max(done.values(), default=None),
        treatment=treatment,
        path=tuple(step.identity for step in path),
        path_days=tuple(path.values()),
        days=sum(spent.values()),
        slowest=slowest,
        slowest_days=spent[slowest] if slowest else 0,
    )


def _follows_calendar(step: Step) -> bool:
    repeated = step.phase is Phase.EVALUATE and step.identity.occurrence > 1
    return repeated or step.phase is Phase.REVIEW


def _days_done(known: Mapping[Identity, Step], today: date) -> dict[Identity, date]:
    """Return the day on which each task would be done: on its day, but neither in the past nor before what it needs."""
    done: dict[Identity, date] = {}

    def day_of(step: Step) -> date:
        if step.identity not in done:
            done[step.identity] = max(today, step.due)  # stands while its waits are looked at, should they form a ring
            done[step.identity] = max(done[step.identity], *map(day_of, _before(step, known)), today)
        return done[step.identity]

    for step in known.values():
        day_of(step)
    return done


def _before(step: Step, known: Mapping[Identity, Step]) -> list[Step]:
    return [known[wait] for wait in step.waits if wait in known]


def _path(known: Mapping[Identity, Step], done: Mapping[Identity, date], today: date) -> dict[Step, int]:
    """Return the chain that keeps the first session of another task waiting longest, with the days of each step."""
    first: dict[tuple[str, str, int], Step] = {}
    for step in sorted(known.values(), key=lambda one: one.identity):
        first.setdefault(step.identity.series, step)
    awaited = {wait.identity: wait for step in first.values() for wait in _before(step, known)}
    chains = (_chain(last, known, done, today) for last in awaited.values() if not _follows_calendar(last))
    return max(chains, key=lambda chain: sum(chain.values()), default={})


def _chain(last: Step, known: Mapping[Identity, Step], done: Mapping[Identity, date], today: date) -> dict[Step, int]:
    """Return what leads to a step, by the last day each time: the days in which it could be done and is not yet."""
    steps = [last]
    while before := [one for one in _before(steps[0], known) if one not in steps]:
        steps.insert(0, max(before, key=lambda one: (done[one.identity], one.due, one.identity)))
    chain: dict[Step, int] = {}
    since = date.min
    for step in steps:
        begins = max(since, min(step.opens, step.due), min(today, step.due))
        since = max(since, done[step.identity])
        chain[step] = max(0, (since - begins).days)
    return chain


def _by_role(path: Mapping[Step, int]) -> dict[RoleId, int]:
    spent: dict[RoleId, int] = {}
    for step, days in path.items():
        spent[step.role] = spent.get(step.role, 0) + days
    return {role: days for role, days in spent.items() if days}
