"""A plan and what its team does to it, day by day; days are counted from the plan's start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from careplan import plan_acts
from careplan.apply import apply
from careplan.cause import CauseId, Certainty, SuspectedCause
from careplan.change import Change, ChangeKind
from careplan.computed_plan import ComputedPlans
from careplan.condition_language import Value
from careplan.expand import Absence, Expansion, Question, expand
from careplan.facts import Entry, Record
from careplan.identity import Identity
from careplan.observation import Observation
from careplan.patient import Operation, OperationProcedure, Procedure, ProcedureKind
from careplan.plan import CarePlan, PlannedTask
from careplan.plan_inputs import PlanInputs, RedFlagFound
from careplan.reconcile import reconcile
from careplan.standing import Standing, standings
from careplan.task import DONE_OUTCOMES, Outcome, TaskStatus
from careplan.team import RoleId
from careplan.template_set import TemplateSet

MONDAY = date(2026, 3, 2)
"""A Monday: so is every multiple of seven days after it."""


class Story:
    """One plan under way. Every act is followed by reconciling, and what that proposes is applied as it is ticked."""

    def __init__(
        self,
        templates: TemplateSet,
        *causes: CauseId,
        start: date = MONDAY,
        facts: Mapping[str, Value] | None = None,
        holidays: Iterable[int] = (),
        operations: Iterable[Operation] = (),
        roles: Iterable[RoleId] | None = None,
    ) -> None:
        self.templates, self.start = templates, start
        self.computed = ComputedPlans()
        self.proposed: dict[Identity, Change] = {}
        entries = {name: (Entry(start, value),) for name, value in (facts or {}).items()}
        inputs = PlanInputs(
            Record(start, facts=entries, operations=tuple(operations)),
            tuple(SuspectedCause(cause, start) for cause in causes),
            holidays=frozenset(self.on(day) for day in holidays),
            roles=None if roles is None else frozenset(roles),
        )
        self.plan = CarePlan(inputs)
        self.reconcile(0)

    def on(self, day: int) -> date:
        """Return the date of a day of the story."""
        return self.start + timedelta(days=day)

    def day(self, of: date | None) -> int | None:
        """Return the day of the story of a date."""
        return None if of is None else (of - self.start).days

    # what the team sees

    def expansion(self) -> Expansion:
        """Return what ought to be now."""
        return expand(self.templates, self.plan.inputs_now())

    def identity(self, key: str, occurrence: int = 1, instance: int | None = None) -> Identity:
        """Return the identity of the task that shows or contains `key`, in its latest instance if none is named."""
        found = [i for i, task in self.plan.tasks.items() if _is(task, key) and i.occurrence == occurrence]
        found = [i for i in found if instance in (None, i.instance)]
        assert found, f"the plan has no {key}#{occurrence}"
        return max(found, key=lambda identity: identity.instance)

    def has(self, key: str, instance: int | None = None) -> bool:
        """Whether the plan has an open or finished task of this key."""
        return any(
            _is(task, key) and task.status is not TaskStatus.CANCELLED and instance in (None, identity.instance)
            for identity, task in self.plan.tasks.items()
        )

    def task(self, key: str, occurrence: int = 1, instance: int | None = None) -> PlannedTask:
        """Return one task of the plan."""
        return self.plan.tasks[self.identity(key, occurrence, instance)]

    def due(self, key: str, occurrence: int = 1, instance: int | None = None) -> int | None:
        """Return its target, in days of the story."""
        return self.day(self.task(key, occurrence, instance).due)

    def series(self, key: str, instance: int | None = None) -> list[int | None]:
        """Return the targets of all its occurrences that are not cancelled."""
        series = self.identity(key, 1, instance).series
        tasks = [task for identity, task in sorted(self.plan.tasks.items()) if identity.series == series]
        return [self.day(task.due) for task in tasks if task.status is not TaskStatus.CANCELLED]

    def window(self, key: str, occurrence: int = 1, instance: int | None = None) -> tuple[int, int]:
        """Return its window."""
        window = self.task(key, occurrence, instance).desired.window
        assert window is not None
        return (window[0] - self.start).days, (window[1] - self.start).days

    def waits(self, key: str, occurrence: int = 1) -> list[str]:
        """Return what it waits for, as KEY#occurrence."""
        wanted = self.task(key, occurrence).desired
        return [f"{self.plan.tasks[wait].desired.key}#{wait.occurrence}" for wait in wanted.waits]

    def standing(self, key: str, occurrence: int = 1, instance: int | None = None) -> Standing:
        """Return how it stands."""
        return standings(self.plan, self.templates)[self.identity(key, occurrence, instance)]

    def late_after(self, key: str, occurrence: int = 1, instance: int | None = None) -> int | None:
        """Return the last day on which it is not late."""
        return self.day(self.standing(key, occurrence, instance).late_after)

    def question(self, key: str) -> Question | None:
        """Return the question that stands for a task."""
        return next((q for q in self.expansion().questions.values() if q.key == key), None)

    def absence(self, key: str) -> Absence | None:
        """Return why a task is not asked for."""
        return next((a for series, a in self.expansion().absences.items() if key in series), None)

    def changes(self) -> tuple[Change, ...]:
        """Return what reconciling would still do."""
        found = reconcile(self.plan, self.expansion())
        assert self.computed.of(self.plan, self.templates).changes == found, "other changes are asked for than before"
        return found

    # what the team does

    def reconcile(self, day: int, *, untick: Iterable[str] = (), apply_now: bool = True) -> None:
        """Apply what reconciling proposes, with the changes of the named keys turned round."""
        changes, left = self.changes(), set(untick)
        self.proposed = {change.identity: change for change in changes}
        turned = (c._replace(ticked=not c.ticked) if left & self._keys(c) else c for c in changes)
        if apply_now and changes:
            self.plan = apply(self.plan, tuple(turned), at=self.on(day))

    def _keys(self, change: Change) -> set[str]:
        task = self.plan.tasks.get(change.identity)
        wanted = change.desired or (task.desired if task else None)
        return {wanted.key} if wanted else set()

    def change(self, key: str, occurrence: int = 1) -> Change | None:
        """Return what the latest reconciling proposed for a task."""
        return self.proposed.get(self.identity(key, occurrence))

    def with_task(self, key: str, occurrence: int = 1, instance: int | None = None, **fields: object) -> None:
        """Put a task into another state, without reconciling."""
        self.plan = self.plan.with_task(replace(self.task(key, occurrence, instance), **fields))  # type: ignore[arg-type]

    def done(
        self,
        key: str,
        day: int,
        occurrence: int = 1,
        instance: int | None = None,
        outcome: Outcome = Outcome.AS_PLANNED,
    ) -> None:
        """Close a task."""
        status = TaskStatus.DONE if outcome in DONE_OUTCOMES else TaskStatus.NOT_DONE
        self.with_task(key, occurrence, instance, status=status, outcome=outcome, closed_on=self.on(day))
        self.reconcile(day)

    def begin(self, key: str, occurrence: int = 1) -> None:
        """Start a task."""
        self.with_task(key, occurrence, status=TaskStatus.IN_PROGRESS)

    def cancel(self, key: str, day: int, occurrence: int = 1) -> None:
        """Cancel a task by hand."""
        self.with_task(
            key, occurrence, status=TaskStatus.CANCELLED, cancelled_by="person", reason="no", closed_on=self.on(day)
        )
        self.reconcile(day)

    def move(self, key: str, to: int, occurrence: int = 1) -> None:
        """Set a date by hand."""
        task = self.task(key, occurrence)
        own = replace(task.overrides, due=self.on(to), set_against=task.desired.anchor_day)
        self.with_task(key, occurrence, overrides=own)

    def answer(self, fact: str, value: Value | None, day: int, apply_now: bool = True) -> None:
        """Answer a fact."""
        self.plan = plan_acts.answer(self.plan, fact, value, on=self.on(day))
        self.reconcile(day, apply_now=apply_now)

    def observe(self, measure: str, value: float, day: int, apply_now: bool = True) -> None:
        """Enter a value of a measure."""
        self._record(
            observations=(*self.record.observations, Observation(measure=measure, value=value, day=self.on(day)))
        )
        self.reconcile(day, apply_now=apply_now)

    def decide(self, gate: str, value: str, day: int, apply_now: bool = True) -> None:
        """Set a gate."""
        self.plan = plan_acts.decide(self.plan, gate, value, on=self.on(day))
        self.reconcile(day, apply_now=apply_now)

    def add_cause(self, cause: CauseId, day: int) -> None:
        """Add a suspected cause."""
        self.plan = plan_acts.add_cause(self.plan, cause, on=self.on(day), templates=self.templates)
        self.reconcile(day)

    def refute(self, cause: CauseId, day: int) -> None:
        """Refute a cause."""
        self.call(cause, Certainty.REFUTED, day)

    def call(self, cause: CauseId, certainty: Certainty, day: int) -> None:
        """Say what a cause is."""
        self.plan = plan_acts.set_certainty(self.plan, cause, certainty, on=self.on(day))
        self.reconcile(day)

    def operate(
        self, number: int, day: int | None, *, recorded: int, done: bool = False, cancelled: bool = False
    ) -> None:
        """Plan, move, finish or cancel an operation."""
        operation = Operation(
            number=number,
            day=None if day is None else self.on(day),
            recorded=self.on(recorded),
            done=done,
            cancelled=cancelled,
            procedures=(OperationProcedure.MICRODISKECTOMY,),
        )
        others = tuple(other for other in self.record.operations if other.number != number)
        self._record(operations=tuple(sorted((*others, operation), key=lambda op: op.number)))
        self.reconcile(recorded)

    def needle(
        self,
        number: int,
        kind: ProcedureKind,
        *,
        recorded: int,
        planned: int | None = None,
        done: int | None = None,
        cancelled: bool = False,
    ) -> None:
        """Plan, move, finish or cancel a procedure."""
        procedure = Procedure(
            number=number,
            kind=kind,
            planned=None if planned is None else self.on(planned),
            done=None if done is None else self.on(done),
            recorded=self.on(recorded),
            cancelled=cancelled,
        )
        others = tuple(other for other in self.record.procedures if other.number != number)
        self._record(procedures=tuple(sorted((*others, procedure), key=lambda known: known.number)))
        self.reconcile(recorded if done is None else done)

    def raise_flag(self, flag: str, day: int, *, role: RoleId | None = None) -> None:
        """Find a red flag."""
        number = 1 + sum(1 for found in self.plan.inputs.flags if found.flag == flag)
        found = RedFlagFound(flag, number, self.on(day), role)
        self._inputs(flags=(*self.plan.inputs.flags, found))
        self.reconcile(day)

    def clear_flag(self, flag: str, day: int) -> None:
        """Clear a red flag."""
        flags = (replace(f, cleared=self.on(day)) if f.flag == flag else f for f in self.plan.inputs.flags)
        self._inputs(flags=tuple(flags))
        self.reconcile(day)

    def staff(self, roles: Iterable[RoleId] | None, day: int) -> None:
        """Say which roles somebody on the team holds."""
        self._inputs(roles=None if roles is None else frozenset(roles))
        self.reconcile(day)

    @property
    def record(self) -> Record:
        """What is known of the patient."""
        return self.plan.inputs.record

    def _record(self, **fields: object) -> None:
        self._inputs(record=replace(self.record, **fields))  # type: ignore[arg-type]

    def _inputs(self, **fields: object) -> None:
        self.plan = replace(self.plan, inputs=replace(self.plan.inputs, **fields))  # type: ignore[arg-type]


def _is(task: PlannedTask, key: str) -> bool:
    keys = {member.rpartition("/")[2] for member in task.desired.members}
    return key in keys or key == task.identity.key


def fused(months_before: float, start: date = MONDAY, number: int = 1) -> Operation:
    """Return a spinal fusion done so many months before the plan."""
    day = start - timedelta(days=round(months_before * 30.4375))
    return Operation(number=number, day=day, procedures=(OperationProcedure.SPINAL_FUSION,), implant=True)


Builder = Callable[..., Story]

__all__ = ["MONDAY", "Builder", "ChangeKind", "Story", "fused"]
