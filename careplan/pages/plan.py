"""Plan board: one plan by role, by phase, over time or as a table."""

from __future__ import annotations

import streamlit as st

from careplan.coordination.board import Board, Show, board, counted, shown
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.board_foot import board_foot
from careplan.pages.parts.board_head import board_head
from careplan.pages.parts.board_lists import BoardLook, View, board_list
from careplan.pages.parts.bulk import bulk_dialog
from careplan.pages.parts.chips import chips
from careplan.pages.parts.chrome import chrome
from careplan.pages.parts.drawer import task_drawer
from careplan.pages.parts.list_acts import handle, opened
from careplan.pages.parts.not_here import not_here
from careplan.pages.parts.plan_asks import plan_asks_dialog
from careplan.pages.parts.plan_questions import later_results
from careplan.pages.parts.red_flags import red_flag_strip
from careplan.pages.parts.strip import said
from careplan.pages.parts.tasks import task_list
from careplan.pages.parts.timeline_part import timeline_part

_VIEWS = {View.ROLE: "Role", View.PHASE: "Phase", View.TIMELINE: "Timeline", View.TABLE: "Table"}
_SHOWS = {Show.NOW: "Now", Show.OPEN: "Open", Show.OVERDUE: "Overdue", Show.MINE: "Mine", Show.ALL: "All"}


def show(desk: Desk) -> None:
    """Draw the screen."""
    plan_id = str(st.query_params.get("id", ""))
    with chrome(f"Plan {plan_id}"):
        try:
            found = board(desk.clinic, plan_id, actor=desk.actor)
        except CarePlanError as error:
            not_here(desk, "Plan", error)
            return
        red_flag_strip(desk, found.patient_id)
        head = st.container()
        look, view = _choices(desk, found)
        with head:
            board_head(desk, found, look.show)
        if view is View.TIMELINE:
            timeline_part(look)
        task_list(board_list(look, view), key=f"plan-{view}", on_act=lambda act: handle(desk, act))
        later_results(desk, found)
        board_foot(desk, found, look.show, look.shown)
    if not task_drawer(desk) and not plan_asks_dialog(desk, found):
        bulk_dialog(desk)


def _choices(desk: Desk, found: Board) -> tuple[BoardLook, View]:
    counts = counted(found.lines, actor=desk.actor, today=desk.today)
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="xsmall"):
        offered = _SHOWS if found.is_open else {Show.ALL: "All"}
        filters = {show.value: f"{words} {counts[show]}" for show, words in offered.items()}
        chosen = Show(chips("Filter", filters, name="show"))
        view = View(chips("View", {view.value: words for view, words in _VIEWS.items()}, name="view"))
    return BoardLook(
        board=found,
        show=chosen,
        shown=shown(found.lines, chosen, actor=desk.actor, today=desk.today),
        today=desk.today,
        words=desk.clinic.role_words,
        opened=opened(),
        own_role=desk.actor.role,
        strip=said(),
        select=found.is_open,
    ), view
