"""What holds of every plan after every act (DESIGN 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from graphlib import TopologicalSorter

from careplan.expand import DesiredTask, Expansion, expand
from careplan.plan import CarePlan, PlannedTask
from careplan.standing import standings
from careplan.task import CLOSED, Readiness, TaskStatus
from careplan.template_set import TemplateSet
from tests.core.story import Story


def check(story: Story, before: CarePlan) -> None:
    """Assert every promise of the core about a plan that has just been reconciled, and about what it was before."""
    expansion = story.expansion()
    assert story.changes() == (), "reconciling twice changes something"
    _order_of_causes(story, expansion)
    _nothing_is_lost(before, story.plan)
    _desired_once(story.plan, expansion)
    _nothing_without_a_reason(story.plan, expansion)
    dates(expansion, story.templates)
    no_cycle(expansion)
    _ready(story)
    _computed_once(story, expansion)


def _order_of_causes(story: Story, expansion: Expansion) -> None:
    inputs = story.plan.inputs_now()
    turned = expand(story.templates, replace(inputs, causes=inputs.causes[::-1]))
    assert turned == expansion, "the order of causes makes a difference"


def _nothing_is_lost(before: CarePlan, after: CarePlan) -> None:
    assert before.tasks.keys() <= after.tasks.keys(), "a task was deleted"
    for identity, was in before.tasks.items():
        now = after.tasks[identity]
        assert now.id == was.id
        if was.status in CLOSED and was.cancelled_by != "plan":
            assert now == was, f"{identity} was closed and has changed"
        if was.by_hand:
            assert now == was, f"{identity} was made by hand and has changed"
        flagged = was.desired.red_flag or was.desired.forward or now.desired.forward
        if was.status is TaskStatus.IN_PROGRESS and not flagged:
            assert (now.status, now.due, now.title, now.role) == (was.status, was.due, was.title, was.role)
        _overrides(was, now)


def _overrides(was: PlannedTask, now: PlannedTask) -> None:
    """What was set by hand stays; a date moves by as many days as the day it was set against (R22)."""
    own, still = was.overrides, now.overrides
    assert (own.role, own.title, own.priority) == (still.role, still.title, still.priority)
    if own.due is not None:
        assert still.due is not None
        moved = timedelta(0)
        if own.set_against and still.set_against:
            moved = still.set_against - own.set_against
        assert still.due - own.due == moved


def _desired_once(plan: CarePlan, expansion: Expansion) -> None:
    for identity, wanted in expansion.tasks.items():
        assert wanted.identity == identity
        task = plan.tasks[identity]
        untouched = task.status in CLOSED or task.status is TaskStatus.IN_PROGRESS
        assert untouched or task.desired.due == wanted.due
        assert not (task.status is TaskStatus.CANCELLED and task.cancelled_by == "plan")


def _nothing_without_a_reason(plan: CarePlan, expansion: Expansion) -> None:
    for identity, task in plan.tasks.items():
        if task.status is TaskStatus.CANCELLED:
            assert task.reason, f"{identity} was cancelled without a reason"
            assert not (task.by_hand and task.cancelled_by == "plan"), f"{identity} was made by hand and is gone"
        elif task.is_open and identity not in expansion.tasks:
            repeated = task.identity.occurrence > task.desired.occurrences
            explained = task.by_hand or task.orphaned or task.question or task.overrides.kept or repeated
            assert explained, f"{identity} stands in the plan and nothing says why"


def dates(expansion: Expansion, templates: TemplateSet) -> None:
    """Assert that each target lies in its window, and none before that of the work it waits for (R20)."""
    for task in expansion.tasks.values():
        if task.due is None:
            assert task.no_date
            continue
        assert task.window is not None
        assert task.late_after is not None
        first, last = task.window
        assert first <= task.due <= last <= task.late_after, f"{task.identity}: {first} {task.due} {last}"
        if not task.forward and _from_plan_start(task, templates):
            for wait in (expansion.tasks[identity] for identity in task.waits):
                if wait.due and _from_plan_start(wait, templates):
                    assert wait.due <= task.due, f"{task.identity} is due before {wait.identity}"


def _from_plan_start(wanted: DesiredTask, templates: TemplateSet) -> bool:
    if "-undone-" in wanted.identity.key:  # it counts from the day on which something was not done
        return False
    tasks = (templates.tasks.get(member.rpartition("/")[2]) for member in wanted.members)
    return all(task is not None and task.anchor == "plan_start" for task in tasks)


def no_cycle(expansion: Expansion) -> None:
    """Assert that every wait is in the plan, and no task waits for itself by any way; raises CycleError."""
    waits = {identity: task.waits for identity, task in expansion.tasks.items()}
    assert all(wait in waits for before in waits.values() for wait in before)
    TopologicalSorter(waits).prepare()


def _ready(story: Story) -> None:
    standing = standings(story.plan, story.templates)
    assert standing.keys() == {identity for identity, task in story.plan.tasks.items() if task.is_open}
    for identity, stand in standing.items():
        task = story.plan.tasks[identity]
        if stand.readiness is Readiness.READY:
            assert stand.turn
            assert not stand.held_by
            assert task.due is not None
            assert task.desired.forward or not (stand.waits or stand.questions)
        else:
            assert stand.days_late(story.on(4000)) == 0


def _computed_once(story: Story, expansion: Expansion) -> None:
    computed = story.computed.of(story.plan, story.templates)
    assert computed.expansion == expansion, "what was computed before does not hold any more"
    assert computed.standings == standings(story.plan, story.templates), "how it stood does not hold any more"
