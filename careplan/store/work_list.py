"""The statements of My work: one branch for each team and tier of urgency, so that an index gives the order.

Each branch reads its keys from a covering partial index and stops after a page; only the rows of the page
are then read from the table. So a page costs the same however many tasks the clinic has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, literal, not_, or_, select, union_all

from careplan.store.columns import fixed
from careplan.store.query import Query
from careplan.store.schema import task
from careplan.store.stand import READY, RESTING, UNDATED, WAITING
from careplan.store.task_lists import FAR, ROW_COLUMNS
from careplan.store.unanswered import ANSWERED_LAST, UNANSWERED
from careplan.urgency import ROUTINE, URGENT

SOON_DAYS: Final = 7

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


class _Tier(NamedTuple):
    """Tasks that an index gives in order: what they have in common, and how much they press.

    `rank` is None for what red flags ask for: few tasks, sorted by their own urgency.
    """

    rank: int | None
    where: tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The lanes of a part, each with what holds for its tasks; a person's tasks have any lane.

    `flagged` holds for what red flags ask for, where that is another condition.
    """

    lanes: tuple[tuple[str | None, tuple[ColumnElement[bool], ...]], ...]
    order: tuple[str, ...]
    urgent: tuple[_Tier, ...]
    flagged: tuple[ColumnElement[bool], ...] | None = None

    def by_day(self) -> _Part:
        """Return the part as it is while the reply to no red flag is missing: the day says all."""
        return replace(self, order=tuple(name for name in self.order if name != "answered"), flagged=None)

    def tiers(self, where: tuple[ColumnElement[bool], ...]) -> tuple[_Tier, ...]:
        """Return the tiers of a lane in which `where` holds, with all that holds for each."""
        flagged = _Tier(None, (task.c.urgency < fixed(URGENT), *(where if self.flagged is None else self.flagged)))
        others = (_Tier(tier.rank, (*tier.where, *where)) for tier in (*self.urgent, _ROUTINE))
        return flagged, *others


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
    "answered": (ANSWERED_LAST, False),
}
_BY_WEIGHT: Final = ("unblocks", "due", "number")
_BY_DAY: Final = ("due", "number")


def _ready(*where: ColumnElement[bool]) -> tuple[tuple[str, tuple[ColumnElement[bool], ...]], ...]:
    return ((READY, (*where, _AWAKE)),)


_IS_URGENT: Final = task.c.urgency == fixed(URGENT)
_OPENED: Final = or_(task.c.opens.is_(None), task.c.opens <= _TODAY)
_CAN_BE_DONE: Final = and_(func.coalesce(task.c.lane, "") == READY, _AWAKE, _OPENED)
_ROUTINE: Final = _Tier(ROUTINE, (task.c.urgency == fixed(ROUTINE),))
_URGENT: Final = (_Tier(URGENT, (_IS_URGENT,)),)
_URGENT_IF_OPENED: Final = (_Tier(URGENT, (_IS_URGENT, _OPENED)), _Tier(ROUTINE, (_IS_URGENT, not_(_OPENED))))
_NOT_YET_URGENT: Final = (_Tier(ROUTINE, (_IS_URGENT,)),)
_URGENT_IF_DONE_NOW: Final = (
    _Tier(URGENT, (_IS_URGENT, _CAN_BE_DONE)),
    _Tier(ROUTINE, (_IS_URGENT, not_(_CAN_BE_DONE))),
)

_LATE: Final = task.c.late_after < _TODAY
# not late_after itself: an index on it would be walked through everything that is still to come
_NOT_LATE: Final = func.coalesce(task.c.late_after, FAR) >= _TODAY
_COME: Final = task.c.due <= _TODAY
MISSED: Final = (_COME, _NOT_LATE, UNANSWERED)
"""A red flag that is due today by its day, and overdue by its hour."""

_PARTS: Final = {
    Section.OVERDUE: _Part(
        _ready(_LATE),
        ("answered", "late_after", *_BY_WEIGHT),
        _URGENT,
        (_AWAKE, or_(_LATE, and_(*MISSED))),
    ),
    Section.TODAY: _Part(_ready(_COME, _NOT_LATE), _BY_WEIGHT, _URGENT, (_AWAKE, _COME, _NOT_LATE, not_(UNANSWERED))),
    Section.SOON: _Part(_ready(task.c.due > _TODAY, task.c.due <= _UNTIL), _BY_WEIGHT, _URGENT_IF_OPENED),
    Section.LATER: _Part(_ready(task.c.due > _UNTIL), _BY_DAY, _URGENT_IF_OPENED),
    Section.WAITING: _Part(((WAITING, (_AWAKE,)),), _BY_DAY, _NOT_YET_URGENT),
    Section.RESTING: _Part(((RESTING, ()), (READY, _ASLEEP), (WAITING, _ASLEEP)), _BY_DAY, _NOT_YET_URGENT),
    Section.UNDATED: _Part(((UNDATED, ()),), ("number",), _NOT_YET_URGENT),
    Section.HANDED: _Part(((None, ()),), ("some_day", "number"), _URGENT_IF_DONE_NOW),
}


@cache
def page_query(section: Section, teams: int, after: int | None, *, by_hour: bool) -> Query:
    """Return the statement for a page of a section.

    Args:
        teams: how many teams are asked about, as `team_0`, `team_1`...
        after: None for the first page, else the urgency of the last row shown.
        by_hour: whether there may be red flags to which a reply is overdue by the hour.
    """
    part = _PARTS[section] if by_hour else _PARTS[section].by_day()
    branches = [
        _branch(part.order, lane, tier, team, after)
        for lane, where in part.lanes
        for team in range(teams)
        for tier in part.tiers(where)
        if after is None or after <= (URGENT - 1 if tier.rank is None else tier.rank)
    ]
    found = union_all(*(select(branch.subquery()) for branch in branches)).subquery()
    names = ("urgency", *part.order)
    falls = {"urgency": False, **{name: _COLUMNS[name][1] for name in part.order}}
    order = [found.c[name].desc() if falls[name] else found.c[name] for name in names]
    page = select(found).order_by(*order).limit(bindparam("many")).subquery()
    outer = [page.c[name].desc() if falls[name] else page.c[name] for name in names]
    answered = page.c.answered if "answered" in part.order else fixed(1)
    return Query(select(*ROW_COLUMNS, answered).join(page, page.c.number == task.c.id).order_by(*outer))


def _branch(order: Sequence[str], lane: str | None, tier: _Tier, team: int, after: int | None) -> Select[Any]:
    flagged = tier.rank is None
    rank = task.c.urgency if tier.rank is None else fixed(tier.rank)
    columns = [(name, *_COLUMNS[name]) for name in order if flagged or name != "answered"]
    behind = [("urgency", task.c.urgency, False), *columns] if flagged else columns
    whose: list[ColumnElement[bool]] = [task.c.team == bindparam(f"team_{team}")]
    if lane is None:
        whose += [task.c.assignee == bindparam("account"), task.c.role != bindparam("role"), task.c.lane.is_not(None)]
    else:
        whose += [task.c.role == bindparam("role"), task.c.lane == fixed(lane)]
    known = {name: column for name, column, _ in columns}
    shown = {"urgency": rank.label("urgency"), **{name: known.get(name, fixed(1)).label(name) for name in order}}
    page = select(*shown.values()).where(*whose, *tier.where).limit(bindparam("many"))
    page = page.order_by(*(shown[name].desc() if falls else shown[name] for name, _, falls in behind))
    return page.where(_behind(behind)) if after is not None and (flagged or after == tier.rank) else page


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
