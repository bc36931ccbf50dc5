"""The plan board: which lines each filter shows, what a plan asks, what waits to be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from careplan.change import ChangeKind
from careplan.coordination import decisions, tasks
from careplan.coordination.board import LINES_A_ROLE, NOW_DAYS, Board, Show, board, rows_in_file, shown
from careplan.coordination.changes import apply_changes, by_reason
from careplan.coordination.closing import complete
from careplan.coordination.undo import undo
from careplan.draft_plan import HandMade
from careplan.errors import Conflict, NotAllowed, NotFound
from careplan.patient import ProcedureKind
from careplan.task import Outcome, Readiness, TaskStatus
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

SURGEON = PEOPLE["surgeon"]


def _board(small: SmallClinic, plan_id: str, who: str = "surgeon") -> Board:
    return board(small.clinic, plan_id, actor=PEOPLE[who])


def _shown(small: SmallClinic, found: Board, show: Show) -> list[str]:
    lines = shown(found.lines, actor=SURGEON, today=small.clinic.today())[show].lines
    return [line.id for line in lines]


def test_a_plan_opens_on_what_is_due_within_six_weeks_at_most_twelve_lines_a_role(small: SmallClinic) -> None:
    found = _board(small, small.begin("V4", "recurrent_stenosis", "arachnoiditis").plan_id)
    now = shown(found.lines, actor=SURGEON, today=MONDAY)[Show.NOW]
    assert all(line.due and line.due <= MONDAY + NOW_DAYS for line in now.lines)
    assert all(line.due and line.due > MONDAY + NOW_DAYS for line in now.later)
    assert {*now.lines, *now.later, *now.undecided} == {line for line in found.lines if line.is_open}
    readiness = [line.readiness for line in now.lines]
    assert readiness == sorted(readiness, key=[Readiness.READY, Readiness.HELD, Readiness.WAITING].index)


def test_the_thirteenth_line_of_a_role_is_for_later(small: SmallClinic) -> None:
    found = _board(small, small.begin("V1", "scar_tissue").plan_id)
    one = next(line for line in found.lines if line.role == "surgeon" and line.readiness is Readiness.READY)
    many = [replace(one, id=f"T-9{number:05}") for number in range(LINES_A_ROLE + 3)]
    now = shown(many, actor=SURGEON, today=MONDAY)[Show.NOW]
    assert (len(now.lines), len(now.later)) == (LINES_A_ROLE, 3)


def test_a_line_without_a_date_depends_on_a_decision(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    decisions.decide(small.clinic, plan_id, "gate.injection", "yes", actor=PEOPLE["pain.specialist"], why="Root block")
    now = shown(_board(small, plan_id).lines, actor=SURGEON, today=MONDAY)[Show.NOW]
    assert now.undecided
    assert all(line.due is None and line.no_date for line in now.undecided)


def test_each_filter_shows_what_it_names(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    line = next(one for one in _board(small, plan_id).lines if one.role == "surgeon" and one.readiness == "ready")
    complete(small.clinic, line.id, outcome=Outcome.NOT_NEEDED, actor=SURGEON)
    late = small.on(MONDAY + timedelta(days=60))
    found = _board(late, plan_id)
    counts = {show: len(_shown(late, found, show)) for show in Show}
    assert counts[Show.ALL] == counts[Show.OPEN] + 1 == len(found.lines)
    assert 0 < counts[Show.OVERDUE] < counts[Show.OPEN]
    assert line.id == _shown(late, found, Show.ALL)[-1], "what is closed stands last"


def test_mine_are_the_lines_of_my_role_that_nobody_else_has_been_given(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    found = _board(small, plan_id)
    given = next(line for line in found.lines if line.role == "nurse" or line.role == "psychologist")
    tasks.assign(small.clinic, given.id, actor=SURGEON, assignee="surgeon")
    mine = _shown(small, _board(small, plan_id), Show.MINE)
    assert given.id in mine
    assert set(mine) - {given.id} == {line.id for line in found.lines if line.role == "surgeon"}


def test_a_question_is_asked_and_its_answer_opens_the_task(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    questions = _board(small, plan_id).questions
    assert [(one.fact, one.type, len(one.opens)) for one in questions.now] == [("claudication", "bool", 1)]
    assert [task.key for task in questions.by_result] == ["RC09", "RC15"]
    decisions.answer_fact(small.clinic, plan_id, "claudication", "yes", actor=SURGEON)
    found = _board(small, plan_id)
    assert found.questions.now == ()
    assert questions.now[0].opens[0] in {line.title for line in found.lines}


def test_what_an_undecided_gate_may_still_add_is_told_until_it_is_decided(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    before = _board(small, plan_id)
    surgical = [task for task in before.questions.by_decision if task.gate == "Surgery"]
    assert {"A02", "A03"} <= {task.key for task in surgical}
    assert {task.key for task in surgical}.isdisjoint(line.key for line in before.lines)
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=SURGEON, why="Target found")
    after = _board(small, plan_id)
    assert {task.key for task in surgical} <= {line.key for line in after.lines}
    assert "Surgery" not in {task.gate for task in after.questions.by_decision}


def test_the_rows_of_the_file_are_counted_before_it_is_made(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    found = _board(small, plan_id)
    everything = shown(found.lines, actor=SURGEON, today=MONDAY)[Show.ALL]
    assert rows_in_file(everything, Show.ALL) == len(small.plan(plan_id).tasks) > len(everything.lines)
    mine = shown(found.lines, actor=SURGEON, today=MONDAY)[Show.MINE]
    own = [task for task in small.plan(plan_id).tasks.values() if task.role == "surgeon" and task.is_open]
    assert rows_in_file(mine, Show.MINE) == len(own)


def test_a_closed_plan_says_when_and_why_it_ended_and_nothing_of_it_is_late(small: SmallClinic) -> None:
    first = small.begin("V6", "normal_recovery").plan_id
    small.on(MONDAY + timedelta(days=20)).begin("V6", "scar_tissue")
    ended = _board(small.on(MONDAY + timedelta(days=90)), first)
    assert (ended.is_open, ended.closed_on) == (False, MONDAY + timedelta(days=20))
    assert ended.closed_because == "A plan with a suspected cause takes its place"
    assert not any(line.late_days for line in ended.lines)


def test_a_decision_for_no_leaves_cancellations_to_look_at(small: SmallClinic) -> None:
    plan_id, pain = small.begin("V4", "recurrent_stenosis", "arachnoiditis").plan_id, PEOPLE["pain.specialist"]
    for value in ("yes", "no"):
        decisions.decide(small.clinic, plan_id, "gate.injection", value, actor=pain, why="As discussed")
    waiting = _board(small, plan_id).changes
    assert {change.kind for change in waiting} == {ChangeKind.CANCEL}
    assert all(change.ticked and change.reason for change in waiting)
    kept = waiting[0]
    ticks = {change.key: change is not kept for change in waiting}
    done = apply_changes(small.clinic, plan_id, ticks, actor=SURGEON)
    plan = small.plan(plan_id)
    by_id = {task.id: task for task in plan.tasks.values()}
    cancelled = [one for one in waiting if ticks[one.key]]
    assert all(by_id[change.task_id].status is TaskStatus.CANCELLED for change in cancelled)
    assert by_id[kept.task_id].is_open
    assert _board(small, plan_id).changes == (), "what was left out is not proposed again"
    undo(small.clinic, done.act, actor=SURGEON)
    assert {change.key for change in _board(small, plan_id).changes} == set(ticks)


def test_a_moved_date_that_was_applied_goes_back_with_undo(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    pain = PEOPLE["pain.specialist"]
    day = MONDAY + timedelta(days=30)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=day)
    later = day + timedelta(days=14)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=later, number=1)
    waiting = _board(small, plan_id).changes
    assert {change.kind for change in waiting} == {ChangeKind.CHANGE}
    before = {task.id: task.due for task in small.plan(plan_id).tasks.values()}
    done = apply_changes(small.clinic, plan_id, {one.key: True for one in waiting}, actor=SURGEON)
    moved = {task.id: task.due for task in small.plan(plan_id).tasks.values()}
    assert all(moved[one.task_id] == next(f.after for f in one.fields if f.name == "due") for one in waiting)
    undo(small.clinic, done.act, actor=SURGEON)
    assert {task.id: task.due for task in small.plan(plan_id).tasks.values()} == before


def test_the_sessions_of_a_series_that_move_alike_are_one_line_with_their_number_and_days(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    pain, day = PEOPLE["pain.specialist"], MONDAY + timedelta(days=30)
    for planned in (day, day + timedelta(days=14)):
        number = 1 if planned != day else None
        decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=planned, number=number)
    waiting = _board(small, plan_id).changes
    [lines] = by_reason(waiting).values()
    assert sum(len(line.sessions) for line in lines) == len(waiting) > len(lines)
    assert all(line.moved_by == (14,) for line in lines)
    series = next(line for line in lines if len(line.sessions) > 1)
    days = [field.before for session in series.sessions for field in session.fields]
    assert days == sorted(days)
    done = apply_changes(small.clinic, plan_id, {one.key: True for one in waiting}, actor=SURGEON)
    assert done.words == f"{len(lines)} changes applied, V1"


def test_changes_that_are_not_proposed_any_more_are_refused(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    with pytest.raises(Conflict, match="does not ask for these changes any more"):
        apply_changes(small.clinic, plan_id, {"core/K01#1 cancel": True}, actor=SURGEON)
    with pytest.raises(NotAllowed, match="only the primary care doctor"):
        apply_changes(small.clinic, plan_id, {}, actor=PEOPLE["nurse"])


def test_a_board_of_another_team_is_not_there(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    with pytest.raises(NotFound, match="No such record, or not one you may see"):
        board(small.clinic, plan_id, actor=STRANGER)
    with pytest.raises(NotFound, match="No such record, or not one you may see"):
        board(small.clinic, "PL-P-0099-01", actor=SURGEON)


def test_a_viewer_sees_everything_and_may_close_nothing(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    found = board(small.clinic, plan_id, actor=VIEWER)
    assert len(found.lines) == len(_board(small, plan_id).lines)
    assert not any(line.may_close for line in found.lines)


def test_the_number_of_queries_does_not_grow_with_the_plan(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id

    before = small.queries(lambda: _board(small, plan_id))
    for number in range(30):
        task = HandMade(title=f"Call {number}", role="nurse", due=date(2026, 3, 9))
        tasks.add(small.clinic, plan_id, task, actor=SURGEON)
    assert small.queries(lambda: _board(small, plan_id)) == before <= 15
    assert small.queries(lambda: _board(small, plan_id), plans_known=True) <= 5


def test_what_was_undone_is_told_in_words_not_in_codes(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    done = decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=SURGEON, why="Target found")
    assert undo(small.clinic, done.act, actor=SURGEON).words == "Undone: Decided (Surgery), V1"
