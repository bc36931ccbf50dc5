"""What was computed of a plan is used again exactly as long as it holds (every property test checks that it does)."""

from __future__ import annotations

from dataclasses import replace

from careplan.computed_plan import ROOM, ComputedPlans
from careplan.expand import expand
from careplan.plan import CarePlan, changed_tasks
from careplan.standing import standings
from careplan.task import Outcome, TaskStatus
from careplan.template_set import TemplateSet
from tests.core.conftest import Builder
from tests.core.small import module, task
from tests.core.small import templates as small_templates
from tests.core.story import Story


def chained() -> Story:
    """Return a plan in which B counts from the day on which A was done, and nothing counts from C."""
    alpha = module("alpha", task("A"), task("B", anchor="task:A"), task("C"))
    return Story(small_templates(alpha), "scar_tissue")


def test_what_nothing_counts_from_is_closed_without_expanding_anew() -> None:
    story = chained()
    before = story.computed.of(story.plan, story.templates).expansion

    story.done("C", 3)

    assert story.computed.of(story.plan, story.templates).expansion is before


def test_what_something_counts_from_is_not() -> None:
    story = chained()
    before = story.computed.of(story.plan, story.templates).expansion

    story.done("A", 3)

    after = story.computed.of(story.plan, story.templates).expansion
    assert before.tasks[story.identity("B")].due is None
    assert after.tasks[story.identity("B")].due is not None


def test_what_nothing_counts_from_and_was_not_done_is_expanded_anew() -> None:
    story = chained()
    before = story.computed.of(story.plan, story.templates).expansion

    story.done("C", 3, outcome=Outcome.DECLINED)

    after = story.computed.of(story.plan, story.templates).expansion
    assert after is not before
    assert after == expand(story.templates, story.plan.inputs_now())


def test_an_expansion_is_used_again_over_several_acts_only_while_it_holds() -> None:
    story = chained()
    before = story.computed.of(story.plan, story.templates).expansion
    story.done("C", 3)
    assert story.computed.of(story.plan, story.templates).expansion is before

    story.with_task("C", status=TaskStatus.NOT_DONE, outcome=Outcome.DECLINED)

    after = story.computed.of(story.plan, story.templates).expansion
    assert after is not before
    assert after == expand(story.templates, story.plan.inputs_now())


def test_other_inputs_are_expanded_anew(story: Builder) -> None:
    plan = story("scar_tissue")
    before = plan.computed.of(plan.plan, plan.templates).expansion

    plan.answer("smoker", "yes", 3)

    assert plan.computed.of(plan.plan, plan.templates).expansion is not before


def test_a_gate_is_supposed_to_be_decided_without_changing_what_is_known(story: Builder) -> None:
    plan = story("scar_tissue")
    computed = plan.computed.of(plan.plan, plan.templates)
    inputs = plan.plan.inputs_now()

    supposed = computed.expansion_if(["gate.surgery"])

    assert supposed.tasks.keys() > computed.expansion.tasks.keys()
    assert computed.expansion_if(["gate.surgery"]) is supposed
    assert computed.expansion == expand(plan.templates, inputs)


def test_other_templates_are_expanded_anew(templates: TemplateSet) -> None:
    story = Story(templates, "scar_tissue")
    before = story.computed.of(story.plan, templates).expansion

    assert story.computed.of(story.plan, replace(templates, fallbacks={})).expansion is not before


def test_it_keeps_so_many_plans_and_forgets_the_one_used_longest_ago(templates: TemplateSet) -> None:
    plan, computed = Story(templates, "scar_tissue").plan, ComputedPlans()
    plans = [replace(plan, id=f"PL-{number:04}-01") for number in range(ROOM + 1)]
    first = computed.of(plans[0], templates)
    for one in plans[1:]:
        last = computed.of(one, templates)

    assert computed.of(plans[-1], templates) is last
    assert computed.of(plans[0], templates) is not first


def waiting() -> Story:
    """Return a plan in which B waits for A, D for B, and nothing for C."""
    alpha = module("alpha", task("A"), task("B", depends_on=("A",)), task("C"), task("D", depends_on=("B",)))
    return Story(small_templates(alpha), "scar_tissue")


def test_an_act_looks_anew_only_at_what_waits_for_its_task() -> None:
    story = waiting()
    before = story.computed.of(story.plan, story.templates).standings

    story.done("A", 3)

    after = story.computed.of(story.plan, story.templates).standings
    assert after == standings(story.plan, story.templates)
    assert after[story.identity("B")] != before[story.identity("B")]
    assert after[story.identity("C")] is before[story.identity("C")]
    assert after[story.identity("D")] is before[story.identity("D")]


def test_a_task_unblocks_one_less_once_what_waits_for_it_is_closed() -> None:
    story = waiting()
    before = story.computed.of(story.plan, story.templates).standings[story.identity("A")]

    story.done("B", 3)

    after = story.computed.of(story.plan, story.templates).standings[story.identity("A")]
    assert (before.unblocks, after.unblocks) == (1, 0)


def test_which_tasks_changed_is_found_whatever_their_order() -> None:
    story = waiting()
    before = story.plan.tasks
    story.done("A", 3)
    after, a = story.plan.tasks, story.identity("A")

    assert changed_tasks(before, after) == [(before[a], after[a])]
    assert changed_tasks(dict(reversed(before.items())), after) == [(before[a], after[a])]
    assert changed_tasks({}, {a: after[a]}) == [(None, after[a])]
    assert changed_tasks(after, after) == []


def test_what_was_asked_of_a_plan_is_kept_until_something_else_is_asked_or_the_plan_changes() -> None:
    story, calls = chained(), []

    def counted(plan: CarePlan, day: int) -> list[int]:
        calls.append(day)
        return [day]

    def asked(day: int) -> list[int]:
        return story.computed.of(story.plan, story.templates).kept(counted, story.plan, day)

    assert asked(1) is asked(1)
    assert calls == [1]
    assert asked(2) == [2]
    story.done("C", 3)
    assert asked(2) == [2]
    assert calls == [1, 2, 2]
