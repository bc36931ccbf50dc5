"""What the named rules say of a plan, kept for lists of many plans: its open conflicts, and which rules stop work.

It is kept with each act that may change it. Two rules lift with time alone (M12, M18): a list shows them until the next
act on the plan, its drawer no longer.
"""

from __future__ import annotations

from collections.abc import Mapping

from careplan.clinic import Clinic
from careplan.identity import Identity
from careplan.plan import CarePlan, changed_tasks
from careplan.plan_conflicts import conflicts
from careplan.plan_safety import PlanSafety, keys_of
from careplan.standing import Standing
from careplan.store import PlanRecord, Records


def note_rules(
    clinic: Clinic,
    records: Records,
    before: PlanRecord | None,
    plan: CarePlan,
    standings: Mapping[Identity, Standing],
    *,
    answered: bool = False,
) -> None:
    """Keep how many conflicts wait for an answer and which rules stop open work, where an act may have changed that.

    Args:
        before: the plan before the act; None where it is new.
        plan: the plan as it was saved.
        answered: whether the act answered a rule or accepted a conflict, or took that back.
    """
    if not answered and before is not None and not _may_differ(clinic, before, plan):
        return
    patient, given = records.patients.get(plan.patient_id).patient, records.rule_answers.of_plan(plan.id)
    safety = PlanSafety(plan, patient, clinic.content, clinic.today(), given)
    still = sum(one.is_open for one in conflicts(safety, standings))
    stops = [stop.rule.id for stop in safety.stopping(plan.to_do().values())]
    records.plans.note_rules(plan.id, conflicts=still, stops=stops)


def _may_differ(clinic: Clinic, before: PlanRecord, plan: CarePlan) -> bool:
    """Whether another day, input or task may make a conflict, or a task that was closed or opened end or begin one."""
    pairs = changed_tasks(before.plan.tasks, plan.tasks)
    if before.plan.inputs != plan.inputs or any(was is None or was.due != now.due for was, now in pairs):
        return True
    moved = any(was and was.is_open != now.is_open for was, now in pairs)
    return moved and (bool(before.versions.conflicts) or _may_be_stopped(clinic, before.plan))


def _may_be_stopped(clinic: Clinic, plan: CarePlan) -> bool:
    named = clinic.content.safety_rules.stopped_tasks
    return any(not named.isdisjoint(keys_of(task)) for task in plan.to_do().values())
