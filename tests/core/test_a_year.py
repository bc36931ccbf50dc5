"""A year of one patient on the real templates; every promise is checked after every act."""

from __future__ import annotations

from collections.abc import Callable

from careplan.patient import ProcedureKind
from careplan.plan import CarePlan
from careplan.standing import standings
from careplan.task import Readiness, TaskStatus
from careplan.template_set import TemplateSet
from tests.core.invariants import check
from tests.core.story import Story

Act = Callable[[Story], None]


def _acts() -> list[tuple[int, Act]]:
    """Return what happens besides the daily work, by day."""
    return [
        (3, lambda plan: plan.answer("smoker", "yes", 3)),
        (3, lambda plan: plan.answer("symptom_months", 5.0, 3)),
        (7, lambda plan: plan.observe("nrs_leg", 7, 7)),
        (21, lambda plan: plan.observe("pcs", 34, 21)),
        (35, lambda plan: plan.decide("gate.surgery", "undecided", 35)),
        (56, lambda plan: plan.decide("gate.surgery", "yes", 56)),
        (56, lambda plan: plan.answer("fusion_planned", "no", 56)),
        (60, lambda plan: plan.operate(1, 98, recorded=60)),
        (70, lambda plan: plan.operate(1, 112, recorded=70)),
        (90, lambda plan: plan.raise_flag("RF02", 90)),
        (93, lambda plan: plan.clear_flag("RF02", 93)),
        (112, lambda plan: plan.operate(1, 112, recorded=70, done=True)),
        (120, lambda plan: plan.add_cause("failed_fusion", 120)),
        (150, lambda plan: plan.answer("surgeon_released", "yes", 150)),
        (160, lambda plan: plan.needle(1, ProcedureKind.EPIDURAL, recorded=160, planned=182)),
        (182, lambda plan: plan.needle(1, ProcedureKind.EPIDURAL, recorded=160, planned=182, done=182)),
        (200, lambda plan: plan.refute("failed_fusion", 200)),
        (260, lambda plan: plan.add_cause("failed_fusion", 260)),
        (300, lambda plan: plan.observe("mme", 40, 300)),
    ]


def _work(story: Story, day: int) -> list[str]:
    """Do what is ready and due; return what was done."""
    done = []
    for identity, standing in sorted(standings(story.plan, story.templates).items()):
        task = story.plan.tasks[identity]
        if standing.readiness is Readiness.READY and task.due and task.due <= story.on(day):
            before = story.plan
            story.done(task.desired.key, day, identity.occurrence, identity.instance)
            check(story, CarePlan(before.inputs, {i: t for i, t in before.tasks.items() if i != identity}))
            done.append(task.desired.key)
    return done


def _live(story: Story, until: int) -> list[str]:
    acts, done = _acts(), []
    for day in range(until + 1):
        for on, act in acts:
            if on == day:
                before = story.plan
                act(story)
                check(story, before)
        if story.on(day).weekday() in (0, 3):  # the team looks at its list on Mondays and Thursdays
            done += _work(story, day)
    return done


def test_a_year_of_scar_tissue_and_a_recurrence(templates: TemplateSet) -> None:
    story = Story(templates, "scar_tissue", "recurrent_disc")
    done = _live(story, 364)
    for key in ("K01", "SC01", "RC13", "A01", "A12", "J04", "FF01", "FF09", "O01"):
        assert key in done, f"{key} was never done"
    first = [story.day(story.task("FF09").closed_on), story.task("FF09").status]
    assert first[1] is TaskStatus.DONE
    assert first[0] is not None
    assert 120 <= first[0] <= 200
    assert story.due("FF20") in (260 + 365, 260 + 366, 260 + 367)
    late = [stand for stand in standings(story.plan, templates).values() if stand.days_late(story.on(364)) > 7]
    assert late == [], "a team that does its work on its days is never late"
