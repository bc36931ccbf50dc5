"""What ought to be in a plan: the first of the three functions that make one (templates and inputs to tasks).

    desired = expand(templates, inputs)
    changes = reconcile(plan, desired)
    plan    = apply(plan, changes)

Pure: no clock, no store. The rules are those of PLAN_RULES; each module of this package names its own.
"""

from __future__ import annotations

from careplan.expand.anchors import Anchors
from careplan.expand.assemble import desired_tasks, series_end
from careplan.expand.candidates import candidates
from careplan.expand.history import History
from careplan.expand.in_force import modules_in_force, needle_procedures
from careplan.expand.merge import Node, nodes
from careplan.expand.questions import absences, questions
from careplan.expand.red_flag_work import bring_forward, flag_tasks
from careplan.expand.undone import asks_after_undone, asks_to_close, undone_task, with_undone
from careplan.expand.values import Absence, DesiredTask, Expansion, Question, Series
from careplan.expand.waits import Waits, settle
from careplan.identity import Identity
from careplan.plan_inputs import PlanInputs
from careplan.template_set import TemplateSet

__all__ = [
    "Absence",
    "DesiredTask",
    "Expansion",
    "Question",
    "Series",
    "asks_after_undone",
    "asks_to_close",
    "expand",
    "needle_procedures",
    "undone_task",
]


def expand(templates: TemplateSet, inputs: PlanInputs) -> Expansion:
    """Return the tasks that ought to exist for these inputs, the open questions, and why other tasks are absent.

    Linear in the number of occurrences. The order of the picked causes makes no difference.
    """
    history = History(inputs)
    anchors = Anchors(templates, inputs, history)
    in_force = modules_in_force(templates, inputs)
    found = nodes(candidates(in_force, anchors), anchors, inputs.holidays)
    planned = [node for node in found.values() if node.drafts]
    _date(planned, Waits(templates, in_force, found, anchors))
    bring_forward(templates, inputs, history, found)
    asked_for = {task.identity: task for task in flag_tasks(templates, inputs, history, found)}
    ends: dict[Identity, DesiredTask] = {}
    for node in planned:
        for task in desired_tasks(node, templates, inputs):
            asked_for[task.identity] = task
        if end := series_end(node, asked_for, inputs, history):
            ends[end.identity] = end
    asked_for.update(ends)
    asked = questions(found, templates, inputs, history)
    tasks = with_undone(asked_for, templates, inputs, history)
    return Expansion(tasks, asked, dict(absences(found.values())), frozenset(history.looked_at))


def _date(planned: list[Node], waits: Waits) -> None:
    """Settle the dates of all occurrences by what they wait for."""
    for node in planned:
        waits.resolve(node)
    for node in planned:
        settle(node.drafts)
