"""Calling off what is planned: one operation or procedure, or all that rests on a decision that is no now (R12, R16).

The tasks that count from it are not cancelled with it: they are proposed among the changes of the plan (R27).
"""

from __future__ import annotations

from collections.abc import Mapping

from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened
from careplan.errors import InvalidInput
from careplan.patient import PROCEDURE_WORDS, Operation, Procedure
from careplan.plan import CarePlan
from careplan.procedure_acts import call_off, planned_of_number, planned_on
from careplan.team import Practitioner
from careplan.working_days import date_words


def call_off_planned(
    clinic: Clinic, plan_id: str, act: str, number: int, *, reason: str, actor: Practitioner, key: str | None = None
) -> Done:
    """Call off one planned operation or procedure, with a reason.

    Args:
        act: the right to plan it, which is also that to call it off: operation.plan or procedure.plan.

    Raises:
        NotFound, NotAllowed, InvalidInput: nothing is changed.
    """

    def make(opened: Opened) -> Made:
        opened.authorise(act)
        record = opened.plan.inputs.record
        known: tuple[Operation | Procedure, ...] = record.operations if _is_operation(act) else record.procedures
        gone = planned_of_number(known, number)
        if not reason.strip():
            raise InvalidInput("Give a reason for calling it off.")
        what, name = ("operation", "operation") if _is_operation(act) else ("procedure", "day")
        day = gone.day if isinstance(gone, Operation) else gone.planned
        return Made(
            call_off(opened.plan, (gone,)),
            what=f"{what}.called_off",
            words=f"Called off: {planned_words(clinic, gone)}, {opened.plan.patient_id}",
            before={name: day},
            after={name: None},
            reason=reason.strip(),
        )

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def without_planned(opened: Opened, plan: CarePlan, gate: str) -> tuple[CarePlan, str]:
    """Return the plan without what is planned on a decision, and that in words; raises NotAllowed."""
    gone = planned_on(plan.inputs.record, gate, on=opened.today)
    for one in gone:
        opened.authorise("operation.plan" if isinstance(one, Operation) else "procedure.plan")
    return call_off(plan, gone), "; ".join(planned_words(opened.clinic, one) for one in gone)


def still_planned(opened: Opened, plan: CarePlan, decided: Mapping[str, object]) -> str:
    """Return what is planned still on decisions that are no now, as the end of a sentence; empty where nothing is."""
    noes = [gate for gate, value in decided.items() if value == "no"]
    left = [one for gate in noes for one in planned_on(plan.inputs.record, gate, on=opened.today)]
    return f". Still planned: {'; '.join(planned_words(opened.clinic, one) for one in left)}" if left else ""


def planned_words(clinic: Clinic, one: Operation | Procedure) -> str:
    """Return what is planned: Laminectomy, 21 Dec 2026."""
    day = one.day if isinstance(one, Operation) else one.planned
    return f"{what_words(clinic, one)}, {date_words(day) if day else 'no date yet'}"


def what_words(clinic: Clinic, one: Operation | Procedure) -> str:
    """Return what an operation consists of, or which procedure it is."""
    if isinstance(one, Procedure):
        return PROCEDURE_WORDS[one.kind]
    names = clinic.catalogue.procedures
    return " and ".join(names[part].label for part in one.procedures) or "Operation"


def _is_operation(act: str) -> bool:
    return act == "operation.plan"
