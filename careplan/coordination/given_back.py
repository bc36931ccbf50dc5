"""Giving the open tasks of somebody who leaves back to their roles: no task stays with a person who is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from careplan.coordination.acting import keep
from careplan.coordination.done import NO_UNDO, made_of
from careplan.coordination.opened_plan import open_task_of_house

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Records
    from careplan.team import Practitioner


def give_back(
    clinic: Clinic, records: Records, account: str, *, by: Practitioner, why: str, team: int | None = None
) -> int:
    """Give the open tasks that an account has by name back to their roles; return how many there were.

    Each is an event of its patient, joined to one act that Undo does not take back: the person is not there any more.

    Args:
        why: the reason that the events give.
        team: only those of the patients of this team.
    """
    given, act = records.tasks.assigned_to(account, team=team), uuid4().hex
    for task_id in given:
        opened, task = open_task_of_house(clinic, records, task_id, by)
        plan = opened.plan.with_task(replace(task, assignee=None))
        words = f"With the {clinic.role_words(task.role).lower()} again: {task.title}"
        made = made_of(plan, task, "task.unassigned", words, reason=why)
        keep(records, opened, replace(made, undo=NO_UNDO), act=act)
    return len(given)


def given_back_words(number: int) -> str:
    """Return “3 open tasks are with their roles again.”; empty for none."""
    if not number:
        return ""
    return "1 open task is with its role again." if number == 1 else f"{number} open tasks are with their roles again."
