"""Everything that a plan is computed from; nothing else, and no clock (PLAN_RULES, first paragraph)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from careplan.cause import SuspectedCause
from careplan.facts import Record
from careplan.identity import Identity
from careplan.task import Outcome
from careplan.team import RoleId


@dataclass(frozen=True, slots=True)
class RedFlagFound:
    """A red flag answered yes. `number` counts the openings of that flag; `role` is the finder's."""

    flag: str
    number: int
    opened: date
    role: RoleId | None = None
    cleared: date | None = None


SATISFYING: Final = frozenset({Outcome.AS_PLANNED, Outcome.PARTLY, Outcome.NOT_NEEDED})
"""Outcomes of a task after which what waits for it may go on (R17)."""


@dataclass(frozen=True, slots=True)
class Closing:
    """When and how a task was closed."""

    day: date
    outcome: Outcome

    @property
    def satisfies(self) -> bool:
        """Whether what waits for the task may go on (R17)."""
        return self.outcome in SATISFYING

    @property
    def done(self) -> bool:
        """Whether the task was carried out."""
        return self.outcome in (Outcome.AS_PLANNED, Outcome.PARTLY)


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """What a plan is computed from.

    Attributes:
        record: what is known of the patient, by day, with the plan's start.
        causes: picked causes, with certainty, day added and rounds.
        flags: red flags found, open and cleared.
        closed: closing day and outcome of each closed task.
        cancelled: tasks that a person cancelled or unticked: nothing more is to be expected of them.
        holidays: days on which the clinic is closed.
        roles: roles that somebody on the team holds; None when every role is held.
    """

    record: Record
    causes: tuple[SuspectedCause, ...] = ()
    flags: tuple[RedFlagFound, ...] = ()
    closed: Mapping[Identity, Closing] = field(default_factory=dict)
    cancelled: frozenset[Identity] = frozenset()
    holidays: frozenset[date] = frozenset()
    roles: frozenset[RoleId] | None = None

    @property
    def start(self) -> date:
        """The day the plan was opened."""
        return self.record.start
