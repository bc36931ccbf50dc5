"""Red flags that the program itself opens, because numbers that were just entered meet them (PLAN_RULES R15, R25)."""

from __future__ import annotations

from collections.abc import Iterable

from careplan.coordination.acting import Opened
from careplan.coordination.red_flags import with_flag
from careplan.facts import FactBook
from careplan.plan import CarePlan
from careplan.red_flag import RedFlagDefinition
from careplan.safety_names import safety_lookup
from careplan.safety_record import SafetyRecord


def with_flags_by_numbers(opened: Opened, plan: CarePlan, entered: Iterable[str]) -> CarePlan:
    """Return the plan with each flag opened whose numbers are met now.

    A flag that was cleared stays so until its numbers are met anew: by a value just `entered`, or for the first time.
    """
    given = set(entered)
    if not given:
        return plan
    met_before = {flag.id for flag in _met(opened, opened.plan)}
    still_open = {found.flag for found in plan.inputs.flags if found.cleared is None}
    for flag in _met(opened, plan):
        anew = flag.id not in met_before or (flag.condition and given & set(flag.condition.names))
        if anew and flag.id not in still_open:
            plan = with_flag(plan, flag.id, opened.today, opened.actor)
    return plan


def _met(opened: Opened, plan: CarePlan) -> tuple[RedFlagDefinition, ...]:
    content, known = opened.clinic.content, plan.inputs.record
    record = SafetyRecord(
        on=opened.today,
        patient=opened.record.patient,
        lookup=FactBook(content.facts, known).lookup(),
        observations=known.observations,
    )
    return content.red_flags.opened_by_numbers(
        safety_lookup(record, content.medicines, content.safety_rules.task_groups)
    )
