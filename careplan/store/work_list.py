"""The statements of My work: one branch for each team and urgency, so that an index gives the order.

Each branch reads its keys from a covering partial index and stops after a page; only the rows of the page
are then read from the table. So a page costs the same however many tasks the clinic has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, literal, or_, select, union_all

from careplan.store.schema import task
from careplan.store.stand import READY, RESTING, UNDATED, WAITING
from careplan.store.task_lists import FAR, ROW_COLUMNS

SOON_DAYS: Final = 7
_URGENCIES: Final = range(3)

Direction = tuple[str, ColumnElement[Any], bool]
"""Name of the key's part, the column, and whether it falls."""


class Section(StrEnum):
    """The parts of My work. A task stands in one of the first seven; `handed` names a person, whatever the role.

    `waiting` waits for a task of another role; `resting` for one of the same role or an answer, or it is held, as
    exercise is from the day of a planned operation on (R24).
    """

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    WAITING = "waiting"
    RESTING = "resting"
    UNDATED = "undated"
    HANDED = "handed"


def awake(rests_from: ColumnElement[Any], today: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition of what does not rest on a day (R24)."""
    return or_(rests_from.is_(None), rests_from > today)


@dataclass(frozen=True, slots=True)
class _Part:
    """The lanes of a part, each with what holds for its tasks; a person's tasks have any lane."""

    lanes: tuple[tuple[str | None, tuple[ColumnElement[bool], ...]], ...]
    order: tuple[str, ...]


_TODAY: Final = bindparam("today", type_=task.c.due.type)
_UNTIL: Final = bindparam("until", type_=task.c.due.type)
_AWAKE: Final = awake(task.c.rests_from, _TODAY)
_ASLEEP: Final = (task.c.rests_from <= _TODAY,)
_COLUMNS: Final[dict[str, tuple[ColumnElement[Any], bool]]] = {
    "late_after": (task.c.late_after, False),
    "unblocks": (task.c.unblocks, True),
    "due": (task.c.due, False),
    "some_day": (func.coalesce(task.c.due, literal(FAR)), False),
    "number": (task.c.id, False),
}
_BY_WEIGHT: Final = ("unblocks", "due", "number")
_BY_DAY: Final = ("due", "number")


def _ready(*where: ColumnElement[bool]) -> tuple[tuple[str, tuple[ColumnElement[bool], ...]], ...]:
    return ((READY, (*where, _AWAKE)),)


_PARTS: Final = {
    Section.OVERDUE: _Part(_ready(task.c.late_after < _TODAY), ("late_after", *_BY_WEIGHT)),
    # not late_after itself: an index on it would be walked through everything that is still to come
    Section.TODAY: _Part(_ready(task.c.due <= _TODAY, func.coalesce(task.c.late_after, FAR) >= _TODAY), _BY_WEIGHT),
    Section.SOON: _Part(_ready(task.c.due > _TODAY, task.c.due <= _UNTIL), _BY_WEIGHT),
    Section.LATER: _Part(_ready(task.c.due > _UNTIL), _BY_DAY),
    Section.WAITING: _Part(((WAITING, (_AWAKE,)),), _BY_DAY),
    Section.RESTING: _Part(((RESTING, ()), (READY, _ASLEEP), (WAITING, _ASLEEP)), _BY_DAY),
    Section.UNDATED: _Part(((UNDATED, ()),), ("number",)),
    Section.HANDED: _Part(((None, ()),), ("some_day", "number")),
}


@cache
def page_query(section: Section, teams: int, after: int | None) -> Select[Any]:
    """Return the statement for a page of a section.

    Args:
        teams: how many teams are asked about, as `team_0`, `team_1`...
        after: None for the first page, else the urgency of the last row shown.
    """
    part = _PARTS[section]
    branches = [
        _branch(part.order, lane, where, team, urgency, after == urgency)
        for lane, where in part.lanes
        for team in range(teams)
        for urgency in _URGENCIES
        if after is None or urgency >= after
    ]
    found = union_all(*(select(branch.subquery()) for branch in branches)).subquery()
    names = ("urgency", *part.order)
    falls = {"urgency": False, **{name: _COLUMNS[name][1] for name in part.order}}
    order = [found.c[name].desc() if falls[name] else found.c[name] for name in names]
    page = select(found).order_by(*order).limit(bindparam("many")).subquery()
    outer = [page.c[name].desc() if falls[name] else page.c[name] for name in names]
    return select(*ROW_COLUMNS).join(page, page.c.number == task.c.id).order_by(*outer)


def _branch(
    order: Sequence[str],
    lane: str | None,
    where: Sequence[ColumnElement[bool]],
    team: int,
    urgency: int,
    after: bool,
) -> Select[Any]:
    columns = [(name, *_COLUMNS[name]) for name in order]
    whose = [task.c.team == bindparam(f"team_{team}"), task.c.urgency == literal(urgency)]
    if lane is None:
        whose += [task.c.assignee == bindparam("account"), task.c.role != bindparam("role"), task.c.lane.is_not(None)]
    else:
        whose += [task.c.role == bindparam("role"), task.c.lane == literal(lane)]
    page = select(literal(urgency).label("urgency"), *(column.label(name) for name, column, _ in columns))
    page = page.where(*whose, *where).limit(bindparam("many"))
    page = page.order_by(*(column.desc() if falls else column for _, column, falls in columns))
    return page.where(_behind(columns)) if after else page


def _behind(columns: Sequence[Direction]) -> ColumnElement[bool]:
    """Return the condition of what comes after the place given as `after_…`, one column after the other."""
    condition: ColumnElement[bool] = false()
    for name, column, falls in reversed(columns):
        given = bindparam(f"after_{name}", type_=column.type)
        beyond = column < given if falls else column > given
        condition = or_(beyond, and_(column == given, condition))
    first, column, falls = columns[0]
    bound = bindparam(f"after_{first}", type_=column.type)  # lets the index begin where the last page ended
    return and_(column <= bound if falls else column >= bound, condition)
