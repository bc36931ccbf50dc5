"""A goal in words and signs: how far it is, against its target and its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import shorten
from typing import Final

from careplan.coordination.goal_words import ACHIEVEMENT_WORDS, achievement_words
from careplan.coordination.goals import GoalLine
from careplan.goal import Achievement
from careplan.pages.parts.words import Mark, Shape, Tone, escape_md

MOST_CHARACTERS: Final = 200
"""A longer goal is shown by its beginning: what is to be done next stays in sight."""
_SIGNS: Final[Mapping[Achievement, tuple[Shape, Tone]]] = {
    Achievement.IN_PROGRESS: (Shape.CIRCLE, Tone.GRAY),
    Achievement.IMPROVING: (Shape.HALF, Tone.BLUE),
    Achievement.WORSENING: (Shape.WARNING, Tone.ORANGE),
    Achievement.NO_CHANGE: (Shape.CIRCLE, Tone.GRAY),
    Achievement.ACHIEVED: (Shape.CHECK, Tone.GREEN),
    Achievement.NOT_ACHIEVED: (Shape.CROSS, Tone.ORANGE),
    Achievement.NO_PROGRESS: (Shape.CROSS, Tone.GRAY),
}
ACHIEVEMENTS: Final[Mapping[Achievement, Mark]] = {
    state: Mark(*sign, ACHIEVEMENT_WORDS[state]) for state, sign in _SIGNS.items()
}


def achievement_mark(line: GoalLine) -> Mark:
    """Return how far a goal is, as a sign with a word; of one that is no longer sought, that too."""
    return ACHIEVEMENTS[line.progress.achievement]._replace(word=achievement_words(line))


def first_goal_md(lines: Iterable[GoalLine]) -> str:
    """Return the first goal that is sought in Markdown: Goal: “Walk 30 minutes”."""
    line = next((line for line in lines if line.goal.is_sought), None)
    return f"Goal: “{escape_md(shorten(line.goal.words, MOST_CHARACTERS, placeholder='…'))}”" if line else ""
