"""A tasks file that comes back: what it would change, what is taken of it, and that one Undo takes that back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from careplan.coordination import tasks
from careplan.coordination.export_rows import CONSOLE, Scope, Sheet
from careplan.coordination.exports import tasks_csv
from careplan.coordination.import_apply import Imported, apply_file
from careplan.coordination.importing import preview
from careplan.coordination.offers import Preview
from careplan.coordination.undo import undo
from careplan.draft_plan import HandMade
from careplan.errors import NotAllowed
from careplan.exchange.csv_days import DayOrder
from careplan.plan import CarePlan
from careplan.task import Outcome, Priority, TaskStatus
from careplan.team import Practitioner
from tests.coordination.edited_file import file_of
from tests.small_clinic import PEOPLE, STRANGER, VIEWER, SmallClinic

COORDINATOR = PEOPLE["coordinator"]
Rows = list[dict[str, str]]


class Sheets:
    """A plan's tasks file, edited as in a spreadsheet."""

    def __init__(self, small: SmallClinic, plan_id: str) -> None:
        self.small, self.plan_id = small, plan_id

    def out(self) -> Rows:
        """Return the rows of the file as it leaves now."""
        sheet = Sheet("http://127.0.0.1:8501", place=CONSOLE)
        data = b"".join(tasks_csv(self.small.clinic, Scope(plan_id=self.plan_id), actor=COORDINATOR, sheet=sheet))
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    def look(self, rows: Iterable[dict[str, str]], by: Practitioner = COORDINATOR, **how: Any) -> Preview:
        return preview(self.small.clinic, file_of(rows), actor=by, **how)

    def take(self, rows: Rows, *keys: str, by: Practitioner = COORDINATOR, **how: Any) -> Imported:
        """Take the named cells, or else all that are ticked from the start."""
        seen = self.look(rows, by)
        all_ticked = [one.key for one in seen.offers if one.ticked]
        return apply_file(self.small.clinic, file_of(rows), keys or all_ticked, looked_at=seen, actor=by, **how)

    def plan(self) -> CarePlan:
        return self.small.plan(self.plan_id)

    def row(self, rows: Rows, key: str) -> dict[str, str]:
        """Return the row of a task by its template key."""
        task_id = self.small.task(self.plan_id, key).id
        return next(row for row in rows if row["task_id"] == task_id)


@pytest.fixture
def sheets(small: SmallClinic, plan_id: str) -> Sheets:
    return Sheets(small, plan_id)


def test_a22_two_days_and_a_person_come_back_and_nothing_else_changes(sheets: Sheets) -> None:
    rows = sheets.out()
    before = sheets.plan()
    sheets.row(rows, "K07")["due_date"] = "2026-04-20"
    sheets.row(rows, "K03")["due_date"] = "2026-04-21"
    sheets.row(rows, "K08")["assignee"] = "physical.therapist"
    seen = sheets.look(rows)
    assert all(one.ticked for one in seen.cells)
    assert sorted(one.cell.column for one in seen.cells) == ["assignee", "due_date", "due_date"]
    assert not (seen.passed_over or seen.added or seen.strange)
    assert sheets.plan() == before, "looking writes nothing"
    done = sheets.take(rows).done
    assert done.words == "Taken from the file: 3 changes of 3 tasks"
    changed = [now.desired.key for i, now in sheets.plan().tasks.items() if before.tasks[i] != now]
    assert sorted(changed) == ["K03", "K07", "K08"]
    assert sheets.look(sheets.out()).says_nothing
    assert sheets.look(rows).says_nothing, "the same file once more"
    undo(sheets.small.clinic, done.act, actor=COORDINATOR)
    assert sheets.plan().tasks == before.tasks
    assert all(one.ticked for one in sheets.look(rows).cells), "what was taken back is no change of somebody else"


