"""The days that tasks count from (REFERENCE 0, PLAN_RULES R10, R16)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from careplan.expand.history import History
from careplan.expand.in_force import InForce, needle_procedures, planned_operations
from careplan.expand.values import Series
from careplan.facts import Record
from careplan.identity import GROUP, Identity
from careplan.patient import Procedure, ProcedureKind
from careplan.plan_inputs import PlanInputs
from careplan.template_set import CompiledTask, Ref, TemplateSet

_WAITS_FOR = {
    "index_surgery": "the date of the last operation",
    "revision_surgery": "the date of the operation",
    "procedure": "the date of the procedure",
    "scs_trial": "the date of the stimulator trial",
    "scs_implant": "the date of the implant",
    "gate:scs": "the decision on stimulation",
}


class Anchor(NamedTuple):
    """What a task counts from.

    `name` and `number` tell one kind of day from another, so that two tasks can be said to count
    from the same day even while it is not known. `known` is the day on which it became known.
    """

    name: str
    number: int | date
    day: date | None
    known: date | None = None
    waits_for: str | None = None


class Anchors:
    """Finds the anchor of each task for one set of inputs."""

    def __init__(self, templates: TemplateSet, inputs: PlanInputs, history: History) -> None:
        self._templates = templates
        self._history = history
        self._starts: dict[date, Anchor] = {}
        self.record = inputs.record
        self._finished = [op.day for _, op in planned_operations(inputs.record) if op.done and op.day]

    def of(self, entry: InForce, task: CompiledTask) -> Anchor:
        """Return what the task counts from."""
        if task.anchor == "plan_start":
            return self._start(entry.start)
        if task.anchor == "task" and task.anchor_ref:
            return self._after_task(entry, task.anchor_ref)
        if task.anchor == "gate:scs":
            return Anchor("gate:scs", 1, entry.known, entry.known, _waits(task.anchor, entry.known))
        if task.anchor == "index_surgery":
            return _simple(task.anchor, 1, index_surgery(self.record), self.record.start)
        if entry.anchor_day and task.anchor in ("revision_surgery", "procedure"):
            return Anchor(task.anchor, entry.instance, entry.anchor_day, entry.known)
        return self._latest(entry, task)

    def _start(self, day: date) -> Anchor:
        if day not in self._starts:
            self._starts[day] = Anchor("plan_start", day, day)
        return self._starts[day]

    def guess(self, entry: InForce, task: CompiledTask) -> date:
        """Return the day it would count from if its anchor task were done on time (R10)."""
        if task.anchor_ref:
            before = self._templates.tasks[task.anchor_ref.key]
            return self.guess(entry, before) + before.spans[0].target
        return entry.start

    def _after_task(self, entry: InForce, ref: Ref) -> Anchor:
        closing = self._history.closing(Identity(*self.series(entry, self._templates.tasks[ref.key])))
        day = closing.day if closing and closing.done else None
        title = self._templates.tasks[ref.key].texts.title
        return Anchor(f"task:{ref}", entry.instance, day, day, None if day else f"“{title}”")

    def _latest(self, entry: InForce, task: CompiledTask) -> Anchor:
        """Return the latest operation or procedure of the plan of the kind that the task means."""
        if task.anchor == "revision_surgery":
            planned = [(n, op) for n, op in planned_operations(self.record) if not op.cancelled]
            if planned and not self._own_instance(entry, task):
                number, operation = planned[-1]
                return _simple(task.anchor, number, operation.day, operation.recorded)
            return _simple(task.anchor, entry.instance, None, None)
        kind = ProcedureKind(task.anchor) if task.anchor.startswith("scs_") else task.definition.procedure_kind
        if kind is None:
            return _simple(task.anchor, entry.instance, None, None)
        return _simple(task.anchor, *_latest_procedure(self.record, kind))

    def _own_instance(self, entry: InForce, task: CompiledTask) -> bool:
        return task.anchor in ("revision_surgery", "procedure") and entry.module.kind == "added"

    def series(self, entry: InForce, task: CompiledTask) -> Series:
        """Return the series of a task of a module in force, merged where it belongs to a group (R6)."""
        if task.group is None:
            return task.ref.module, task.ref.key, entry.instance
        later = len(self._finished) if self._templates.groups[task.group].round_after_operation else 0
        return GROUP, task.group, entry.round_of(task.group) + later

    def round_since(self, task: CompiledTask) -> date | None:
        """Return the day of the operation that opened the present round of the task's group (R6)."""
        if task.group and self._finished and self._templates.groups[task.group].round_after_operation:
            return max(self._finished)
        return None


def index_surgery(record: Record) -> date | None:
    """Return the day of the latest operation before the plan."""
    past = [op.day for op in record.operations if op.done and not op.cancelled and op.day and op.day < record.start]
    return max(past, default=None)


def needle_instance(record: Record) -> int:
    """Return the instance of module INJECTION that belongs to the latest epidural of the plan (R16)."""
    epidurals = [(p.done or p.planned or date.min, n) for n, p in needle_procedures(record) if _epidural(p)]
    return max(epidurals, default=(date.min, 1))[1]


def _epidural(procedure: Procedure) -> bool:
    return procedure.kind is ProcedureKind.EPIDURAL and not procedure.cancelled


def _latest_procedure(record: Record, kind: ProcedureKind) -> tuple[int, date | None, date | None]:
    """Return the latest procedure of a kind: its instance of module INJECTION where it has one, its day, when known."""
    instances = {procedure.number: instance for instance, procedure in needle_procedures(record)}
    of_kind = [p for p in record.procedures if p.kind == kind and not p.cancelled]
    if not of_kind:
        return 1, None, None
    latest = max(of_kind, key=lambda p: (p.done or p.planned or date.min, p.number))
    day = latest.done or latest.planned
    return instances.get(latest.number, latest.number), day, latest.recorded or record.start


def _simple(name: str, number: int, day: date | None, known: date | None) -> Anchor:
    return Anchor(name, number, day, known if day else None, _waits(name, day))


def _waits(name: str, day: date | None) -> str | None:
    return None if day else _WAITS_FOR.get(name, name)
