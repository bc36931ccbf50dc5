"""Figures: each one quotient or one middle value about the clinic over a period, with the number that is missing.

A figure never hides what it rests on: it keeps the plans that it counts and those of which nothing is known, so that
each number opens its list. None of them is about a person of the team.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import Final, NamedTuple

from careplan.improvement import improvement
from careplan.measure import Measure
from careplan.observation import Observation
from careplan.team import RoleId

REACHED_MEASURES: Final = ("nrs_leg", "nrs_back", "odi")
"""Measures of which the share that reached the smallest change that matters is told (REFERENCE 5)."""


class Period(StrEnum):
    """The plans that began within so many days before today; those of today are among them."""

    QUARTER = "90"
    YEAR = "365"
    ALL = "all"

    def since(self, today: date) -> date:
        """Return the first day of it."""
        return date.min if self is Period.ALL else today - timedelta(days=int(self))


class Begun(NamedTuple):
    """A plan that began in the period; `assessed` is the day on which its assessment became full, None before it."""

    plan_id: str
    start: date
    assessed: date | None


class HeldUp(NamedTuple):
    """A task that waits for another role since the day on which it was due."""

    task_id: str
    waits_for: RoleId
    due: date


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the plans with an answer it is true of; `missing` have none and count on neither side."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None where no plan has an answer."""
        known = len(self.yes) + len(self.no)
        return len(self.yes) / known if known else None


@dataclass(frozen=True, slots=True)
class Typical:
    """How many days something took in the plan in the middle; `missing` are plans in which it is not over."""

    days: Mapping[str, int]
    missing: tuple[str, ...]

    @property
    def value(self) -> float | None:
        """The median in days; None where it is over in no plan."""
        return median(self.days.values()) if self.days else None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """What other roles wait for of one role: tasks whose own day has come, and for how many days since then."""

    role: RoleId
    tasks: tuple[str, ...]
    days: float
    longest: int


def to_full_assessment(plans: Iterable[Begun]) -> Typical:
    """Return the days from a plan's start until its assessment was full.

    Full: every core task of Evaluate is done or found not needed, each in its first session: red flags, history,
    notes, medicines, the baseline set, the examinations and the case conference.

    Source:
        REFERENCE 4.1, tasks K01 to K11; work that was done before the plan began (R33) counts as 0 days.
    """
    days, missing = {}, []
    for plan in plans:
        if plan.assessed is None:
            missing.append(plan.plan_id)
        else:
            days[plan.plan_id] = max(0, (plan.assessed - plan.start).days)
    return Typical(days, tuple(missing))


def reaching(measure: Measure, plans: Mapping[str, date], taken: Mapping[str, Iterable[Observation]]) -> Share:
    """Return in which plans a measure has reached the smallest change that matters since the baseline (R37).

    Args:
        plans: each with its start, from which the baseline counts.
        taken: the observations of each plan's patient; a plan with no value after its baseline is missing.

    Source:
        REFERENCE 5: 2 points of NRS leg or back, 10 points of ODI, as in data/measures.toml.
    """
    found: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for plan_id, start in plans.items():
        moved = improvement(measure, taken.get(plan_id, ()), start)
        found[moved.reached if moved else None].append(plan_id)
    return Share(tuple(found[True]), tuple(found[False]), tuple(found[None]))


def bottlenecks(tasks: Iterable[HeldUp], today: date) -> tuple[Bottleneck, ...]:
    """Return for which roles others wait, the one with most waiting tasks first; a task counts once for each role."""
    waiting: dict[RoleId, dict[str, int]] = {}
    for task in tasks:
        waiting.setdefault(task.waits_for, {})[task.task_id] = (today - task.due).days
    found = (Bottleneck(role, tuple(days), median(days.values()), max(days.values())) for role, days in waiting.items())
    return tuple(sorted(found, key=lambda one: (-len(one.tasks), -one.longest, one.role)))
