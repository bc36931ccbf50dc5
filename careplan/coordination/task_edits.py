"""What a person may write anew of a task: title, priority, note, and of one made by hand what it is (R22)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from careplan import task_edits
from careplan.coordination.done import Made, made_of
from careplan.coordination.meanwhile import refuse_closed
from careplan.coordination.opened_plan import Opened
from careplan.coordination.tasks import Making
from careplan.coordination.text_limits import refuse_long
from careplan.errors import InvalidInput
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.task import Priority

RETITLE = "task.retitle"
PRIORITISE = "task.prioritise"
CLOSE = "task.complete"


def retitling(title: str, *, seen: int | None = None) -> Making:
    """Return what gives a task another title."""

    def edit(opened: Opened, identity: Identity) -> CarePlan:
        return task_edits.retitle(opened.plan, identity, title)

    return _editing(RETITLE, "title", title, edit, seen)


def prioritising(priority: Priority, *, seen: int | None = None) -> Making:
    """Return what says how soon a task must be looked at."""

    def edit(opened: Opened, identity: Identity) -> CarePlan:
        return task_edits.prioritise(opened.plan, identity, priority)

    return _editing(PRIORITISE, "priority", priority, edit, seen)


def annotating(note: str, *, seen: int | None = None) -> Making:
    """Return what writes another note on an open task."""

    def edit(opened: Opened, identity: Identity) -> CarePlan:
        return task_edits.annotate(opened.plan, identity, note)

    return _editing(CLOSE, "note", note, edit, seen)


def describing(details: str, *, seen: int | None = None) -> Making:
    """Return what says anew when a task made by hand is done."""

    def edit(opened: Opened, identity: Identity) -> CarePlan:
        refuse_long("“Done when”", details)
        return task_edits.describe(opened.plan, identity, details)

    return _editing(RETITLE, "details", details, edit, seen)


def beginning(day: date | None, *, seen: int | None = None) -> Making:
    """Return what gives a task made by hand another first day."""

    def edit(opened: Opened, identity: Identity) -> CarePlan:
        return task_edits.begin_on(opened.plan, identity, day)

    return _editing("task.move", "start", day, edit, seen)


def waiting_for(task_ids: Sequence[str], *, seen: int | None = None) -> Making:
    """Return what lets a task made by hand wait for others of its plan, given by their shown ids."""

    def edit(opened: Opened, identity: Identity) -> CarePlan:
        return task_edits.wait_for(opened.plan, identity, [_in_plan(opened, one).identity for one in task_ids])

    return _editing(RETITLE, "depends_on", ";".join(task_ids), edit, seen)


def _editing(
    act: str, field: str, wanted: object, edit: Callable[[Opened, Identity], CarePlan], seen: int | None
) -> Making:
    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        opened.authorise_own(act, task)
        opened.refuse_stale(task, seen, {field: wanted})
        plan = edit(opened, task.identity)
        if plan.tasks == opened.plan.tasks:
            raise InvalidInput(f"“{task.title}” says so already. Write something else.")
        return made_of(plan, task, "task.edited", f"Changed: {plan.tasks[task.identity].title}")

    return make


def _in_plan(opened: Opened, task_id: str) -> PlannedTask:
    """Return a task of the same plan; raises InvalidInput for another."""
    known: Mapping[str, PlannedTask] = {task.id: task for task in opened.plan.tasks.values()}
    if task_id not in known:
        raise InvalidInput(f"{task_id} is no task of plan {opened.plan.id}. Name tasks of this plan, joined by “;”.")
    return known[task_id]
