"""Recording that a planned operation took place: on which day, and what was done (PLAN_RULES R6, R16)."""

from __future__ import annotations

from datetime import date

from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan
from careplan.coordination.called_off import planned_words
from careplan.coordination.decisions import refuse_impossible
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened
from careplan.coordination.overwriting import Seen, refuse_overwriting
from careplan.errors import InvalidInput
from careplan.patient import OperationProcedure
from careplan.plan_acts import with_operations
from careplan.procedure_acts import operated, planned_of_number
from careplan.team import Practitioner
from careplan.working_days import date_words


def record_operation(
    clinic: Clinic,
    plan_id: str,
    number: int,
    *,
    day: date | None,
    procedures: tuple[OperationProcedure, ...],
    actor: Practitioner,
    seen: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Record that a planned operation took place.

    Args:
        day: on which it did; today at the latest.
        procedures: what was done, which may be other than what was planned.
        seen: the day for which it was planned, as the person saw it.

    Raises:
        NotFound, NotAllowed, InvalidInput, Conflict: nothing is changed.
    """

    def make(opened: Opened) -> Made:
        opened.authorise("operation.record")
        took_place = _day(opened, day)
        if not procedures:
            raise InvalidInput("Say what was done: choose at least one procedure.")
        known = opened.plan.inputs.record.operations
        planned = planned_of_number(known, number)
        refuse_overwriting(opened, "operation", seen, now=planned.day, wanted=took_place)
        done = operated(planned, took_place, procedures, on=opened.today)
        return Made(
            with_operations(opened.plan, tuple(done if one is planned else one for one in known)),
            what="operation.recorded",
            words=f"Took place: {planned_words(clinic, done)}, {opened.plan.patient_id}",
            before={"operation": planned.day},
            after={"operation": took_place},
        )

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def _day(opened: Opened, day: date | None) -> date:
    """Return a day on which an operation of this plan can have been; raises InvalidInput for any other."""
    if day is None:
        raise InvalidInput("Give the day of the operation.")
    refuse_impossible(opened, day)
    if day > opened.today:
        raise InvalidInput(f"{date_words(day)} is still to come. Record an operation on its day or later.")
    return day
