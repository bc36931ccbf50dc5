"""A plan in words: its causes with how sure the team is, its dates, its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from careplan.cause import Certainty, SuspectedCause
from careplan.outlook import Outlook
from careplan.pages.parts.words import count_words, escape_md, short_date
from careplan.task_acts import RoleWords

_TONES = {Certainty.SUSPECTED: "gray", Certainty.CONFIRMED: "green", Certainty.REFUTED: "gray"}
_GLYPHS = {Certainty.SUSPECTED: "?", Certainty.CONFIRMED: "✓", Certainty.REFUTED: "✕"}


def cause_badge(words: Callable[[str], str], cause: str, certainty: Certainty) -> str:
    """Return one cause in Markdown: a sign, its words, and how sure the team is of it."""
    tone, glyph = _TONES[certainty], _GLYPHS[certainty]
    return f":{tone}-badge[{glyph} {escape_md(words(cause))}, {certainty.value}]"


def cause_badges(words: Callable[[str], str], causes: Iterable[SuspectedCause]) -> str:
    """Return the causes of a plan in Markdown, refuted ones last."""
    ordered = sorted(causes, key=lambda one: one.certainty is Certainty.REFUTED)
    return " ".join(cause_badge(words, one.cause, one.certainty) for one in ordered)


def outlook_words(outlook: Outlook, words: RoleWords, *, today: date) -> str:
    """Return when the plan is expected to end and which role that depends on most."""
    if outlook.end is None:
        return "No dated treatment is open, so no end is predicted."
    end = f"Predicted end {short_date(outlook.end, today=today)}."
    if outlook.slowest is None:
        return end
    days = count_words(outlook.days, "day")
    return f"{end} Slowest: {words(outlook.slowest).lower()} ({outlook.slowest_days} of {days})."
