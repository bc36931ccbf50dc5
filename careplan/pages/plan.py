"""Plan board: one plan by role, by phase, over time or as a table."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from careplan.coordination.board import Board, board
from careplan.coordination.export_rows import Scope
from careplan.coordination.red_flags import OpenFlag, open_flags
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.board_foot import revise_way
from careplan.pages.parts.board_head import board_head, head_shows
from careplan.pages.parts.board_part import IN_ADDRESS, board_part
from careplan.pages.parts.bulk import bulk_dialog, chosen_tasks
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.drawn_alone import Latest, address_but, drawn_alone
from careplan.pages.parts.emergency import emergency_strip
from careplan.pages.parts.not_here import not_here
from careplan.pages.parts.plan_asks import plan_asks_dialog
from careplan.pages.parts.red_flags import red_flags
from careplan.pages.parts.words import label_md


class _Seen(NamedTuple):
    """What a drawing reads."""

    board: Board
    flags: list[OpenFlag]


def show(desk: Desk) -> None:
    """Draw the screen."""
    plan_id = str(st.query_params.get("id", ""))
    with chrome(f"Plan {plan_id}"):
        try:
            seen = _read(desk, plan_id)
        except CarePlanError as error:
            not_here(desk, "Plan", error, asked=plan_id)
            return
        scope = Latest(Scope(plan_id=plan_id))
        emergency_strip(desk, seen.board.patient_id, seen.board.reads_until)
        red_flags(desk, seen.flags)
        board_head(desk, seen.board, scope)
        drawn_alone(
            desk,
            seen,
            read=lambda: _read(desk, plan_id),
            around=_around,
            draw=lambda seen: board_part(desk, seen.board, scope),
        )
        revise_way(desk, seen.board)
        st.caption(label_md(desk.clinic.content.notices.notices.full))
    if not task_drawer(desk, plan=plan_id) and not plan_asks_dialog(desk, seen.board):
        bulk_dialog(desk)


def _read(desk: Desk, plan_id: str) -> _Seen:
    with desk.clinic.store.one_moment():
        found = board(desk.clinic, plan_id, actor=desk.actor)
        desk.only_read(found.reads_until)
        return _Seen(found, open_flags(desk.clinic, desk.actor, found.patient_id))


def _around(seen: _Seen) -> object:
    return seen.flags, head_shows(seen.board), address_but(*IN_ADDRESS), chosen_tasks()
