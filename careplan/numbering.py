"""Ids and order of the tasks of a plan that no store has numbered yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from careplan.draft_plan import DraftPlan
from careplan.plan import CarePlan, PlannedTask


def numbered(draft: DraftPlan, patient_id: str) -> DraftPlan:
    """Return the draft as the first plan of a patient, its tasks in reading order with ids counted from 1."""
    ordered = in_order(draft.plan)
    tasks = {
        task.identity: replace(task, id=f"T-{number:06d}") for number, task in enumerate(ordered.tasks.values(), 1)
    }
    plan = replace(ordered, tasks=tasks, patient_id=patient_id, id=f"PL-{patient_id.removeprefix('P-')}-01")
    return replace(draft, plan=plan)


def in_order(plan: CarePlan) -> CarePlan:
    """Return the plan with its tasks in reading order: red flags, then by day, then as the templates have them."""
    place = {identity: number for number, identity in enumerate(plan.tasks)}

    def order(task: PlannedTask) -> tuple[bool, date, int]:
        return task.desired.red_flag is None, task.due or date.max, place[task.identity]

    return replace(plan, tasks={task.identity: task for task in sorted(plan.tasks.values(), key=order)})
