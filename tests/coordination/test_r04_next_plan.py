"""R4: adding a cause to a plan of normal recovery closes it and opens the next one, as one act with one Undo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.change import ChangeKind
from careplan.coordination import decisions, new_plan
from careplan.coordination.closing import complete
from careplan.coordination.intake_draft import enter
from careplan.coordination.overview import overview
from careplan.coordination.red_flags import clear_flag, open_flags, raise_flag
from careplan.coordination.undo import undo
from careplan.errors import Conflict, InvalidInput, NotAllowed
from careplan.plan import PlanStatus
from careplan.task import Outcome
from tests.changing_cause import add_cause, foresee_cause
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

SURGEON, NURSE = PEOPLE["surgeon"], PEOPLE["nurse"]
LATER = MONDAY + timedelta(days=30)
FLAG = "RF05"


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    plan_id = small.begin("V1", "normal_recovery").plan_id
    decisions.answer_fact(small.clinic, plan_id, "smoker", "yes", actor=SURGEON)
    return plan_id


@pytest.fixture
def later(small: SmallClinic, plan_id: str) -> SmallClinic:
    return small.on(LATER)


def test_r04_adding_a_cause_closes_the_plan_and_opens_the_next(later: SmallClinic, plan_id: str) -> None:
    before = later.plan(plan_id)
    done = add_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON, reason="Leg pain is back")
    old, new = later.record(plan_id), later.record("PL-V1-02")
    assert (done.plan_id, done.can_undo, old.plan.status) == ("PL-V1-02", True, PlanStatus.CLOSED)
    assert old.plan.tasks == before.tasks, "what was done and what was not stays as it was"
    assert (new.replaces, new.plan.status, new.plan.goal) == (plan_id, PlanStatus.OPEN, before.goal)
    [cause] = new.plan.inputs.causes
    assert (cause.cause, cause.added, cause.reason) == ("scar_tissue", LATER, "Leg pain is back")
    assert new.plan.inputs.start == LATER
    assert {identity.module for identity in new.plan.tasks} >= {"core", "scar_tissue"}
    assert later.task("PL-V1-02", "K01").is_open, "the red flags are asked anew"
    assert new.plan.inputs.record.facts["smoker"] == before.inputs.record.facts["smoker"]
    shown = overview(later.clinic, "V1", actor=SURGEON).board
    assert shown is not None and shown.plan_id == "PL-V1-02"


def test_r04_what_was_foreseen_is_what_opens_and_looking_keeps_nothing(later: SmallClinic, plan_id: str) -> None:
    seen = foresee_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON)
    assert later.plan(plan_id).status is PlanStatus.OPEN
    assert (seen.foresight.closes, {line.kind for line in seen.foresight.lines}) == (plan_id, {ChangeKind.ADD})
    add_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON, seen=seen)
    new = later.plan("PL-V1-02").tasks
    assert sum(line.sessions for line in seen.foresight.lines) == len(new)
    assert {(line.title, line.after) for line in seen.foresight.lines} <= {
        (task.title, task.due) for task in new.values()
    }


def test_r04_a_plan_that_was_changed_since_it_was_looked_at_stays(later: SmallClinic, plan_id: str) -> None:
    seen = foresee_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON)
    decisions.answer_fact(later.clinic, plan_id, "neuropathic_positive", "no", actor=SURGEON)
    with pytest.raises(Conflict):
        add_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON, seen=seen)
    assert later.plan(plan_id).status is PlanStatus.OPEN
    with later.clinic.store.reading() as records:
        assert records.plans.of_patient("V1") == (plan_id,)


def test_r04_a_second_press_opens_no_third_plan(later: SmallClinic, plan_id: str) -> None:
    first = add_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON, key="one-press")
    assert add_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON, key="one-press") == first
    with later.clinic.store.reading() as records:
        assert records.plans.of_patient("V1") == (plan_id, "PL-V1-02")


def test_r04_undo_closes_the_next_plan_and_goes_on_with_the_former(later: SmallClinic, plan_id: str) -> None:
    done = add_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON)
    undone = undo(later.clinic, done.act, actor=SURGEON)
    assert "New plan" not in undone.words, "no form was filled in that could come back"
    assert later.plan(plan_id).status is PlanStatus.OPEN
    assert later.plan("PL-V1-02").status is PlanStatus.CLOSED


def test_r04_undo_is_refused_once_work_has_begun_in_the_next_plan(later: SmallClinic, plan_id: str) -> None:
    done = add_cause(later.clinic, plan_id, "scar_tissue", actor=SURGEON)
    task = later.task("PL-V1-02", "K03")
    owner = next(person for person in PEOPLE.values() if person.role == task.role)
    complete(later.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=owner)
    with pytest.raises(NotAllowed, match="Work has begun in PL-V1-02"):
        undo(later.clinic, done.act, actor=SURGEON)
    assert later.plan(plan_id).status is PlanStatus.CLOSED


def test_r04_an_open_red_flag_goes_along_and_still_not_its_raiser_clears_it(later: SmallClinic, plan_id: str) -> None:
    raise_flag(later.clinic, plan_id, FLAG, actor=PEOPLE["primary.care"])
    add_cause(later.clinic, plan_id, "infection", actor=SURGEON)
    [flag] = open_flags(later.clinic, SURGEON)
    assert (flag.plan_id, flag.flag.id, flag.by, flag.opened) == ("PL-V1-02", FLAG, "primary.care", LATER)
    assert flag.task_id == later.task("PL-V1-02", FLAG).id
    said = {"finding": "No sign of it", "reason": "Blood tests normal"}
    with pytest.raises(NotAllowed, match="You raised this red flag"):
        clear_flag(later.clinic, "PL-V1-02", FLAG, actor=PEOPLE["primary.care"], **said)
    clear_flag(later.clinic, "PL-V1-02", FLAG, actor=SURGEON, **said)
    assert open_flags(later.clinic, SURGEON) == []


def test_r04_a_new_plan_from_a_form_does_not_lose_an_open_red_flag(later: SmallClinic, plan_id: str) -> None:
    raise_flag(later.clinic, plan_id, FLAG, actor=NURSE)
    enter(later.clinic, SURGEON, {"patient_id": "V1"})
    enter(later.clinic, SURGEON, {"red_flag.none": "yes", "causes": ["scar_tissue"]})
    with pytest.raises(NotAllowed, match=f"A red flag is open in {plan_id}"):
        new_plan.create(later.clinic, SURGEON)
    assert later.plan(plan_id).status is PlanStatus.OPEN


def test_r04_who_may_not_add_a_cause_closes_nothing(later: SmallClinic, plan_id: str) -> None:
    for actor in (NURSE, VIEWER):
        with pytest.raises(NotAllowed, match=r"Change a plan as a whole: .* only"):
            add_cause(later.clinic, plan_id, "scar_tissue", actor=actor)
    with pytest.raises(InvalidInput, match="normal recovery already"):
        add_cause(later.clinic, plan_id, "normal_recovery", actor=SURGEON)
    with pytest.raises(InvalidInput, match="Did you mean “scar_tissue”"):
        add_cause(later.clinic, plan_id, "scar_tisue", actor=SURGEON)
    assert later.plan(plan_id).status is PlanStatus.OPEN


def test_r04_normal_recovery_joins_no_plan_with_a_cause(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    with pytest.raises(NotAllowed, match="goes with no suspected cause"):
        add_cause(small.clinic, plan_id, "normal_recovery", actor=SURGEON)
