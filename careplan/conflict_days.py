"""The one order of days that is proposed for a conflict: working days and waits, and no judgement beyond them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, timedelta
from typing import Literal, NamedTuple

from careplan.identity import Identity
from careplan.patient import Operation, Procedure
from careplan.plan import CarePlan, PlannedTask
from careplan.working_days import last_working_day, next_working_day


class Move(NamedTuple):
    """One day that moves: that of a task, or that of a planned procedure or operation with all that counts from it."""

    what: Literal["task", "procedure", "operation"]
    before: date
    after: date
    identity: Identity | None = None
    number: int = 0


class Days(NamedTuple):
    """From which day on something can be moved, and on which days the clinic does not work."""

    today: date
    holidays: Set[date]

    def next(self, day: date) -> date:
        """Return the first working day from `day` on."""
        return next_working_day(day, self.holidays)

    def last(self, day: date) -> date:
        """Return the last working day up to `day`."""
        return last_working_day(day, self.holidays)


def day_now(task: PlannedTask, days: Days) -> date:
    """Return the day on which a task that is due can be done at the earliest."""
    return max(task.due or days.today, days.today)


def order_moves(
    plan: CarePlan, first: PlannedTask, then: PlannedTask, then_day: date, least: int, days: Days, *, anchored: bool
) -> tuple[Move, ...]:
    """Return the moves after which `first` comes `least` days or more before `then`.

    The earlier task is brought forward; only where it cannot come so early does the later one wait for it. `anchored`:
    the later one counts from the day of its procedure; once that day is over, no move puts it in order.
    """
    earliest = days.next(max((days.today, *_waited_for(plan, first))))
    latest = days.last(then_day - timedelta(days=least))
    if latest >= earliest:
        return (_task(first, latest),)
    moves = [] if first.due == earliest else [_task(first, earliest)]
    later = _later(plan, then, then_day, days.next(earliest + timedelta(days=least)))
    return () if anchored and later.what == "task" else (*moves, later)


def healing_moves(sessions: Sequence[PlannedTask], until: date, days: Days) -> tuple[Move, ...]:
    """Return the moves after which no session of a series comes before a day; their distances stay."""
    by = until - min(session.due for session in sessions if session.due)
    return tuple(_task(session, days.next(session.due + by)) for session in sessions if session.due)


def steroid_moves(given: Procedure, operation: Operation, least: int, days: Days) -> tuple[Move, ...]:
    """Return the moves after which more than `least` days lie between a steroid and an operation.

    A planned injection is brought forward, with a day for its safety check; else the operation waits.
    """
    day, operated = given.done or given.planned, operation.day
    if day is None or operated is None:
        return ()
    apart = timedelta(days=least + 1)
    if given.done is None and given.planned:
        earlier = days.last(operated - apart)
        if earlier > days.next(days.today):
            return (Move("procedure", given.planned, earlier, number=given.number),)
    return (Move("operation", operated, days.next(day + apart), number=operation.number),)


def _waited_for(plan: CarePlan, task: PlannedTask) -> Iterator[date]:
    """Yield the days of the open tasks that a task waits for."""
    for wait in task.desired.waits:
        known = plan.tasks.get(wait)
        if known and not known.satisfied and known.due:
            yield known.due


def _later(plan: CarePlan, task: PlannedTask, then_day: date, day: date) -> Move:
    """Return the move of the later task: with its procedure, unless its own day was set by hand."""
    for one in plan.inputs.record.procedures:
        counts = one.planned == then_day == task.desired.anchor_day
        if counts and not one.done and not one.cancelled and task.overrides.due is None:
            return Move("procedure", then_day, day, number=one.number)
    return _task(task, day)


def _task(task: PlannedTask, day: date) -> Move:
    return Move("task", task.due or day, day, identity=task.identity)
