"""Reads the table of a file that came back from a spreadsheet, whatever program wrote it (PRODUCT 8, SAFETY 22).

UTF-8 with or without mark, UTF-16 and Windows-1252; comma, semicolon or tab. Every cell stays text: nothing is guessed.
The file is read as it comes, and never held whole.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Final, NamedTuple

from careplan.errors import InvalidInput
from careplan.exchange.csv_text import unguard

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF8: Final = "utf-8"
_WINDOWS: Final = "cp1252"
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_AT_A_TIME: Final = 1 << 16
_LONGEST_HEADER: Final = 8_000
"""Characters: far more than fifty names of columns have."""


class Caps(NamedTuple):
    """How much a file may hold: bytes, rows below the header, columns, and characters in a cell."""

    size: int = 32 << 20
    rows: int = 10_000
    columns: int = 50
    characters: int = 4_000


CAPS: Final = Caps()


class Row(NamedTuple):
    """One row below the header.

    Attributes:
        number: as the spreadsheet counts, which calls the header row 1.
        cells: one text a column, in the order of the header, as the person sees it.
        whole: it has a cell for every column; one that has not may be the end of a file that was cut off.
    """

    number: int
    cells: list[str]
    whole: bool = True


class Table:
    """The table of a file whose header was understood.

    Attributes:
        columns: names of the columns, in the order of the file.
        strange: names that no careplan file has; their cells are passed over.
    """

    def __init__(self, file: BinaryIO, known: Collection[str], caps: Caps = CAPS) -> None:
        """Look at a file that can be read from its beginning as often as needed.

        Args:
            known: names of the columns that the contract has.

        Raises:
            InvalidInput: it is empty, too large, no text, or has no header that names columns of ours.
        """
        self._file, self._caps = file, caps
        self._encoding = _encoding_of(file, caps)
        header = self._first_line()
        self._delimiter = max(_DELIMITERS, key=lambda one: (len(_known_in(header, one, known)), header.count(one)))
        names = _names(header, self._delimiter)
        self.columns = tuple(_as_known(name, known) for name in names)
        self.strange = tuple(name for name in self.columns if name and name not in known)
        _refuse_header(self.columns, known, caps)

    def rows(self) -> Iterator[Row]:
        """Yield the rows from the first on; empty ones are passed over.

        Raises:
            InvalidInput: there are too many, a cell is too long, a row has more cells than the header names, or the
                quotation marks do not fit.
        """
        width, most, number = len(self.columns), self._caps.rows, 0
        with _text_of(self._file, self._encoding) as text, _fitting_quotes(lambda: number):
            for number, cells in enumerate(self._read(text), start=1):
                if number == 1:
                    continue
                if number - 1 > most:
                    raise InvalidInput(f"The file has more than {most:,} rows. Split it into files of {most:,} rows.")
                together = "".join(cells)  # one look at all cells takes a fifth of a look at each
                if not together:
                    continue
                whole = len(cells) == width
                if not whole or len(together) > self._caps.characters:
                    whole, cells = len(cells) >= width, self._fitted(cells, width, number)
                yield Row(number, [unguard(cell) for cell in cells] if "'" in together else cells, whole)

    def _read(self, text: Iterable[str]) -> Iterable[list[str]]:
        return csv.reader(self._lines(text), delimiter=self._delimiter, strict=True)

    def _lines(self, text: Iterable[str]) -> Iterator[str]:
        """Yield the lines; one that is longer than all its cells may be together would fill the memory with cells."""
        most = 2 * self._caps.columns * self._caps.characters  # a quotation mark in a text is written twice
        for line in text:
            if len(line) > most:
                raise InvalidInput(f"A line of the file has {len(line):,} characters. Save the sheet as CSV again.")
            yield line

    def _fitted(self, cells: list[str], width: int, number: int) -> list[str]:
        """Return as many cells as the header names."""
        if len(cells) < width:
            return cells + [""] * (width - len(cells))
        if any(cells[width:]):
            raise InvalidInput(
                f"Row {number} has {len(cells)} cells, and the header names {width} columns. A text with the file's "
                f"{_DELIMITERS[self._delimiter]} in it stands without quotation marks. Save the file as CSV again."
            )
        longest = max(cells, key=len)
        if len(longest) > self._caps.characters:
            column = self.columns[cells.index(longest)]
            raise InvalidInput(
                f"Row {number}, {column}: {len(longest):,} characters. At most {self._caps.characters:,} fit a cell."
            )
        return cells[:width]

    def _first_line(self) -> str:
        with _text_of(self._file, self._encoding) as text:
            line = text.readline(_LONGEST_HEADER)
        if not line.strip():
            raise InvalidInput("The file is empty, or its first row is. The first row must name the columns.")
        return line


def _encoding_of(file: BinaryIO, caps: Caps) -> str:
    """Return how the text is written; raises InvalidInput for what is no text or too large."""
    size = file.seek(0, io.SEEK_END)
    if size > caps.size:
        raise InvalidInput(f"The file has {size >> 20} MB; at most {caps.size >> 20} MB are read. Split it.")
    file.seek(0)
    start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            _refuse_undecodable(file, encoding)
            return encoding
    if _decodes(file, _UTF8):
        return _UTF8
    _refuse_undecodable(file, _WINDOWS)
    return _WINDOWS


def _refuse_undecodable(file: BinaryIO, encoding: str) -> None:
    if not _decodes(file, encoding):
        raise InvalidInput("This is no text file, or it was cut off. Save the sheet as CSV (UTF-8) and choose that.")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    """Whether the whole file is text in this encoding, without the NUL that only other files have."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    file.seek(0)
    try:
        while chunk := file.read(_AT_A_TIME):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def _text_of(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Give the file as text from its beginning, and leave it open."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def _names(header: str, delimiter: str) -> list[str]:
    """Return the names of the first row; a spreadsheet may put them in quotation marks."""
    [names] = csv.reader([header.rstrip("\r\n")], delimiter=delimiter)
    while names and not names[-1].strip():
        names.pop()
    return [unguard(name).strip() for name in names]


def _as_known(name: str, known: Collection[str]) -> str:
    """Return a name as the contract writes it, whatever its case."""
    plain = name.casefold().replace(" ", "_")
    return plain if plain in known else name


def _known_in(header: str, delimiter: str, known: Collection[str]) -> list[str]:
    return [name for name in _names(header, delimiter) if _as_known(name, known) in known]


def _refuse_header(columns: Sequence[str], known: Collection[str], caps: Caps) -> None:
    if len(columns) > caps.columns:
        raise InvalidInput(f"The file has {len(columns)} columns; at most {caps.columns} are read.")
    ours = [name for name in columns if name in known]
    if not ours:
        first = ", ".join(columns[:3])
        raise InvalidInput(
            f"The first row names no column of careplan; it begins with {first}. Take out a file from careplan, change "
            "its cells and leave its first row as it is."
        )
    if twice := next((name for name in ours if ours.count(name) > 1), None):
        raise InvalidInput(f"Two columns are called {twice}. Leave one of them.")


@contextmanager
def _fitting_quotes(number: Callable[[], int]) -> Iterator[None]:
    """Raise InvalidInput, naming the row that was read last, where quotation marks do not fit."""
    try:
        yield
    except csv.Error as error:
        raise InvalidInput(
            f"At row {max(number(), 1)} or just below it the quotation marks do not fit ({error}). Save the sheet as "
            "CSV again."
        ) from None
