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
    about = f" About the {conflict.about}." if conflict.about else ""
    why = f"{escape_md(conflict.why)}.{escape_md(about)} :small[:gray[{escape_md(source)}]]"
    return f"{mark} **{escape_md(conflict.title)}**  \n{why}"


def days_md(desk: Desk, conflict: ConflictShown) -> str:
    """Return the tasks of a conflict with their days, and the days of the proposed order, as a table in Markdown."""
    head = "| Task | Role | Day |" if not conflict.moves else "| Task | Role | Day now | Proposed |"
    rule = "|---" * head.count(" | ") + "|---|"
    moved = {(move.title, move.role, move.before): move for move in conflict.moves}
    rows = []
    for task in conflict.tasks:
        move = moved.pop((task.title, task.role, task.due), None) if task.due else None
        now = show_date(task.due) if task.due else "no date yet"
        rows.append([task.title, desk.clinic.role_words(task.role), now, _after(move) if move else "stays"])
    rows += [
        [move.title, desk.clinic.role_words(move.role) if move.role else "", show_date(move.before), _after(move)]
        for move in moved.values()
    ]
    width = 4 if conflict.moves else 3
    return "\n".join((head, rule, *("| " + " | ".join(map(escape_md, row[:width])) + " |" for row in rows)))


def _after(move: MoveShown) -> str:
    return f"→ {show_date(move.after)}" + (f", {count_words(move.many, 'session')}" if move.many > 1 else "")
