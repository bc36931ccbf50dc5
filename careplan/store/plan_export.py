"""Plans for files: every plan with its people, its values and its open work, a page of plans at a time.

Each page is read in a transaction of its own, as tasks for files are, in a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select

from careplan.cause import Certainty
from careplan.identity import RED_FLAGS, Identity
from careplan.outlook import Step
from careplan.patient import Operation
from careplan.store.columns import read
from careplan.store.observations import ObservationRecord, observations_of
from careplan.store.patient_rows import patient_from
from careplan.store.plan_list import PlanFilter, PlanRow, PlanSort, list_plans
from careplan.store.schema import (
    care_team_member,
    fact_entry,
    patient,
    plan,
    plan_cause,
    plan_module,
    plan_version,
    task,
    task_wait,
)
from careplan.store.unanswered import Deadlines
from careplan.task import Phase
from careplan.team import Practitioner

_PLANS_A_PAGE: Final = 50

_IN_PAGE: Final[BindParameter[Any]] = bindparam("plans", expanding=True)
_MODULES = select(plan_module).where(plan_module.c.plan.in_(_IN_PAGE)).order_by(plan_module.c.module)
_USED = select(task.c.plan, task.c.module, task.c.members).where(task.c.plan.in_(_IN_PAGE)).distinct()
_CONFIRMED = (
    select(plan_cause.c.plan, plan_cause.c.by)
    .where(plan_cause.c.plan.in_(_IN_PAGE), plan_cause.c.certainty == Certainty.CONFIRMED.value)
    .order_by(plan_cause.c.plan, plan_cause.c.position)
)
_MEMBERS = (
    select(plan.c.id, care_team_member.c.account, care_team_member.c.role)
    .join(care_team_member, care_team_member.c.team == plan.c.team)
    .where(plan.c.id.in_(_IN_PAGE))
    .order_by(plan.c.id, care_team_member.c.account)
)
_OPEN_WORK = (
    select(
        *(task.c.plan, task.c.id, task.c.role, task.c.due, task.c.window_from, task.c.phase),
        *(task.c.module, task.c.key, task.c.instance, task.c.occurrence),
    )
    .where(task.c.plan.in_(_IN_PAGE), task.c.is_open, task.c.due.is_not(None))
    .order_by(task.c.plan, task.c.seq)
)
_EARLIER = (
    select(plan_version.c.plan, func.count()).where(plan_version.c.plan.in_(_IN_PAGE)).group_by(plan_version.c.plan)
)
_WAITS = (
    select(task_wait.c.task, task_wait.c.waits_for)
    .join(task, task.c.id == task_wait.c.task)
    .where(task.c.plan.in_(_IN_PAGE), task.c.is_open)
)
_DOSES = (
    select(fact_entry.c.patient, fact_entry.c.value)
    .where(
        fact_entry.c.patient.in_(bindparam("patients", expanding=True)),
        fact_entry.c.name == "opioid_mme",
        fact_entry.c.withdrawn_at.is_(None),
    )
    .order_by(fact_entry.c.day, fact_entry.c.id)
)

_PATIENTS = select(patient).where(patient.c.id.in_(bindparam("patients", expanding=True)))


@dataclass(frozen=True, slots=True)
class PlanExportRow:
    """One plan as files tell it.

    Attributes:
        version: the number of its present version, as people count them.
        confirmed_by: who confirmed a cause of it.
        members: its care team.
        modules: version of each template module of which it holds a task.
        observations, operations: of the patient, by day and by number.
        opioid_mme: the dose last computed or entered, in mg of morphine a day.
        steps: open dated tasks, in the order of the plan.
    """

    row: PlanRow
    version: int
    confirmed_by: tuple[str, ...]
    members: tuple[Practitioner, ...]
    modules: Mapping[str, int]
    observations: tuple[ObservationRecord, ...]
    operations: tuple[Operation, ...]
    opioid_mme: float | None
    steps: tuple[Step, ...]


def plan_export_rows(
    connection: Connection, which: PlanFilter, today: date, deadlines: Deadlines | None
) -> Iterator[PlanExportRow]:
    """Yield plans by patient and number, in eleven queries for every fifty."""
    after: tuple[Any, ...] | None = None
    many = _PLANS_A_PAGE
    while page := list_plans(
        connection, which, today, deadlines=deadlines, sort=PlanSort.PATIENT, after=after, limit=many
    ):
        yield from _rows(connection, page)
        after = page[-1].place
        connection.rollback()  # nothing was written: this lets writers in, and the next page begins anew


def _rows(connection: Connection, page: list[PlanRow]) -> Iterator[PlanExportRow]:
    ids = [row.id for row in page]
    confirmed = _by_plan(connection, _CONFIRMED, ids)
    members = _by_plan(connection, _MEMBERS, ids)
    modules = _modules(connection, ids)
    earlier = {whose: int(count) for whose, count in connection.execute(_EARLIER, {"plans": ids})}
    steps = _steps(connection, ids)
    patients = {row.patient_id for row in page}
    observations = observations_of(connection, patients)
    found = connection.execute(_PATIENTS, {"patients": list(patients)})
    operations = {row.id: patient_from(row).operations for row in found}
    doses = {whose: read(value) for whose, value in connection.execute(_DOSES, {"patients": list(patients)})}
    for row in page:
        yield PlanExportRow(
            row=row,
            version=1 + earlier.get(row.id, 0),
            confirmed_by=tuple(dict.fromkeys(by for (by,) in confirmed.get(row.id, ()))),
            members=tuple(Practitioner(id=name, role=role) for name, role in members.get(row.id, ())),
            modules=modules[row.id],
            observations=observations.get(row.patient_id, ()),
            operations=operations[row.patient_id],
            opioid_mme=doses.get(row.patient_id),
            steps=steps[row.id],
        )


def _by_plan(connection: Connection, query: Select[Any], ids: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for plan_id, *rest in connection.execute(query, {"plans": ids}):
        found.setdefault(plan_id, []).append(tuple(rest))
    return found


def _modules(connection: Connection, ids: list[str]) -> dict[str, dict[str, int]]:
    """Return the modules that a plan holds tasks of: it names the versions of all."""
    used: dict[str, set[str]] = {each: set() for each in ids}
    for row in connection.execute(_USED, {"plans": ids}):
        used[row.plan].update(member.partition("/")[0] for member in row.members.split(";"))
    versions: dict[str, dict[str, int]] = {each: {} for each in ids}
    for row in connection.execute(_MODULES, {"plans": ids}):
        if row.module in used[row.plan] and row.module != RED_FLAGS:  # it is a list, no template
            versions[row.plan][row.module] = row.version
    return versions


def _steps(connection: Connection, ids: list[str]) -> dict[str, tuple[Step, ...]]:
    rows = connection.execute(_OPEN_WORK, {"plans": ids}).all()
    known = {row.id: Identity(row.module, row.key, row.instance, row.occurrence) for row in rows}
    waits: dict[int, tuple[Identity, ...]] = {}
    for number, waits_for in connection.execute(_WAITS, {"plans": ids}):
        if waits_for in known:
            waits[number] = (*waits.get(number, ()), known[waits_for])
    steps: dict[str, list[Step]] = {each: [] for each in ids}
    for row in rows:
        opens, phase = row.window_from or row.due, Phase(row.phase)
        steps[row.plan].append(Step(known[row.id], row.role, row.due, opens, phase, waits.get(row.id, ())))
    return {each: tuple(found) for each, found in steps.items()}
