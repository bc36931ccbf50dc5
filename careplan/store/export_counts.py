"""How many rows a file will have, asked before its first byte leaves."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, or_, select

from careplan.store.input_values import HAS_VALUE
from careplan.store.plan_list import PlanFilter, narrowed
from careplan.store.schema import observation, patient, plan, task
from careplan.store.task_export import ExportFilter, narrowed_plans, tasks_asked_for
from careplan.store.unanswered import Deadlines, asked_by


def count_task_rows(connection: Connection, which: ExportFilter) -> int:
    """Return how many tasks a file would have.

    Tasks are never deleted, and their places in a plan count from 1: of whole plans the last place is looked up in the
    index, and no task is counted.
    """
    if asked := tasks_asked_for(which):
        ids = narrowed_plans(select(plan.c.id), which)
        found = select(func.count()).select_from(task).where(task.c.plan.in_(ids), *asked)
        return int(connection.execute(found).scalar_one())
    last = select(func.max(task.c.seq)).where(task.c.plan == plan.c.id).correlate(plan).scalar_subquery()
    total = narrowed_plans(select(func.coalesce(func.sum(last), 0)), which)
    return int(connection.execute(total).scalar_one())


def count_measure_rows(connection: Connection, which: PlanFilter, today: date, deadlines: Deadlines | None) -> int:
    """Return how many values of the patients of these plans a file would have: of none of these plans, or of one."""
    plans = narrowed(select(plan.c.id, plan.c.patient).join(patient, patient.c.id == plan.c.patient), which).subquery()
    found = (
        select(func.count())
        .select_from(observation)
        .where(
            observation.c.withdrawn_at.is_(None),
            HAS_VALUE,
            observation.c.patient.in_(select(plans.c.patient)),
            or_(observation.c.plan.is_(None), observation.c.plan.in_(select(plans.c.id))),
        )
    )
    return int(connection.execute(found, {"today": today, **asked_by(deadlines)}).scalar_one())
