"""Which modules a plan contains, and from which day each counts (PLAN_RULES R1, R3-R5, R16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from careplan.cause import NORMAL_RECOVERY, RECURRENCE, Certainty, SuspectedCause
from careplan.condition_language import Truth
from careplan.facts import Entry, FactBook, Record
from careplan.patient import NEEDLE_PROCEDURES, Operation, Procedure
from careplan.plan_inputs import PlanInputs
from careplan.template_set import CompiledModule, CompiledTask, TemplateSet


@dataclass(frozen=True, slots=True)
class InForce:
    """One module in a plan: once, or once for each operation or procedure.

    Attributes:
        start: what `plan_start` means in its table.
        instance: number of the operation or procedure, 1 where there is one only.
        anchor_day: day of that operation or procedure, where it has one.
        known: the day on which that day became known.
        truth: None while the module's own condition is not known.
        rounds: rounds of merge groups in which this module's members stand (R6).
        book: the facts as this instance sees them.
        tasks: the tasks that it asks for.
    """

    module: CompiledModule
    start: date
    book: FactBook
    tasks: tuple[CompiledTask, ...]
    instance: int = 1
    anchor_day: date | None = None
    known: date | None = None
    truth: Truth = True
    rounds: Mapping[str, int] = field(default_factory=dict)

    def round_of(self, group: str) -> int:
        """Return the round in which this module's member of a merge group stands."""
        return self.rounds.get(group, 1)


def modules_in_force(templates: TemplateSet, inputs: PlanInputs) -> list[InForce]:
    """Return the modules of a plan in template order, with those added by a condition after those of causes."""
    record = _with_subtypes(templates, inputs)
    book = FactBook(templates.facts, record)
    found = [*_of_causes(templates, inputs, book)]
    if any(entry.module.kind == "core" for entry in found):
        for module in templates.modules.values():
            if module.kind == "added":
                found.extend(_added(module, record, book))
    return [*found, *_also_asked(templates, found)]


def _with_subtypes(templates: TemplateSet, inputs: PlanInputs) -> Record:
    """State which recurrence subtypes are meant (R5); not known while one is picked without subtype."""
    picked = [cause for cause in inputs.causes if cause.certainty is not Certainty.REFUTED]
    known = {templates.subtypes[cause.cause]: cause for cause in picked if cause.cause in templates.subtypes}
    if not known and any(cause.cause == RECURRENCE for cause in picked):
        return inputs.record
    day = min((cause.subtype_known or cause.added for cause in known.values()), default=inputs.start)
    facts = {**inputs.record.facts, "subtype": (Entry(day, frozenset(known)),)}
    return replace(inputs.record, facts=facts)


def _of_causes(templates: TemplateSet, inputs: PlanInputs, book: FactBook) -> Iterator[InForce]:
    by_module: dict[str, SuspectedCause] = {}
    for cause in inputs.causes:
        wanted = templates.module_of(cause.cause)
        if wanted is None or cause.certainty is Certainty.REFUTED:
            continue
        if wanted not in by_module or cause.added < by_module[wanted].added:
            by_module[wanted] = cause
    plain = not (inputs.causes and all(cause.cause == NORMAL_RECOVERY for cause in inputs.causes))
    for module in templates.modules.values():
        if module.kind == "core" and plain:
            yield InForce(module, inputs.start, book, module.tasks)
        elif picked := by_module.get(module.id):
            yield InForce(module, picked.added, book, module.tasks, rounds=picked.rounds)


def _added(module: CompiledModule, record: Record, book: FactBook) -> Iterator[InForce]:
    """Yield the instances of a module that a condition adds: one for each operation or needle procedure."""
    anchors = {task.anchor for task in module.tasks}
    gates = [name for name in module.when.names if name.startswith("gate.")]
    dated: Sequence[tuple[int, Operation | Procedure]] = ()
    if "revision_surgery" in anchors:
        dated = planned_operations(record)
    elif "procedure" in anchors:
        dated = needle_procedures(record)
    for number, what in dated:
        if what.cancelled:
            continue
        day = what.day if isinstance(what, Operation) else what.done or what.planned
        known = what.recorded or record.start
        seen = _granting(book, gates, known)
        yield InForce(module, known, seen, module.tasks, instance=number, anchor_day=day, known=known)
    if not any(not what.cancelled for _, what in dated):
        yield from _added_once(module, book)


def _added_once(module: CompiledModule, book: FactBook) -> Iterator[InForce]:
    truth = module.when.truth(book.lookup())
    if truth is False:
        return
    gated = any(name.startswith("gate.") for name in module.when.names)
    start = book.held_since(module.when) if gated else book.first_held(module.when)
    yield InForce(module, start or book.record.start, book, module.tasks, known=start, truth=truth)


def _granting(book: FactBook, gates: list[str], day: date) -> FactBook:
    """Return the facts with the module's gate counted as yes: a planned procedure implies the decision (R16)."""
    record = book.record
    open_gates = [gate for gate in gates if book.value(gate) != "yes"]
    if not open_gates:
        return book
    given = {gate: (Entry(day, "yes"),) for gate in open_gates}
    return book.with_record(replace(record, gates={**record.gates, **given}))


def planned_operations(record: Record) -> list[tuple[int, Operation]]:
    """Return the operations of the plan, numbered from 1 in the order in which they were recorded."""
    planned = [op for op in record.operations if not op.done or (op.day is not None and op.day >= record.start)]
    return list(enumerate(planned, start=1))


def needle_procedures(record: Record) -> list[tuple[int, Procedure]]:
    """Return the needle procedures of the plan, numbered from 1 in the order in which they were recorded."""
    of_plan = [p for p in record.procedures if p.kind in NEEDLE_PROCEDURES and _in_plan(p, record.start)]
    return list(enumerate(of_plan, start=1))


def _in_plan(procedure: Procedure, start: date) -> bool:
    day = procedure.done or procedure.planned
    return day is None or day >= start


def _also_asked(templates: TemplateSet, found: list[InForce]) -> Iterator[InForce]:
    """Yield what modules ask for of other modules, counted from the earliest that asks (R3)."""
    for entry in found:
        for asked in entry.module.also_asks:
            truth = asked.when.truth(entry.book.lookup())
            if truth is not True or entry.truth is not True:
                continue
            for key in asked.tasks:
                task = templates.tasks[key]
                yield replace(entry, tasks=(task,), instance=1, anchor_day=None, rounds={})
