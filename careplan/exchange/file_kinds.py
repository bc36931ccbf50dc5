"""Which of careplan's files a table is, told by its columns; one that does not come back is refused in words."""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO, Final

from careplan.errors import InvalidInput
from careplan.exchange import measures_csv, plans_csv, tasks_csv
from careplan.exchange.csv_reading import CAPS, Caps, Table

_EVERY: Final = frozenset((*tasks_csv.COLUMNS, *measures_csv.COLUMNS, *plans_csv.COLUMNS))
_ZIP: Final = b"PK\x03\x04"
_ONLY_OF_PLANS: Final = frozenset(plans_csv.COLUMNS).difference(tasks_csv.COLUMNS, measures_csv.COLUMNS)


class FileKind(StrEnum):
    """The files that may come back."""

    TASKS = "tasks"
    MEASURES = "measures"


_COLUMNS: Final = {FileKind.TASKS: tasks_csv.COLUMNS, FileKind.MEASURES: measures_csv.COLUMNS}
_IDS: Final = {FileKind.TASKS: "task_id", FileKind.MEASURES: "measure_id"}


def opened_file(file: BinaryIO, caps: Caps = CAPS) -> tuple[FileKind, Table]:
    """Return which file it is, and its table.

    Raises:
        InvalidInput: it is a workbook, a plans file or none of careplan's, or has no readable header.
    """
    file.seek(0)
    if file.read(len(_ZIP)) == _ZIP:
        raise InvalidInput(
            "This is a workbook, and only CSV comes back. Save its sheet “tasks” or “measures” as CSV (UTF-8), and "
            "choose that."
        )
    every = Table(file, _EVERY, caps)
    kind = next((kind for kind, name in _IDS.items() if name in every.columns), None)
    if kind is None and _ONLY_OF_PLANS.intersection(every.columns):
        raise InvalidInput(
            "This is a plans file, and plans are only read: what they say follows from their tasks and outcomes. "
            "Change the tasks file or the outcomes file, and choose that."
        )
    if kind is None:
        raise InvalidInput(
            "The file has no column task_id or measure_id, by which its rows are matched. Take the file out again."
        )
    return kind, Table(file, frozenset(_COLUMNS[kind]), caps)
