"""The workbook: the columns of the CSV files as sheets with real dates, behind one that says what it is (PRODUCT 8).

Texts stay texts: none of them becomes a formula or a link, whatever it begins with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from careplan.errors import InvalidInput
from careplan.exchange.csv_text import cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_575
"""Below the header; no sheet holds more."""
_MOST_CHARACTERS: Final = 32_767
_DAYS: Final = frozenset(
    {"start_date", "due_date", "done_date", "created_on", "next_review", "last_review", "next_due", "predicted_end"}
    | {"date"}
)
_MOMENTS: Final = frozenset({"created_at", "updated_at"})
_WIDE: Final = frozenset({"task", "details", "outcome_note", "goal", "next_task", "note"})
_WIDTHS: Final = {True: 40, False: 14}


class Sheet(NamedTuple):
    """One sheet: its name, the names of its columns and its rows."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write(about: Sequence[tuple[str, str]], sheets: Iterable[Sheet]) -> bytes:
    """Return the workbook.

    Args:
        about: lines of the first sheet: a label and what it says; the safety notice among them.
        sheets: each with its rows in order.

    Raises:
        InvalidInput: a sheet has more rows than a workbook can hold.
    """
    from xlsxwriter import Workbook as Made  # takes a tenth of a second, which only who asks for a workbook waits

    held = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with Made(held, options) as book:
        formats = _Formats(book)
        _about(book.add_worksheet("About"), about, formats)
        for sheet in sheets:
            _sheet(book.add_worksheet(sheet.name), sheet, formats)
    return held.getvalue()


class _Formats:
    """How cells look."""

    def __init__(self, book: Workbook) -> None:
        self.header: Format = book.add_format({"bold": True, "bg_color": "#EEF1F8", "bottom": 1})
        self.label: Format = book.add_format({"bold": True, "valign": "top"})
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})


def _about(page: Worksheet, lines: Sequence[tuple[str, str]], formats: _Formats) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 100)
    page.hide_gridlines(2)
    for row, (label, words) in enumerate(lines):
        page.write_string(row, 0, label, formats.label)
        page.write_string(row, 1, words, formats.text)


def _sheet(page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    for place, name in enumerate(sheet.columns):
        page.set_column(place, place, _WIDTHS[name in _WIDE])
        page.write_string(0, place, name, formats.header)
    page.freeze_panes(1, 1)
    last = 0
    for last, line in enumerate(sheet.rows, start=1):
        if last > MOST_ROWS:
            raise InvalidInput(f"A workbook holds {MOST_ROWS:,} rows a sheet. Export fewer patients, or take the CSV.")
        for place, value in enumerate(line):
            if value is not None and value != "":
                _write(page, last, place, _typed(sheet.columns[place], value), formats)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _typed(column: str, value: Any) -> Any:
    """Return days and moments of the files as what they are."""
    if not isinstance(value, str):
        return value
    if column in _MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if column in _DAYS else value


def _write(page: Worksheet, row: int, place: int, value: Any, formats: _Formats) -> None:
    if isinstance(value, datetime):
        page.write_datetime(row, place, value.replace(tzinfo=None), formats.moment)
    elif isinstance(value, date):
        page.write_datetime(row, place, datetime(value.year, value.month, value.day), formats.day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, place, value)
    else:
        text = value if isinstance(value, str) else ";".join(value) if isinstance(value, tuple) else cell(value)
        page.write_string(row, place, text[:_MOST_CHARACTERS])


def file_name(on: date) -> str:
    """Return the name under which the workbook is offered."""
    return f"careplan-{on:%Y-%m-%d}.xlsx"
