"""How dates, late days and other people's text are shown, and the shape and colour of each role and status.

A colour never stands alone: a `Mark` always has a shape and a word as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from careplan.plain_words import count_words as count_words
from careplan.plain_words import short_date as short_date
from careplan.task import READINESS_WORDS, STATUS_WORDS, Readiness, TaskStatus
from careplan.team import COORDINATOR, CoreRole, Role, RoleId
from careplan.unseen import visible
from careplan.working_days import date_words


class Tone(StrEnum):
    """A colour by Streamlit's own name for it, so that native badges and our component agree."""

    PLAIN = ""
    GRAY = "gray"
    RED = "red"
    ORANGE = "orange"
    GREEN = "green"
    BLUE = "blue"
    VIOLET = "violet"


class Shape(StrEnum):
    """A small sign. The task component draws it; `GLYPHS` has a character for native text."""

    CIRCLE = "circle"
    HALF = "half"
    HOURGLASS = "hourglass"
    BARS = "bars"
    DASHED = "dashed"
    CHECK = "check"
    CROSS = "cross"
    SLASH = "slash"
    FLAG = "flag"
    RISING = "rising"
    WARNING = "warning"
    CALENDAR = "calendar"
    CLOCK = "clock"
    CHANGED = "changed"
    DISC = "disc"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    HEXAGON = "hexagon"
    PENTAGON = "pentagon"
    STAR = "star"
    PLUS = "plus"
    RING = "ring"
    HANDS = "hands"


GLYPHS: Mapping[Shape, str] = MappingProxyType(
    {
        Shape.CIRCLE: "○",
        Shape.HALF: "◐",
        Shape.HOURGLASS: "⋯",
        Shape.BARS: "‖",
        Shape.DASHED: "◌",
        Shape.CHECK: "✓",
        Shape.CROSS: "✕",
        Shape.SLASH: "⊘",
        Shape.FLAG: "⚑",
        Shape.RISING: "⇑",
        Shape.WARNING: "⚠",
        Shape.CALENDAR: "▤",
        Shape.CLOCK: "◷",
        Shape.CHANGED: "↻",
        Shape.DISC: "●",
        Shape.SQUARE: "■",
        Shape.TRIANGLE: "▲",
        Shape.DIAMOND: "◆",
        Shape.HEXAGON: "⬢",
        Shape.PENTAGON: "⬟",
        Shape.STAR: "✦",
        Shape.PLUS: "✚",
        Shape.RING: "◎",
        Shape.HANDS: "⇄",
    }
)


class Mark(NamedTuple):
    """A sign in the one visual language: a shape, its colour, and the word that says the same."""

    shape: Shape
    tone: Tone
    word: str

    @property
    def glyph(self) -> str:
        """One character for places that show text only, such as native badges."""
        return GLYPHS[self.shape]


_ROLE_SIGNS: Mapping[RoleId, tuple[Shape, Tone]] = MappingProxyType(
    {
        CoreRole.PRIMARY_CARE.value: (Shape.DISC, Tone.BLUE),
        CoreRole.SURGEON.value: (Shape.SQUARE, Tone.VIOLET),
        CoreRole.PHYSICAL_THERAPIST.value: (Shape.TRIANGLE, Tone.GREEN),
        CoreRole.PAIN_SPECIALIST.value: (Shape.DIAMOND, Tone.ORANGE),
        COORDINATOR: (Shape.HEXAGON, Tone.GRAY),
        "physiatrist": (Shape.PENTAGON, Tone.GREEN),
        "psychologist": (Shape.STAR, Tone.VIOLET),
        "nurse": (Shape.PLUS, Tone.BLUE),
    }
)

_STATUS_MARKS: Mapping[TaskStatus, Mark] = MappingProxyType(
    {
        TaskStatus.IN_PROGRESS: Mark(Shape.HALF, Tone.PLAIN, STATUS_WORDS[TaskStatus.IN_PROGRESS]),
        TaskStatus.DONE: Mark(Shape.CHECK, Tone.GREEN, STATUS_WORDS[TaskStatus.DONE]),
        TaskStatus.NOT_DONE: Mark(Shape.CROSS, Tone.GRAY, STATUS_WORDS[TaskStatus.NOT_DONE]),
        TaskStatus.CANCELLED: Mark(Shape.SLASH, Tone.GRAY, STATUS_WORDS[TaskStatus.CANCELLED]),
    }
)

_READINESS_MARKS: Mapping[Readiness, Mark] = MappingProxyType(
    {
        Readiness.READY: Mark(Shape.CIRCLE, Tone.PLAIN, READINESS_WORDS[Readiness.READY]),
        Readiness.WAITING: Mark(Shape.HOURGLASS, Tone.PLAIN, READINESS_WORDS[Readiness.WAITING]),
        Readiness.HELD: Mark(Shape.BARS, Tone.RED, READINESS_WORDS[Readiness.HELD]),
        Readiness.NO_DATE: Mark(Shape.DASHED, Tone.PLAIN, READINESS_WORDS[Readiness.NO_DATE]),
    }
)

