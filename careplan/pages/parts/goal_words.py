"""A goal in words and signs: how far it is, against its target and its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import shorten
from typing import Final

from careplan.coordination.goals import LIFECYCLE_WORDS, GoalLine, target_words
from careplan.goal import Achievement
from careplan.pages.parts.words import Mark, Shape, Tone, count_words, escape_md, show_date
from careplan.team import RoleWords

MOST_CHARACTERS: Final = 200
"""A longer goal is shown by its beginning: what is to be done next stays in sight."""
ACHIEVEMENTS: Final[Mapping[Achievement, Mark]] = {
    Achievement.IN_PROGRESS: Mark(Shape.CIRCLE, Tone.GRAY, "In progress"),
    Achievement.IMPROVING: Mark(Shape.HALF, Tone.BLUE, "Nearer"),
    Achievement.WORSENING: Mark(Shape.WARNING, Tone.ORANGE, "Further away"),
    Achievement.NO_CHANGE: Mark(Shape.CIRCLE, Tone.GRAY, "No change"),
    Achievement.ACHIEVED: Mark(Shape.CHECK, Tone.GREEN, "Achieved"),
    Achievement.NOT_ACHIEVED: Mark(Shape.CROSS, Tone.ORANGE, "Not achieved"),
    Achievement.NO_PROGRESS: Mark(Shape.CROSS, Tone.GRAY, "No progress"),
}
"""Nearer and further, not improved and worse: these words belong to the response rule alone (PLAN_RULES R37)."""


def achievement_mark(line: GoalLine) -> Mark:
    """Return how far a goal is, as a sign with a word; of one that is no longer sought, that too."""
    mark = ACHIEVEMENTS[line.progress.achievement]
    if line.goal.is_sought:
        return mark
    return mark._replace(word=f"{LIFECYCLE_WORDS[line.goal.lifecycle]}, {mark.word.lower()}")


def goal_words(line: GoalLine, roles: RoleWords) -> str:
    """Return 4 of 10 points · ODI 22 % or less by 9 Mar 2026, and who said so where no measure does."""
    goal = line.goal
    parts = [progress_words(line), target_words(goal, line.measure)]
    if goal.judged and not goal.measure:
        parts.append(f"said by the {roles(goal.judged.role).lower()} on {show_date(goal.judged.day)}")
    if line.progress.overdue:
        parts.append("its day has passed")
    if goal.ended:
        parts.append(f"ended {show_date(goal.ended)}{f': {goal.reason}' if goal.reason else ''}")
    return " · ".join(filter(None, parts))


def first_goal_md(lines: Iterable[GoalLine]) -> str:
    """Return the first goal that is sought in Markdown: Goal: “Walk 30 minutes”."""
    line = next((line for line in lines if line.goal.is_sought), None)
    return f"Goal: “{escape_md(shorten(line.goal.words, MOST_CHARACTERS, placeholder='…'))}”" if line else ""


def progress_words(line: GoalLine) -> str:
    """Return 4 of 10 points; what is missing is said to be missing."""
    seen, measure = line.progress, line.measure
    if measure is None:
        return ""
    if seen.baseline is None or seen.done is None or seen.needed is None:
        return f"no {measure.short} yet"
    if seen.achievement is Achievement.ACHIEVED:
        last = seen.latest or seen.baseline
        return f"{last.value:g} on {show_date(last.day)}" + _error(line)
    if seen.latest is None:
        return f"{_points(seen.needed, measure.unit)} to go, no value since {show_date(seen.baseline.day)}"
    if seen.done < 0:
        return f"{_points(-seen.done, measure.unit)} further away, {seen.needed - seen.done:g} to go{_error(line)}"
    return f"{seen.done:g} of {_points(seen.needed, measure.unit)}{_error(line)}"


def _error(line: GoalLine) -> str:
    return ", within measurement error" if line.progress.within_error else ""


def _points(number: float, unit: str) -> str:
    if unit in ("%", "points", "T-score", "grade", ""):
        return count_words(int(number), "point") if number == int(number) else f"{number:g} points"
    return f"{number:g} {unit}"
