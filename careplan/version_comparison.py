"""Two versions of a plan held against one another, one line a series (PLAN_RULES R36)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from careplan.expand.values import Series
from careplan.plan_version import PlanVersion, TaskAsItWas
from careplan.task import CLOSED, TaskStatus
from careplan.team import RoleId


class TaskDifference(NamedTuple):
    """How a task, or the sessions of a series, differ. `sessions` are those that differ; days are of the first."""

    title: str
    role: RoleId
    sessions: int = 1
    before: date | None = None
    after: date | None = None
    role_before: RoleId = ""


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """What of a plan's work differs between two of its versions, the earlier one first.

    Attributes:
        added, cancelled: tasks that the later one has and the earlier one has not, and the other way round.
        dates, roles: tasks of both with another day or another role.
        closed: tasks that were open in the earlier one and are done or not done in the later one.
        opened: tasks that were closed in the earlier one and are open again.
    """

    added: tuple[TaskDifference, ...] = ()
    cancelled: tuple[TaskDifference, ...] = ()
    dates: tuple[TaskDifference, ...] = ()
    roles: tuple[TaskDifference, ...] = ()
    closed: tuple[TaskDifference, ...] = ()
    opened: tuple[TaskDifference, ...] = ()


@dataclass(slots=True)
class _Pairs:
    """The sessions of one series in both versions, those alone that are to be done or were."""

    was: dict[int, TaskAsItWas] = field(default_factory=dict)
    now: dict[int, TaskAsItWas] = field(default_factory=dict)

    def both(self) -> Iterator[tuple[TaskAsItWas, TaskAsItWas]]:
        yield from ((self.was[session], self.now[session]) for session in sorted(self.was.keys() & self.now.keys()))


def compare_versions(first: PlanVersion, second: PlanVersion) -> VersionComparison:
    """Return how the work of two versions differs, `first` being the earlier one."""
    pairs = _paired(first, second).values()
    return VersionComparison(
        added=tuple(_only(pair.now, pair.was) for pair in pairs if pair.now.keys() - pair.was.keys()),
        cancelled=tuple(_only(pair.was, pair.now) for pair in pairs if pair.was.keys() - pair.now.keys()),
        dates=tuple(found for pair in pairs if (found := _moved(pair))),
        roles=tuple(found for pair in pairs if (found := _given(pair))),
        closed=tuple(found for pair in pairs if (found := _became(pair, closed=True))),
        opened=tuple(found for pair in pairs if (found := _became(pair, closed=False))),
    )


def _paired(first: PlanVersion, second: PlanVersion) -> Mapping[Series, _Pairs]:
    pairs: dict[Series, _Pairs] = {}
    for version, side in ((first, "was"), (second, "now")):
        for task in version.tasks:
            pair = pairs.setdefault(task.identity.series, _Pairs())
            if task.status is not TaskStatus.CANCELLED:
                getattr(pair, side)[task.identity.occurrence] = task
    return pairs


def _only(here: Mapping[int, TaskAsItWas], there: Mapping[int, TaskAsItWas]) -> TaskDifference:
    alone = sorted(here.keys() - there.keys())
    first = here[alone[0]]
    return TaskDifference(first.title, first.role, len(alone), after=first.due)


def _moved(pair: _Pairs) -> TaskDifference | None:
    found = [(was, now) for was, now in pair.both() if was.due != now.due and now.status not in CLOSED]
    if not found:
        return None
    was, now = found[0]
    return TaskDifference(now.title, now.role, len(found), was.due, now.due)


def _given(pair: _Pairs) -> TaskDifference | None:
    found = [(was, now) for was, now in pair.both() if was.role != now.role]
    if not found:
        return None
    was, now = found[0]
    return TaskDifference(now.title, now.role, len(found), role_before=was.role)


def _became(pair: _Pairs, *, closed: bool) -> TaskDifference | None:
    found = [now for was, now in pair.both() if (now.status in CLOSED) is closed is not (was.status in CLOSED)]
    return TaskDifference(found[0].title, found[0].role, len(found)) if found else None
