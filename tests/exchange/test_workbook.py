"""The workbook: the columns of the files with real dates, nothing that runs, and the notice in front."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from careplan.exchange import workbook
from careplan.exchange.tasks_csv import COLUMNS
from careplan.unseen import refusal_of
from tests.exchange.test_task_difference import LINE
from tests.figures import calm, tried

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FIRST = datetime(1899, 12, 30)
"""Day 0 of a workbook."""


def _parts(data: bytes) -> dict[str, ElementTree.Element]:
    with ZipFile(io.BytesIO(data)) as packed:
        names = [name for name in packed.namelist() if name.endswith(".xml")]
        return {name: ElementTree.fromstring(packed.read(name)) for name in names}  # noqa: S314  # made above


def _cells(data: bytes, sheet: int) -> list[list[str]]:
    """Return each row's cells as they are kept: texts as texts, dates as the number of days."""
    parts = _parts(data)
    shared = (
        [
            "".join(text.text or "" for text in one.iter(f"{_MAIN}t"))
            for one in parts["xl/sharedStrings.xml"].iter(f"{_MAIN}si")
        ]
        if "xl/sharedStrings.xml" in parts
        else []
    )
    return [
        [_text(cell, shared) for cell in row] for row in parts[f"xl/worksheets/sheet{sheet}.xml"].iter(f"{_MAIN}row")
    ]


def _text(cell: ElementTree.Element, shared: list[str]) -> str:
    kept = "".join(text.text or "" for text in cell.iter() if text.tag in (f"{_MAIN}v", f"{_MAIN}t"))
    return shared[int(kept)] if cell.get("t") == "s" else kept


def test_it_has_the_notice_then_the_columns_with_real_dates() -> None:
    data = workbook.write([("Notice", "Planning aid only.")], [workbook.Sheet("tasks", COLUMNS, [LINE])])
    assert _cells(data, 1) == [["Notice", "Planning aid only."]]
    header, row = _cells(data, 2)
    assert header == list(COLUMNS)
    filled = [name for name in COLUMNS if getattr(LINE, name) not in (None, "")]
    told = dict(zip(filled, row, strict=True))
    assert _FIRST + timedelta(days=float(told["due_date"])) == datetime(2026, 3, 9)
    assert abs(_FIRST + timedelta(days=float(told["created_at"])) - datetime(2026, 3, 2, 9, 30)) < timedelta(seconds=1)
    assert (told["task_id"], told["red_flag"], told["seq"]) == ("T-000311", "no", "1")
    page = _parts(data)["xl/worksheets/sheet2.xml"]
    assert next(page.iter(f"{_MAIN}pane")).get("ySplit") == "1", "the header stays in sight"
    assert next(page.iter(f"{_MAIN}autoFilter")).get("ref") == "A1:AE2"


def test_no_text_runs_or_leads_away() -> None:
    hostile = LINE._replace(task="=HYPERLINK(1)", details="https://example.org", outcome_note="+1\x0b@x", goal="'-1")
    data = workbook.write([], [workbook.Sheet("tasks", COLUMNS, [hostile])])
    page = _parts(data)["xl/worksheets/sheet2.xml"]
    assert not list(page.iter(f"{_MAIN}f")) and not list(page.iter(f"{_MAIN}hyperlink"))
    [_, row] = _cells(data, 2)
    assert {"=HYPERLINK(1)", "https://example.org", "'-1"} <= set(row)


@tried(60, 20_000)
def test_every_text_that_can_be_kept_stands_in_its_cell_as_it_is(often: int) -> None:
    kept = st.text(max_size=40).filter(lambda text: text.strip() and not refusal_of([text]))

    @calm(often)
    @given(
        st.lists(kept | st.sampled_from(("=1+1", "'", "{=1}", "https://x", "_x000D_", " blank ", "a\tb")), min_size=1)
    )
    def holds(texts: list[str]) -> None:
        data = workbook.write([], [workbook.Sheet("tasks", ["task"], [(text,) for text in texts])])
        assert [_unescaped(row[0]) for row in _cells(data, 2)[1:]] == texts
        page = _parts(data)["xl/worksheets/sheet2.xml"]
        assert not list(page.iter(f"{_MAIN}f")) and not list(page.iter(f"{_MAIN}hyperlink"))

    holds()


def test_what_is_longer_than_a_cell_is_cut_and_a_cell_of_the_greatest_length_is_whole() -> None:
    longest = "x" * 32_767
    data = workbook.write([], [workbook.Sheet("tasks", ["task"], [(longest,), (longest + "y",)])])
    assert [row[0] for row in _cells(data, 2)[1:]] == [longest, longest]


def _unescaped(text: str) -> str:
    """Return a text without the way in which a workbook writes characters that its form cannot have."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def test_the_name_tells_the_day() -> None:
    assert workbook.file_name(date(2026, 3, 2)) == "careplan-2026-03-02.xlsx"
