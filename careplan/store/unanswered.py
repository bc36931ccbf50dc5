"""Red flags to which no reply came in time, as conditions: what a flag's own day cannot say, its hour does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, select

from careplan.store.columns import fixed
from careplan.store.schema import red_flag, task
from careplan.urgency import CLASSES

Deadlines = Sequence[datetime]
"""For each urgency class, U0 first: a flag of it that was opened before this moment (UTC) should have a reply."""
_LONG_AGO: Final[Deadlines] = (datetime.min.replace(tzinfo=UTC),) * CLASSES

_IS_A_FLAG: Final = task.c.urgency < fixed(CLASSES)
_OPENED_BEFORE: Final = case(
    *(
        (task.c.urgency == fixed(urgency), bindparam(f"deadline_{urgency}", type_=red_flag.c.opened_at.type))
        for urgency in range(CLASSES - 1)
    ),
    else_=bindparam(f"deadline_{CLASSES - 1}", type_=red_flag.c.opened_at.type),
)
UNANSWERED: Final[ColumnElement[bool]] = and_(
    _IS_A_FLAG,
    task.c.is_open,
    exists(
        select(red_flag.c.plan).where(
            red_flag.c.plan == task.c.plan,
            red_flag.c.flag == task.c.key,
            red_flag.c.number == task.c.instance,
            red_flag.c.cleared.is_(None),
            red_flag.c.answered_at.is_(None),
            red_flag.c.opened_at < _OPENED_BEFORE,
        )
    ),
)
"""Whether a task is that of an open red flag to which no reply came in time; takes the deadlines (`asked_by`)."""
ANSWERED_LAST: Final[ColumnElement[int]] = case((UNANSWERED, fixed(0)), else_=fixed(1))
"""Sorts what has no reply in time before the rest."""


def asked_by(deadlines: Deadlines | None) -> Mapping[str, Any]:
    """Return the deadlines as parameters of a statement; None: no reply is missing."""
    return {f"deadline_{urgency}": moment for urgency, moment in enumerate(deadlines or _LONG_AGO)}
