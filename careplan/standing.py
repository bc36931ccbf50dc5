"""Whether an open task can be done now, what holds it back, and from which day it is late (R17-R19, R23, R24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from careplan.cause import Certainty
from careplan.expand import DesiredTask
from careplan.facts import FactBook, Record
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.task import HoldAs, Priority, Readiness
from careplan.template_set import TemplateSet
from careplan.working_days import next_working_day

_AFTERCARE = "aftercare"
_GATE = "gate."
_OF_CAUSES = "gate.cause"  # each cause's own certainty (R12)
_RELEASED = ("surgeon_released", "fusion_healed")


class Standing(NamedTuple):
    """How one open task stands.

    Attributes:
        waits: earlier tasks that are still open, in the order in which they are due.
        questions: template tasks it waits for that are questions still.
        held_by: the open red flags, or the operation, that hold it.
        late_after: last day on which it is not late; None while it has no date or cannot be done. What was decided
            elsewhere already is never late (R13).
        unblocks: how many open tasks wait for it.
        turn: False for a session whose earlier sessions are open (R23).
    """

    readiness: Readiness
    waits: tuple[Identity, ...]
    questions: tuple[str, ...]
    held_by: tuple[str, ...]
    late_after: date | None
    unblocks: int
    turn: bool

    def days_late(self, today: date) -> int:
        """Return by how many days it is late; 0 when it is not."""
        if self.readiness is not Readiness.READY or self.late_after is None:
            return 0
        return max(0, (today - self.late_after).days)


def standings(plan: CarePlan, templates: TemplateSet) -> dict[Identity, Standing]:
    """Return how each open task of a plan stands."""
    holds = _holds(plan, templates)
    to_do = [task for task in plan.tasks.values() if task.is_open]
    in_turn = _in_turn(to_do)
    unsatisfied = {identity for identity, task in plan.tasks.items() if not task.satisfied}
    waiting = [[wait for wait in task.desired.waits if wait in unsatisfied] for task in to_do]
    unblocks = Counter(chain.from_iterable(waiting))
    settled = _settled(plan, to_do, templates)
    return {
        task.identity: _standing(
            plan,
            task,
            _without_settled(plan, task, waits, settled),
            holds,
            unblocks[task.identity],
            task.identity in in_turn,
            settled=task.identity in settled,
        )
        for task, waits in zip(to_do, waiting, strict=True)
    }


def _settled(plan: CarePlan, to_do: Iterable[PlannedTask], templates: TemplateSet) -> frozenset[Identity]:
    """Return the tasks that ask for decisions of which every one was taken elsewhere (R13)."""
    record, causes = plan.inputs.record, plan.inputs.causes
    asking = [task for task in to_do if any(name.startswith(_GATE) for name in task.desired.asks)]
    if not asking or not (record.gates or any(cause.certainty is not Certainty.SUSPECTED for cause in causes)):
        return frozenset()
    book = FactBook(templates.facts, record)

    def is_known(name: str) -> bool:
        if name == _OF_CAUSES:
            return all(cause.certainty is not Certainty.SUSPECTED for cause in causes)
        return not book.undecided(name) and book.value(name) is not None

    return frozenset(task.identity for task in asking if all(map(is_known, task.desired.asks)))


def _without_settled(
    plan: CarePlan, task: PlannedTask, waits: list[Identity], settled: Set[Identity]
) -> list[Identity]:
    """Return what a task still waits for: one that is settled is ready to close, but never past a guard (R18)."""
    if task.identity not in settled:
        return waits
    return [wait for wait in waits if plan.tasks[wait].desired.guard]


def _in_turn(to_do: Iterable[PlannedTask]) -> Set[Identity]:
    """Return the first open task of each series."""
    first: dict[tuple[str, str, int], Identity] = {}
    for identity in sorted([task.identity for task in to_do], reverse=True):
        first[identity.series] = identity
    return frozenset(first.values())


@dataclass(frozen=True, slots=True)
class _Holds:
    """What is held, by what, and the days on which earlier holds ended.

    `operation` says that exercise rests after an operation, `released` on which day that ended.
    """

    flags: Mapping[HoldAs, tuple[str, ...]]
    ended: Mapping[HoldAs, date]
    operation: bool
    released: date | None

    def ended_for(self, task: PlannedTask) -> Iterator[date]:
        """Yield the days on which holds of a task ended."""
        kind = task.desired.hold_as
        if kind in self.ended:
            yield self.ended[kind]
        if self.released and _rests(task):
            yield self.released


def _rests(task: PlannedTask) -> bool:
    """Whether the task is exercise that rests after an operation: any but that of the care after it (R24)."""
    return task.desired.hold_as is HoldAs.EXERCISE and task.identity.module != _AFTERCARE


def _holds(plan: CarePlan, templates: TemplateSet) -> _Holds:
    flags: dict[HoldAs, tuple[str, ...]] = {}
    ended: dict[HoldAs, date] = {}
    for found in plan.inputs.flags:
        for held in templates.flags[found.flag].holds:
            kind = HoldAs(held)
            if found.cleared is None:
                flags[kind] = (*flags.get(kind, ()), found.flag)
            else:
                ended[kind] = max(found.cleared, ended.get(kind, found.cleared))
    operated, released = _operated(plan.inputs.record), None
    if operated:
        released = _released(plan.inputs.record, operated)
    return _Holds(flags, ended, operated is not None and released is None, released)


def _operated(record: Record) -> date | None:
    """Return the day of the latest operation of the plan that was done."""
    done = (op.day for op in record.operations if op.done and not op.cancelled and op.day and op.day >= record.start)
    return max(done, default=None)


def _released(record: Record, operated: date) -> date | None:
    """Return the day on which the surgeon let go after that operation, or the fusion was found healed (R24)."""
    latest = (record.facts[name][-1] for name in _RELEASED if record.facts.get(name))
    return min((entry.day for entry in latest if entry.value == "yes" and entry.day >= operated), default=None)


def _standing(
    plan: CarePlan,
    task: PlannedTask,
    waits: list[Identity],
    holds: _Holds,
    unblocks: int,
    turn: bool,
    *,
    settled: bool,
) -> Standing:
    held_by = _held_by(task, holds)
    questions = () if settled else task.desired.question_waits
    blocked = bool(waits or questions) and not _let_on(plan, task, waits)
    return Standing(
        readiness=_readiness(task, held=bool(held_by), waits=blocked or not turn),
        waits=tuple(sorted(waits, key=lambda wait: plan.tasks[wait].due or date.max)) if waits else (),
        questions=questions,
        held_by=held_by,
        late_after=date.max if settled else _late_after(plan, task, waits, holds),
        unblocks=unblocks,
        turn=turn,
    )


def _let_on(plan: CarePlan, task: PlannedTask, waits: Iterable[Identity]) -> bool:
    """Whether it may go on while it waits: brought forward by a red flag, or started before and no guard is open."""
    if task.desired.forward or task.started_anyway is None:
        return task.desired.forward
    return not any(plan.tasks[wait].desired.guard for wait in waits)


def _held_by(task: PlannedTask, holds: _Holds) -> tuple[str, ...]:
    kind = task.desired.hold_as
    if kind is HoldAs.NONE or task.desired.red_flag:
        return ()
    flags = holds.flags.get(kind, ())
    if holds.operation and _rests(task):
        return (*flags, "operation")
    return flags


def _readiness(task: PlannedTask, *, held: bool, waits: bool) -> Readiness:
    if held:
        return Readiness.HELD
    if task.due is None:
        return Readiness.NO_DATE
    return Readiness.WAITING if waits else Readiness.READY


def _late_after(plan: CarePlan, task: PlannedTask, still_open: list[Identity], holds: _Holds) -> date | None:
    """Return the window's end, or later where a wait or hold ended, or the date became known, later (R19)."""
    wanted, by_hand = task.desired, task.overrides.due
    if wanted.forward:
        return wanted.late_after
    end = by_hand or wanted.late_after
    if end is None or wanted.due is None or wanted.window is None:
        return end
    over = [plan.tasks[wait] for wait in wanted.waits if wait not in still_open and wait in plan.tasks]
    released = [done.closed_on for done in over]
    days = [day for day in (*released, wanted.known, *holds.ended_for(task)) if day is not None]
    if not days:
        return end
    later = max(days) + (wanted.window[1] - wanted.due if by_hand is None else timedelta(0))
    if wanted.priority is not Priority.URGENT:
        later = next_working_day(later, plan.inputs.holidays)
    if _prepares(wanted):
        later = min(later, wanted.anchor_day or later)
    return max(end, later)


def _prepares(wanted: DesiredTask) -> bool:
    """Whether it belongs before the day it counts from, after which nothing may move its end (R2)."""
    day, window = wanted.anchor_day, wanted.window
    return bool(day and wanted.due and window and wanted.due < day and window[1] <= day)
