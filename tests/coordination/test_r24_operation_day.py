"""On the day of a planned operation exercise rests everywhere, though no act says that the day has come (R24)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from careplan.coordination import decisions, tasks
from careplan.coordination.board import Show, board, shown
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import tasks_csv
from careplan.coordination.patients import Narrowed, my_patients
from careplan.coordination.work import Section, my_work
from careplan.patient import OperationProcedure
from careplan.plan import PlannedTask
from careplan.task import HoldAs, Readiness
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

DAY = MONDAY + timedelta(days=28)
SURGEON, THERAPIST = PEOPLE["surgeon"], PEOPLE["physical.therapist"]
EVERYTHING = dict.fromkeys(Section, 50)


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    """A plan with an operation in four weeks."""
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=SURGEON, why="Root pressed")
    kind = (OperationProcedure.MICRODISKECTOMY,)
    decisions.plan_operation(small.clinic, plan_id, actor=SURGEON, day=DAY, procedures=kind)
    return plan_id


@pytest.fixture
def begun(small: SmallClinic, plan_id: str) -> PlannedTask:
    """Exercise that was due before the day of the operation, and was begun."""
    planned = small.plan(plan_id).tasks.values()
    exercise = next(t for t in planned if t.desired.hold_as is HoldAs.EXERCISE and t.due and t.due < DAY)
    tasks.start(small.clinic, exercise.id, actor=THERAPIST, anyway_because="She is here")
    return exercise


def test_my_work_neither_lists_nor_counts_it_as_due(small: SmallClinic, begun: PlannedTask) -> None:
    before = my_work(small.on(DAY - timedelta(days=1)).clinic, THERAPIST, EVERYTHING)
    assert begun.id in {line.id for line in (*before.lines[Section.OVERDUE], *before.lines[Section.TODAY])}
    work = my_work(small.on(DAY).clinic, THERAPIST, EVERYTHING)
    [(section, line)] = [(part, line) for part, lines in work.lines.items() for line in lines if line.id == begun.id]
    assert (section, line.readiness, line.held_by, line.late_days) == (
        Section.RESTING,
        Readiness.HELD,
        ("operation",),
        0,
    )
    assert {part: work.count(part) for part in Section} == {part: len(work.lines[part]) for part in Section}


def test_lists_and_the_plan_itself_say_the_same_of_every_day(
    small: SmallClinic, plan_id: str, begun: PlannedTask
) -> None:
    assert begun.is_open
    for days in (27, 28, 29, 60):
        clinic = small.on(MONDAY + timedelta(days=days)).clinic
        on_board = shown(board(clinic, plan_id, actor=THERAPIST).lines, actor=THERAPIST, today=clinic.today())
        late = {line.id for line in on_board[Show.OVERDUE].lines if line.role == THERAPIST.role}
        listed = {line.id for line in my_work(clinic, THERAPIST, EVERYTHING).lines[Section.OVERDUE]}
        assert listed == late
        [patient] = my_patients(clinic, Narrowed(), actor=THERAPIST).lines
        assert patient.late == len(on_board[Show.OVERDUE].lines)
        assert patient.next_action
        assert patient.next_action.task_id == on_board[Show.OPEN].lines[0].id


def test_a_file_of_that_day_says_that_it_is_not_late(small: SmallClinic, plan_id: str, begun: PlannedTask) -> None:
    clinic = small.on(DAY + timedelta(days=30)).clinic
    written = b"".join(tasks_csv(clinic, Scope(plan_id=plan_id), actor=THERAPIST))
    rows = {row["task_id"]: row for row in csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline=""))}
    assert rows[begun.id]["overdue_days"] == "0"
