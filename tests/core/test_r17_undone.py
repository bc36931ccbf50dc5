"""R17: what was not done, and other work waits for, asks the coordinator how to go on."""

from __future__ import annotations

import pytest

from careplan.task import Outcome, Priority, Readiness
from tests.core import small
from tests.core.invariants import check
from tests.core.story import Builder, Story


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.DECLINED, "was declined"),
        (Outcome.DID_NOT_ATTEND, "was missed"),
        (Outcome.NOT_TOLERATED, "was not tolerated"),
    ],
)
def test_the_coordinator_is_asked_by_the_next_working_day_and_what_waits_names_that_question(
    story: Builder, outcome: Outcome, said: str
) -> None:
    plan = story("scar_tissue")
    before = plan.plan
    plan.done("K02", 4, outcome=outcome)  # a Friday
    asked = plan.task("K02-undone-1")
    title = plan.task("K02").title.partition(":")[0].partition(" (")[0]
    assert asked.title == f"“{title}” {said}: go on without it, plan it again or cancel"
    assert (asked.role, asked.priority, plan.day(asked.due)) == ("care_coordinator", Priority.HIGH, 7)
    assert plan.late_after("K02-undone-1") == 7
    assert "K02-undone-1#1" in plan.waits("SC08")
    assert "K02#1" not in plan.waits("SC08")
    check(plan, before)


def test_its_answer_lets_go_on(story: Builder) -> None:
    plan = story("scar_tissue")
    plan.done("K02", 5, outcome=Outcome.DECLINED)
    assert plan.standing("SC08").readiness is Readiness.WAITING
    plan.done("K02-undone-1", 8)
    assert plan.standing("SC08").readiness is Readiness.READY
    assert plan.changes() == ()


def test_nobody_is_asked_where_nothing_waits_any_more() -> None:
    alpha = small.module("alpha", small.task("A"), small.task("B", "14 (7..21)", depends_on=("A",)))
    plan = Story(small.templates(alpha), "scar_tissue")
    plan.begin("B")
    plan.done("B", 3)
    plan.done("A", 5, outcome=Outcome.DECLINED)
    assert not plan.has("A-undone-1")


def test_a_safety_check_is_asked_of_its_own_role_and_stays_one() -> None:
    """Only done, or its own role with a reason, releases a guard (R18)."""
    alpha = small.module("alpha", small.task("G", guard=True), small.task("A", "14 (7..21)", depends_on=("G",)))
    plan = Story(small.templates(alpha), "scar_tissue")
    plan.done("G", 2, outcome=Outcome.DECLINED)
    again = plan.task("G-undone-1")
    assert (again.role, again.desired.guard) == ("surgeon", True)
    assert again.title == "“Task G” was declined: do it now, or say why it is not needed"
    plan.with_task("A", started_anyway="No time")
    assert plan.standing("A").readiness is Readiness.WAITING
    plan.done("G-undone-1", 4)
    assert plan.standing("A").readiness is Readiness.READY
