"""The sign of a conflict between disciplines, its tasks and days in words, and the way to where it is settled."""

from __future__ import annotations

from typing import Final

import streamlit as st

from careplan.coordination.conflicts import ConflictShown, MoveShown
from careplan.pages.desk import Desk
from careplan.pages.parts.words import GLYPHS, Shape, count_words, escape_md, show_date

CONFLICT: Final = f":orange-badge[{GLYPHS[Shape.WARNING]} Conflict]"
SETTLED: Final = f":gray-badge[{GLYPHS[Shape.CHECK]} Accepted]"


def to_conflicts(desk: Desk, plan_id: str, *, key: str) -> None:
    """Draw the button that leads to the conflicts of a plan."""
    st.button("Open conflicts", key=key, on_click=lambda: desk.go("plan", id=plan_id, asks="conflicts"))


def conflict_md(conflict: ConflictShown) -> str:
    """Return what a conflict is, why, and where that stands, in Markdown."""
    mark = CONFLICT if conflict.is_open else SETTLED
    source = ", ".join(conflict.sources)
    about = f" About the {escape_md(conflict.about)}." if conflict.about else ""
    why = f"{escape_md(conflict.why)}.{about} :small[:gray[{escape_md(source)}]]"
    return f"{mark} **{escape_md(conflict.title)}**  \n{why}"


def days_md(desk: Desk, conflict: ConflictShown) -> str:
    """Return the tasks of a conflict with their days, now and as proposed, one below the other in Markdown."""
    moved = {(move.title, move.role, move.before): move for move in conflict.moves}
    lines = []
    for task in conflict.tasks:
        move = moved.pop((task.title, task.role, task.due), None) if task.due else None
        now = show_date(task.due) if task.due else "no date yet"
        stays = "moves with it" if task.follows else "stays" if conflict.moves else ""
        lines.append(_line(desk, task.title, task.role, now, move, stays=stays))
    lines += [_line(desk, move.title, move.role, show_date(move.before), move) for move in moved.values()]
    return "\n".join(lines)


def _line(desk: Desk, title: str, role: str, now: str, move: MoveShown | None, *, stays: str = "") -> str:
    """Return one of them: “Safety check · pain specialist: 4 Dec 2026 → 2 Dec 2026”."""
    whose = f" :gray[· {escape_md(desk.clinic.role_words(role).lower())}]" if role else ""
    if move is None:
        day = f"{escape_md(now)}{f' :gray[{stays}]' if stays else ''}"
    else:
        many = f" :gray[({count_words(move.many, 'session')})]" if move.many > 1 else ""
        day = f"{escape_md(now)} → **{escape_md(show_date(move.after))}**{many}"
    return f"- {escape_md(title)}{whose}  \n  {day}"
