"""Templates (FHIR: PlanDefinition): what a file of data/templates says, as frozen values.

A module file is TOML, one table per task, with the field names of the clinical reference, so that a
clinician can read, compare and edit it. `due`, `repeat`, `anchor` and `condition` stay the short
texts that people write; this module gives them their meaning.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator

from careplan.condition_language import Condition, parse
from careplan.errors import InvalidInput
from careplan.patient import ProcedureKind
from careplan.task import Evidence, HoldAs, Phase, Priority
from careplan.team import RoleId

FIXED_ANCHORS = frozenset(
    {"plan_start", "index_surgery", "revision_surgery", "procedure", "scs_trial", "scs_implant", "gate:scs"}
)
"""Days that tasks count from; `task:ID` counts from the day on which that task was done."""

_DUE = re.compile(r"(-?\d{1,12}) \((-?\d{1,12})\.\.(-?\d{1,12})\)")
_EVERY = re.compile(r"(\d{1,12})d x(\d{1,12})")
_AT = re.compile(r"at (-?\d{1,12}(?:, -?\d{1,12})*)")
_LATER = re.compile(r"(-?\d{1,12})\.\.(-?\d{1,12})")

MOST_LATER = 120
"""Later occurrences that one series may have: weekly for more than two years."""


class Due(NamedTuple):
    """Days after the anchor: the target and its window, ends included."""

    target: int
    first: int
    last: int


class Repeat(NamedTuple):
    """Target days of every occurrence after the first, counted from the same anchor, and what ends the series."""

    days: tuple[int, ...]
    until: Condition | None


class TaskDefinition(BaseModel):
    """One task of a template (FHIR: PlanDefinition.action), as written in its file.

    `due` reads `target (from..to)` in days after the anchor. `repeat` reads `no`, `14d x3` (three
    more, 14 days apart) or `at 180, 365` (more on those days after the anchor), each with an
    optional ` until CONDITION`. `window_later` reads `from..to` around each later target and
    defaults to the window of the first. `asks` names the gates, facts and measures that closing the
    task must answer; `red_flags` among them stands for every red-flag question, `red_flags:RF02` for that of one.
    A guard is released only by done or by a named override. `procedure_kind` says which procedure an anchor `procedure`
    means outside module INJECTION (PLAN_RULES R16). A task that is not a guard is offered again with
    `repeat_when_moved` when its day moves after it was done (R26).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    phase: Phase
    role: RoleId
    title: str
    why: str
    anchor: str
    due: str
    repeat: str = "no"
    depends_on: tuple[str, ...] = ()
    condition: str = "always"
    done_when: str
    evidence: Evidence
    sources: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    guard: bool = False
    hold_as: HoldAs = HoldAs.NONE
    priority: Priority = Priority.NORMAL
    window_later: str | None = None
    patient_text: str | None = None
    procedure_kind: ProcedureKind | None = None
    repeat_when_moved: bool = False

    @field_validator("title", "why", "done_when")
    @classmethod
    def _has_text(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("is empty: write one sentence")
        return text

    @cached_property
    def days(self) -> Due:
        """Target and window of the first occurrence; raises InvalidInput."""
        found = _DUE.fullmatch(self.due.strip())
        if not found:
            raise InvalidInput(f"due “{self.due}” cannot be read. Write target (from..to) in days, such as 14 (7..21).")
        days = Due(*(int(part) for part in found.groups()))
        if days.last < days.first:
            raise InvalidInput(f"the window {days.first}..{days.last} ends before it begins.")
        if not days.first <= days.target <= days.last:
            raise InvalidInput(f"the target day {days.target} lies outside its window {days.first}..{days.last}.")
        return days

    @cached_property
    def series(self) -> Repeat:
        """Later occurrences; raises InvalidInput."""
        rule, ends_early, until = self.repeat.partition("until")
        if ends_early and not until.strip():
            raise InvalidInput(
                f"repeat “{self.repeat}” names no fact after until. Write such as until surgeon_released."
            )
        rule, ends = rule.strip(), parse(until.strip()) if ends_early else None
        if rule == "no":
            return Repeat((), ends)
        if every := _EVERY.fullmatch(rule):
            step, times = int(every[1]), int(every[2])
            if times > MOST_LATER:
                raise InvalidInput(
                    f"repeat “{rule}” asks for {times} more. Write {MOST_LATER} or fewer, further apart."
                )
            return Repeat(tuple(self.days.target + step * n for n in range(1, times + 1)), ends)
        if listed := _AT.fullmatch(rule):
            return Repeat(tuple(int(day) for day in listed[1].split(", ")), ends)
        raise InvalidInput(f"repeat “{self.repeat}” cannot be read. Write no, 14d x3, or at 180, 365.")

    @cached_property
    def later_window(self) -> tuple[int, int]:
        """Window of later occurrences, in days from their own target; raises InvalidInput."""
        if self.window_later is None:
            return self.days.first - self.days.target, self.days.last - self.days.target
        found = _LATER.fullmatch(self.window_later.strip())
        if not found:
            raise InvalidInput(f"window_later “{self.window_later}” cannot be read. Write from..to, such as -30..30.")
        return int(found[1]), int(found[2])

    @cached_property
    def when(self) -> Condition:
        """The parsed condition; raises InvalidInput."""
        return parse(self.condition)

    @property
    def anchor_task(self) -> str | None:
        """The task that it counts from, where the anchor is `task:ID`."""
        return self.anchor.removeprefix("task:") if self.anchor.startswith("task:") else None


class Course(BaseModel):
    """One row of the table that sets a template's ways side by side (with or without a revision operation)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    without_revision: str
    with_revision: str
    with_fusion: str | None = None


class AlsoAsks(BaseModel):
    """Tasks of another module that this one asks for under a condition; they keep their identities (R3)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: tuple[str, ...]
    condition: str = "always"

    @cached_property
    def when(self) -> Condition:
        """The parsed condition; raises InvalidInput."""
        return parse(self.condition)


class ModuleDefinition(BaseModel):
    """One file of data/templates (FHIR: PlanDefinition).

    `kind` tells modules that every plan has (core), that belong to a cause, and that a condition
    adds (added). `condition` says when an added module is in force. `extra_waits` makes tasks of
    other modules wait for tasks of this one in every plan that contains it (PLAN_RULES R3);
    `also_asks` asks for tasks of another module. `course_headings` names the columns of `courses`.
    Every cause module has a task of its own for each core role; `roles_from_core` names those whose
    part CORE alone covers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    module: str
    title: str
    version: int = Field(ge=1, le=9999)
    kind: Literal["core", "cause", "added"]
    condition: str = "always"
    extra_waits: dict[str, tuple[str, ...]] = {}
    also_asks: tuple[AlsoAsks, ...] = ()
    roles_from_core: tuple[RoleId, ...] = ()
    course_headings: tuple[str, ...] = ()
    courses: tuple[Course, ...] = ()
    tasks: tuple[TaskDefinition, ...]

    @cached_property
    def when(self) -> Condition:
        """The parsed condition; raises InvalidInput."""
        return parse(self.condition)


class MergeGroup(BaseModel):
    """Tasks of several templates that are one task in a plan, in the order of precedence (REFERENCE 4.25).

    `union_waits` groups wait for everything any member waits for; the others for what the member
    with the earliest target waits for. A finished operation opens a new round where
    `round_after_operation` says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str
    members: tuple[str, ...]
    union_waits: bool = False
    round_after_operation: bool = False
    note: str | None = None
