"""What the agenda is given to draw, and what comes back from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from careplan.errors import InvalidInput

Wire = dict[str, object]

_PLAN: Final = re.compile(r"PL-[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One case.

    Attributes:
        plan: id of the plan; `patient` is shown.
        address: of the case, for who opens it in a tab of its own.
        cause: the suspected causes, in words.
        reason: why it is on the agenda; `more` are its other reasons.
        flag: its first reason is a red flag.
        question: what is asked; `asked` whether somebody wrote it.
        note: proposals and earlier decisions, in words.
        decided: whether the meeting has decided.
    """

    plan: str
    patient: str
    address: str
    cause: str
    reason: str
    more: tuple[str, ...]
    flag: bool
    question: str
    asked: bool
    note: str
    decided: bool


def wire(rows: Iterable[AgendaRow], *, count: str, current: str) -> Wire:
    """Return what the browser is sent; `current` is the plan of the case that is open, empty where none is."""
    return {"count": count, "current": current, "rows": [_row(row) for row in rows]}


def plan_of(raw: object) -> str:
    """Return the plan of the case that was pressed; raises InvalidInput for anything that is no id."""
    found = raw.get("plan") if isinstance(raw, Mapping) else None
    if not isinstance(found, str) or not _PLAN.fullmatch(found):
        raise InvalidInput("The agenda sent something that is no case. Reload the page.")
    return found


def _row(row: AgendaRow) -> Wire:
    return {name: getattr(row, name) for name in AgendaRow.__slots__} | {"more": list(row.more)}
