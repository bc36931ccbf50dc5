"""How many tasks a role has by day, kept by whoever changes a task, so that badges never count tasks.

Only what My work lists is counted. A ready task counts on its due day and on its last day before it is
late; so for any day, late = those whose last day is past, and due or late = those whose due day has come.

One that rests from the day of a planned operation on (R24) is counted on that day as well, as what goes over from
ready, late or waiting to resting: no act says that the day has come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete

from careplan.plan import PlannedTask
from careplan.store.columns import ANY_DAY
from careplan.store.prepared import Prepared
from careplan.store.schema import work_count
from careplan.store.stand import READY, WAITING, Stand
from careplan.store.upsert import upsert
from careplan.team import RoleId

DUE: Final = "due"
LATE: Final = "late"
RESTS: Final = "rests"
RESTS_LATE: Final = "rests late"
RESTS_WAITING: Final = "rests waiting"


class Place(NamedTuple):
    """Where a task is counted."""

    team: int
    role: RoleId
    kind: str
    day: date


_CLEAR = Prepared(
    delete(work_count).where(
        work_count.c.team == bindparam("team"),
        work_count.c.role == bindparam("role"),
        work_count.c.kind == bindparam("kind"),
        work_count.c.day == bindparam("day"),
        work_count.c.n == 0,
    )
)


def places(team: int, task: PlannedTask, stand: Stand) -> tuple[Place, ...]:
    """Return where the task is counted while it stands so."""
    return tuple(Place(team, task.role, kind, day) for kind, day in _counted(task, stand))


def _counted(task: PlannedTask, stand: Stand) -> Iterator[tuple[str, date]]:
    rests = stand.rests_from
    if stand.lane == READY:
        last = stand.late_after or ANY_DAY
        yield DUE, task.due or ANY_DAY
        if rests:
            yield RESTS, rests
        if rests is None or last < rests:
            yield LATE, last
        if rests and last < rests:
            yield RESTS_LATE, rests
    elif stand.lane:
        yield stand.lane, ANY_DAY
        if rests and stand.lane == WAITING:
            yield RESTS_WAITING, rests


def count(connection: Connection, gone: Iterable[Place], come: Iterable[Place]) -> None:
    """Move tasks from where they were counted to where they are counted now."""
    moved = Counter(come)
    moved.subtract(gone)
    # in one order for everybody, so that two writers of one server never wait for each other
    changed = sorted(place for place, by in moved.items() if by)
    rows = [{**place._asdict(), "n": moved[place]} for place in changed]
    upsert(connection, work_count, rows, add="n")
    emptied = [place for place in changed if moved[place] < 0]
    if emptied:
        _CLEAR.run(connection, *(place._asdict() for place in emptied))
