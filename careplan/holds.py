"""Work that rests: while a red flag is open, and exercise after an operation (PLAN_RULES R24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from careplan.facts import Record
from careplan.plan import PlannedTask
from careplan.plan_inputs import PlanInputs
from careplan.task import HoldAs
from careplan.template_set import TemplateSet

_AFTERCARE = "aftercare"
_OPERATION = "operation"
_RELEASED = ("surgeon_released", "fusion_healed")


@dataclass(frozen=True, slots=True)
class Holds:
    """What is held, by what, and the days on which earlier holds ended.

    `operation` says that exercise rests after an operation, `released` on which day that ended.
    """

    flags: Mapping[HoldAs, tuple[str, ...]]
    ended: Mapping[HoldAs, date]
    operation: bool
    released: date | None

    def on(self, task: PlannedTask) -> tuple[str, ...]:
        """Return the red flags, or the operation, that hold a task."""
        kind = task.desired.hold_as
        if kind is HoldAs.NONE or task.desired.red_flag:
            return ()
        flags = self.flags.get(kind, ())
        return (*flags, _OPERATION) if self.operation and _rests(task) else flags

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
    operated, released = _operated(inputs.record), None
    if operated:
        released = _released(inputs.record, operated)
    return Holds(flags, ended, operated is not None and released is None, released)


def _operated(record: Record) -> date | None:
    """Return the day of the latest operation of the plan that was done."""
    done = (op.day for op in record.operations if op.done and not op.cancelled and op.day and op.day >= record.start)
    return max(done, default=None)


def _released(record: Record, operated: date) -> date | None:
    """Return the day on which the surgeon let go after that operation, or the fusion was found healed (R24)."""
    latest = (record.facts[name][-1] for name in _RELEASED if record.facts.get(name))
    return min((entry.day for entry in latest if entry.value == "yes" and entry.day >= operated), default=None)
