"""A plan before it is created: what the templates propose, with what the clinician changed of it (story A10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from careplan.apply import apply
from careplan.change import Change
from careplan.expand import DesiredTask, Expansion, expand
from careplan.expand.values import Series
from careplan.goal import first_goal
from careplan.identity import BY_HAND, Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.plan_inputs import PlanInputs
from careplan.reconcile import reconcile
from careplan.task import Evidence, HoldAs, Outcome, Phase, Priority, TaskStatus
from careplan.team import RoleId
from careplan.template_set import TemplateSet


@dataclass(frozen=True, slots=True)
class HandMade:
    """A task that a person adds. `due` may be missing for one that has no date yet.

    `members` name what it comes from, as module/key, where that is not a person alone; `why` says it in words.
    """

    title: str
    role: RoleId
    due: date | None
    phase: Phase = Phase.EVALUATE
    details: str = ""
    waits: tuple[Identity, ...] = ()
    members: tuple[str, ...] = ()
    why: str = "Added by the team"


@dataclass(frozen=True, slots=True)
class Edits:
    """What a clinician changed of a preview.

    Attributes:
        unticked: series left out.
        moved: new target days.
        roles: other owners, of a whole series each (R22).
        assignees: named persons.
        done: tasks that were done before, with their day (R33).
        added: tasks added by hand.
    """

    unticked: frozenset[Series] = frozenset()
    moved: Mapping[Identity, date] = field(default_factory=dict)
    roles: Mapping[Series, RoleId] = field(default_factory=dict)
    assignees: Mapping[Identity, str] = field(default_factory=dict)
    done: Mapping[Identity, date] = field(default_factory=dict)
    added: tuple[HandMade, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """A plan that is not kept yet, and what it was made from."""

    plan: CarePlan
    expansion: Expansion


def draft_plan(templates: TemplateSet, inputs: PlanInputs, edits: Edits, *, goal: str = "") -> DraftPlan:
    """Return the plan that Create would keep.

    Work that was done before is closed first, so that what counts from it has its date.
    """
    empty = CarePlan(inputs, goals=first_goal(goal, inputs.start))
    expansion = expand(templates, inputs)
    plan = _edited(apply(empty, _ticked(reconcile(empty, expansion), edits), at=inputs.start), edits)
    if edits.done:
        expansion = expand(templates, plan.inputs_now())
        changes = reconcile(plan, expansion)
        plan = apply(plan, _ticked(changes, edits), at=inputs.start) if changes else plan
    return DraftPlan(replace(plan, version=1), expansion)


def _ticked(changes: Iterable[Change], edits: Edits) -> list[Change]:
    """Leave out what was unticked, but no guard, which only its own role lets go with a reason (R18), and no red flag's
    own task, which goes with the flag (R25)."""
    return [
        change._replace(ticked=change.identity.series not in edits.unticked or _stays(change.desired))
        for change in changes
    ]


def _stays(wanted: DesiredTask | None) -> bool:
    return wanted is not None and (wanted.guard or wanted.red_flag is not None)


def _edited(plan: CarePlan, edits: Edits) -> CarePlan:
    tasks = dict(plan.tasks)
    touched = {*edits.moved, *edits.assignees, *edits.done}
    for identity in [found for found in tasks if found in touched or found.series in edits.roles]:
        tasks[identity] = _edited_task(tasks[identity], edits)
    for number, added in enumerate(edits.added, start=1):
        task = hand_made(added, number)
        tasks[task.identity] = task
    return replace(plan, tasks=tasks)


def _edited_task(task: PlannedTask, edits: Edits) -> PlannedTask:
    """Return a task with what was edited of it; a red flag's own stays open and on its day, as its flag does (R25)."""
    own, identity, of_flag = task.overrides, task.identity, task.desired.red_flag is not None
    if identity in edits.moved and not of_flag:
        own = replace(own, due=edits.moved[identity], set_against=task.desired.anchor_day)
    if identity.series in edits.roles:
        own = replace(own, role=edits.roles[identity.series])
    task = replace(task, overrides=own, assignee=edits.assignees.get(identity, task.assignee))
    if identity in edits.done and not of_flag:
        day = edits.done[identity]
        task = replace(task, status=TaskStatus.DONE, outcome=Outcome.AS_PLANNED, closed_on=day)
    return task


def hand_made(task: HandMade, number: int) -> PlannedTask:
    """Return a task made by hand as a plan holds it; `number` counts those of the plan from 1."""
    identity = Identity(BY_HAND, "task", number)
    window = (task.due, task.due) if task.due else None
    wanted = DesiredTask(
        identity=identity,
        key=f"+{number}",
        members=task.members,
        title=task.title,
        why=task.why,
        done_when=(task.details,) if task.details else (),
        role=task.role,
        for_role=None,
        phase=task.phase,
        priority=Priority.NORMAL,
        due=task.due,
        window=window,
        late_after=task.due,
        anchor_day=None,
        known=None,
        no_date=None if task.due else "a date",
        waits=task.waits,
        question_waits=(),
        occurrences=1,
        asks=(),
        guard=False,
        hold_as=HoldAs.NONE,
        evidence=(Evidence.USUAL_PRACTICE,),
        sources=(),
        patient_text=None,
        repeat_when_moved=False,
    )
    return PlannedTask(identity, wanted)
