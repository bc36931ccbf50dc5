"""One plan read as a whole: by a single query where the program remembers it, in a constant number where not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from careplan.errors import NOT_HERE, NotFound
from careplan.plan import CarePlan, PlanStatus
from careplan.store.columns import lines, read
from careplan.store.goals import read_goals
from careplan.store.inputs import read_inputs
from careplan.store.patient_rows import patient_from
from careplan.store.plan_record import PlanRecord, Versions
from careplan.store.query import Query
from careplan.store.recent_plans import RecentPlans
from careplan.store.schema import care_team_member, clinic, patient, plan, plan_module, task
from careplan.store.task_reading import TASK_COLUMNS, stand_from, task_from
from careplan.team import Practitioner

_MEMBERS = (
    select(lines(care_team_member.c.role + " " + care_team_member.c.account))
    .where(care_team_member.c.team == plan.c.team)
    .scalar_subquery()
)
_VERSIONS = (
    select(
        plan.c.id,
        plan.c.version,
        plan.c.conflicts_open,
        patient.c.row_version,
        patient.c.known_version,
        func.coalesce(clinic.c.holidays, "[]"),
        func.coalesce(_MEMBERS, ""),
    )
    .join_from(plan, patient, patient.c.id == plan.c.patient)
    .outerjoin(clinic, clinic.c.id == 1)
)
_VERSIONS_OF = Query(_VERSIONS.where(plan.c.id == bindparam("plan_id")))
_VERSIONS_WITH = Query(
    _VERSIONS.where(plan.c.id == select(task.c.plan).where(task.c.id == bindparam("task_id")).scalar_subquery())
)
_PLAN = (
    select(plan, *(column.label(f"patient_{column.name}") for column in patient.columns))
    .join(patient, patient.c.id == plan.c.patient)
    .where(plan.c.id == bindparam("plan_id"))
)
_TASKS = select(*TASK_COLUMNS).where(task.c.plan == bindparam("plan_id")).order_by(task.c.seq)
_MODULES = select(plan_module.c.module, plan_module.c.version).where(plan_module.c.plan == bindparam("plan_id"))


def plan_by_id(connection: Connection, recent: RecentPlans, plan_id: str) -> PlanRecord:
    """Return a plan; raises NotFound."""
    return _found(connection, recent, _VERSIONS_OF.first(connection, {"plan_id": plan_id}))


def plan_of_task(connection: Connection, recent: RecentPlans, number: int) -> PlanRecord:
    """Return the plan that the task of this number belongs to; raises NotFound."""
    return _found(connection, recent, _VERSIONS_WITH.first(connection, {"task_id": number}))


def _found(connection: Connection, recent: RecentPlans, row: Sequence[Any] | None) -> PlanRecord:
    if row is None:
        raise NotFound(NOT_HERE)
    plan_id, versions = row[0], Versions(*row[1:])
    found = recent.find(plan_id, versions)
    if found is None:
        found = _read(connection, plan_id, versions)
        recent.note(found)
    return found


def _read(connection: Connection, plan_id: str, versions: Versions) -> PlanRecord:
    row = connection.execute(_PLAN, {"plan_id": plan_id}).one()
    whose = patient_from(row, "patient_")
    holidays = map(date.fromisoformat, read(versions.holidays))
    members = _members(versions.members)
    inputs = read_inputs(connection, row.id, row.start, whose, holidays, {member.role for member in members})
    rows = connection.execute(_TASKS, {"plan_id": row.id}).all()
    tasks = [task_from(each) for each in rows]
    modules = connection.execute(_MODULES, {"plan_id": row.id})
    return PlanRecord(
        plan=CarePlan(
            inputs=inputs,
            tasks=MappingProxyType({each.identity: each for each in tasks}),
            id=row.id,
            patient_id=whose.id,
            version=versions.plan,
            status=PlanStatus(row.status),
            goals=read_goals(connection, row.id),
            modules={each.module: each.version for each in modules},
        ),
        patient=whose,
        team=row.team,
        members=members,
        number=row.number,
        replaces=row.replaces,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
        closed_at=row.closed_at,
        row_versions={each.identity: r.row_version for each, r in zip(tasks, rows, strict=True)},
        stands={each.identity: stand_from(r) for each, r in zip(tasks, rows, strict=True)},
        versions=versions,
    )


def _members(text: str) -> tuple[Practitioner, ...]:
    """Return the members of a team, each written as role and name."""
    found = (line.partition(" ") for line in sorted(text.split("\n")) if line)
    return tuple(Practitioner(id=name, role=role) for role, _, name in found)
