"""How a task stands, in the few words that lists sort and count by."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from careplan.plan import PlannedTask
from careplan.standing import Standing
from careplan.task import Readiness

READY: Final = "ready"
WAITING: Final = "waiting"
RESTING: Final = "resting"
UNDATED: Final = "undated"

_LANES: Final = {
    Readiness.READY: READY,
    Readiness.WAITING: RESTING,
    Readiness.HELD: RESTING,
    Readiness.NO_DATE: UNDATED,
}


class Stand(NamedTuple):
    """How a task stands, as its row says it; a closed one has no readiness and no lane."""

    readiness: Readiness | None = None
    lane: str | None = None
    turn: bool = False
    held: bool = False
    open_waits: int = 0
    unblocks: int = 0
    late_after: date | None = None
    rests_from: date | None = None


CLOSED: Final = Stand()


def stand_of(task: PlannedTask, standing: Standing, *, on_others: bool = False) -> Stand:
    """Return what the row says of how an open task stands.

    `on_others` says that a task of another role is among those it waits for.
    `late_after` is never before the target: a task is first due and then late, which the counts rest on.
    """
    due, late_after = task.due, standing.late_after
    if late_after and due:
        late_after = max(late_after, due)
    elif standing.readiness is Readiness.READY:
        late_after = due
    return Stand(
        standing.readiness,
        _lane(due, standing, on_others),
        standing.turn,
        bool(standing.held_by),
        len(standing.waits),
        standing.unblocks,
        late_after,
        standing.rests_from,
    )


def _lane(due: date | None, standing: Standing, on_others: bool) -> str | None:
    if not standing.turn:
        return None
    if due is None:
        return UNDATED
    return WAITING if on_others and standing.readiness is Readiness.WAITING else _LANES[standing.readiness]