RED_FLAG = Mark(Shape.FLAG, Tone.RED, "Red flag")
URGENT_BY_FLAG = Mark(Shape.FLAG, Tone.RED, "Urgent")
"""Urgent because of an open red flag; URGENT is urgent by its template alone."""
STOPPED = Mark(Shape.BARS, Tone.RED, "Stopped")
"""A stop rule stops it that nobody has overridden."""
URGENT = Mark(Shape.RISING, Tone.ORANGE, "Urgent")
OVERDUE = Mark(Shape.WARNING, Tone.RED, "Overdue")
TODAY = Mark(Shape.CALENDAR, Tone.ORANGE, "Today")
SOON = Mark(Shape.CLOCK, Tone.PLAIN, "7 days")
HANDED = Mark(Shape.HANDS, Tone.PLAIN, "Handed to me")
COVERED = Mark(Shape.CLOCK, Tone.PLAIN, "Covered")
CHANGED = Mark(Shape.CHANGED, Tone.PLAIN, "Changed since you last looked")


def role_mark(role: Role) -> Mark:
    """Return the sign of `role`; a role that a clinic added gets a grey ring and its own name."""
    shape, tone = _ROLE_SIGNS.get(role.id, (Shape.RING, Tone.GRAY))
    return Mark(shape, tone, role.label)


def status_mark(status: TaskStatus, readiness: Readiness = Readiness.READY) -> Mark:
    """Return the sign of a task; a hold shows even on work that was begun, the other readiness only before it."""
    if status is TaskStatus.TODO or (status is TaskStatus.IN_PROGRESS and readiness is Readiness.HELD):
        return _READINESS_MARKS[readiness]
    return _STATUS_MARKS[status]


show_date = date_words
"""Return a date as the clinic reads it: 9 Mar 2026."""

_WEEK = timedelta(days=6)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clock_words(local: datetime, *, today: date) -> str:
    """Return a moment of the clinic's time as Mon 08:10 within the last week, else as 2 Mar 08:10."""
    recent = timedelta(0) <= today - local.date() <= _WEEK
    day = _DAYS[local.weekday()] if recent else short_date(local.date(), today=today)
    return f"{day} {local:%H:%M}"


def since_words(local: datetime, today: date) -> str:
    """Return since or until when something is, in the clinic's time: the time alone where that is today."""
    return f"{local:%H:%M}" if local.date() == today else clock_words(local, today=today)


def late_words(days: int) -> str:
    """Return 7 days late; empty when `days` is not above 0."""
    return f"{count_words(days, 'day')} late" if days > 0 else ""


def unbroken(identifier: str) -> str:
    """Return an id so that no line breaks inside it; for display only, it is another text than the id."""
    return identifier.replace("-", "\N{NON-BREAKING HYPHEN}")


_ID = re.compile(r"\b(?:PL?|T)-[\w-]*\d")


def unbroken_ids(text: str) -> str:
    """Return words that name patients, plans or tasks so that no line breaks inside an id; for display only."""
    return _ID.sub(lambda found: unbroken(found[0]), text)


_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_NUMBERED = "|".join(rf"(?<=^\d{{{digits}}})" for digits in range(1, 10))
_READ_IN_LABELS = re.compile(rf"([\\`*_\[\]<>$~|#&]|:(?=\S)|^[-+=](?=[-+=\s]|$)|(?:{_NUMBERED})[.)])")
_JOINER = "\N{WORD JOINER}"
_REPLACED_IN_TEXT = re.compile(
    r"(?<=:)(?=[\w+/-]+:)"  # :smile: :material/home: :streamlit:
    r"|(?<=://)|(?<=\bwww)(?=\.)|(?<=@)(?=\w)"  # bare links and addresses
    r"|(?<=(?<!\S)<-)(?=>(?!\S))|(?<=(?<!\S)[-<>~])(?=[-=>](?!\S))",  # -> <- <-> -- >= <= ~=
    re.IGNORECASE,
)


_KEPT = 1024
"""Texts whose escaped form is kept: notices, titles and labels are drawn again and again."""


@lru_cache(_KEPT)
def escape_md(text: str) -> str:
    """Return `text` so that Streamlit's Markdown shows it as it stands, on one line.

    No emphasis, heading, list, link, image, HTML, formula, `:colour[...]`, icon, emoji code or arrow comes of it.
    Backslashes stop what Markdown itself reads. What Streamlit replaces afterwards, in the finished text, is parted by
    an invisible word joiner. Line breaks become spaces (many lines: `st.text`); control and direction characters are
    shown by their number.
    """
    line = " ".join(visible(text).split())
    return _PUNCTUATION.sub(r"\\\1", _REPLACED_IN_TEXT.sub(_JOINER, line))


@lru_cache(_KEPT)
def label_md(text: str) -> str:
    """Return words as the label of a field, or as a sentence of ours with words of others in it: as they stand.

    Streamlit reads the label out with its backslashes, so only what Markdown would read differently gets one: a
    hyphen or a colon within a sentence stays bare.
    """
    line = " ".join(visible(text).split())
    return _READ_IN_LABELS.sub(r"\\\1", _REPLACED_IN_TEXT.sub(_JOINER, line))