def test_a23_a_text_that_looks_like_a_formula_comes_back_as_it_was(sheets: Sheets) -> None:
    small = sheets.small
    tasks.add(small.clinic, sheets.plan_id, HandMade("=1+1", "surgeon", None, details="'-2"), actor=COORDINATOR)
    rows = sheets.out()
    assert [(row["task"], row["details"]) for row in rows if row["task"].startswith("'")] == [("'=1+1", "''-2")]
    assert sheets.look(rows).says_nothing


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"task": "Read the images"}, ("title", "Read the images")),
        ({"priority": "urgent"}, ("priority", Priority.URGENT)),
        ({"role": "pain_specialist"}, ("role", "pain_specialist")),
        ({"outcome_note": "=asked"}, ("note", "=asked")),
        ({"status": "in_progress"}, ("status", TaskStatus.IN_PROGRESS)),
        ({"status": "not_done", "outcome": "declined", "outcome_note": "No"}, ("outcome", Outcome.DECLINED)),
        ({"status": "done", "outcome": "partly", "done_date": "2026-03-02"}, ("closed_on", date(2026, 3, 2))),
    ],
)
def test_each_column_is_the_act_of_its_screen(sheets: Sheets, cells: dict[str, str], told: tuple[str, Any]) -> None:
    rows = sheets.out()
    sheets.row(rows, "K03").update(cells)
    before = sheets.small.task(sheets.plan_id, "K03")
    done = sheets.take(rows, because="Told on the phone").done
    assert getattr(sheets.small.task(sheets.plan_id, "K03"), told[0]) == told[1]
    assert sheets.look(sheets.out()).says_nothing
    undo(sheets.small.clinic, done.act, actor=COORDINATOR)
    assert sheets.small.task(sheets.plan_id, "K03") == before


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"status": "done"}, "The status done needs one of these outcomes beside it: as_planned, partly."),
        ({"status": "done", "outcome": "declined"}, "The status done needs one of these outcomes"),
        ({"outcome": "as_planned"}, "needs the status done or not_done beside it"),
        ({"done_date": "2026-03-02"}, "needs the status done or not_done beside it"),
        (
            {"status": "done", "outcome": "partly", "done_date": "2026-05-02"},
            "is no day on which this can have been done",
        ),
        ({"due_date": "2020-03-02"}, "is over. Choose today or a later day."),
        ({"assignee": "nobody"}, "is not on the care team"),
        ({"details": "Other words"}, "comes from the template"),
        ({"start_date": "2026-03-03"}, "comes from the template"),
        ({"depends_on": ""}, "comes from the template"),
        ({"status": "cancelled"}, "Cancel a task: only the"),
    ],
)
def test_what_the_screen_would_refuse_is_refused_with_the_same_sentence(
    sheets: Sheets, cells: dict[str, str], why: str
) -> None:
    rows = sheets.out()
    sheets.row(rows, "K07").update(cells)
    seen = sheets.look(rows)
    assert not seen.cells
    assert {one.column for one in seen.passed_over} == set(cells)
    assert all(why in one.why for one in seen.passed_over), seen.passed_over


def test_a_bad_cell_does_not_hold_back_the_others(sheets: Sheets) -> None:
    rows = sheets.out()
    sheets.row(rows, "K07").update(due_date="soon", priority="urgent")
    seen = sheets.look(rows)
    [refused] = seen.passed_over
    assert (refused.column, refused.text) == ("due_date", "soon")
    assert rows[refused.row - 2]["task_id"] == refused.id
    sheets.take(rows)
    assert sheets.small.task(sheets.plan_id, "K07").priority is Priority.URGENT


def test_an_emptied_cell_is_taken_only_where_it_is_ticked(sheets: Sheets) -> None:
    tasks.assign(
        sheets.small.clinic, sheets.small.task(sheets.plan_id, "K07").id, actor=COORDINATOR, assignee="surgeon"
    )
    rows = sheets.out()
    sheets.row(rows, "K07")["assignee"] = ""
    [offer] = sheets.look(rows).cells
    assert offer.cell.cleared and not offer.ticked
    sheets.take(rows, offer.key)
    assert sheets.small.task(sheets.plan_id, "K07").assignee is None


def test_what_others_changed_stays_and_what_both_changed_is_asked(sheets: Sheets) -> None:
    rows = sheets.out()
    task = sheets.small.task(sheets.plan_id, "K07")
    sheets.row(rows, "K07")["priority"] = "urgent"
    tasks.move(sheets.small.clinic, task.id, date(2026, 4, 20), actor=PEOPLE["primary.care"])
    [mine] = sheets.look(rows).cells
    assert (mine.cell.column, mine.met) == ("priority", None), "the day that only somebody else changed is no change"
    sheets.row(rows, "K07")["due_date"] = "2026-05-04"
    day, _ = (
        sheets.look(rows).cells[::-1]
        if sheets.look(rows).cells[0].cell.column == "priority"
        else sheets.look(rows).cells
    )
    assert day.met is not None and not day.ticked
    assert (day.met.was, day.cell.before, day.cell.after) == (str(task.due), "2026-04-20", "2026-05-04")
    assert day.met.by == "the primary care doctor"
    sheets.take(rows)
    assert sheets.small.task(sheets.plan_id, "K07").due == date(2026, 4, 20), "theirs stands where nobody chose"
    sheets.take(rows, day.key)
    assert sheets.small.task(sheets.plan_id, "K07").due == date(2026, 5, 4)


