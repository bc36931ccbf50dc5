"""A goal in words: how far it is, against its target and its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from careplan.coordination.goals import LIFECYCLE_WORDS, GoalLine, target_words
from careplan.goal import Achievement
from careplan.plain_words import count_words
from careplan.team import RoleWords
from careplan.working_days import date_words

ACHIEVEMENT_WORDS: Final[Mapping[Achievement, str]] = {
    Achievement.IN_PROGRESS: "In progress",
    Achievement.IMPROVING: "Nearer",
    Achievement.WORSENING: "Further away",
    Achievement.NO_CHANGE: "No change",
    Achievement.ACHIEVED: "Achieved",
    Achievement.NOT_ACHIEVED: "Not achieved",
    Achievement.NO_PROGRESS: "No progress",
}
"""Nearer and further, not improved and worse: these words belong to the response rule alone (PLAN_RULES R37)."""


def achievement_words(line: GoalLine) -> str:
    """Return how far a goal is; of one that is no longer sought, that too."""
    word = ACHIEVEMENT_WORDS[line.progress.achievement]
    return word if line.goal.is_sought else f"{LIFECYCLE_WORDS[line.goal.lifecycle]}, {word.lower()}"


def goal_words(line: GoalLine, roles: RoleWords) -> str:
    """Return 4 of 10 points · ODI 22 % or less by 9 Mar 2026, and who said so where no measure does."""
    goal = line.goal
    parts = [progress_words(line), target_words(goal, line.measure)]
    if goal.judged and not goal.measure:
        parts.append(f"said by the {roles(goal.judged.role).lower()} on {date_words(goal.judged.day)}")
    if line.progress.overdue:
        parts.append("its day has passed")
    if goal.ended:
        parts.append(f"ended {date_words(goal.ended)}{f': {goal.reason}' if goal.reason else ''}")
    return " · ".join(filter(None, parts))


def progress_words(line: GoalLine) -> str:
    """Return 4 of 10 points; what is missing is said to be missing."""
    seen, measure = line.progress, line.measure
    if measure is None:
        return ""
    if seen.baseline is None or seen.done is None or seen.needed is None:
        return f"no {measure.short} yet"
    if seen.achievement is Achievement.ACHIEVED:
        last = seen.latest or seen.baseline
        return f"{last.value:g} on {date_words(last.day)}" + _error(line)
    if seen.latest is None:
        return f"{_points(seen.needed, measure.unit)} to go, no value since {date_words(seen.baseline.day)}"
    if seen.done < 0:
        return f"{_points(-seen.done, measure.unit)} further away, {seen.needed - seen.done:g} to go{_error(line)}"
    return f"{seen.done:g} of {_points(seen.needed, measure.unit)}{_error(line)}"


def _error(line: GoalLine) -> str:
    return ", within measurement error" if line.progress.within_error else ""


def _points(number: float, unit: str) -> str:
    if unit in ("%", "points", "T-score", "grade", ""):
        return count_words(int(number), "point") if number == int(number) else f"{number:g} points"
    return f"{number:g} {unit}"
