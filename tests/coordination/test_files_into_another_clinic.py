"""What left one clinic comes into another that has the same patients and plans, and leaves that the same again."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from careplan.coordination import task_edits, tasks
from careplan.coordination.acting import act_on_task
from careplan.coordination.closing import complete
from careplan.coordination.corrections import correct
from careplan.coordination.export_rows import CONSOLE, Kind, Scope, Sheet
from careplan.coordination.exports import measures_csv, tasks_csv
from careplan.coordination.import_apply import apply_file
from careplan.coordination.importing import preview
from careplan.coordination.visit_entry import Visit
from careplan.coordination.visits import record_visit
from careplan.draft_plan import HandMade
from careplan.exchange import csv_text
from careplan.exchange import measures_csv as measures_file
from careplan.exchange import tasks_csv as tasks_file
from careplan.observation import Observation
from careplan.task import Outcome, Priority
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

COORDINATOR, DOCTOR = PEOPLE["coordinator"], PEOPLE["primary.care"]
HARD = "=1+1; \"quoted\", '-2 points'\nsecond line\tafter a tab · größer · עברית 123 · 👩‍⚕️"
"""A text with all that a file could trip over."""
EDITABLE = {Kind.TASKS: tasks_file.EDITABLE, Kind.MEASURES: measures_file.EDITABLE}
WRITE = {Kind.TASKS: tasks_csv, Kind.MEASURES: measures_csv}
ID = {Kind.TASKS: "task_id", Kind.MEASURES: "measure_id"}


def begun(home: Path) -> tuple[SmallClinic, str]:
    """Return a clinic with the plan of the story, as it began."""
    small = open_small_clinic(home)
    return small, small.begin("V1", "scar_tissue").plan_id


def worked_on(small: SmallClinic, plan_id: str) -> None:
    """Do of everything that a file may tell a little."""
    clinic = small.clinic

    def task(key: str) -> str:
        return small.task(plan_id, key).id

    tasks.move(clinic, task("K07"), date(2026, 4, 20), actor=COORDINATOR)
    tasks.assign(clinic, task("K08"), actor=COORDINATOR, role="nurse", assignee="nurse")
    act_on_task(clinic, task("K06"), actor=COORDINATOR, make=task_edits.retitling(HARD[:40]))
    act_on_task(clinic, task("K05"), actor=COORDINATOR, make=task_edits.prioritising(Priority.HIGH))
    complete(clinic, task("K03"), outcome=Outcome.PARTLY, actor=COORDINATOR, note=HARD)
    tasks.add(
        clinic, plan_id, HandMade("'Call the family", "nurse", date(2026, 4, 20), details=HARD), actor=COORDINATOR
    )
    tasks.add(clinic, plan_id, HandMade("Call again", "nurse", None), actor=COORDINATOR)
    record_visit(clinic, plan_id, Visit(MONDAY, {"eq5d_index": 0.5}, notes={"eq5d_index": HARD}), actor=DOCTOR)
    wrong = next(one for one in small.plan(plan_id).inputs.record.observations if one.measure == "nrs_back")
    right = Observation(measure="nrs_back", value=float(wrong.value) - 1, day=wrong.day)
    correct(clinic, plan_id, wrong, right, actor=DOCTOR, reason="Read wrong")


def out(small: SmallClinic, plan_id: str, kind: Kind) -> bytes:
    return b"".join(WRITE[kind](small.clinic, Scope(plan_id=plan_id), actor=COORDINATOR, sheet=Sheet(place=CONSOLE)))


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def may_be_changed(data: bytes, kind: Kind) -> list[bytes]:
    """Return the cells of each row that may be changed, byte by byte; values of one day stand by their ids."""
    names = sorted(EDITABLE[kind])
    found = [b"\0".join(row[name].encode() for name in names) for row in rows_of(data)]
    return sorted(found) if kind is Kind.MEASURES else found


def as_known_there(data: bytes, there: bytes, kind: Kind) -> bytes:
    """Return a file in which a row has the id and the time of making that it has in the other clinic.

    A corrected value has another id than the wrong one had; in the other clinic the wrong one still stands. What is
    not there has no id.
    """

    def what(row: dict[str, str]) -> str:
        return row["task_id"] if kind is Kind.TASKS else f"{row['measure']} {row['date']}"

    def own(row: dict[str, str]) -> dict[str, str]:
        return {name: cell for name, cell in row.items() if name in {ID[kind], "created_at"}}

    known, rows = {what(row): own(row) for row in rows_of(there)}, rows_of(data)
    told = [{**row, ID[kind]: "", **known.get(what(row), {})} for row in rows]
    lines = [[csv_text.unguard(cell) for cell in row.values()] for row in told]
    return b"".join(csv_text.write(tuple(rows[0]), lines))


def test_a_file_brings_everything_that_may_be_changed_into_a_clinic_with_the_same_plans(tmp_path: Path) -> None:
    (one, plan_id), (other, same) = begun(tmp_path / "one"), begun(tmp_path / "other")
    assert plan_id == same
    worked_on(one, plan_id)
    for kind in (Kind.TASKS, Kind.MEASURES):
        left = out(one, plan_id, kind)
        assert may_be_changed(left, kind) != may_be_changed(out(other, plan_id, kind), kind), "there is work to bring"
        file = as_known_there(left, out(other, plan_id, kind), kind)
        seen = preview(other.clinic, io.BytesIO(file), actor=COORDINATOR)
        assert not seen.passed_over, seen.passed_over
        every = [each.key for each in seen.offers]
        apply_file(other.clinic, io.BytesIO(file), every, looked_at=seen, actor=COORDINATOR, because="Moved here")
        assert preview(other.clinic, io.BytesIO(file), actor=COORDINATOR).says_nothing
        assert may_be_changed(out(other, plan_id, kind), kind) == may_be_changed(left, kind)
