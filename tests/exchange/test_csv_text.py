"""Cells that no spreadsheet runs, and that come back as they were."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.exchange import csv_text
from careplan.exchange.tasks_csv import COLUMNS, EDITABLE

CONTRACT = (
    "task_id,patient_id,patient_name,plan_id,cause,phase,seq,task,details,role,assignee,status,priority,start_date,"
    "due_date,done_date,outcome,outcome_note,depends_on,handoff,goal,source,evidence,red_flag,overdue_days,created_at,"
    "updated_at,updated_by,row_version,link,schema"
)


def test_the_tasks_file_has_the_31_columns_of_the_contract_in_order() -> None:
    assert ",".join(COLUMNS) == CONTRACT
    assert len(COLUMNS) == 31
    assert EDITABLE < set(COLUMNS)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-2 points on leg pain",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "＝1",
        "＠x",
        "'quoted",
        "\ufeff=1",
        "\u200b=1",
    ],
)
def test_what_a_spreadsheet_could_run_gets_one_apostrophe(text: str) -> None:
    assert csv_text.guard(text) == f"'{text}"
    assert csv_text.unguard(csv_text.guard(text)) == text


@pytest.mark.parametrize("text", ["", "Walk 30 minutes", "L4-L5", "a=b", "12 visits", "µ=3", "((-1))"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert csv_text.guard(text) == text


@given(st.text(st.characters(blacklist_characters="\x00", blacklist_categories=("Cs",))))
def test_any_text_comes_back_and_never_begins_as_a_formula(text: str) -> None:
    cell = csv_text.guard(text)
    assert csv_text.unguard(cell) == text
    assert not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@＝＋－＠"


@given(
    st.lists(
        st.lists(
            st.text(st.characters(blacklist_characters="\x00", blacklist_categories=("Cs",))), min_size=2, max_size=2
        )
    )
)
def test_a_file_reads_back_as_it_was_written(rows: list[list[str]]) -> None:
    written = b"".join(csv_text.write(("a", "b"), rows))
    assert written.startswith(csv_text.BYTE_ORDER_MARK)
    read = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), strict=True))
    assert read[0] == ["a", "b"]
    assert [[csv_text.unguard(cell) for cell in row] for row in read[1:]] == rows


def test_values_are_written_as_the_contract_says() -> None:
    assert csv_text.cell(None) == ""
    assert csv_text.cell(True) == "yes"
    assert csv_text.cell(date(2026, 3, 9)) == "2026-03-09"
    assert csv_text.cell(datetime(2026, 3, 2, 8, 15, tzinfo=UTC)) == "2026-03-02T08:15:00Z"
    assert csv_text.cell(("guideline", "ACR21")) == "guideline;ACR21"
    assert csv_text.cell(-3.5) == "-3.5"


def test_lines_end_with_crlf_and_only_what_needs_quotes_has_them() -> None:
    written = b"".join(csv_text.write(("a", "b"), [("x, y", 1)])).decode("utf-8-sig")
    assert written == 'a,b\r\n"x, y",1\r\n'
