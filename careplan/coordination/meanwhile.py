"""What somebody else did with a task in the meantime, said with who and when."""

from __future__ import annotations

from careplan.coordination.opened_plan import Opened
from careplan.errors import NotAllowed
from careplan.plan import PlannedTask
from careplan.task import OUTCOME_WORDS, TaskStatus


def refuse_closed(opened: Opened, task: PlannedTask) -> None:
    """Refuse a closed task, with who closed it and when: “already done as planned by the nurse, 9 Mar 2026 10:41”."""
    if not task.is_open and (who := _by_whom(opened, task)):
        raise NotAllowed(f"“{task.title}” is already {_closed_as(task)} {who}.")


def refuse_started(opened: Opened, task: PlannedTask) -> None:
    """Raise NotAllowed for a task that is in progress, with who started it and when."""
    if task.status is TaskStatus.IN_PROGRESS and (who := _by_whom(opened, task)):
        raise NotAllowed(f"“{task.title}” was already started {who}.")


def _by_whom(opened: Opened, task: PlannedTask) -> str:
    """Return who brought the task to its status and when; empty where it came along with another act."""
    last = opened.touched(task.id, 0).get("status")
    if last is None or last.after != task.status:
        return ""
    at = opened.clinic.clock.local(last.at)
    return f"by {opened.who(last)}, {at.day} {at:%b %Y %H:%M}"


def _closed_as(task: PlannedTask) -> str:
    outcome = OUTCOME_WORDS[task.outcome].lower() if task.outcome else ""
    if task.status is TaskStatus.DONE:
        return f"done {outcome}".strip()
    return f"closed as {outcome}" if task.status is TaskStatus.NOT_DONE and outcome else "cancelled"
