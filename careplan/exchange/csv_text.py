"""CSV that a spreadsheet opens without running anything, and that reads back as it was (PRODUCT 8).

RFC 4180, comma, CRLF, UTF-8 with byte-order mark, quoted only where needed. In text columns a value that a
spreadsheet could take for a formula gets one leading apostrophe, and so does one that begins with an
apostrophe itself; reading takes exactly that one off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff".encode()

_BLANK = r"\s\x00\ufeff\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064"
_RISKY: Final = re.compile(rf"[{_BLANK}]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|'")
_NEEDS_QUOTES: Final = re.compile('[",\r\n]')
_ROWS_A_CHUNK: Final = 500
_KEPT_TEXTS: Final = 20_000


def guard(text: str) -> str:
    """Return the text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def unguard(cell: str) -> str:
    """Return the text that `guard` made the cell from."""
    return cell[1:] if cell.startswith("'") else cell


def cell(value: object) -> str:
    """Return a value as the contract writes it: empty, yes or no, ISO dates, UTC moments, lists joined by `;`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return guard(";".join(value))
    return str(value)


def shown(value: object) -> str:
    """Return a value as a person sees it in its cell."""
    return unguard(cell(value))


def finish(text: str) -> str:
    """Return a text as it stands in the file: guarded, and in quotation marks where it needs them."""
    guarded = guard(text)
    return '"' + guarded.replace('"', '""') + '"' if _NEEDS_QUOTES.search(guarded) else guarded


class Finished(dict[str, str]):
    """Texts as they stand in the file, each finished once: tasks of one template say the same in every plan."""

    def __missing__(self, text: str) -> str:
        if len(self) >= _KEPT_TEXTS:
            self.clear()
        finished = self[text] = finish(text)
        return finished


def write_rows(header: Sequence[str], rows: Iterable[str]) -> Iterator[bytes]:
    """Yield a CSV file whose rows are joined from finished cells already; otherwise as `write`."""
    yield BYTE_ORDER_MARK + (",".join(header) + "\r\n").encode()
    found = iter(rows)
    while chunk := list(islice(found, _ROWS_A_CHUNK)):
        yield ("\r\n".join(chunk) + "\r\n").encode()


def write(header: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a CSV file in chunks, so that a large one is never held whole.

    Args:
        header: column names.
        lines: one sequence of values a row, as many as there are columns.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    yield BYTE_ORDER_MARK + _taken(text)
    for number, line in enumerate(lines, start=1):
        writer.writerow([cell(value) for value in line])
        if number % _ROWS_A_CHUNK == 0:
            yield _taken(text)
    rest = _taken(text)
    if rest:
        yield rest


def _taken(text: io.StringIO) -> bytes:
    chunk = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return chunk
