"""Where a plan is held up: one press below its foot line. The chain, the load by week, and a proposed levelling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import streamlit as st

from careplan.coordination.board import Board
from careplan.coordination.held_up import HeldUp, level, where_held_up
from careplan.errors import CarePlanError
from careplan.load import Levelling
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import into_address
from careplan.pages.parts.drawer_address import TASK, open_drawer
from careplan.pages.parts.figures import Block, Cell, Way, figures
from careplan.pages.parts.load_chart import load_chart, load_words, week_label
from careplan.pages.parts.strip import of_done, of_refusal, say
from careplan.pages.parts.words import count_words, escape_md, role_mark, short_date, show_date
from careplan.team import Role, RoleId

HELD_UP: Final = "held"
"""The part of the address that opens it."""
_OPEN: Final = "yes"
_PATH: Final = (
    "The chain of open tasks that keeps another task waiting longest. The days are those in which the task could be "
    "done and the next one waited, late days included."
)
_LOAD: Final = "Sessions that are due in the week; what is late stands in this week, what is held in none."
_PROPOSED: Final = " An arrow, in the picture a line as well, leads to what the levelling below would make of it."
_MOVES: Final = (
    "Each task stays inside its own window, after what it waits for and before what waits for it. Guards, urgent work, "
    "sessions of a series and days set by hand are not moved. Applied, these days are set by hand: each is also the "
    "day after which the task is late."
)


def held_up_part(desk: Desk, board: Board) -> None:
    """Draw the button, and what it opens."""
    is_open = st.query_params.get(HELD_UP) == _OPEN
    if not board.is_open:
        return
    st.button(
        "Hide where it is held up" if is_open else "Where it is held up",
        key="held-up",
        icon=":material/expand_less:" if is_open else ":material/expand_more:",
        type="tertiary",
        on_click=into_address,
        args=(HELD_UP, "" if is_open else _OPEN),
    )
    found = where_held_up(desk.clinic, board.plan_id, actor=desk.actor) if is_open else None
    if found:
        _draw(desk, board, found)


def _draw(desk: Desk, board: Board, found: HeldUp) -> None:
    figures(_path(desk, board, found), key="held-up-path", on_open=_open, level=2)
    if found.load.before:
        theme = str(st.context.theme.type or "light")
        chart = load_chart(found.load, today=desk.today, words=desk.clinic.role_words, theme=theme)
        told = load_words(found.load, today=desk.today, words=desk.clinic.role_words)
        st.subheader("Load by role and week", anchor=False)
        st.altair_chart(chart, width="stretch", key="load-chart", alt=told)
    figures(_tables(desk, board, found), key="held-up-load", on_open=_open, level=2)
    if found.moves and found.refusal:
        st.caption(escape_md(found.refusal))
    elif found.moves:
        many = count_words(len(found.moves), "move")
        shown = {move.task_id: move.after for move in found.moves}
        st.button(f"Apply {many}", key="level", type="primary", on_click=_apply, args=(desk, board, shown))


def _apply(desk: Desk, board: Board, shown: Mapping[str, date]) -> None:
    """Apply what was shown; a second press of the same button is the first."""
    key = f"level {board.plan_id} {board.version}"
    try:
        done = level(desk.clinic, board.plan_id, shown, actor=desk.actor, key=key)
    except CarePlanError as error:
        say(of_refusal(error))
    else:
        say(of_done(done))


def _open(way: Way) -> None:
    open_drawer(dict(way.query)[TASK])


def _way(board: Board, task_id: str) -> Way:
    return Way("plan", (("id", board.plan_id), (TASK, task_id)))


def _path(desk: Desk, board: Board, found: HeldUp) -> Iterator[Block]:
    rows = tuple(
        (
            Cell(step.title, _way(board, step.task_id)),
            Cell(desk.clinic.role_words(step.role)),
            Cell(show_date(step.due) if step.due else "no date"),
            Cell(str(step.days)),
        )
        for step in found.path
    )
    yield Block(
        "Critical path",
        _PATH,
        head=("Task", "Role", "Due", "Days"),
        texts=2,
        rows=rows if found.outlook.days else (),
        empty="No open task keeps another one waiting.",
    )


def _tables(desk: Desk, board: Board, found: HeldUp) -> Iterator[Block]:
    load, today = found.load, desk.today
    yield Block(
        "Tasks by week",
        _LOAD + (_PROPOSED if found.moves else ""),
        head=("Role", *(week_label(week, load.weeks[0], today) for week in load.weeks)),
        rows=tuple(_week_row(desk, load, role) for role in load.before),
        empty="No open task has a date in these weeks.",
    )
    yield Block(
        "Proposed levelling",
        _MOVES if found.moves else "",
        head=("Task", "Role", "Now", "Then"),
        texts=2,
        rows=tuple(
            (
                Cell(move.title, _way(board, move.task_id)),
                Cell(desk.clinic.role_words(move.role)),
                Cell(short_date(move.before, today=today)),
                Cell(short_date(move.after, today=today)),
            )
            for move in found.moves
        ),
        empty="No week can be made lighter inside the windows of its tasks.",
    )


def _week_row(desk: Desk, load: Levelling, role: RoleId) -> tuple[Cell, ...]:
    words, before = desk.clinic.role_words(role), load.before[role]
    counts = zip(before, load.after.get(role, before), strict=True)
    return Cell(words, mark=role_mark(Role(id=role, label=words))), *(_count(now, then) for now, then in counts)


def _count(now: int, then: int) -> Cell:
    return Cell(str(now) if now == then else f"{now} → {then}")
