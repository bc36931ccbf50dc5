"""The same task says the same day, and the same plan the same number of tasks, wherever they are shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from careplan.coordination import intake_draft, new_plan, tasks
from careplan.coordination.board import Board, Show, board, shown
from careplan.coordination.lines import TaskLine
from careplan.coordination.overview import overview
from careplan.coordination.patients import Narrowed, my_patients
from careplan.coordination.work import Section, my_work
from careplan.pages.parts.patient_rows import patient_row
from careplan.pages.parts.plan_preview import preview
from careplan.pages.parts.task_rows import row_of
from tests.entered import SCAR
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

DOCTOR = PEOPLE["primary.care"]
PICKED: dict[str, Any] = {**SCAR, "red_flag.none": "yes", "causes": ["scar_tissue"]}


def entered(small: SmallClinic) -> dict[str, Any]:
    """Enter an intake and return the preview of its plan."""
    intake_draft.enter(small.clinic, DOCTOR, PICKED)
    sheet = new_plan.open_sheet(small.clinic, DOCTOR)
    assert sheet.proposal is not None
    return preview(sheet, sheet.proposal, small.clinic)


def created(small: SmallClinic) -> tuple[str, Board]:
    """Create the plan; return what the strip says and its board."""
    done = new_plan.create(small.clinic, DOCTOR).done
    return done.words, board(small.clinic, done.plan_id, actor=DOCTOR)


def on_board(made: Board, show: Show) -> int:
    return len(shown(made.lines, actor=DOCTOR, today=MONDAY)[show].lines)


def day_words(small: SmallClinic, line: TaskLine) -> str:
    return row_of(line, today=small.clinic.today(), words=small.clinic.role_words).due.text


def test_the_preview_the_strip_and_the_board_count_the_same_tasks_r36(file_clinic: SmallClinic) -> None:
    entry = entered(file_clinic)
    words, made = created(file_clinic)
    number = on_board(made, Show.OPEN)
    assert entry["heading"].startswith(f"{number} tasks, ")
    assert words.startswith(f"{number} tasks assigned to ")
    assert sum(group["count"] for group in entry["groups"]) == number
    screen = next(row for group in entry["groups"] for row in group["rows"] if row["title"] == "Screen for red flags")
    assert screen["done"], "its first session was answered at intake, the others are still to be done"
    assert screen["to_do"] is True


def test_what_was_done_before_is_counted_apart_and_is_on_the_board_too(file_clinic: SmallClinic) -> None:
    offered = next(row for group in entered(file_clinic)["groups"] for row in group["rows"] if row.get("offered"))
    intake_draft.enter(file_clinic.clinic, DOCTOR, {f"done.{offered['id']}": MONDAY.isoformat()})
    sheet = new_plan.open_sheet(file_clinic.clinic, DOCTOR)
    assert sheet.proposal is not None
    heading = preview(sheet, sheet.proposal, file_clinic.clinic)["heading"]
    _, made = created(file_clinic)
    number = on_board(made, Show.OPEN)
    assert str(heading).startswith(f"{number} tasks, ")
    assert f", {on_board(made, Show.ALL) - number} done already" in str(heading)


def test_the_preview_says_the_days_that_the_board_says(file_clinic: SmallClinic) -> None:
    rows = [row for group in entered(file_clinic)["groups"] for row in group["rows"]]
    said = {row["title"]: row["due"] for row in rows if row["day"] and not row.get("done")}
    _, made = created(file_clinic)
    board_says = {line.title: day_words(file_clinic, line) for line in made.lines if line.title in said and line.due}
    assert board_says == said
    assert any(words.startswith("from ") for words in said.values())


@pytest.mark.parametrize("weeks", [0, 1, 2, 4, 8, 16])
def test_patients_overview_my_work_and_board_say_the_same_day_of_the_same_task(
    file_clinic: SmallClinic, weeks: int
) -> None:
    entered(file_clinic)
    _, made = created(file_clinic)
    later = file_clinic.on(MONDAY + timedelta(weeks=weeks))
    clinic, today = later.clinic, later.clinic.today()
    lines = {line.id: day_words(later, line) for line in board(clinic, made.plan_id, actor=DOCTOR).lines}
    (patient,) = my_patients(clinic, Narrowed(), actor=DOCTOR).lines
    assert patient.next_action is not None
    listed = patient_row(patient, today=today, role_words=clinic.role_words, cause_words=clinic.cause_words)
    assert listed.due.text == lines[patient.next_action.task_id]
    next_actions = [one.line for one in overview(clinic, patient.patient_id, actor=DOCTOR).next_actions if one.line]
    assert {line.id: day_words(later, line) for line in next_actions}.items() <= lines.items()
    work = my_work(clinic, DOCTOR, dict.fromkeys((Section.OVERDUE, Section.TODAY, Section.SOON), 100))
    mine = {line.id: day_words(later, line) for part in work.lines.values() for line in part}
    assert mine
    assert mine.items() <= lines.items()


def test_a_day_set_by_hand_is_the_day_everywhere_and_no_window_opens_before_it_r19(file_clinic: SmallClinic) -> None:
    entered(file_clinic)
    _, made = created(file_clinic)
    clinic, day = file_clinic.clinic, MONDAY + timedelta(days=6)
    mine = next(line for line in made.lines if line.role == DOCTOR.role and day_words(file_clinic, line)[:5] == "from ")
    tasks.move(clinic, mine.id, day, actor=DOCTOR)
    on_board = {line.id: line for line in board(clinic, made.plan_id, actor=DOCTOR).lines}[mine.id]
    work = my_work(clinic, DOCTOR, dict.fromkeys(Section, 100))
    in_work = next(line for part in work.lines.values() for line in part if line.id == mine.id)
    assert [day_words(file_clinic, line) for line in (on_board, in_work)] == ["due 8 Mar", "due 8 Mar"]
