"""How much of a plan each role has to do in each week, and a levelling of it that keeps clinical order.

A levelling moves single tasks to days inside their own windows: never before what they wait for, never after what waits
for them, never what is urgent, held, a guard, a session of a series or set by hand. It is a proposal; a person applies
it, and each day in it is then set by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.standing import Standing
from careplan.task import Priority, Readiness, TaskStatus
from careplan.team import RoleId
from careplan.working_days import last_working_day, next_working_day

WEEKS: Final = 8
"""Weeks that are looked at, this one among them: a little more than a plan board opens with (PLAN_RULES R36)."""
_WEEK: Final = timedelta(days=7)
_WORTH: Final = 2
"""By how many tasks two weeks of a role differ before moving one between them makes the higher one lower."""

Load = Mapping[RoleId, tuple[int, ...]]
"""Sessions of each role, week by week."""


class Move(NamedTuple):
    """A task that a levelling would give another day."""

    identity: Identity
    role: RoleId
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Levelling:
    """The load of a plan as it is and as it would be, and the moves between them, the earliest first.

    `weeks` are the Mondays of the weeks that are looked at.
    """

    weeks: tuple[date, ...]
    before: Load
    after: Load
    moves: tuple[Move, ...]


class _Room(NamedTuple):
    """A task that may be moved, and the first and last day that it may get."""

    task: PlannedTask
    due: date
    first: date
    last: date


def levelling(plan: CarePlan, standings: Mapping[Identity, Standing], today: date) -> Levelling:
    """Return the load of a plan from this week on, and a proposal that takes the highest weeks of each role down.

    What is due in the past is work of this week. Work that is held is no load.
    """
    monday = today - timedelta(days=today.weekday())
    weeks = tuple(monday + number * _WEEK for number in range(WEEKS))
    open_tasks = [task for i, task in plan.tasks.items() if task.is_open and task.due and not _held(standings.get(i))]
    week_of = {task.identity: _week(max(task.due, today), monday) for task in open_tasks if task.due}
    before = _load(open_tasks, week_of)
    moves = []
    for role in before:
        rooms = _rooms(plan, [task for task in open_tasks if task.role == role], standings, today)
        moves += _levelled(list(before[role]), rooms, week_of, monday, plan.inputs.holidays)
    moved = week_of | {move.identity: _week(move.after, monday) for move in moves}
    after = _load(open_tasks, moved)
    return Levelling(weeks, before, after, tuple(sorted(moves, key=lambda move: (move.before, move.identity))))


def _held(standing: Standing | None) -> bool:
    return standing is not None and standing.readiness is Readiness.HELD


def _week(day: date, monday: date) -> int:
    return (day - monday).days // 7


def _load(tasks: Iterable[PlannedTask], week_of: Mapping[Identity, int]) -> Load:
    counted = Counter((task.role, week_of[task.identity]) for task in tasks)
    roles = dict.fromkeys(role for role, week in sorted(counted) if week < WEEKS)
    return {role: tuple(counted[role, week] for week in range(WEEKS)) for role in roles}


def _rooms(
    plan: CarePlan, tasks: Iterable[PlannedTask], standings: Mapping[Identity, Standing], today: date
) -> list[_Room]:
    """Return what may be moved, and between which days: inside its window and between its neighbours."""
    followers: dict[Identity, list[date]] = {}
    for other in plan.tasks.values():
        for wait in other.desired.waits if other.is_open and other.due else ():
            followers.setdefault(wait, []).append(other.due or date.max)
    found = []
    for task in tasks:
        window, due = task.desired.window, task.due
        if window is None or due is None or due < today or not _may_move(task, standings.get(task.identity)):
            continue
        needs = (plan.tasks.get(wait) for wait in task.desired.waits)
        first = max(window[0], today, *(one.due for one in needs if one and one.is_open and one.due))
        last = min(window[1], *followers.get(task.identity, ()), date.max)
        if first <= due <= last:
            found.append(_Room(task, due, first, last))
    return found


def _may_move(task: PlannedTask, standing: Standing | None) -> bool:
    wanted = task.desired
    bound = wanted.guard or wanted.red_flag is not None or wanted.forward or wanted.occurrences > 1
    by_hand = task.overrides.due is not None or task.by_hand
    begun = task.status is not TaskStatus.TODO or task.orphaned or task.priority is Priority.URGENT
    return not (bound or by_hand or begun) and standing is not None


def _levelled(
    load: list[int], rooms: list[_Room], week_of: Mapping[Identity, int], monday: date, holidays: Set[date]
) -> list[Move]:
    """Return the moves of one role; each takes the sum of squares of its weeks down, so they come to an end."""
    moves: list[Move] = []
    left = {room.task.identity: room for room in rooms}
    while True:
        choices = (
            (load[week], -abs((day - room.due).days), room.task.identity, to, day)
            for room in left.values()
            if (week := week_of[room.task.identity]) < WEEKS
            for to in range(WEEKS)
            if load[week] - load[to] >= _WORTH and (day := _day_in(room, monday + to * _WEEK, holidays))
        )
        best = max(choices, default=None, key=lambda choice: (choice[0], choice[1], -load[choice[3]], choice[2]))
        if best is None:
            return moves
        _, _, identity, to, day = best
        room = left.pop(identity)
        load[week_of[identity]] -= 1
        load[to] += 1
        moves.append(Move(identity, room.task.role, room.due, day))


def _day_in(room: _Room, monday: date, holidays: Set[date]) -> date | None:
    """Return the day in a week that a task would get: its own weekday, a working day, inside its room; or None."""
    first, last = max(room.first, monday), min(room.last, monday + _WEEK - timedelta(days=1))
    if first > last:
        return None
    wanted = min(max(monday + timedelta(days=room.due.weekday()), first), last)
    for day in (next_working_day(wanted, holidays), last_working_day(wanted, holidays)):
        if first <= day <= last:
            return day
    return None