def test_what_others_changed_since_the_file_was_looked_at_is_not_overwritten(sheets: Sheets) -> None:
    rows, clinic = sheets.out(), sheets.small.clinic
    day, priority = sheets.row(rows, "K07"), sheets.row(rows, "K03")
    day["due_date"], priority["priority"] = "2026-05-04", "urgent"
    seen = sheets.look(rows)
    keys = [one.key for one in seen.cells]
    assert len(keys) == 2 and all(one.ticked for one in seen.cells)
    tasks.move(clinic, day["task_id"], date(2026, 4, 20), actor=PEOPLE["primary.care"])
    came = apply_file(clinic, file_of(rows), keys, looked_at=seen, actor=COORDINATOR)
    why = "The primary care doctor changed it in the meantime. Choose which is to stand."
    assert came.done.words == f"Taken from the file: 1 change of 1 task. Not taken: 1 cell. {why}".removesuffix(".")
    assert [(one.id, one.column) for one in came.refused] == [(day["task_id"], "due_date")]
    assert sheets.small.task(sheets.plan_id, "K07").due == date(2026, 4, 20)
    assert sheets.small.task(sheets.plan_id, "K03").priority is Priority.URGENT
    [met] = sheets.look(rows).cells
    assert met.met is not None and not met.ticked, "looked at again, it is a matter to choose"
    with pytest.raises(NotAllowed, match="changed it in the meantime"):
        apply_file(clinic, file_of(rows), keys, looked_at=seen, actor=COORDINATOR)


def test_a_task_that_was_closed_since_the_file_was_looked_at_is_told(sheets: Sheets) -> None:
    rows, clinic = sheets.out(), sheets.small.clinic
    sheets.row(rows, "K07")["due_date"] = "2026-05-04"
    seen = sheets.look(rows)
    task = sheets.small.task(sheets.plan_id, "K07")
    owner = next(one for one in PEOPLE.values() if one.role == task.role)
    tasks.cancel(clinic, task.id, actor=owner, reason="Done elsewhere")
    with pytest.raises(NotAllowed, match="is already cancelled"):
        apply_file(clinic, file_of(rows), [seen.cells[0].key], looked_at=seen, actor=COORDINATOR)


def test_a_new_task_is_added_to_its_plan_and_is_the_teams_own(sheets: Sheets) -> None:
    rows = sheets.out()
    empty = dict.fromkeys(rows[0], "")
    wait = sheets.small.task(sheets.plan_id, "K07").id
    new = {"plan_id": sheets.plan_id, "task": "Call the family", "role": "nurse", "due_date": "2026-04-20"}
    rows.append(empty | new | {"assignee": "nurse", "details": "Reached", "depends_on": wait})
    done = sheets.take(rows).done
    [made] = [task for task in sheets.plan().tasks.values() if task.by_hand]
    assert (made.title, made.role, made.assignee, made.due) == ("Call the family", "nurse", "nurse", date(2026, 4, 20))
    assert sheets.look(rows).says_nothing, "the same file once more"
    [again] = sheets.look([*rows[:-1], rows[-1] | {"due_date": "2026-05-04"}]).added
    assert not again.ticked
    rows = sheets.out()
    row = next(row for row in rows if row["task_id"] == made.id)
    assert (row["details"], row["depends_on"]) == ("Reached", wait)
    row |= {"details": "Reached twice", "depends_on": "", "start_date": "2026-04-13"}
    keys = [one.key for one in sheets.look(rows).cells]
    changed = sheets.take(rows, *keys).done
    now = sheets.plan().tasks[made.identity]
    assert (now.desired.done_when, now.desired.waits, now.opens) == (("Reached twice",), (), date(2026, 4, 13))
    undo(sheets.small.clinic, changed.act, actor=COORDINATOR)
    assert sheets.plan().tasks[made.identity] == made
    undo(sheets.small.clinic, done.act, actor=COORDINATOR)
    assert sheets.plan().tasks[made.identity].status is TaskStatus.CANCELLED


def test_a_new_task_whose_row_names_another_patient_is_not_added(sheets: Sheets) -> None:
    empty = dict.fromkeys(sheets.out()[0], "")
    new = empty | {"plan_id": sheets.plan_id, "patient_id": "P-0099", "task": "Call the family", "role": "nurse"}
    seen = sheets.look([new])
    assert not seen.added
    assert [one.why for one in seen.passed_over] == [
        f"Plan {sheets.plan_id} is of {sheets.plan().patient_id}. Were the rows mixed up? Nothing of this row is taken."
    ]


