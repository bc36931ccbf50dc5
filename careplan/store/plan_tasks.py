"""The tasks of a plan, written: only rows that differ, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, tuple_, update

from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, PlanStatus
from careplan.standing import Standing
from careplan.store.numbers import number_of, take, task_id
from careplan.store.schema import task, task_wait
from careplan.store.stand import CLOSED, Stand, stand_of
from careplan.store.task_rows import row_of, stand_columns
from careplan.store.work_counts import count, places

_THIS = (task.c.id == bindparam("task_id"), task.c.plan == bindparam("plan_id"))
_KEYS = frozenset({"id", "module", "key", "instance", "occurrence"})
_CHANGED = (*(column.name for column in task.columns if column.name not in _KEYS),)
_NEVER_CHANGED = frozenset({"plan", "patient", "team", "seq", "created_at", "row_version"})
_CHANGE = (
    update(task)
    .where(*_THIS, task.c.row_version == bindparam("seen_version"))
    .values(
        {name: bindparam(f"new_{name}") for name in _CHANGED if name not in _NEVER_CHANGED}
        | {"row_version": task.c.row_version + 1}
    )
)
_STAND = update(task).where(*_THIS).values({name: bindparam(f"new_{name}") for name in Stand._fields})


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose tasks they are, and who writes them."""

    plan_id: str
    patient_id: str
    team: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """The tasks of a plan as their rows have them."""

    tasks: Mapping[Identity, PlannedTask]
    stands: Mapping[Identity, Stand]
    row_versions: Mapping[Identity, int]


NOTHING_KEPT = Kept({}, {}, {})


def with_ids(connection: Connection, plan: CarePlan) -> CarePlan:
    """Return the plan with an id for every task, new ones last; a task that has one keeps it."""
    new = [identity for identity, planned in plan.tasks.items() if not planned.id]
    if not new:
        return plan
    first = take(connection, "task", len(new))
    named = {i: replace(plan.tasks[i], id=task_id(number)) for number, i in enumerate(new, first)}
    known = {i: planned for i, planned in plan.tasks.items() if planned.id}
    return replace(plan, tasks=MappingProxyType({**known, **named}))


def stands_of(plan: CarePlan, standings: Mapping[Identity, Standing]) -> dict[Identity, Stand]:
    """Return how each task's row is to say that it stands; in a closed plan nothing is listed any longer."""
    if plan.status is PlanStatus.CLOSED:
        return dict.fromkeys(plan.tasks, CLOSED)
    stands: dict[Identity, Stand] = {}
    for identity, planned in plan.tasks.items():
        standing = standings.get(identity)
        waits = standing.waits if standing else ()
        on_others = bool(waits) and any(plan.tasks[wait].role != planned.role for wait in waits)
        stands[identity] = stand_of(planned, standing, on_others=on_others)
    return stands


def keep_tasks(
    connection: Connection, owner: Owner, before: Kept, after: CarePlan, stands: Mapping[Identity, Stand]
) -> Mapping[Identity, int]:
    """Write the tasks that are new or differ, and what follows from how they stand; return the rows' versions."""
    new = [identity for identity in after.tasks if identity not in before.tasks]
    moved_on = [(i, planned, after.tasks[i]) for i, planned in before.tasks.items()]
    changed = [i for i, was, now in moved_on if was is not now and was != now]
    touched = set(changed)
    only_stand = [i for i in before.tasks if i not in touched and stands[i] != before.stands[i]]
    if new:
        connection.execute(insert(task), _new_rows(owner, before, after, stands, new))
    if changed:
        _change(connection, owner, before, after, stands, changed)
    if only_stand:
        rows = [_stand_row(owner, after.tasks[i], stands[i]) for i in only_stand]
        connection.execute(_STAND, rows)
    if new or any(before.tasks[i].desired.waits != after.tasks[i].desired.waits for i in changed):
        _keep_waits(connection, before.tasks, after.tasks)
    moved = (*changed, *only_stand)
    count(
        connection,
        gone=[place for i in moved for place in places(owner.team, before.tasks[i], before.stands[i])],
        come=[place for i in (*moved, *new) for place in places(owner.team, after.tasks[i], stands[i])],
    )
    return {**before.row_versions, **{i: before.row_versions.get(i, 0) + 1 for i in (*changed, *new)}}


def _new_rows(
    owner: Owner, before: Kept, after: CarePlan, stands: Mapping[Identity, Stand], new: Iterable[Identity]
) -> list[dict[str, Any]]:
    shared = {
        "plan": owner.plan_id,
        "patient": owner.patient_id,
        "team": owner.team,
        "row_version": 1,
        "created_at": owner.at,
        "updated_at": owner.at,
        "updated_by": owner.by,
    }
    return [
        {**row_of(after.tasks[identity], stands[identity]), **shared, "seq": seq}
        for seq, identity in enumerate(new, len(before.tasks) + 1)
    ]


def _change(
    connection: Connection,
    owner: Owner,
    before: Kept,
    after: CarePlan,
    stands: Mapping[Identity, Stand],
    changed: Iterable[Identity],
) -> None:
    rows = []
    for identity in changed:
        columns = row_of(after.tasks[identity], stands[identity])
        row = {f"new_{name}": value for name, value in columns.items() if name not in _KEYS}
        row |= {"new_updated_at": owner.at, "new_updated_by": owner.by}
        row |= {"task_id": columns["id"], "plan_id": owner.plan_id, "seen_version": before.row_versions[identity]}
        rows.append(row)
    connection.execute(_CHANGE, rows)


def _stand_row(owner: Owner, planned: PlannedTask, stand: Stand) -> dict[str, Any]:
    columns = {f"new_{name}": value for name, value in stand_columns(stand).items()}
    return {"task_id": number_of(planned.id), "plan_id": owner.plan_id, **columns}


Tasks = Mapping[Identity, PlannedTask]


def _keep_waits(connection: Connection, before: Tasks, after: Tasks) -> None:
    was, now = _waits(before), _waits(after)
    gone, come = sorted(was - now), sorted(now - was)
    if gone:
        pairs = [(who, what) for who, what, _ in gone]
        connection.execute(delete(task_wait).where(tuple_(task_wait.c.task, task_wait.c.waits_for).in_(pairs)))
    if come:
        rows = [{"task": who, "waits_for": what, "position": position} for who, what, position in come]
        connection.execute(insert(task_wait), rows)


def _waits(tasks: Tasks) -> set[tuple[int, int, int]]:
    """Return who waits for what, at which place of its list."""
    numbers = {identity: number_of(planned.id) for identity, planned in tasks.items()}
    return {
        (numbers[identity], numbers[wait], position)
        for identity, planned in tasks.items()
        for position, wait in enumerate(planned.desired.waits)
        if wait in numbers
    }
