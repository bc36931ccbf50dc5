"""Rows of a file that add a task: what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careplan.coordination.opened_plan import Opened
from careplan.draft_plan import HandMade
from careplan.errors import CarePlanError
from careplan.task_acts import add


def hand_made_of(opened: Opened, values: Mapping[str, Any]) -> HandMade:
    """Return the task that a row asks for; raises InvalidInput where it waits for one of another plan."""
    ids = {task.id: identity for identity, task in opened.plan.tasks.items()}
    waits = tuple(ids[one] for one in values.get("depends_on") or () if one in ids)
    return HandMade(
        values["task"], values["role"], values.get("due_date"), details=values.get("details") or "", waits=waits
    )


def refuse_new(opened: Opened, values: Mapping[str, Any]) -> str:
    """Return why a task cannot be added as a row says; empty where it can."""
    try:
        opened.authorise("task.add")
        opened.holder(values["role"], values.get("assignee"))
        add(opened.plan, hand_made_of(opened, values), today=opened.today)
    except CarePlanError as refused:
        return str(refused)
    return ""
