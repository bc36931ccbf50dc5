"""What any file that came back says otherwise than the clinic does: a changed cell, or what is passed over, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from careplan.exchange.csv_days import DayOrder, day_of, is_iso, orders_of
from careplan.exchange.csv_reading import Table

ROWS_AT_A_TIME: Final = 200
"""So many stay near the processor: with five hundred, a row took up to twice as long."""
ONLY_READ: Final = "This column is only read. It stays as it is."
CUT_OFF: Final = "It ends before its last column. Was the file cut off here?"


class Rows:
    """Which records a file has named already, a bit for each number: a million of them take an eighth of a megabyte."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def again(self, shown_id: str) -> bool:
        """Whether a record of the clinic was named before; from now on it was. Its id is a letter, “-” and a number."""
        place, bit = divmod(int(shown_id[2:]), 8)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits)))
        named = bool(self._bits[place] >> bit & 1)
        self._bits[place] |= 1 << bit
        return named


class Changed(NamedTuple):
    """A cell that a person changed.

    Attributes:
        row: as the spreadsheet counts.
        id: of the task or the value that the row is of.
        before, after: as the file writes it, before it left and now; `value` is what it says.
        seen: the row version that left with the file; None where the file does not say it.
    """

    row: int
    id: str
    patient_id: str
    column: str
    before: str
    after: str
    value: Any
    seen: int | None

    @property
    def cleared(self) -> bool:
        """Whether the cell was emptied, which is taken only where somebody says so."""
        return not self.after


class PassedOver(NamedTuple):
    """A cell, or with no column a whole row, of which nothing is taken, and why."""

    row: int
    id: str
    column: str
    text: str
    why: str


def order_of_days(table: Table, days: Collection[str]) -> tuple[DayOrder, ...]:
    """Return the orders in which the days of a file may be meant: none is needed where all are ISO.

    Args:
        days: the columns of days.

    Raises:
        InvalidInput: of the table.
    """
    places = [place for place, name in enumerate(table.columns) if name in days]
    cells = (row.cells[place].strip() for row in table.rows() for place in places)
    other = {cell for cell in cells if not is_iso(cell) and any(day_of(cell, order) for order in DayOrder)}
    return orders_of(other) if other else ()


def several(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return what takes these places of a row at once; always a tuple."""
    return itemgetter(*places) if len(places) > 1 else lambda row: tuple(row[place] for place in places)
