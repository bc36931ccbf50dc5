"""What the named rules say of a plan on its board: which checks it does not meet, and which lines a stop rule stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from careplan.coordination.lines import TaskLine
from careplan.coordination.opened_plan import Opened
from careplan.coordination.safety import rule_name
from careplan.plan_checks import standing_checks
from careplan.plan_safety import PlanSafety


class Checked(NamedTuple):
    """One named rule that a plan does not meet, as `plan_checks.PlanCheck`; `task_id` is the task that it is about."""

    check: str
    severity: str
    message: str
    source: str
    answered_on: str
    task_id: str = ""


def checked(opened: Opened) -> Iterator[Checked]:
    """Yield the named rules that an open plan does not meet, errors first."""
    plan, clinic = opened.plan, opened.clinic
    computed = clinic.compute(plan)
    for one in computed.kept(standing_checks, plan, opened.record.patient, clinic.content, on=opened.today):
        task_id = plan.tasks[one.identity].id if one.identity else ""
        yield Checked(one.check, one.severity, one.message, one.source, one.answered_on, task_id)


def with_stops(opened: Opened, lines: list[TaskLine], safety: PlanSafety) -> list[TaskLine]:
    """Return the lines, each that a stop rule stops with what it says."""
    stops = [one for one in safety.standing if one.is_stop and not one.overridden]
    if not stops:
        return lines
    tasks = {task.id: task for task in opened.plan.tasks.values()}
    stopped = {
        line.id: rule_name(opened.clinic, stop.rule.id)
        for stop in reversed(stops)
        for line in lines
        if line.is_open and stop.stops(tasks[line.id])
    }
    return [replace(line, stopped=stopped[line.id]) if line.id in stopped else line for line in lines]
