"""Work that rests: while a red flag is open, and exercise after an operation (PLAN_RULES R24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.facts import Record
from careplan.patient import Operation
from careplan.plan import PlannedTask
from careplan.plan_inputs import PlanInputs
from careplan.task import HoldAs
from careplan.template_set import TemplateSet

_AFTERCARE = "aftercare"
_RELEASED = ("surgeon_released", "fusion_healed")
OPERATION: Final = "operation"
"""Stands for the operation after which exercise rests, among what holds a task."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What is held, by what, and the days on which earlier holds ended.

    `rests` gives the operations after which exercise rests and nobody has let go yet, `released` the day on which that
    ended for the last one.
    """

    flags: Mapping[HoldAs, tuple[str, ...]]
    ended: Mapping[HoldAs, date]
    rests: tuple[Operation, ...]
    released: date | None

    def on(self, task: PlannedTask) -> tuple[str, ...]:
        """Return the red flags, or the operation, that hold a task."""
        kind = task.desired.hold_as
        if kind is HoldAs.NONE or task.desired.red_flag:
            return ()
        flags = self.flags.get(kind, ())
        return (*flags, OPERATION) if _rests(task) and any(_before(op, task) for op in self.rests) else flags

    def rests_from(self, task: PlannedTask) -> date | None:
        """Return the day of the first planned operation from which on a task rests that does not rest yet (R24)."""
        days = [op.day for op in self.rests if op.day and not _before(op, task)] if _rests(task) else []
        return min(days, default=None)

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


def _before(operation: Operation, task: PlannedTask) -> bool:
    """Whether a task rests after an operation: all do when it was done, what is due from its day on while planned."""
    return operation.done or bool(operation.day and task.due and task.due >= operation.day)


def rests_since(record: Record, task: PlannedTask, *, on: date) -> date | None:
    """Return the day of the operation after which a task rests on a day; None where it does not.

    A planned operation counts from its day on: nobody has to say that it took place (R24).
    """
    days = [op.day for op in _resting(record) if op.day and op.day <= on] if _rests(task) else []
    return max(days, default=None)


def holds_of(inputs: PlanInputs, templates: TemplateSet) -> Holds:
    """Return what these inputs hold."""
    flags: dict[HoldAs, tuple[str, ...]] = {}
    ended: dict[HoldAs, date] = {}
    for found in inputs.flags:
        for held in templates.flags[found.flag].holds:
            kind = HoldAs(held)
            if found.cleared is None:
                flags[kind] = (*flags.get(kind, ()), found.flag)
            else:
                ended[kind] = max(found.cleared, ended.get(kind, found.cleared))
    operated = max((op.day for op in _of_plan(inputs.record) if op.day), default=None)
    released = _released(inputs.record, operated) if operated else None
    return Holds(flags, ended, _resting(inputs.record), released)


def _of_plan(record: Record) -> Iterator[Operation]:
    """Yield the operations of the plan that have a day, done and planned."""
    return (op for op in record.operations if op.day and op.day >= record.start and not op.cancelled)


def _resting(record: Record) -> tuple[Operation, ...]:
    """Return the operations of the plan after which nobody has let exercise go."""
    return tuple(op for op in _of_plan(record) if op.day and _released(record, op.day) is None)


def _released(record: Record, operated: date) -> date | None:
    """Return the day on which the surgeon let go after that operation, or the fusion was found healed (R24)."""
    latest = (record.facts[name][-1] for name in _RELEASED if record.facts.get(name))
    return min((entry.day for entry in latest if entry.value == "yes" and entry.day >= operated), default=None)
