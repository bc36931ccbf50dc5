"""Cells of the tasks file that a person may change, read into what they say (PRODUCT 8)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final

from careplan.errors import InvalidInput
from careplan.exchange.csv_days import DayOrder, day_of
from careplan.nearest import did_you_mean
from careplan.task import Outcome, Priority, TaskStatus
from careplan.unseen import refusal_of

DAYS: Final = frozenset({"start_date", "due_date", "done_date"})
"""Columns of days."""
LISTS: Final = frozenset({"depends_on"})
"""Columns of lists joined by `;`."""
WAITING: Final = "waiting"
"""How files show a task that is not to be done yet; it is not begun, as one that is to do."""

_TASK_ID: Final = re.compile(r"T-\d{6,}", re.ASCII)
_CODES: Final[Mapping[str, type[StrEnum]]] = {"status": TaskStatus, "priority": Priority, "outcome": Outcome}


def plain(column: str, text: str) -> str:
    """Return a cell without what only a spreadsheet put in: other line ends, blanks around a code or day."""
    if column in ("task", "details", "outcome_note"):
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return text.strip()


def read_cell(column: str, text: str, *, order: DayOrder | None, roles: Collection[str]) -> Any:
    """Return what a cell says: a date, a member of its codes, a tuple of ids, or the text; None for an empty one.

    Args:
        column: one of those that may be changed.
        text: as `plain` returns it.
        order: in which order the file writes days that are not ISO.
        roles: codes of the roles that own tasks.

    Raises:
        InvalidInput: it says nothing that the column may say; the sentence names neither row nor column.
    """
    if not text:
        return None
    if refusal := refusal_of([text]):
        raise InvalidInput(refusal)
    if column in DAYS:
        return _day(text, order)
    if column in LISTS:
        return _ids(text)
    if column == "status" and text.casefold() == WAITING:
        return TaskStatus.TODO
    if column in _CODES:
        return _CODES[column](_code(text, [code.value for code in _CODES[column]]))
    if column == "role":
        return _code(text, roles)
    return text


def _code(text: str, codes: Collection[str]) -> str:
    code = text.casefold().replace(" ", "_")
    if code not in codes:
        raise InvalidInput(f"“{text}” is none of its codes. {did_you_mean(code, codes)}")
    return code


def _day(text: str, order: DayOrder | None) -> Any:
    day = day_of(text, order)
    if day is None:
        raise InvalidInput(f"“{text}” is no day. Write it as 2026-03-09.")
    return day


def _ids(text: str) -> tuple[str, ...]:
    ids = tuple(filter(None, (each.strip() for each in text.split(";"))))
    if wrong := next((each for each in ids if not _TASK_ID.fullmatch(each)), None):
        raise InvalidInput(f"“{wrong}” is no task id. Write ids such as T-000311, joined by “;”.")
    return ids
