"""What a tasks file that came back says otherwise: only what a person changed, each cell by itself."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from careplan.errors import InvalidInput
from careplan.exchange import tasks_csv
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.csv_reading import Table
from careplan.exchange.difference import Changed, PassedOver, order_of_days
from careplan.exchange.file_kinds import opened_file
from careplan.exchange.task_cells import DAYS
from careplan.exchange.task_difference import Found, NewTask, differences
from careplan.exchange.tasks_csv import COLUMNS, TaskLine
from careplan.task import Outcome, Priority, TaskStatus

LINE = TaskLine(
    task_id="T-000311",
    patient_id="P-0042",
    patient_name=None,
    plan_id="PL-0042-01",
    cause="scar_tissue",
    phase="evaluate",
    seq=1,
    task="MRI, lumbar spine",
    details="Read\nby two",
    role="surgeon",
    assignee=None,
    status="waiting",
    priority="normal",
    start_date="2026-03-02",
    due_date="2026-03-09",
    done_date=None,
    outcome=None,
    outcome_note="-2 points",
    depends_on="",
    handoff=None,
    goal="Walk 30 minutes",
    source="scar_tissue@1#SC01",
    evidence="guideline;ACR21",
    red_flag=False,
    overdue_days=3,
    created_at="2026-03-02T09:30:00Z",
    updated_at="2026-03-02T09:30:00Z",
    updated_by="surgeon",
    row_version=4,
    link="http://127.0.0.1:8501/plan?id=PL-0042-01&task=T-000311",
)
LINES = {line.task_id: line for line in (LINE, LINE._replace(task_id="T-000312", seq=2, task="Injection"))}
ROLES = ("surgeon", "primary_care")

Edit = Callable[[list[dict[str, str]]], Any]


def exported() -> list[dict[str, str]]:
    """Return the rows of the file as it left."""
    data = b"".join(tasks_csv.write(LINES.values()))
    table = Table(io.BytesIO(data), frozenset(COLUMNS))
    return [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows()]


def compared(
    rows: Sequence[Mapping[str, str]], *, columns: Sequence[str] = COLUMNS, order: DayOrder | None = None
) -> list[Found]:
    """Write rows as a spreadsheet does and return what they say otherwise."""
    return list(differences(table_of(rows, columns), lambda ids: LINES, order=order, roles=ROLES))


def table_of(rows: Sequence[Mapping[str, str]], columns: Sequence[str] = COLUMNS) -> Table:
    quoted = ['"' + row[name].replace('"', '""') + '"' for row in rows for name in columns]
    width = len(columns)
    lines = [";".join(quoted[at : at + width]) for at in range(0, len(quoted), width)]
    return Table(io.BytesIO("\r\n".join([";".join(columns), *lines]).encode()), frozenset(COLUMNS))


def changed(column: str, text: str, **also: str) -> list[Found]:
    rows = exported()
    rows[0] |= {column: text, **also}
    return compared(rows)


def test_a_file_that_was_not_touched_says_nothing_otherwise() -> None:
    assert compared(exported()) == []
    assert compared(exported()[::-1], columns=sorted(COLUMNS)) == [], "nor one whose rows and columns moved"


def test_neither_the_day_nor_the_address_nor_who_reads_is_a_change() -> None:
    rows = [
        row | {"overdue_days": "9", "link": "", "patient_name": "A name", "updated_by": "nurse"} for row in exported()
    ]
    assert compared(rows) == []


def test_a_spreadsheet_may_write_days_line_ends_and_blanks_its_own_way() -> None:
    rows = [row | {"due_date": "9.3.2026", "details": "Read\r\nby two", "role": " surgeon "} for row in exported()]
    assert order_of_days(table_of(rows), DAYS) == (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST)
    assert compared(rows, order=DayOrder.DAY_FIRST) == []
    assert [found.column for found in compared(rows, order=DayOrder.MONTH_FIRST)] == ["due_date", "due_date"]
    assert order_of_days(table_of(exported()), DAYS) == ()


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("task", "MRI with contrast", "MRI with contrast"),
        ("role", "Primary care", "primary_care"),
        ("assignee", "primary.care", "primary.care"),
        ("status", "done", TaskStatus.DONE),
        ("priority", "Urgent", Priority.URGENT),
        ("due_date", "2026-03-16", date(2026, 3, 16)),
        ("outcome", "as_planned", Outcome.AS_PLANNED),
        ("outcome_note", "=2+2", "=2+2"),
        ("depends_on", "T-000312; T-000313", ("T-000312", "T-000313")),
    ],
)
def test_a_changed_cell_is_told_with_what_it_says(column: str, text: str, value: object) -> None:
    before = str(getattr(LINE, column) or "")
    assert changed(column, text) == [Changed(2, "T-000311", "P-0042", column, before, text, value, 4)]


def test_waiting_and_to_do_are_both_not_begun() -> None:
    assert changed("status", "todo") == []


def test_a_cleared_cell_is_told_as_such() -> None:
    [found] = changed("due_date", "")
    assert isinstance(found, Changed) and found.cleared and found.value is None


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("due_date", "soon", "“soon” is no day. Write it as 2026-03-09."),
        ("due_date", "2026-02-30", "“2026-02-30” is no day."),
        ("status", "finished", "“finished” is none of its codes. "),
        ("priority", "hihg", "Did you mean “high”?"),
        ("role", "sugeon", "Did you mean “surgeon”?"),
        ("depends_on", "MRI", "“MRI” is no task id."),
        ("goal", "Run", "This column is only read."),
        ("task_id", "T-999999", "There is no such task, or it is another team’s."),
        ("schema", "careplan-plans/1", "Only rows of careplan-tasks/1 are read here."),
    ],
)
def test_a_bad_cell_is_refused_by_itself(column: str, text: str, said: str) -> None:
    rows = exported()
    rows[0] |= {column: text, "outcome_note": rows[0]["outcome_note"]}
    rows[1]["task"] = "Another"
    refused, good = compared(rows)
    assert isinstance(refused, PassedOver) and said in refused.why
    assert (refused.row, refused.column, refused.text) == (2, column, text)
    assert isinstance(good, Changed) and (good.row, good.after) == (3, "Another")


def test_of_a_row_whose_patient_is_another_nothing_is_taken() -> None:
    [found] = changed("patient_id", "P-0001", due_date="2026-03-16")
    assert isinstance(found, PassedOver) and "It belongs to P-0042. Were the rows mixed up?" in found.why


def test_a_second_row_of_a_task_is_passed_over() -> None:
    rows = exported()
    [found] = compared([*rows, rows[0] | {"task": "Twice"}])
    assert isinstance(found, PassedOver) and (found.row, found.id) == (4, "T-000311")


def test_of_a_row_that_was_cut_off_nothing_is_taken() -> None:
    whole = b"".join(tasks_csv.write(LINES.values()))
    for end in range(whole.index(b"T-000312") + 9, len(whole) - 2):
        table = Table(io.BytesIO(whole[:end]), frozenset(COLUMNS))
        try:
            found = list(differences(table, lambda ids: LINES, order=None, roles=ROLES))
        except InvalidInput as refused:
            assert "quotation marks do not fit" in str(refused)
        else:
            assert all(isinstance(one, PassedOver) and one.row == 3 for one in found), end


def test_a_missing_column_is_untouched_and_a_missing_row_changes_nothing() -> None:
    rows = exported()[:1]
    rows[0]["due_date"] = "2026-03-16"
    [found] = compared(rows, columns=("due_date", "task_id"))
    assert isinstance(found, Changed) and (found.column, found.seen) == ("due_date", None)
    with pytest.raises(InvalidInput, match="no column task_id or measure_id"):
        opened_file(io.BytesIO(b"due_date\r\n2026-03-16\r\n"))


def test_a_row_without_an_id_is_a_new_task_of_its_plan() -> None:
    empty = dict.fromkeys(COLUMNS, "")
    rows = [empty | {"plan_id": "PL-0042-01", "task": "Call", "role": "surgeon", "due_date": "2026-03-16"}]
    [new] = compared(rows)
    assert isinstance(new, NewTask) and (new.row, new.plan_id) == (2, "PL-0042-01")
    assert {name: value for name, value in new.values.items() if value} == {
        "task": "Call",
        "role": "surgeon",
        "due_date": date(2026, 3, 16),
    }
    for left_out in ("plan_id", "task", "role"):
        [found] = compared([rows[0] | {left_out: ""}])
        assert isinstance(found, PassedOver) and (found.column, found.row) == (left_out, 2)
