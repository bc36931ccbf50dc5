"""What comes back from a spreadsheet is read as the person sees it, whatever program wrote it, or refused in words."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.errors import InvalidInput
from careplan.exchange import csv_text
from careplan.exchange.csv_reading import CAPS, Caps, Row, Table
from careplan.exchange.tasks_csv import COLUMNS
from tests.figures import calm, tried

KNOWN = frozenset(COLUMNS)
PLAIN = "task_id,task,due_date\r\nT-1,Café: größer,2026-03-09\r\n"
READ = [Row(2, ["T-1", "Café: größer", "2026-03-09"])]


def table(data: bytes, caps: Caps = CAPS) -> Table:
    return Table(io.BytesIO(data), KNOWN, caps)


def refusal(data: bytes, caps: Caps = CAPS) -> str:
    with pytest.raises(InvalidInput) as refused:
        list(table(data, caps).rows())
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_usual_way_of_writing_is_read_alike(encoding: str, delimiter: str, end: str) -> None:
    data = PLAIN.replace(",", delimiter).replace("\r\n", end).encode(encoding)
    assert list(table(data).rows()) == READ


def test_the_big_end_of_utf_16_may_come_first() -> None:
    assert list(table(b"\xfe\xff" + PLAIN.encode("utf-16-be")).rows()) == READ


def test_names_of_columns_hold_whatever_their_case_and_strange_ones_are_told() -> None:
    found = table(b'"Task ID", DUE_DATE ,my notes,,\r\nT-1,2026-03-09,x,,\r\n')
    assert (found.columns, found.strange) == (("task_id", "due_date", "my notes"), ("my notes",))
    assert list(found.rows()) == [Row(2, ["T-1", "2026-03-09", "x"])]


def test_rows_are_counted_as_the_spreadsheet_does() -> None:
    data = b'task_id,task\r\nT-1,"two\r\nlines"\r\n,\r\n\r\nT-2\r\n'
    assert list(table(data).rows()) == [Row(2, ["T-1", "two\r\nlines"]), Row(5, ["T-2", ""], whole=False)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b"\r\nT-1", "The file is empty"),
        (b"name;born\r\nx;y\r\n", "The first row names no column of careplan; it begins with name, born."),
        (b"task_id,task,TASK\r\n", "Two columns are called task."),
        (b"PK\x03\x04\x00\x00task_id", "This is no text file"),
        (b"\xff\xfet\x00a", "This is no text file"),
        (b"task_id,task\r\nT-1,\x81\r\n", "This is no text file"),
        (b"task_id,task\r\nT-1,a,b\r\n", "Row 2 has 3 cells, and the header names 2 columns."),
        (b'task_id,task\r\nT-1,"open\r\nT-2,x\r\n', "At row 1 or just below it the quotation marks do not fit"),
        (b'task_id,task\r\nT-1,x\r\nT-2,"a"b\r\n', "At row 2 or just below it the quotation marks do not fit"),
    ],
)
def test_what_cannot_be_read_is_said_with_where_and_what_to_do(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_caps_hold() -> None:
    caps = Caps(size=100, rows=2, columns=3, characters=5)
    assert "at most 0 MB" in refusal(b"task_id\r\n" + b"x" * 100, caps)
    assert refusal(b"task_id,a,b,c\r\n", caps) == "The file has 4 columns; at most 3 are read."
    assert "more than 2 rows" in refusal(b"task_id\r\n1\r\n2\r\n3\r\n", caps)
    assert refusal(b"task_id,task\r\nT-1,123456\r\n", caps) == "Row 2, task: 6 characters. At most 5 fit a cell."
    assert len(list(table(b"task_id,task\r\nT-1,12345\r\nT-2,\r\n", caps).rows())) == 2


@tried(1_000, 200_000)
def test_what_was_written_is_read_back_whatever_the_text(often: int) -> None:
    texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)

    @calm(often)
    @given(st.lists(st.tuples(texts, texts), max_size=4))
    def check(lines: list[tuple[str, str]]) -> None:
        data = b"".join(csv_text.write(("task_id", "task"), lines))
        kept = [line for line in lines if any(line)]
        assert [tuple(row.cells) for row in table(data).rows()] == kept

    check()


@tried(1_000, 1_000_000)
def test_any_bytes_are_read_or_refused_with_a_sentence(often: int) -> None:
    begin = st.sampled_from(
        [b"", b"task_id,task\r\n", b"\xef\xbb\xbftask_id;task\n", "task_id\ttask\r".encode("utf-16")]
    )

    @calm(often)
    @given(begin, st.binary(max_size=80) | st.text("a\",;\t\r\n'=", max_size=40).map(str.encode))
    def check(start: bytes, rest: bytes) -> None:
        try:
            rows = list(table(start + rest).rows())
        except InvalidInput as refused:
            assert str(refused).endswith(".")
        else:
            assert all(len(row.cells) == len(rows[0].cells) for row in rows)

    check()


def test_another_programs_dialect_reads_the_same() -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["task_id", "task"], ["T-1", 'a;b "c"']])
    assert list(table(text.getvalue().encode("cp1252")).rows()) == [Row(2, ["T-1", 'a;b "c"'])]
