"""Whatever bytes come back as a file are read or refused with a sentence, soon and with little memory (SAFETY P6)."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.errors import InvalidInput
from careplan.exchange import measure_difference, measures_csv, task_cells, task_difference, tasks_csv
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.difference import PassedOver, order_of_days
from careplan.exchange.file_kinds import FileKind, opened_file
from careplan.exchange.measure_difference import Known
from careplan.exchange.measures_csv import MeasureLine
from tests.clinical_story import content
from tests.exchange.test_task_difference import LINES, ROLES
from tests.figures import calm, tried

VALUE = MeasureLine(
    *("M-000001", "P-0042", None, "PL-0042-01", date(2026, 3, 2), "baseline", "odi", 52.0, "%"),
    *(None, 10.0, None, "nurse", "=note", 1),
)
KNOWN = {"M-000001": Known(VALUE, VALUE), "M-000002": Known(VALUE, None)}
TASKS = b"".join(tasks_csv.write(LINES.values()))
MEASURES = b"".join(measures_csv.write([VALUE, VALUE._replace(measure_id="M-000002")]))
DAYS = {FileKind.TASKS: task_cells.DAYS, FileKind.MEASURES: measure_difference.DAYS}


@cache
def measures() -> Mapping[str, Any]:
    return content().measures.by_id


def found(data: bytes) -> Iterator[Any]:
    """Yield what a file says otherwise, as importing finds it; its days are meant in the first order that fits."""
    kind, table = opened_file(io.BytesIO(data))
    order = next(iter(order_of_days(table, DAYS[kind])), None)
    if kind is FileKind.TASKS:
        return task_difference.differences(table, lambda _: LINES, order=order, roles=ROLES)
    return measure_difference.differences(table, lambda _: KNOWN, order=order, measures=measures())


def check(data: bytes) -> None:
    """Read a file to its end; a refusal is a sentence, and no fault comes through."""
    try:
        for one in found(data):
            if isinstance(one, PassedOver):
                assert one.why.endswith((".", "?")) and one.row > 1
    except InvalidInput as refused:
        assert str(refused).endswith(".")


SPOILT = st.binary(max_size=8) | st.sampled_from(
    [b'"', b'""', b",", b";", b"\t", b"\r", b"\n", b"\r\n", b"'", b"=", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x81"]
    + [each.encode() for each in ("٤٢", "1e999", "9" * 400, "-0", "1,5", "1,234", "2026-02-30", "0000-00-00", "1.1.1")]
)


@tried(1_000, 1_000_000)
def test_any_spoilt_file_is_read_or_refused_with_a_sentence(often: int) -> None:
    edits = st.lists(st.tuples(st.integers(0, 1_600), st.integers(0, 40), SPOILT), min_size=1, max_size=4)

    @calm(often)
    @given(st.sampled_from([TASKS, MEASURES]), edits, st.sampled_from(["utf-8", "utf-16", "cp1252"]))
    def holds(whole: bytes, changes: list[tuple[int, int, bytes]], encoding: str) -> None:
        data = whole.decode().encode(encoding, "replace") if encoding != "utf-8" else whole
        for at, many, put_in in changes:
            data = data[:at] + put_in + data[at + many :]
        check(data)

    holds()


@tried(1_000, 1_000_000)
def test_any_cells_are_read_or_refused_with_a_sentence(often: int) -> None:
    texts = st.text(max_size=12) | st.sampled_from(
        ["T-000311", "M-000001", "M-000002", "odi", "2026-03-09", "done", "41,5"]
    )
    rows = st.lists(st.tuples(texts, texts, texts, texts), max_size=3)

    @calm(often)
    @given(
        st.sampled_from([tasks_csv.COLUMNS, measures_csv.COLUMNS]), st.integers(1, 29), rows, st.sampled_from(",;\t")
    )
    def holds(columns: Sequence[str], first: int, cells: list[tuple[str, ...]], delimiter: str) -> None:
        names = [columns[0], *((*columns[1:], *columns[1:])[first % len(columns) :][:3])]
        quoted = ['"' + text.replace('"', '""') + '"' for row in [names, *cells] for text in row]
        lines = [delimiter.join(quoted[at : at + 4]) for at in range(0, len(quoted), 4)]
        check("\r\n".join(lines).encode("utf-8", "replace"))

    holds()


HEADER = ",".join(tasks_csv.COLUMNS).encode() + b"\r\n"
MEASURES_HEADER = ",".join(measures_csv.COLUMNS).encode() + b"\r\n"
MEGABYTES = 1 << 20
WORST: dict[str, Callable[[], bytes]] = {
    "rows of unknown tasks": lambda: HEADER + b"".join(b"T-%06d%s\r\n" % (row, b"," * 30) for row in range(10_000)),
    "rows of ids that are none": lambda: (
        HEADER + b"".join(b"T-%d%s\r\n" % (10**9 + row, b"," * 30) for row in range(9_999))
    ),
    "the same row again and again": lambda: HEADER + b"T-000311" + b",x" * 30 + (b"\r\nT-000311" + b",x" * 30) * 9_999,
    "bad days everywhere": lambda: MEASURES_HEADER + b",,,PL-1,soon,,odi,many,,,,,,,1,\r\n" * 10_000,
    "days in every order": lambda: (
        b"measure_id,date\r\n" + b"".join(b",%d.%d.%d\r\n" % (n % 12 + 1, n % 9 + 1, n) for n in range(9_999))
    ),
    "too many rows": lambda: b"task_id\r\n" + b"T-1\r\n" * 4_000_000,
    "one cell of many megabytes": lambda: b'task_id,task\r\nT-1,"' + b"x" * (30 * MEGABYTES) + b'"\r\n',
    "a cell that never ends": lambda: b'task_id,task\r\nT-1,"' + b"x\r\n" * (10 * MEGABYTES),
    "one line without an end": lambda: b"task_id," + b"x" * (30 * MEGABYTES),
    "nothing but delimiters": lambda: b"task_id\r\n" + b"," * (30 * MEGABYTES),
    "nothing but quotation marks": lambda: b"task_id\r\n" + b'"' * (30 * MEGABYTES),
    "nothing but line ends": lambda: b"task_id\r\n" + b"\r" * (30 * MEGABYTES),
    "nothing but NUL": lambda: b"\x00" * (30 * MEGABYTES),
    "too large": lambda: b"task_id\r\n" + b"x" * (33 * MEGABYTES),
    "a workbook": lambda: b"PK\x03\x04" + b"\x00" * (30 * MEGABYTES),
    "wide letters": lambda: ("task_id,task\r\n" + "T-1," + "😀" * 3_000 + "\r\n" * 1_000).encode("utf-16"),
}


@pytest.mark.parametrize("file", WORST)
def test_the_worst_files_are_read_or_refused_in_two_seconds_and_200_mb(file: str) -> None:
    data = WORST[file]()
    begun = time.process_time()
    check(data)
    took = time.process_time() - begun
    assert took < 2, f"{took:.1f} s"


@pytest.mark.long
@pytest.mark.parametrize("file", WORST)
def test_the_worst_files_take_little_memory(file: str) -> None:
    data = WORST[file]()
    tracemalloc.start()
    check(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200 * 2**20


def test_a_reader_that_lets_a_fault_through_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, order: DayOrder | None) -> date:
        return date(int(text), 1, 1)

    monkeypatch.setattr(measure_difference, "day_of", broken)
    with pytest.raises(ValueError):
        check(MEASURES)
