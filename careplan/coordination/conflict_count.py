"""How many conflicts between disciplines a plan has, kept for the agenda of a review meeting."""

from __future__ import annotations

from collections.abc import Mapping

from careplan.clinic import Clinic
from careplan.identity import Identity
from careplan.plan import CarePlan, changed_tasks
from careplan.plan_conflicts import conflicts
from careplan.plan_safety import PlanSafety
from careplan.standing import Standing
from careplan.store import PlanRecord, Records


def note_conflicts(
    clinic: Clinic,
    records: Records,
    before: PlanRecord | None,
    plan: CarePlan,
    standings: Mapping[Identity, Standing],
    *,
    answered: bool = False,
) -> None:
    """Keep how many conflicts wait for an answer, where an act may have changed that.

    Args:
        before: the plan before the act; None where it is new.
        plan: the plan as it was saved.
        answered: whether the act accepted a conflict, or took that back.
    """
    if not answered and before is not None and not _may_differ(before, plan):
        return
    patient, given = records.patients.get(plan.patient_id).patient, records.rule_answers.of_plan(plan.id)
    found = conflicts(PlanSafety(plan, patient, clinic.content, clinic.today(), given), standings)
    records.plans.note_conflicts(plan.id, sum(one.is_open for one in found))


def _may_differ(before: PlanRecord, plan: CarePlan) -> bool:
    """Whether another day, input or task may make a conflict; one that is closed or opened only where there is one."""
    pairs = changed_tasks(before.plan.tasks, plan.tasks)
    if before.plan.inputs != plan.inputs or any(was is None or was.due != now.due for was, now in pairs):
        return True
    return bool(before.versions.conflicts) and any(was and was.is_open != now.is_open for was, now in pairs)
