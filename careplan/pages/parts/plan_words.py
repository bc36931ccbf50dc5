"""A plan in words: its causes with how sure the team is, its dates, its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from careplan.cause import Certainty, SuspectedCause
from careplan.coordination.board import Board
from careplan.outlook import Outlook
from careplan.pages.parts.words import count_words, escape_md, show_date, unbroken
from careplan.task import TaskStatus
from careplan.team import RoleWords

_TONES = {Certainty.SUSPECTED: "gray", Certainty.CONFIRMED: "green", Certainty.REFUTED: "gray"}
_GLYPHS = {Certainty.SUSPECTED: "?", Certainty.CONFIRMED: "✓", Certainty.REFUTED: "✕"}


def cause_badge(words: Callable[[str], str], cause: str, certainty: Certainty) -> str:
    """Return one cause in Markdown: a sign, its words, and how sure the team is of it."""
    tone, glyph = _TONES[certainty], _GLYPHS[certainty]
    return f":{tone}-badge[{glyph} {escape_md(words(cause))}, {escape_md(certainty.value)}]"


def certainty_badge(certainty: Certainty) -> str:
    """Return in Markdown how sure the team is: a sign and the word."""
    return f":{_TONES[certainty]}-badge[{_GLYPHS[certainty]} {escape_md(certainty.value)}]"


def cause_badges(words: Callable[[str], str], causes: Iterable[SuspectedCause]) -> str:
    """Return the causes of a plan in Markdown, refuted ones last."""
    ordered = sorted(causes, key=lambda one: one.certainty is Certainty.REFUTED)
    return " ".join(cause_badge(words, one.cause, one.certainty) for one in ordered)


def ended_words(board: Board) -> str:
    """Return how a closed plan ended: when, why, and how much of it was done."""
    done = sum(line.status is TaskStatus.DONE for line in board.lines)
    when = f" on {show_date(board.closed_on)}" if board.closed_on else ""
    because = board.closed_because or "It was taken back"
    many = count_words(len(board.lines), "task")
    return f"Plan {unbroken(board.plan_id)} ended{when}: {because[:1].lower()}{because[1:]}. {done} of {many} done."


def outlook_words(outlook: Outlook, words: RoleWords) -> str:
    """Return when treatment and plan are expected to end, and which role keeps later tasks waiting longest."""
    if outlook.end is None:
        return "No open task has a date, so no end is predicted."
    end = f"Predicted end {show_date(outlook.end)}"
    if outlook.treatment and outlook.treatment != outlook.end:
        end += f", treatment until {show_date(outlook.treatment)}"
    if outlook.slowest is None:
        return f"{end}."
    slowest, days = escape_md(words(outlook.slowest).lower()), count_words(outlook.days, "day")
    return f"{end}. Slowest: {slowest} ({outlook.slowest_days:d} of {days} that other tasks wait)."
