"""Named rules over a plan: each finds what it is named for, in words and with its source (data/plan_checks.toml)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from careplan.draft_plan import Edits, draft_plan
from careplan.intake import first_look, read_intake
from careplan.intake_plan import plan_inputs
from careplan.patient import Operation, Patient
from careplan.plan import CarePlan, Overrides
from careplan.plan_checks import CHECKS, OF_NEW, OF_OPEN, PlanCheck, standing_checks
from careplan.task import Phase, TaskStatus
from careplan.team import CoreRole
from tests.clinical_story import VIGNETTES, content
from tests.known_catalogue import known_catalogue, known_templates

DAY = date(2026, 3, 2)
PATIENT = Patient(id="V1", medicines=())


def plan_of(*causes: str, vignette: str = "V1") -> CarePlan:
    """Return a plan as it is on the day it is made, with a goal."""
    intake = read_intake((VIGNETTES / f"{vignette}.json").read_text(), content(), today=DAY)
    inputs = plan_inputs(intake, first_look(intake, content()), causes)
    return draft_plan(known_templates(), inputs, Edits(), goal="Walk").plan


def found(plan: CarePlan, patient: Patient = PATIENT) -> dict[str, PlanCheck]:
    """Return what an open plan does not meet, by the name of the rule."""
    return {one.check: one for one in standing_checks(plan, patient, content(), on=DAY)}


@pytest.fixture(scope="module")
def plan() -> CarePlan:
    """A plan of scar tissue."""
    return plan_of("scar_tissue")


def test_every_rule_of_the_file_is_looked_for_and_no_other() -> None:
    assert set(content().checks.by_id) == {*CHECKS, *OF_NEW, *OF_OPEN}


@pytest.mark.parametrize("cause", [cause.id for cause in known_catalogue().clinical.causes.causes])
def test_the_plan_of_every_cause_meets_all(cause: str) -> None:
    assert found(plan_of(cause)) == {}


def test_what_is_missing_is_named_with_its_source(plan: CarePlan) -> None:
    thoracic = Operation(number=1, day=date(2020, 1, 1), region="thoracic")
    child = Patient(id="V1", birth_date=date(2015, 1, 1), operations=(thoracic,))
    said = found(replace(plan, goals=()), child)
    assert {name: one.source for name, one in said.items()} == {
        "goal": "S53",
        "medicines": "K04",
        "adults_only": "X11",
        "lumbar_only": "X11",
    }
    assert said["lumbar_only"].message.endswith("one operation was thoracic.")


def test_a_day_set_by_hand_outside_its_days_is_told_at_its_task(plan: CarePlan) -> None:
    task = next(one for one in plan.tasks.values() if one.desired.window and one.desired.key == "K07")
    assert task.desired.window
    inside, outside = task.desired.window[1], task.desired.window[1] + timedelta(days=1)
    assert found(plan.with_task(replace(task, overrides=Overrides(due=inside)))) == {}
    said = found(plan.with_task(replace(task, overrides=Overrides(due=outside))))
    assert said["date_outside_window"].identity == task.identity


def test_a_role_that_nobody_holds_is_told_once(plan: CarePlan) -> None:
    held = frozenset(CoreRole) - {CoreRole.SURGEON} | {"care_coordinator", "psychologist", "nurse", "physiatrist"}
    said = found(replace(plan, inputs=replace(plan.inputs, roles=held)))
    assert set(said) == {"owner_on_team"}
    assert "more belong to the surgeon" in said["owner_on_team"].message


def test_a_plan_without_a_review_ahead_is_told(plan: CarePlan) -> None:
    reviews = [one for one in plan.tasks.values() if one.desired.phase is Phase.REVIEW]
    for task in reviews:
        plan = plan.with_task(replace(task, status=TaskStatus.DONE))
    assert set(found(plan)) == {"review_planned"}


def test_a_ring_of_waits_is_an_error(plan: CarePlan) -> None:
    task = next(one for one in plan.tasks.values() if one.desired.waits)
    earlier = plan.tasks[task.desired.waits[0]]
    ring = replace(earlier, desired=earlier.desired._replace(waits=(task.identity,)))
    said = found(plan.with_task(ring))
    assert said["waits_are_sound"].severity == "error"


def test_a_suspected_cause_that_no_test_can_settle_is_told(plan: CarePlan) -> None:
    for task in list(plan.tasks.values()):
        if "scar_tissue" in " ".join((task.identity.module, *task.desired.members)):
            plan = plan.with_task(replace(task, status=TaskStatus.CANCELLED))
    assert found(plan)["cause_can_be_settled"].message.startswith("Scar tissue is suspected")


def test_a_role_without_any_task_is_told(plan: CarePlan) -> None:
    kept = {i: task for i, task in plan.tasks.items() if task.role != CoreRole.PHYSICAL_THERAPIST}
    assert "physical therapist" in found(replace(plan, tasks=kept))["four_roles_open"].message