def test_tasks_that_wait_for_one_another_are_closed_by_one_file(sheets: Sheets) -> None:
    clinic, plan_id = sheets.small.clinic, sheets.plan_id
    first = tasks.add(
        clinic, plan_id, HandMade("Call", "care_coordinator", date(2026, 3, 9)), actor=COORDINATOR
    ).task_id
    waits = (next(identity for identity, task in sheets.plan().tasks.items() if task.id == first),)
    second = tasks.add(
        clinic, plan_id, HandMade("Call again", "care_coordinator", date(2026, 3, 9), waits=waits), actor=COORDINATOR
    ).task_id
    rows = [
        row | {"status": "done", "outcome": "as_planned"} for row in sheets.out() if row["task_id"] in (first, second)
    ]
    rows.sort(key=lambda row: row["task_id"] == first)
    refused = sheets.look(rows[:1]).passed_over
    assert {one.column for one in refused} == {"status", "outcome"}
    assert all(one.why.startswith("This task waits for: Call (care coordinator") for one in refused)
    done = sheets.take(rows).done
    assert done.words == "Taken from the file: 2 changes of 2 tasks"
    assert {row["status"] for row in sheets.out() if row["task_id"] in (first, second)} == {"done"}
    undo(clinic, done.act, actor=COORDINATOR)
    assert {row["status"] for row in sheets.out() if row["task_id"] in (first, second)} == {"todo", "waiting"}


def test_a_task_that_asks_is_closed_in_its_drawer_and_the_refusal_says_so(sheets: Sheets) -> None:
    rows = sheets.out()
    sheets.row(rows, "K05").update(status="done", outcome="as_planned")
    why = {one.why for one in sheets.look(rows).passed_over}
    assert len(why) == 1 and why.pop().endswith(
        "or say why it was not obtained. A file has no place for answers: press Done in the drawer of the task."
    )


def test_a_text_that_cannot_be_kept_is_refused_by_itself_and_nothing_is_half_written(sheets: Sheets) -> None:
    rows, before = sheets.out(), sheets.plan()
    sheets.row(rows, "K07").update(task="Read \u202e the images", due_date="2026-04-20")
    sheets.row(rows, "K03")["outcome_note"] = "x" * 2_001
    seen = sheets.look(rows)
    assert {(one.column, one.why.split(".")[0]) for one in seen.passed_over} == {
        ("task", "A text holds a character that cannot be seen (U+202E after “Read”)"),
        ("outcome_note", "The note: 2,001 characters; at most 2,000"),
    }
    assert [one.cell.column for one in seen.cells] == ["due_date"]
    sheets.take(rows)
    now = [one for identity, one in sheets.plan().tasks.items() if one != before.tasks[identity]]
    assert [(one.title, one.due) for one in now] == [(sheets.row(sheets.out(), "K07")["task"], date(2026, 4, 20))]


def test_rights_are_the_persons_own(sheets: Sheets) -> None:
    rows = sheets.out()
    sheets.row(rows, "K07").update(assignee="surgeon", due_date="2026-04-20")
    nurse = sheets.look(rows, PEOPLE["nurse"])
    assert not nurse.cells and {one.column for one in nurse.passed_over} == {"assignee", "due_date"}
    stranger = sheets.look(rows, STRANGER)
    assert {one.why for one in stranger.passed_over} == {
        "There is no such task, or it is another team’s. Leave the cell empty to add a task."
    }
    with pytest.raises(NotAllowed):
        sheets.look(rows, VIEWER)


def test_days_in_another_order_are_asked_for_once(sheets: Sheets) -> None:
    rows = [row | {"due_date": "04.05.2026"} for row in sheets.out() if row["task_id"] == sheets.out()[0]["task_id"]]
    assert sheets.look(rows).orders == (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST)
    for order, day in ((DayOrder.DAY_FIRST, "2026-05-04"), (DayOrder.MONTH_FIRST, "2026-04-05")):
        seen = sheets.look(rows, order=order)
        told = [one.cell.after for one in seen.cells] + [one.text for one in seen.passed_over]
        assert told == [day]


def test_a_second_press_takes_nothing_twice(sheets: Sheets) -> None:
    rows = sheets.out()
    sheets.row(rows, "K07")["priority"] = "urgent"
    keys = [one.key for one in sheets.look(rows).cells]
    first = sheets.take(rows, *keys, key="press")
    version = sheets.plan().version
    assert sheets.take(rows, *keys, key="press").done == first.done
    assert sheets.plan().version == version
