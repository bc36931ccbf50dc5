"""How many resources a FHIR file of plans will have, asked before its first byte leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Select, distinct, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from careplan.sign_off import SignState
from careplan.store.export_counts import count_measure_rows
from careplan.store.input_values import HAS_VALUE
from careplan.store.patient_rows import patient_from
from careplan.store.plan_list import PlanFilter, narrowed
from careplan.store.schema import (
    care_team_member,
    goal,
    observation,
    patient,
    plan,
    plan_cause,
    red_flag,
    sign_off,
    task,
    task_wait,
)
from careplan.store.unanswered import Deadlines, asked_by
from careplan.team import RoleId

_OF_EACH_PLAN: Final = 3
"""CarePlan, CareTeam, and the Provenance that says who made it."""


def count_resources(
    connection: Connection, which: PlanFilter, today: date, deadlines: Deadlines | None, roles: Iterable[RoleId]
) -> int:
    """Return how many resources the Bundle of these plans has at this moment, in a constant number of queries.

    `roles` are those of a care team that look after a patient.
    """
    asked = {"today": today, **asked_by(deadlines)}
    columns = (plan.c.id, plan.c.patient, plan.c.team, plan.c.created_by)
    plans = narrowed(select(*columns).join(patient, patient.c.id == plan.c.patient), which).subquery()
    counted = sum(int(connection.execute(query, asked).scalar_one()) for query in _counts(plans))
    accounts, holders = _people(connection, plans, roles, asked)
    bodies = connection.execute(select(patient).where(patient.c.id.in_(select(plans.c.patient))), asked)
    done = sum(len(one.operations) + len(one.procedures) for one in map(patient_from, bodies))
    return counted + len(accounts) + len(holders) + done + count_measure_rows(connection, which, today, deadlines)


def _counts(plans: Subquery) -> Iterator[Select[Any]]:
    """Yield a query for each kind of resource that is counted by rows."""
    ids = select(plans.c.id)
    yield select(_OF_EACH_PLAN * func.count() + func.count(distinct(plans.c.patient))).select_from(plans)
    for table in (plan_cause, red_flag, goal, task):
        yield select(func.count()).select_from(table).where(table.c.plan.in_(ids))
    waiting = task_wait.join(task, task.c.id == task_wait.c.task)
    yield select(func.count(distinct(task.c.plan))).select_from(waiting).where(task.c.plan.in_(ids))
    last = (
        select(func.max(sign_off.c.id))
        .where(sign_off.c.plan.in_(ids), sign_off.c.withdrawn_at.is_(None))
        .group_by(sign_off.c.plan, sign_off.c.role)
    )
    yield (
        select(func.count())
        .select_from(sign_off)
        .where(sign_off.c.id.in_(last), sign_off.c.state != SignState.ABSENT.value)
    )
    missing = (
        select(observation.c.patient, observation.c.measure, observation.c.day)
        .where(observation.c.patient.in_(select(plans.c.patient)), observation.c.withdrawn_at.is_(None), ~HAS_VALUE)
        .distinct()
        .subquery()
    )
    yield select(func.count()).select_from(missing)


def _people(
    connection: Connection, plans: Subquery, roles: Iterable[RoleId], asked: dict[str, Any]
) -> tuple[set[str], set[tuple[RoleId, str | None]]]:
    """Return whose accounts the plans speak of, and of which roles, each with whom it is held by (None: nobody)."""
    ids = select(plans.c.id)
    member = care_team_member.c
    words = (sign_off.c.plan.in_(ids), sign_off.c.withdrawn_at.is_(None))
    held = (
        select(task.c.role, task.c.assignee).where(task.c.plan.in_(ids)).distinct(),
        select(member.role, member.account).where(member.team.in_(select(plans.c.team)), member.role.in_([*roles])),
        select(sign_off.c.by_role, sign_off.c.by).where(*words),
    )
    holders = {(role, account) for query in held for role, account in connection.execute(query, asked)}
    taken = (
        observation.c.patient.in_(select(plans.c.patient)),
        observation.c.withdrawn_at.is_(None),
        HAS_VALUE,
        or_(observation.c.plan.is_(None), observation.c.plan.in_(ids)),
    )
    others = (select(plans.c.created_by).distinct(), select(observation.c.by).where(*taken).distinct())
    accounts = {account for query in others for (account,) in connection.execute(query, asked)}
    return accounts | {account for _, account in holders if account}, holders
