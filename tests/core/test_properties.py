"""The promises of DESIGN 1 for any templates, any causes and any history."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from careplan.plan import CarePlan
from careplan.template_set import TemplateSet
from tests.core.generated import ACTS, Act, causes, days, histories, template_sets
from tests.core.invariants import check
from tests.core.story import Story
from tests.figures import calm, tried


@tried(100, 20_000)
def test_every_promise_holds_after_every_act(often: int) -> None:
    @calm(often)
    @given(templates=template_sets(), picked=causes, acts=histories, months=st.none() | st.floats(0, 12))
    def holds(templates: TemplateSet, picked: list[str], acts: list[Act], months: float | None) -> None:
        _tell(templates, picked, acts, months)

    holds()


def _tell(templates: TemplateSet, picked: list[str], acts: list[Act], months: float | None) -> None:
    """Let a history happen to a plan, and check every promise after each act of it."""
    story = Story(templates, *picked, facts={} if months is None else {"months": months})
    check(story, CarePlan(story.plan.inputs))
    for day, (act, number) in zip(days(), acts, strict=False):
        before = story.plan
        ACTS[act](story, day, number)
        story.reconcile(day)
        acted_on = {i for i, task in story.plan.tasks.items() if before.tasks.get(i) != task}
        check(story, before if act not in _BY_PERSON else _without(before, acted_on))


_BY_PERSON = frozenset({"close", "close again", "begin", "move", "assign", "untick", "by hand"})
"""Acts that change a task themselves: of those tasks nothing can be said but what holds of every plan."""


def _without(plan: CarePlan, acted_on: set[object]) -> CarePlan:
    return CarePlan(plan.inputs, {i: task for i, task in plan.tasks.items() if i not in acted_on})
