"""What becomes of a planned operation or procedure: it took place, or it is called off (PLAN_RULES R12, R16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from careplan.errors import InvalidInput
from careplan.expand import needle_procedures
from careplan.facts import Record
from careplan.patient import NEEDLE_PROCEDURES, Operation, OperationProcedure, Procedure, ProcedureKind
from careplan.plan import CarePlan, PlannedTask
from careplan.plan_acts import refuse_closed, with_procedures

_SURGERY: Final = "gate.surgery"
_Planned = TypeVar("_Planned", Operation, Procedure, Operation | Procedure)
_INJECTION: Final = "injection"
"""The module of which every needle procedure has an instance."""


def gate_of(planned: Operation | Procedure) -> str:
    """Return the decision that an operation or a procedure rests on."""
    if isinstance(planned, Operation):
        return _SURGERY
    return "gate.injection" if planned.kind in NEEDLE_PROCEDURES else "gate.scs"


def planned_on(record: Record, gate: str, *, on: date) -> tuple[Operation | Procedure, ...]:
    """Return what is planned on a decision from a day on, or without a date."""
    both: tuple[Operation | Procedure, ...] = (*record.operations, *record.procedures)
    return tuple(one for one in both if gate_of(one) == gate and _is_to_come(one, on))


def _is_to_come(one: Operation | Procedure, on: date) -> bool:
    day = one.day if isinstance(one, Operation) else one.planned
    return not one.done and not one.cancelled and (day is None or day >= on)


def call_off(plan: CarePlan, gone: Collection[Operation | Procedure]) -> CarePlan:
    """Return the plan with planned operations and procedures cancelled; reconciling it says what goes with them."""
    refuse_closed(plan)
    was = plan.inputs.record
    record = replace(
        was,
        operations=tuple(one.model_copy(update={"cancelled": one.cancelled or one in gone}) for one in was.operations),
        procedures=tuple(one.model_copy(update={"cancelled": one.cancelled or one in gone}) for one in was.procedures),
    )
    return replace(plan, inputs=replace(plan.inputs, record=record))


def planned_of_number(known: Iterable[_Planned], number: int) -> _Planned:
    """Return the operation or procedure with a number; raises InvalidInput where that is not planned any more."""
    planned = next((one for one in known if one.number == number and not one.done and not one.cancelled), None)
    if planned is None:
        raise InvalidInput("It is not planned any more: it took place, or was called off.")
    return planned


def operated(planned: Operation, day: date, procedures: tuple[OperationProcedure, ...], *, on: date) -> Operation:
    """Return a planned operation as done: on which day, and what was done, which may be other than was planned.

    In a plan it opens a new round of the decision about the next one (R6).
    """
    known = {} if planned.day == day else {"recorded": on}
    return planned.model_copy(update={"done": True, "day": day, "procedures": procedures, **known})


def took_place(plan: CarePlan, task: PlannedTask, kinds: Set[ProcedureKind], *, on: date) -> CarePlan:
    """Return the plan with the procedure done that a task records, on the day for which it was planned, else today.

    `kinds` are those whose procedures the task records; without one the plan stays as it is.
    """
    found = _recorded_by(plan.inputs.record, task, kinds)
    if found is None:
        return plan
    day = found.planned if found.planned and found.planned <= on else on
    done = found.model_copy(update={"done": day} if found.planned == day else {"done": day, "recorded": on})
    return with_procedures(plan, tuple(done if one == found else one for one in plan.inputs.record.procedures))


def _recorded_by(record: Record, task: PlannedTask, kinds: Set[ProcedureKind]) -> Procedure | None:
    of_needle = dict(needle_procedures(record)) if task.identity.module == _INJECTION else {}
    own = of_needle.get(task.identity.instance)
    wanted = [own] if own else [] if of_needle else record.procedures
    open_ones = [one for one in wanted if one.kind in kinds and not one.done and not one.cancelled]
    return max(open_ones, key=lambda one: (one.planned or date.min, one.number), default=None)
