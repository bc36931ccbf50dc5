"""What a patient wants to reach, in the person's own words, and how far that is reached (FHIR R4: Goal).

The lifecycle says whether a goal is still sought; how far it is reached is another thing and is told apart from it.
Where a goal has a measure, its values say so; else a person does, with role and day. The codes are those of FHIR R4
(4.0.1): Goal.lifecycleStatus (goal-status) and Goal.achievementStatus (goal-achievement).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from careplan.improvement import improvement
from careplan.measure import Measure
from careplan.observation import Observation
from careplan.team import RoleId

MOST_GOALS: Final = 5
"""Goals that a plan seeks at a time."""
NOT_OF_ONE_PERSON: Final = frozenset({"eq5d_index", "paindetect"})
"""No goals: one person is not judged by the EQ-5D index, and painDETECT is no change score (REFERENCE 5)."""


class Lifecycle(StrEnum):
    """Whether a goal is still sought (FHIR goal-status)."""

    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Achievement(StrEnum):
    """How far a goal is reached (FHIR goal-achievement)."""

    IN_PROGRESS = "in-progress"
    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CHANGE = "no-change"
    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not-achieved"
    NO_PROGRESS = "no-progress"


class SoughtGoal(NamedTuple):
    """What is sought with a goal: the person's words, and what is to be reached by when; as in `Goal`."""

    words: str
    measure: str | None
    target: float | None
    due: date | None


class Judged(BaseModel):
    """What a person said of a goal without a measure: how far it is reached, in which role, on which day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    achievement: Achievement
    role: RoleId
    day: date


class Goal(BaseModel):
    """One goal of a plan.

    Attributes:
        number: counts the goals of the plan from 1.
        words: the person's own, as they were said.
        since: the day from which its progress counts.
        measure, target: a measure (data/measures.toml) and the value to be reached, in its unit; both or neither.
        due: the day by which it is to be reached.
        ended: the day on which it was completed or cancelled; `reason` says why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    words: str
    since: date
    measure: str | None = None
    target: float | None = None
    due: date | None = None
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    judged: Judged | None = None
    ended: date | None = None
    reason: str = ""

    @property
    def is_sought(self) -> bool:
        """Whether it is still to be reached."""
        return self.lifecycle is Lifecycle.ACTIVE

    @property
    def sought(self) -> SoughtGoal:
        """What is sought with it."""
        return SoughtGoal(self.words, self.measure, self.target, self.due)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a goal is reached.

    Attributes:
        achievement: computed where the goal has a measure, else what a person said last.
        baseline, latest: of a measure, the value from which it counts and the last one since; None where not taken.
        done: by how much it came nearer to the target, in the unit of the measure; below 0 it went away from it.
        needed: how far the target is from the baseline; 0 or less where it was reached from the start.
        within_error: whether `done` is below what the measure can tell apart from chance in one person (R37).
        overdue: whether its day has passed and it is not reached.
    """

    achievement: Achievement
    baseline: Observation | None = None
    latest: Observation | None = None
    done: float | None = None
    needed: float | None = None
    within_error: bool = False
    overdue: bool = False


def first_goal(words: str, since: date) -> tuple[Goal, ...]:
    """Return the goals of a plan that begins with one in the person's words; none where nothing was said."""
    return (Goal(number=1, words=words.strip(), since=since),) if words.strip() else ()


def fits_goal(measure: Measure) -> bool:
    """Whether a measure can say how far a goal is reached: a number with a better direction, to be judged singly."""
    is_number = measure.kind == "number" and measure.better != "none" and measure.of is None
    return is_number and measure.id not in NOT_OF_ONE_PERSON


def progress(goal: Goal, measure: Measure | None, observations: Iterable[Observation], today: date) -> Progress:
    """Return how far a goal is reached on a day; of one that has ended, on its last day.

    Args:
        measure: that of the goal; None where it has none.
        observations: of the patient, in the unit of each measure; those after the goal's end do not count.

    Source:
        FHIR R4 goal-achievement: improving “is progressing”, worsening “is regressing”, no-change “the trend is flat”
        while a goal is sought; achieved “has been met”; not-achieved “has not been met”, here once its day is past.
        Without a value since it was set, it stays in-progress: what was not measured is neither met nor missed.
    """
    until = min(today, goal.ended) if goal.ended else today
    past = goal.due is not None and until > goal.due
    if measure is None or goal.target is None:
        said = goal.judged.achievement if goal.judged else Achievement.IN_PROGRESS
        return Progress(said, overdue=past and said is not Achievement.ACHIEVED)
    moved = improvement(measure, (one for one in observations if one.day <= until), goal.since)
    if moved is None:
        return Progress(Achievement.IN_PROGRESS, overdue=past)
    towards = 1 if measure.better == "higher" else -1
    began, now = float(moved.baseline.value), float((moved.latest or moved.baseline).value)
    done, needed = round(towards * (now - began), 6), round(towards * (goal.target - began), 6)
    achievement = _achievement(done, needed, measured=moved.latest is not None, past=past)
    overdue = past and achievement is not Achievement.ACHIEVED
    return Progress(achievement, moved.baseline, moved.latest, done, needed, moved.within_error, overdue)


def _achievement(done: float, needed: float, *, measured: bool, past: bool) -> Achievement:
    if done >= needed:
        return Achievement.ACHIEVED
    if not measured:
        return Achievement.IN_PROGRESS
    if past:
        return Achievement.NOT_ACHIEVED
    if done == 0:
        return Achievement.NO_CHANGE
    return Achievement.IMPROVING if done > 0 else Achievement.WORSENING
