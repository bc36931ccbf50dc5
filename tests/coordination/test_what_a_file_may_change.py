"""Which cells may be changed in a file stands in the manual; each cell of its tables is tried."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from careplan.coordination import tasks
from careplan.coordination.closing import complete
from careplan.draft_plan import HandMade
from careplan.exchange import measures_csv, tasks_csv
from careplan.task import Outcome
from tests.coordination.test_importing import Sheets
from tests.small_clinic import PEOPLE, SmallClinic

COORDINATOR, DOCTOR = PEOPLE["coordinator"], PEOPLE["primary.care"]
MANUAL = Path(__file__).parents[2] / "docs" / "how-to-work-in-a-spreadsheet.md"
SAYS = {
    "task": "Other words",
    "details": "Other words",
    "role": "nurse",
    "assignee": "physical.therapist",
    "status": "not_done",
    "priority": "high",
    "start_date": "2026-04-01",
    "due_date": "2026-04-21",
    "done_date": "2026-03-02",
    "outcome": "declined",
    "outcome_note": "Other words",
    "depends_on": "T-000001",
}
"""Another value of each column than any task of this test has."""


def tables() -> list[dict[str, list[str]]]:
    """Return the tables of the manual: by column what each further cell of its row says."""
    found: list[dict[str, list[str]]] = [{}]
    for line in MANUAL.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            found[-1][cells[0]] = cells[1:]
        elif found[-1]:
            found.append({})
    return [table for table in found if table]


@pytest.fixture
def ids(small: SmallClinic, plan_id: str) -> dict[tuple[str, bool], str]:
    """Return a task in each state, of a template and made by hand."""
    clinic = small.clinic
    of_templates = [small.task(plan_id, key).id for key in ("K07", "K08", "K03")]
    by_hand = [
        tasks.add(clinic, plan_id, HandMade("Call", "care_coordinator", date(2026, 4, 20)), actor=COORDINATOR).task_id
        for _ in range(3)
    ]
    found = {}
    for made_by_hand, (todo, begun, closed) in ((False, of_templates), (True, by_hand)):
        tasks.start(clinic, begun or "", actor=COORDINATOR, on_behalf_because="Asked")
        complete(clinic, closed or "", outcome=Outcome.PARTLY, actor=COORDINATOR, on_behalf_because="Asked")
        found |= {("todo", made_by_hand): todo, ("in_progress", made_by_hand): begun, ("closed", made_by_hand): closed}
    return {state: task_id or "" for state, task_id in found.items()}


def test_the_manual_names_every_column_that_may_be_changed() -> None:
    of_tasks, of_values = tables()
    assert list(of_tasks) == [name for name in tasks_csv.COLUMNS if name in tasks_csv.EDITABLE]
    assert list(of_values) == [name for name in measures_csv.COLUMNS if name in measures_csv.EDITABLE]


def test_each_cell_of_the_table_of_tasks_is_so(
    small: SmallClinic, plan_id: str, ids: dict[tuple[str, bool], str]
) -> None:
    sheets, told = Sheets(small, plan_id), tables()[0]
    rows = {row["task_id"]: row for row in sheets.out()}
    for column, says in told.items():
        for (state, by_hand), task_id in ids.items():
            word = says[("todo", "in_progress", "closed").index(state)]
            row = {**rows[task_id], column: SAYS[column]}
            if column == "status" or word == "with status":
                row |= {"status": "not_done", "outcome": "declined"}
            owner = next(person for person in PEOPLE.values() if person.role == rows[task_id]["role"])
            by = owner if column == "outcome_note" else COORDINATOR
            taken = column in {one.cell.column for one in sheets.look([row], by).cells}
            assert taken is (word in ("yes", "with status") or (word == "made by hand" and by_hand)), (column, state)
