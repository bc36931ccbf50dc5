"""What may be taken of another clinic's plan, as lines with ticks: what the browser is sent to draw."""

from __future__ import annotations

from typing import Final

from careplan.coordination.other_plans import Offer, Offers, after_words, lines_of, title_of
from careplan.pages.desk import Desk
from careplan.pages.parts.words import Shape, Tone, role_mark, short_date
from careplan.task import Priority
from careplan.unseen import visible

Wire = dict[str, object]

_LONGEST_WHY: Final = 240
_GOAL: Final = {"shape": Shape.RISING.value, "tone": Tone.GRAY.value, "word": "Goal"}
_GROUPS: Final = (
    ("add", "Tasks", "An unticked one is not added."),
    ("change", "Goals", "In the words of the other clinic."),
    ("cancel", "Left out", "Tick one to add it all the same."),
)


def offers_wire(desk: Desk, found: Offers) -> Wire:
    """Return the groups: open work, goals, and what is left out unless somebody ticks it."""
    tasks = [one for one in found.tasks if not one.why_not]
    lines = {
        "add": [_task(desk, one) for one in tasks if one.ticked],
        "change": [
            _line(one.key, visible(one.goal.words), _GOAL, ticked=one.ticked, why=one.note) for one in found.goals
        ],
        "cancel": [_task(desk, one) for one in tasks if not one.ticked],
    }
    return {
        "groups": [
            {"key": key, "title": title, "hint": hint, "lines": lines[key]}
            for key, title, hint in _GROUPS
            if lines[key]
        ]
    }


def element_words(path: str) -> str:
    """Return where a value stands, in words: /activity/0/detail/code becomes activity 1 › detail › code."""
    parts: list[str] = []
    for part in path.removeprefix("/").split("/"):
        if part.isdigit() and parts:
            parts[-1] += f" {int(part) + 1}"
        else:
            parts.append(visible(part.replace("~1", "/").replace("~0", "~")))
    return " › ".join(parts)


def _task(desk: Desk, one: Offer) -> Wire:
    role = desk.clinic.catalogue.roles[one.role]
    mark = role_mark(role)
    due = short_date(one.activity.due, today=desk.today) if one.activity.due else "no date yet"
    soon = "" if one.activity.priority is Priority.NORMAL else f"{one.activity.priority.value} priority"
    details = (" ".join(line.split()) for line in lines_of(one.activity))
    said = " · ".join(filter(None, (one.note, soon, after_words(one), *details)))
    why = said if len(said) <= _LONGEST_WHY else f"{said[: _LONGEST_WHY - 1]}…"
    words = {"shape": mark.shape.value, "tone": mark.tone.value, "word": mark.word}
    return _line(one.key, title_of(one.activity), words, ticked=one.ticked, why=why, day=due)


def _line(key: str, title: str, role: Wire | dict[str, str], *, ticked: bool, why: str, day: str = "") -> Wire:
    return {
        "key": key,
        "title": title,
        "sessions": "",
        "role": role,
        "was_role": "",
        "day": day,
        "ticked": ticked,
        "fixed": False,
        "why": why,
    }
