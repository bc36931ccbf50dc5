"""Which modules a plan contains, and from which day each counts (PLAN_RULES R1, R3-R5, R16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from careplan.cause import NORMAL_RECOVERY, RECURRENCE, Certainty, SuspectedCause
from careplan.condition_language import Truth
from careplan.expand.values import Absence
from careplan.facts import Entry, FactBook, Record
from careplan.patient import NEEDLE_PROCEDURES, Operation, Procedure
from careplan.plan_inputs import PlanInputs
from careplan.template_set import CompiledModule, CompiledTask, TemplateSet

_CANCELLED = Absence("the operation or procedure was called off", "date")


@dataclass(frozen=True, slots=True)
class InForce:
    """One module in a plan: once, or once for each operation or procedure.

    Attributes:
        start: what `plan_start` means in its table.
        instance: number of the operation or procedure, 1 where there is one only.
        anchor_day: day of that operation or procedure, where it has one.
        known: the day on which that day became known.
        truth: None while the module's own condition is not known, False when it holds no longer.
        gone: why it is no longer in force, where its condition does not say so.
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
    gone: Absence | None = None
    rounds: Mapping[str, int] = field(default_factory=dict)

    def round_of(self, group: str) -> int:
        """Return the round in which this module's member of a merge group stands."""
        return self.rounds.get(group, 1)


def modules_in_force(templates: TemplateSet, inputs: PlanInputs) -> list[InForce]:
    """Return the modules of a plan in template order, with those added by a condition after those of causes.

    A module that was added once and is asked for no longer is among them, so that it can be said why.
    """
    record = _with_subtypes(templates, inputs)
    book = FactBook(templates.facts, record)
    found = [*_of_causes(templates, inputs, book)]
    if any(entry.module.kind == "core" for entry in found):
        for module in templates.modules.values():
            if module.kind == "added":
                found.extend(_added(module, record, book))
    return [*found, *_also_asked(templates, found)]


def _with_subtypes(templates: TemplateSet, inputs: PlanInputs) -> Record:
    """State which recurrence subtypes are meant, and since when (R5); not known while one is picked without."""
    picked = [cause for cause in inputs.causes if cause.certainty is not Certainty.REFUTED]
    known = {c.cause: c.subtype_known or c.added for c in picked if c.cause in templates.subtypes}
    if not known:
        unknown = any(cause.cause == RECURRENCE for cause in picked)
        return inputs.record if unknown else _stating(inputs.record, (Entry(inputs.start, frozenset()),))
    days = sorted(set(known.values()))
    meant = {day: frozenset(templates.subtypes[cause] for cause in known if known[cause] <= day) for day in days}
    return _stating(inputs.record, tuple(Entry(day, meant[day]) for day in days))


def _stating(record: Record, subtypes: tuple[Entry, ...]) -> Record:
    return replace(record, facts={**record.facts, "subtype": subtypes})


def _of_causes(templates: TemplateSet, inputs: PlanInputs, book: FactBook) -> Iterator[InForce]:
    by_module: dict[str, SuspectedCause] = {}
    for cause in sorted(inputs.causes, key=lambda cause: (cause.added, cause.cause)):
        wanted = templates.module_of(cause.cause)
        if wanted is not None and cause.certainty is not Certainty.REFUTED:
            by_module.setdefault(wanted, cause)
    plain = not (inputs.causes and all(cause.cause == NORMAL_RECOVERY for cause in inputs.causes))
    for module in templates.modules.values():
        if module.kind == "core" and plain:
            yield InForce(module, inputs.start, book, module.tasks)
        elif picked := by_module.get(module.id):
            yield InForce(module, picked.added, book, module.tasks, rounds=picked.rounds)


def _added(module: CompiledModule, record: Record, book: FactBook) -> Iterator[InForce]:
    """Yield the instances of a module that a condition adds: one for each operation or needle procedure."""
    dated = _dated(module, record)
    for number, what in dated:
        if what.cancelled:
            yield InForce(module, record.start, book, module.tasks, instance=number, truth=False, gone=_CANCELLED)
        else:
            yield _instance(module, number, what, book)
    if all(what.cancelled for _, what in dated):
        yield from _added_once(module, book)


def _dated(module: CompiledModule, record: Record) -> Sequence[tuple[int, Operation | Procedure]]:
    """Return what the module has an instance for, with its number."""
    if "revision_surgery" in module.anchors:
        return planned_operations(record)
    return needle_procedures(record) if "procedure" in module.anchors else ()


def _instance(module: CompiledModule, number: int, what: Operation | Procedure, book: FactBook) -> InForce:
    """Return the instance of one operation or procedure; its gate counts as yes, whatever was decided since (R16)."""
    day = what.day if isinstance(what, Operation) else what.done or what.planned
    known = what.recorded or book.record.start
    decided = book.held_since(module.when)
    seen = book if decided else _granting(module, book, known)
    if isinstance(what, Operation):
        seen = _asked_anew(module, number, what, seen)
    return InForce(module, decided or known, seen, module.tasks, number, day, known)


def _added_once(module: CompiledModule, book: FactBook) -> Iterator[InForce]:
    """Yield a module without a day of its own, also one whose condition held once and does so no longer."""
    truth = module.when.truth(book.lookup())
    first = book.first_held(module.when)
    if truth is False and first is None:
        return
    gated = any(name.startswith("gate.") for name in module.when.names)
    start = book.held_since(module.when) if gated else first
    yield InForce(module, start or book.record.start, book, module.tasks, known=start, truth=truth)


def _granting(module: CompiledModule, book: FactBook, day: date) -> FactBook:
    """Return the facts with the module's gates counted as yes: a planned procedure implies the decision (R16)."""
    given = {name: (Entry(day, "yes"),) for name in module.when.names if name.startswith("gate.")}
    return book.with_record(replace(book.record, gates={**book.record.gates, **given}))


def _asked_anew(module: CompiledModule, number: int, operation: Operation, book: FactBook) -> FactBook:
    """Return the facts without what the module's own tasks found out about another operation (R16).

    What is asked before an operation counts once the one before is past, what is asked after it from its own day.
    """
    record = book.record
    earlier = [op.day for n, op in planned_operations(record) if n < number and op.done and not op.cancelled and op.day]
    before = max(earlier, default=record.start - timedelta(days=1)) + timedelta(days=1)
    used = {name for task in module.tasks for name in task.when.names | (task.until.names if task.until else set())}
    fresh: dict[str, tuple[Entry, ...]] = {}
    for task in module.tasks:
        since = before if task.spans[0].offset < 0 else operation.day or date.max
        for name in used.intersection(task.texts.asks, record.facts):
            fresh[name] = tuple(entry for entry in record.facts[name] if entry.day >= since)
    if all(fresh[name] == record.facts[name] for name in fresh):
        return book
    return book.with_record(replace(record, facts={**record.facts, **fresh}))


def planned_operations(record: Record) -> list[tuple[int, Operation]]:
    """Return the operations of the plan, numbered from 1 in the order in which they were recorded."""
    planned = [op for op in record.operations if not op.done or (op.day is not None and op.day >= record.start)]
    return list(enumerate(planned, start=1))


def needle_procedures(record: Record) -> list[tuple[int, Procedure]]:
    """Return the needle procedures of the plan, numbered from 1 in the order in which they were recorded."""
    of_plan = [p for p in record.procedures if p.kind in NEEDLE_PROCEDURES and _in_plan(p, record.start)]
    return list(enumerate(of_plan, start=1))


def _in_plan(procedure: Procedure, start: date) -> bool:
    return procedure.done is None or procedure.done >= start


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
