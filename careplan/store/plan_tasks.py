"""The tasks of a plan, written: only rows that differ, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, tuple_, update

from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, PlanStatus, Tasks, changed_tasks
from careplan.standing import Standing
from careplan.store.numbers import number_of, take, task_id
from careplan.store.plan_record import PlanRecord
from careplan.store.prepared import Prepared
from careplan.store.schema import task, task_wait
from careplan.store.stand import CLOSED, Stand, stand_of
from careplan.store.task_rows import row_of, stand_columns, state_columns, wanted_columns
from careplan.store.work_counts import count, places

_THIS = (task.c.id == bindparam("task_id"), task.c.plan == bindparam("plan_id"))
_ADD = Prepared(insert(task))
_STAND = Prepared(update(task).where(*_THIS))
_CHANGE = Prepared(
    update(task)
    .where(*_THIS, task.c.row_version == bindparam("seen_version"))
    .values(row_version=task.c.row_version + 1)
)
_WAIT = Prepared(insert(task_wait))


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

    tasks: Tasks
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


def stands_of(
    plan: CarePlan, standings: Mapping[Identity, Standing], before: PlanRecord | None = None
) -> dict[Identity, Stand]:
    """Return how each task's row is to say that it stands; in a closed plan nothing is listed any longer.

    `before` is the plan as its rows have it: what has the very standing that it had (`standings_on`) stands the same.
    """
    stands = dict.fromkeys(plan.tasks, CLOSED)
    if plan.status is PlanStatus.CLOSED:
        return stands
    known = before.standings if before else {}
    for identity, standing in standings.items():
        if before and standing is known.get(identity):
            stands[identity] = before.stands[identity]
        else:
            planned = plan.tasks[identity]
            on_others = any(plan.tasks[wait].role != planned.role for wait in standing.waits)
            stands[identity] = stand_of(planned, standing, on_others=on_others)
    return stands


def keep_tasks(
    connection: Connection, owner: Owner, before: Kept, after: CarePlan, stands: Mapping[Identity, Stand]
) -> Mapping[Identity, int]:
    """Write the tasks that are new or differ, and what follows from how they stand; return the rows' versions."""
    others = changed_tasks(before.tasks, after.tasks)
    new = [now.identity for was, now in others if was is None]
    changed = [now.identity for was, now in others if was is not None and was != now]
    touched = set(changed)
    stand_so = ((i, was, stands[i]) for i, was in before.stands.items())
    only_stand = [i for i, was, now in stand_so if was is not now and was != now and i not in touched]
    if new:
        _ADD.run(connection, *_new_rows(owner, before, after, stands, new))
    if changed:
        _change(connection, owner, before, after, stands, changed)
    if only_stand:
        _STAND.run(connection, *({**_this(owner, after.tasks[i]), **stand_columns(stands[i])} for i in only_stand))
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
    """Write the tasks that differ; what the templates ask for only where that differs, too."""
    by_whom = {"updated_at": owner.at, "updated_by": owner.by}
    states, whole = [], []
    for identity in changed:
        now = after.tasks[identity]
        row = {**_this(owner, now), "seen_version": before.row_versions[identity], **by_whom}
        row |= state_columns(now, stands[identity])
        if now.desired is before.tasks[identity].desired:
            states.append(row)
        else:
            whole.append(row | wanted_columns(now.desired))
    for rows in filter(None, (states, whole)):
        _CHANGE.run(connection, *rows)


def _this(owner: Owner, planned: PlannedTask) -> dict[str, Any]:
    return {"task_id": number_of(planned.id), "plan_id": owner.plan_id}


def _keep_waits(connection: Connection, before: Tasks, after: Tasks) -> None:
    was, now = _waits(before), _waits(after)
    gone, come = sorted(was - now), sorted(now - was)
    if gone:
        pairs = [(who, what) for who, what, _ in gone]
        connection.execute(delete(task_wait).where(tuple_(task_wait.c.task, task_wait.c.waits_for).in_(pairs)))
    if come:
        rows = ({"task": who, "waits_for": what, "position": position} for who, what, position in come)
        _WAIT.run(connection, *rows)


def _waits(tasks: Tasks) -> set[tuple[int, int, int]]:
    """Return who waits for what, at which place of its list."""
    numbers = {identity: number_of(planned.id) for identity, planned in tasks.items()}
    return {
        (numbers[identity], numbers[wait], position)
        for identity, planned in tasks.items()
        for position, wait in enumerate(planned.desired.waits)
        if wait in numbers
    }
