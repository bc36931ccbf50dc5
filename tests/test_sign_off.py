"""What a signature is bound to: causes, gates and goal, and nothing else (PLAN_RULES R29)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from careplan.cause import Certainty, SuspectedCause
from careplan.facts import Entry, Record
from careplan.goal import Achievement, Goal, Judged, Lifecycle
from careplan.plan import CarePlan
from careplan.plan_inputs import PlanInputs
from careplan.sign_off import changed_since, decided, digest

DAY = date(2026, 3, 2)
LATER = date(2026, 3, 9)


GOAL = Goal(number=1, words="Walk", since=DAY, measure="odi", target=20, due=date(2026, 9, 1))


def plan(*causes: SuspectedCause, goal: Goal = GOAL, **gates: str) -> CarePlan:
    entries = {f"gate.{name}": (Entry(DAY, value),) for name, value in gates.items()}
    return CarePlan(PlanInputs(Record(DAY, gates=entries), causes=causes), goals=(goal,))


SCAR = SuspectedCause("scar_tissue", DAY)
FUSION = SuspectedCause("failed_fusion", DAY)
SIGNED = plan(SCAR, FUSION, surgery="no")


def test_dates_versions_how_far_a_goal_is_and_the_order_of_causes_change_nothing() -> None:
    judged = GOAL.model_copy(update={"judged": Judged(achievement=Achievement.ACHIEVED, role="nurse", day=LATER)})
    other = plan(replace(FUSION, added=LATER), SCAR, surgery="no", scs="undecided", goal=judged)
    moved = replace(other, version=99, id="PL-9", inputs=replace(other.inputs, holidays=frozenset({LATER})))
    assert digest(decided(moved)) == digest(decided(SIGNED))
    assert changed_since(decided(SIGNED), decided(moved)) == ()


def test_a_cause_a_gate_and_the_goal_change_it_and_are_named() -> None:
    confirmed = replace(SCAR, certainty=Certainty.CONFIRMED)
    changes = {
        ("scar_tissue",): plan(confirmed, FUSION, surgery="no"),
        ("failed_fusion",): plan(SCAR, surgery="no"),
        ("gate.surgery",): plan(SCAR, FUSION, surgery="yes"),
        ("gate.scs",): plan(SCAR, FUSION, surgery="no", scs="yes"),
    }
    goals = ({"words": "Run"}, {"target": 30}, {"due": LATER}, {"lifecycle": Lifecycle.CANCELLED})
    found = [*changes.items()]
    found += [(("goal 1",), plan(SCAR, FUSION, surgery="no", goal=GOAL.model_copy(update=one))) for one in goals]
    for names, now in found:
        assert changed_since(decided(SIGNED), decided(now)) == names
        assert digest(decided(now)) != digest(decided(SIGNED))
