"""Changes become the next version of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from careplan.change import Change, ChangeKind
from careplan.expand import DesiredTask
from careplan.identity import Identity
from careplan.plan import CarePlan, Overrides, PlannedTask
from careplan.reconcile import due_by_hand
from careplan.task import Outcome, TaskStatus


def apply(plan: CarePlan, changes: Iterable[Change], *, at: date) -> CarePlan:
    """Return the plan as its next version with the changes applied.

    What is unticked is remembered, so that it is not proposed again: an addition stands as cancelled by
    a person, a cancellation as kept, a moved date as set by hand.
    """
    tasks = dict(plan.tasks)
    for change in changes:
        task = tasks.get(change.identity)
        if task is not None:
            tasks[change.identity] = _applied(task, change, at)
        elif change.desired is not None:
            tasks[change.identity] = _added(change.desired, change.ticked, _before(tasks, change.identity), at)
    return replace(plan, tasks=tasks, version=plan.version + 1)


def _before(tasks: Mapping[Identity, PlannedTask], identity: Identity) -> PlannedTask | None:
    return tasks.get(identity._replace(occurrence=identity.occurrence - 1))


def _applied(task: PlannedTask, change: Change, at: date) -> PlannedTask:
    match change.kind:
        case ChangeKind.REOPEN if change.desired:
            return _reopened(task, change.desired, change.ticked, at)
        case ChangeKind.CANCEL:
            return _cancelled(task, change, at)
        case ChangeKind.CLOSE:
            return replace(task, status=TaskStatus.DONE, outcome=Outcome.AS_PLANNED, closed_on=at, orphaned=False)
        case ChangeKind.MARK:
            orphaned = next((bool(field.after) for field in change.fields if field.name == "orphaned"), task.orphaned)
            return replace(task, orphaned=orphaned, question=change.question)
        case _ if change.desired:
            return _changed(task, change.desired, change.ticked)
    return task


def _added(wanted: DesiredTask, ticked: bool, before: PlannedTask | None, at: date) -> PlannedTask:
    """Return a new task; a session of a known series goes to the role and person that have the one before (R22)."""
    task = PlannedTask(wanted.identity, wanted)
    if before is not None and (before.assignee or before.overrides.role):
        task = replace(task, assignee=before.assignee, overrides=Overrides(role=before.overrides.role))
    return task if ticked else _unticked(task, at)


def _unticked(task: PlannedTask, at: date) -> PlannedTask:
    return replace(
        task, status=TaskStatus.CANCELLED, cancelled_by="person", reason="Unticked by the team", closed_on=at
    )


def _reopened(task: PlannedTask, wanted: DesiredTask, ticked: bool, at: date) -> PlannedTask:
    if not ticked:
        return _unticked(task, at)
    return replace(
        task, desired=wanted, status=TaskStatus.TODO, cancelled_by=None, closed_on=None, reason="", question=()
    )


def _cancelled(task: PlannedTask, change: Change, at: date) -> PlannedTask:
    if not change.ticked:
        return replace(task, overrides=replace(task.overrides, kept=change.reason))
    return replace(
        task, status=TaskStatus.CANCELLED, cancelled_by="plan", reason=change.reason, closed_on=at, question=()
    )


def _changed(task: PlannedTask, wanted: DesiredTask, ticked: bool) -> PlannedTask:
    """Take over what the templates say; unticked, what was visible before becomes the person's own."""
    own = task.overrides
    if own.due is not None:
        due = (due_by_hand(task, wanted) if ticked else own.due) or own.due
        own = replace(own, due=due, set_against=wanted.anchor_day or own.set_against)
    elif not ticked and task.due != wanted.due and task.due is not None:
        own = replace(own, due=task.due, set_against=wanted.anchor_day)
    if not ticked:
        own = replace(
            own,
            role=own.role if task.role == wanted.role else task.role,
            title=own.title if task.title == wanted.title else task.title,
            priority=own.priority if task.priority is wanted.priority else task.priority,
        )
    return replace(task, desired=wanted, overrides=own, orphaned=False, question=())
