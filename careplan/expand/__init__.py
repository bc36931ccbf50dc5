"""What ought to be in a plan: the first of the three functions that make one (templates and inputs to tasks).

    desired = expand(templates, inputs)
    changes = reconcile(plan, desired)
    plan    = apply(plan, changes)

Pure: no clock, no store. The rules are those of PLAN_RULES; each module of this package names its own.
"""

from __future__ import annotations

from careplan.expand.anchors import Anchors
from careplan.expand.assemble import desired, series_end, shared
from careplan.expand.candidates import candidates
from careplan.expand.in_force import modules_in_force
from careplan.expand.merge import Draft, nodes
from careplan.expand.questions import Asked, absences, question
from careplan.expand.red_flag_work import bring_forward, flag_tasks
from careplan.expand.values import Absence, DesiredTask, Expansion, Question, Series
from careplan.expand.waits import Waits, settle
from careplan.identity import Identity
from careplan.plan_inputs import PlanInputs
from careplan.template_set import TemplateSet

__all__ = ["Absence", "DesiredTask", "Expansion", "Question", "Series", "expand"]


def expand(templates: TemplateSet, inputs: PlanInputs) -> Expansion:
    """Return the tasks that ought to exist for these inputs, the open questions, and why other tasks are absent.

    Linear in the number of occurrences. The order of the picked causes makes no difference.
    """
    anchors = Anchors(templates, inputs)
    in_force = modules_in_force(templates, inputs)
    found = nodes(candidates(in_force, anchors), anchors, inputs.holidays)
    drafts: dict[Identity, Draft] = {draft.identity: draft for node in found.values() for draft in node.drafts}
    waits = Waits(templates, in_force, found, anchors)
    before = {identity: waits.of(draft) for identity, draft in drafts.items()}
    settle(drafts, {identity: tasks for identity, (tasks, _) in before.items()})
    bring_forward(templates, inputs, found)
    tasks = {task.identity: task for task in flag_tasks(templates, inputs, found)}
    planned = [node for node in found.values() if node.drafts]
    for node in planned:
        texts = shared(node, templates, inputs)
        for draft in node.drafts:
            tasks[draft.identity] = desired(draft, texts, *before[draft.identity], inputs.holidays)
    ends = (series_end(node, templates, inputs) for node in planned)
    tasks.update({end.identity: end for end in ends if end})
    asked = Asked(templates, found, inputs)
    without = [node for node in found.values() if not node.drafts]
    unknown = [node for node in without if any(candidate.truth is None for candidate in node.all)]
    absent = [node for node in without if all(candidate.truth is False for candidate in node.all)]
    return Expansion(
        tasks=tasks,
        questions={node.series: question(node, asked, templates, inputs) for node in unknown},
        absences=dict(absences(absent)),
    )
