"""What the changed cells of a task ask for, as the acts of that task in the order in which they are done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from careplan.coordination import task_edits
from careplan.coordination.closing import completing
from careplan.coordination.opened_plan import Opened
from careplan.coordination.tasks import Making, assigning, cancelling, letting_date_go, moving, starting
from careplan.errors import InvalidInput, NotAllowed
from careplan.plan import PlannedTask
from careplan.task import DONE_OUTCOMES, Outcome, TaskStatus

TOGETHER: Final = ("status", "outcome", "done_date", "outcome_note")
"""Columns that tell together how a task ended."""
_NO_ANSWERS: Final = "A file has no place for answers: press Done in the drawer of the task."
FIELDS: Final[Mapping[str, str]] = {
    "task": "title",
    "due_date": "due",
    "done_date": "closed_on",
    "outcome_note": "note",
    "start_date": "start",
}
"""What the audit trail calls a column, where that is another name."""


class Asked(NamedTuple):
    """One act and the columns that ask for it."""

    columns: tuple[str, ...]
    making: Making


def asked_of(
    task: PlannedTask, values: Mapping[str, Any], opened: Opened, *, seen: int, because: str
) -> Iterator[Asked]:
    """Yield the acts that the changed cells of a task ask for.

    Args:
        values: what each changed cell says; None for one that was emptied.
        seen: the row version against which they were looked at.
        because: the reason for what belongs to another role.
    """
    if owner := tuple(name for name in ("role", "assignee") if name in values):
        yield Asked(owner, _assigning(task, values, opened, seen))
    if "due_date" in values:
        day = values["due_date"]
        yield Asked(("due_date",), moving(day, seen=seen) if day else letting_date_go(seen=seen))
    if "start_date" in values:
        yield Asked(("start_date",), task_edits.beginning(values["start_date"], seen=seen))
    if "task" in values:
        yield Asked(("task",), task_edits.retitling(values["task"] or "", seen=seen))
    if "details" in values:
        yield Asked(("details",), task_edits.describing(values["details"] or "", seen=seen))
    if "priority" in values:
        yield Asked(("priority",), _prioritising(task, values, seen))
    if "depends_on" in values:
        yield Asked(("depends_on",), task_edits.waiting_for(values["depends_on"] or (), seen=seen))
    if ended := tuple(name for name in TOGETHER if name in values):
        yield Asked(ended, _ending(task, values, seen, because))


def _assigning(task: PlannedTask, values: Mapping[str, Any], opened: Opened, seen: int) -> Making:
    """Return what gives the task away; who had it keeps it where the new role is theirs too."""
    role = values.get("role")
    if "assignee" in values:
        return assigning(role=role, assignee=values["assignee"], seen=seen)
    holds = any(member.id == task.assignee and member.role == role for member in opened.members)
    return assigning(role=role, assignee=task.assignee if holds else None, seen=seen)


def _prioritising(task: PlannedTask, values: Mapping[str, Any], seen: int) -> Making:
    return task_edits.prioritising(values["priority"] or task.desired.priority, seen=seen)


def _ending(task: PlannedTask, values: Mapping[str, Any], seen: int, because: str) -> Making:
    status, outcome = values.get("status", task.status), values.get("outcome", task.outcome)
    note, day = values.get("outcome_note") or "", values.get("done_date")
    if not task.is_open:
        return _refusing(f"“{task.title}” is closed already. Add a task where there is more to do.")
    if status in (TaskStatus.DONE, TaskStatus.NOT_DONE):
        return _closing(task, status, outcome, seen=seen, note=note, because=because, on=day)
    if outcome or day:
        return _refusing("An outcome or a day of closing needs the status done or not_done beside it.")
    if status is TaskStatus.CANCELLED:
        return cancelling(note or because)
    if status is TaskStatus.IN_PROGRESS and task.status is TaskStatus.TODO:
        return starting(on_behalf_because=because)
    if status is not task.status:
        return _refusing(f"“{task.title}” is in progress. Undo that, or close it.")
    return task_edits.annotating(note, seen=seen)


def _closing(task: PlannedTask, status: TaskStatus, outcome: Outcome | None, *, seen: int, **how: Any) -> Making:
    """Return what closes the task, where status and outcome fit each other."""
    is_done = status is TaskStatus.DONE
    fitting = [one.value for one in Outcome if (one in DONE_OUTCOMES) is is_done]
    if outcome is None or outcome.value not in fitting:
        return _refusing(f"The status {status} needs one of these outcomes beside it: {', '.join(fitting)}.")
    close = completing(outcome, **how)

    def make(opened: Opened, known: PlannedTask) -> Any:
        opened.refuse_stale(known, seen, {"status": status})
        try:
            return close(opened, known)
        except InvalidInput as error:
            if not error.about:
                raise
            raise InvalidInput(f"{error} {_NO_ANSWERS}", about=error.about) from None

    return make


def _refusing(sentence: str) -> Making:
    def make(opened: Opened, task: PlannedTask) -> Any:
        raise NotAllowed(sentence)

    return make
