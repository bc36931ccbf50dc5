"""A refusal says what a person can do today: it names no act that does not exist, and no part of the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from careplan.catalogue.rows import Permission
from careplan.coordination import decisions, new_plan, tasks
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.intake_draft import enter
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.undo import undo
from careplan.draft_plan import HandMade
from careplan.errors import CarePlanError, InvalidInput, NotAllowed
from careplan.task import Outcome, TaskStatus
from tests.changing_cause import add_cause
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

SURGEON = PEOPLE["surgeon"]
Act = Callable[[SmallClinic, str], object]
IN_A_CLOSED_PLAN: dict[str, Act] = {
    "close": lambda small, plan: complete(
        small.clinic, _any(small, plan), outcome=Outcome.AS_PLANNED, actor=SURGEON, on_behalf_because="Away"
    ),
    "add": lambda small, plan: tasks.add(small.clinic, plan, HandMade("Call", "surgeon", MONDAY), actor=SURGEON),
    "answer": lambda small, plan: decisions.answer_fact(small.clinic, plan, "smoker", "yes", actor=SURGEON),
    "raise a flag": lambda small, plan: raise_flag(small.clinic, plan, "RF05", actor=SURGEON),
    "add a cause": lambda small, plan: add_cause(small.clinic, plan, "habits", actor=SURGEON),
}


def _any(small: SmallClinic, plan_id: str) -> str:
    return next(task.id for task in small.plan(plan_id).tasks.values() if task.is_open)


def _closed(small: SmallClinic) -> str:
    done = small.begin("V1", "scar_tissue", by="surgeon")
    undo(small.clinic, done.act, actor=SURGEON)
    return done.plan_id


@pytest.mark.parametrize("act", IN_A_CLOSED_PLAN.values(), ids=IN_A_CLOSED_PLAN.keys())
def test_a_closed_plan_says_where_the_work_goes_on(small: SmallClinic, act: Act) -> None:
    with pytest.raises(NotAllowed) as refused:
        act(small, _closed(small))
    said = str(refused.value)
    assert "closed" in said and "go on in the plan that is open there; where none is, open this one again" in said
    assert "Open it again" not in said and "Open the plan again" not in said


def test_a_second_plan_leads_to_the_open_one(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    enter(small.clinic, SURGEON, {"patient_id": "V1"})
    enter(small.clinic, SURGEON, {"red_flag.none": "yes", "causes": ["facet_pain"], "reason": "Seen"})
    with pytest.raises(NotAllowed) as refused:
        new_plan.create(small.clinic, SURGEON)
    assert plan_id in str(refused.value)
    assert "close it" not in str(refused.value)
    add_cause(small.clinic, plan_id, "facet_pain", actor=SURGEON)


def _words(small: SmallClinic) -> Mapping[str, Callable[[str], object]]:
    clinic = small.clinic
    return {
        "smokes": lambda plan: decisions.answer_fact(clinic, plan, "smokes", "yes", actor=SURGEON),
        "scar": lambda plan: add_cause(clinic, plan, "scar", actor=SURGEON),
        "RF99": lambda plan: raise_flag(clinic, plan, "RF99", actor=SURGEON),
    }


@pytest.mark.parametrize(
    ("word", "leads_to"),
    [
        ("smokes", "“smokes” is nothing that a plan asks. Did you mean “smoker”?"),
        ("scar", "“scar” is no suspected cause that a plan can have. Did you mean “scar_tissue”?"),
        ("RF99", "“RF99” is no red flag. Write one of: RF01, RF02,"),
    ],
)
def test_a_word_that_is_none_leads_to_one_that_is(small: SmallClinic, word: str, leads_to: str) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    with pytest.raises(InvalidInput) as refused:
        _words(small)[word](plan_id)
    assert str(refused.value).startswith(leads_to)


def _with_permission(small: SmallClinic, act: str, permission: Permission) -> SmallClinic:
    catalogue = small.clinic.catalogue
    permissions = {**catalogue.permissions, act: permission}
    return SmallClinic(replace(small.clinic, catalogue=replace(catalogue, permissions=permissions)))


def test_what_no_role_may_do_says_what_it_is_and_who_can_change_that(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    known = small.clinic.catalogue.permissions["task.comment"]
    nobody = _with_permission(small, "task.comment", known.model_copy(update={"roles": {}}))
    with pytest.raises(CarePlanError) as refused:
        comment(nobody.clinic, _any(small, plan_id), "Called", actor=SURGEON)
    assert str(refused.value).startswith(f"{known.label}: no role of this clinic may do that.")
    assert "data/permissions.toml" in str(refused.value)


def test_closing_as_not_done_needs_no_reason_beside_its_outcome_and_its_own_permission(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    task, coordinator = small.task(plan_id, "K03"), PEOPLE["coordinator"]
    known = small.clinic.catalogue.permissions["task.not_done"]
    assert not known.reason
    doctors = _with_permission(small, "task.not_done", known.model_copy(update={"roles": {"surgeon": "O"}}))
    with pytest.raises(NotAllowed):
        complete(doctors.clinic, task.id, outcome=Outcome.DECLINED, actor=coordinator)
    complete(small.clinic, task.id, outcome=Outcome.DECLINED, actor=coordinator)
    assert small.task(plan_id, "K03").status is TaskStatus.NOT_DONE
