"""The four views of a plan: the same lines under other headings, finished phases folded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from careplan.coordination.board import Board, Show, board, shown
from careplan.coordination.closing import complete
from careplan.coordination.tasks import add, assign, cancel, move
from careplan.draft_plan import HandMade
from careplan.pages.parts.board_lists import FINISHED, BoardLook, View, board_list
from careplan.pages.parts.tasks import Group, Layout, Strip, TaskList
from careplan.task import Outcome, Phase
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

SURGEON = PEOPLE["surgeon"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic with one plan, whose only surgical task is closed."""
    clinic = open_small_clinic(tmp_path)
    clinic.begin("V1", "scar_tissue")
    surgical = next(line for line in _board(clinic).lines if line.phase is Phase.SURGICAL)
    complete(clinic.clinic, surgical.id, outcome=Outcome.NOT_NEEDED, actor=SURGEON)
    yield clinic
    clinic.clinic.store.close()


def _board(small: SmallClinic) -> Board:
    return board(small.clinic, "PL-V1-01", actor=SURGEON)


def _list(small: SmallClinic, view: View, show: Show, *opened: str) -> TaskList:
    found = _board(small)
    look = BoardLook(
        board=found,
        show=show,
        each=shown(found.lines, actor=SURGEON, today=MONDAY),
        today=MONDAY,
        words=small.clinic.role_words,
        opened=opened,
        own_role="surgeon",
        strip=Strip("Saved.", undo="a1"),
        select=True,
    )
    return board_list(look, view)


def _group(tasks: TaskList, title: str) -> Group:
    return next(group for group in tasks.groups if group.title == title)


def test_a_finished_phase_is_folded_and_opens_when_it_is_asked_for(small: SmallClinic) -> None:
    folded = _group(_list(small, View.PHASE, Show.ALL), "Surgical")
    assert (folded.mark, folded.folded, folded.rows, folded.count) == (FINISHED, True, (), 1)
    assert len(_group(_list(small, View.PHASE, Show.ALL, "surgical"), "Surgical").rows) == 1
    assert _group(_list(small, View.PHASE, Show.OPEN), "Surgical").empty == "Finished: 1 task closed."


def test_a_phase_that_was_cancelled_is_not_finished(small: SmallClinic) -> None:
    tasks = [task for task in small.plan("PL-V1-01").tasks.values() if task.desired.phase is Phase.INTERVENTIONAL]
    for task in tasks:
        owner = next(person for person in PEOPLE.values() if person.role == task.role)
        cancel(small.clinic, task.id, actor=owner, reason="Not wanted")
    group = _group(_list(small, View.PHASE, Show.OPEN), "Interventional")
    assert (group.mark, group.empty) == (None, "All of it was cancelled.")


def test_only_the_table_offers_boxes_and_says_phase_and_person(small: SmallClinic) -> None:
    line = next(one for one in _board(small).lines if one.is_open and one.phase is Phase.EVALUATE)
    assign(small.clinic, line.id, actor=SURGEON, assignee="nurse")
    table = _list(small, View.TABLE, Show.OPEN)
    assert table.select
    assert next(row.aside for row in table.groups[0].rows if row.id == line.id) == "Evaluate, nurse"
    move(small.clinic, line.id, MONDAY + timedelta(days=3), actor=PEOPLE["primary.care"])
    moved = _list(small, View.TABLE, Show.OPEN).groups[0].rows
    row = next(row for row in moved if row.id == line.id)
    assert (row.aside, row.due.text) == ("Evaluate, nurse", "due 5 Mar, set by hand")
    for view in (View.ROLE, View.PHASE, View.TIMELINE):
        other = _list(small, view, Show.OPEN)
        assert not other.select
        assert not any(row.aside for group in other.groups for row in group.rows)


def test_later_lines_stand_behind_a_foot(small: SmallClinic) -> None:
    closed = _list(small, View.ROLE, Show.NOW)
    assert closed.layout is Layout.COLUMNS and closed.picked == "surgeon"
    group = next(one for one in closed.groups if one.feet)
    foot = group.feet[0]
    opened = next(one for one in _list(small, View.ROLE, Show.NOW, foot.key).groups if one.key == group.key)
    assert foot.text == f"Later ({len(opened.rows) - len(group.rows)})"
    assert opened.count == group.count, "the number of a role does not change with what is unfolded"


def test_a_timeline_lists_by_day_and_keeps_what_has_no_date(small: SmallClinic) -> None:
    add(small.clinic, "PL-V1-01", HandMade(title="Some day", role="nurse", due=None), actor=SURGEON)
    tasks = _list(small, View.TIMELINE, Show.OPEN)
    assert [row.title for row in _group(tasks, "No date yet").rows] == ["Some day"]
    due = {line.id: line.due for line in _board(small).lines}
    days = [due[row.id] for row in tasks.groups[0].rows]
    assert days == sorted(days, key=str)


def test_an_empty_filter_says_why(small: SmallClinic) -> None:
    assert _list(small, View.ROLE, Show.OVERDUE).groups == ()
    assert _list(small, View.ROLE, Show.OVERDUE).empty == "Nothing is late in this plan."
