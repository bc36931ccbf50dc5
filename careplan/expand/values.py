"""What expansion yields: the tasks that ought to exist, the questions that are open, and why others are absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from careplan.identity import Identity
from careplan.task import Evidence, HoldAs, Phase, Priority
from careplan.team import RoleId
from careplan.urgency import FlagClass

Series = tuple[str, str, int]
"""Module, key and instance of an Identity: what its occurrences share."""


class DesiredTask(NamedTuple):
    """One task that ought to be in a plan. The first fields are those of `TaskTexts`, in its order.

    A named tuple, because plans are made and compared by the hundred: it costs a quarter of a frozen dataclass.

    Attributes:
        repeat_when_moved: it is offered again when its day moves after it was done (R26); always so for a guard.
        key: the shown key, that of the first present member (R6).
        members: every template task behind it, as `module/KEY`.
        role: who owns it; `for_role` is the discipline it was written for where nobody on the team holds it (R31).
        occurrences: how many its series has.
        due, window: target day and the first and last day of its window; None while `no_date` says what it waits for.
        late_after: last day on which it is not late, before any wait or hold has moved it (R19).
        anchor_day: the day it counts from.
        known: the day on which its date became known.
        waits: tasks that must be closed first.
        question_waits: template tasks it waits for that are questions still, as `module/KEY`.
        red_flag: the flag whose urgent task it is.
        forward: a red flag brought it forward, so that its waits no longer hold it back (R25).
        flag_class: how urgent the red flag is whose task it is, or the most urgent one that brought it forward.
    """

    title: str
    why: str
    done_when: tuple[str, ...]
    phase: Phase
    asks: tuple[str, ...]
    guard: bool
    hold_as: HoldAs
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...]
    patient_text: str | None
    repeat_when_moved: bool
    key: str
    members: tuple[str, ...]
    role: RoleId
    for_role: RoleId | None
    occurrences: int
    identity: Identity
    priority: Priority
    due: date | None
    window: tuple[date, date] | None
    late_after: date | None
    anchor_day: date | None
    known: date | None
    no_date: str | None
    waits: tuple[Identity, ...]
    question_waits: tuple[str, ...]
    red_flag: str | None = None
    forward: bool = False
    flag_class: FlagClass = FlagClass.U0


@dataclass(frozen=True, slots=True)
class Question:
    """A task that is not created because its condition is not known (R14).

    `missing` names the facts that would answer it. `later` is true while an open task, another
    question or a module not yet in the plan will answer one of them.
    """

    series: Series
    key: str
    title: str
    role: RoleId
    missing: tuple[str, ...]
    later: bool


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a task is not asked for.

    `decided_by`: a measure may not cancel what exists (R11); an undecided gate may still ask for it; a date
    stands for an operation or procedure that was cancelled.
    """

    reason: str
    decided_by: Literal["cause", "gate", "undecided", "fact", "measure", "time", "until", "date"]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What ought to be, for one set of inputs; `looked_at` names the tasks on whose fate it rests."""

    tasks: Mapping[Identity, DesiredTask]
    questions: Mapping[Series, Question]
    absences: Mapping[Series, Absence]
    looked_at: frozenset[Identity] = field(default=frozenset(), compare=False)
