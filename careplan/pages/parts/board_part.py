"""The part of a plan board that its filters, its views and the acts in its list change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from careplan.coordination.authority import may
from careplan.coordination.board import Board, Show, Shown, shown
from careplan.coordination.export_rows import Scope
from careplan.pages.desk import Desk
from careplan.pages.parts.address_choice import default_of, in_address, into_address
from careplan.pages.parts.board_foot import board_foot
from careplan.pages.parts.board_lists import BoardLook, View, board_list
from careplan.pages.parts.choices import Choice, choices
from careplan.pages.parts.drawn_alone import Latest
from careplan.pages.parts.export import board_scope
from careplan.pages.parts.held_up_part import HELD_UP, held_up_part
from careplan.pages.parts.list_acts import OPENED, handle, opened
from careplan.pages.parts.plan_asks import checks_button
from careplan.pages.parts.plan_questions import later_results
from careplan.pages.parts.strip import said
from careplan.pages.parts.tasks import PreparedLists, task_list
from careplan.pages.parts.timeline_part import timeline_part
from careplan.pages.parts.unsent_text import notes

_SHOW: Final = "show"
_VIEW: Final = "view"
IN_ADDRESS: Final = (_SHOW, _VIEW, OPENED, HELD_UP)
"""The parts of the address that say what of the plan is shown, and how."""
_VIEWS: Final[Mapping[str, str]] = {
    View.ROLE: "Role",
    View.PHASE: "Phase",
    View.TIMELINE: "Timeline",
    View.TABLE: "Table",
}
_SHOWS: Final[Mapping[Show, str]] = {
    Show.NOW: "Now",
    Show.OPEN: "Open",
    Show.OVERDUE: "Overdue",
    Show.MINE: "Mine",
    Show.ALL: "All",
}


def board_part(desk: Desk, board: Board, scope: Latest[Scope]) -> None:
    """Draw it, and note in `scope` what is shown."""
    each = shown(board.lines, actor=desk.actor, today=desk.today)
    offered = _offered(desk, board)
    filters = {show.value: f"{words} {len(each[show].lines)}" for show, words in offered.items()}
    chosen, view = Show(in_address(_SHOW, filters)), View(in_address(_VIEW, _VIEWS))
    scope.value = board_scope(board, chosen, each[chosen])
    answered = choices(
        Choice(_SHOW, "Filter", filters, chosen),
        Choice(_VIEW, "View", _VIEWS, view),
        key="board-choices",
        on_choose=lambda name, value: into_address(
            name, value, default=default_of(filters if name == _SHOW else _VIEWS)
        ),
    )
    look = _look(desk, board, chosen, each)
    if view is View.TIMELINE:
        timeline_part(look)
    lists = {show.value: board_list(replace(look, show=show), view) for show in offered}
    prepared = PreparedLists(_SHOW, chosen, lists, answered)
    task_list(prepared, key="plan", on_act=lambda act: handle(desk, act), notes=notes(desk))
    later_results(desk, board)
    board_foot(desk, board, chosen, each[chosen])
    checks_button(board)
    held_up_part(desk, board)


def _offered(desk: Desk, board: Board) -> Mapping[Show, str]:
    """Return the filters: a closed plan has one, and who owns no task of this plan has none for that."""
    if not board.is_open:
        return {Show.ALL: _SHOWS[Show.ALL]}
    owns_none = desk.clinic.catalogue.roles[desk.actor.role].account_only or board.reads_until is not None
    return {show: words for show, words in _SHOWS.items() if not (owns_none and show is Show.MINE)}


def _may_change_several(desk: Desk, board: Board) -> bool:
    return board.is_open and any(may(desk.clinic.catalogue, desk.actor, act) for act in ("task.move", "task.assign"))


def _look(desk: Desk, board: Board, chosen: Show, each: Mapping[Show, Shown]) -> BoardLook:
    return BoardLook(
        board=board,
        show=chosen,
        each=each,
        today=desk.today,
        words=desk.clinic.role_words,
        opened=opened(),
        own_role=desk.actor.role,
        strip=said(plan=board.plan_id),
        select=_may_change_several(desk, board),
    )
