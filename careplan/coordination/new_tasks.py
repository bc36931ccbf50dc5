"""Rows of a file that add a task: what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.coordination.opened_plan import Opened
from careplan.coordination.text_limits import refuse_long
from careplan.draft_plan import HandMade
from careplan.errors import CarePlanError
from careplan.exchange.task_difference import NewTask
from careplan.plan import PlannedTask
from careplan.task import TaskStatus
from careplan.task_acts import add


def hand_made_of(opened: Opened, values: Mapping[str, Any]) -> HandMade:
    """Return the task that a row asks for; raises InvalidInput where it waits for one of another plan."""
    ids = {task.id: identity for identity, task in opened.plan.tasks.items()}
    waits = tuple(ids[one] for one in values.get("depends_on") or () if one in ids)
    return HandMade(
        values["task"], values["role"], values.get("due_date"), details=values.get("details") or "", waits=waits
    )


def refuse_new(opened: Opened, new: NewTask) -> str:
    """Return why a task cannot be added as a row says; empty where it can."""
    values, whose = new.values, opened.plan.patient_id
    if new.patient_id not in ("", whose):
        return f"Plan {opened.plan.id} is of {whose}. Were the rows mixed up? Nothing of this row is taken."
    try:
        opened.authorise("task.add")
        opened.holder(values["role"], values.get("assignee"))
        refuse_long("“Done when”", values.get("details") or "")
        add(opened.plan, hand_made_of(opened, values), today=opened.today)
    except CarePlanError as refused:
        return str(refused)
    return ""


def made_alike(opened: Opened, values: Mapping[str, Any]) -> list[PlannedTask]:
    """Return the tasks made by hand in this plan that have a row's title and role, and were not cancelled."""
    return [
        task
        for task in opened.plan.tasks.values()
        if task.by_hand and task.status is not TaskStatus.CANCELLED
        if (task.title.casefold(), task.role) == (values["task"].strip().casefold(), values["role"])
    ]


def has_just_this(task: PlannedTask, values: Mapping[str, Any]) -> bool:
    """Whether a task says what a row says, as it does where the row was taken before."""
    details = " / ".join(task.desired.done_when)
    return (task.due, details) == (values.get("due_date"), (values.get("details") or "").strip())
