"""The tasks file is joined by hand for speed: its bytes are those of the general writer, whatever the texts hold."""

from __future__ import annotations

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from careplan.exchange import csv_text, tasks_csv
from careplan.exchange.tasks_csv import COLUMNS, SCHEMA, TaskLine

ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=1+1", "'", '"', "a,b", "a\r\nb", "\n=x", "  +1", "＝1", ""]
)
MAYBE = st.none() | ANY_TEXT
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(date.isoformat)
CODES = st.sampled_from(["evaluate", "todo", "normal", "T-000311", ""])
NUMBERS = st.integers(-3, 10**6)
LINES = st.builds(
    TaskLine,
    task_id=CODES,
    patient_id=ANY_TEXT,
    patient_name=MAYBE,
    plan_id=ANY_TEXT,
    cause=ANY_TEXT,
    phase=CODES,
    seq=NUMBERS,
    task=ANY_TEXT,
    details=ANY_TEXT,
    role=ANY_TEXT,
    assignee=MAYBE,
    status=CODES,
    priority=CODES,
    start_date=DAYS,
    due_date=DAYS,
    done_date=DAYS,
    outcome=st.none() | CODES,
    outcome_note=ANY_TEXT,
    depends_on=CODES,
    handoff=st.none() | CODES,
    goal=ANY_TEXT,
    source=ANY_TEXT,
    evidence=ANY_TEXT,
    red_flag=st.booleans(),
    overdue_days=st.none() | NUMBERS,
    created_at=st.none() | st.just("2026-03-09T08:15:00Z"),
    updated_at=st.none() | st.just("2026-03-09T08:15:00Z"),
    updated_by=MAYBE,
    row_version=NUMBERS,
    link=ANY_TEXT,
    schema=st.just(SCHEMA),
)


@given(st.lists(LINES, max_size=8))
def test_the_bytes_are_those_of_the_general_writer(lines: list[TaskLine]) -> None:
    assert b"".join(tasks_csv.write(lines)) == b"".join(csv_text.write(COLUMNS, lines))


@given(LINES)
def test_every_text_comes_back_as_it_was(line: TaskLine) -> None:
    data = b"".join(tasks_csv.write([line])).decode("utf-8-sig")
    [_, row] = csv.reader(io.StringIO(data, newline=""))
    cells = dict(zip(COLUMNS, row, strict=True))
    for column in ("task", "details", "outcome_note", "goal", "link", "source", "patient_id", "role"):
        assert csv_text.unguard(cells[column]) == getattr(line, column)


def test_a_long_file_comes_in_chunks_and_ends_where_it_should() -> None:
    line = TaskLine(*["x" if name not in ("seq", "overdue_days", "row_version") else 1 for name in COLUMNS])  # type: ignore[arg-type]  # any texts
    chunks = list(tasks_csv.write([line] * 1201))
    assert len(chunks) == 4
    assert b"".join(chunks).count(b"\r\n") == 1202
    assert list(tasks_csv.write([])) == [csv_text.BYTE_ORDER_MARK + (",".join(COLUMNS) + "\r\n").encode()]
