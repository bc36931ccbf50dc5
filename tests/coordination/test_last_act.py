"""What a person who comes back is offered to take back: the last act, for a while, until the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from careplan.clinic import Clinic
from careplan.clock import Clock
from careplan.coordination.bulk import change_tasks
from careplan.coordination.decisions import answer_fact, decide
from careplan.coordination.last_act import last_act
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.signing import note_absence
from careplan.coordination.tasks import move, moving
from careplan.coordination.undo import undo
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

DOCTOR = PEOPLE["primary.care"]
DAY = date(2026, 3, 30)


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


@dataclass(frozen=True, slots=True)
class Later(Clock):
    """A clock that is minutes ahead."""

    minutes: int = 0

    def now(self) -> datetime:
        return Clock.now(self) + timedelta(minutes=self.minutes)


def _after(small: SmallClinic, minutes: int) -> Clinic:
    return replace(small.clinic, clock=Later(None, MONDAY, minutes))


def test_the_last_act_is_offered_with_its_words_and_is_taken_back(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "K05")
    moved = move(small.clinic, task.id, DAY, actor=DOCTOR)
    offered = last_act(small.clinic, DOCTOR)
    assert offered is not None
    assert (offered.act, offered.can_undo) == (moved.act, True)
    assert offered.words == f"Your last act: {task.title}: moved from 9 Mar 2026 to 30 Mar 2026, V1"
    undo(small.clinic, offered.act, actor=DOCTOR)
    assert small.task(plan_id, "K05").due == task.due
    assert last_act(small.clinic, DOCTOR) is None, "what was taken back is not offered"


def test_it_is_offered_for_ten_minutes_and_to_nobody_else(small: SmallClinic, plan_id: str) -> None:
    move(small.clinic, small.task(plan_id, "K05").id, DAY, actor=DOCTOR)
    assert last_act(_after(small, 9), DOCTOR) is not None
    assert last_act(_after(small, 11), DOCTOR) is None
    assert last_act(small.clinic, PEOPLE["nurse"]) is None


def test_many_tasks_changed_at_once_are_one_act(small: SmallClinic, plan_id: str) -> None:
    makings = {small.task(plan_id, key).id: moving(DAY) for key in ("K02", "K05")}
    done = change_tasks(small.clinic, makings, "Moved", actor=DOCTOR)
    offered = last_act(small.clinic, DOCTOR)
    assert offered is not None
    assert offered.act == done.act
    assert offered.words.endswith(" to 30 Mar 2026 and 1 more, V1")


def test_after_an_act_that_has_no_undo_none_before_it_is_offered(small: SmallClinic, plan_id: str) -> None:
    move(small.clinic, small.task(plan_id, "K05").id, DAY, actor=DOCTOR)
    raise_flag(small.clinic, plan_id, "RF01", actor=DOCTOR)
    assert last_act(small.clinic, DOCTOR) is None


def test_a_plan_that_was_created_is_offered_in_those_words(small: SmallClinic) -> None:
    small.begin("V2", "failed_fusion", patient="P-0013")
    offered = last_act(small.clinic, DOCTOR)
    assert offered is not None
    assert offered.words == "Your last act: Plan created for P-0013"


def test_a_decision_is_named_with_what_was_decided(small: SmallClinic, plan_id: str) -> None:
    surgeon, no_fusion = PEOPLE["surgeon"], {"fusion_planned": "no"}
    decide(small.clinic, plan_id, "gate.surgery", "yes", actor=surgeon, why="Root pressed", facts=no_fusion)
    offered = last_act(small.clinic, surgeon)
    assert offered is not None
    assert offered.words == "Your last act: Surgery: yes, fusion planned: no for V1"
    decide(small.clinic, plan_id, "gate.surgery", "no", actor=surgeon, why="Declined")
    offered = last_act(small.clinic, surgeon)
    assert offered is not None
    assert offered.words == "Your last act: Surgery: no for V1"
    note_absence(small.clinic, plan_id, "pain_specialist", actor=DOCTOR, meeting=MONDAY)
    absent = last_act(small.clinic, DOCTOR)
    assert absent and absent.words == "Your last act: Absence noted for V1"


def test_an_answer_is_named_and_so_is_one_that_was_taken_back(small: SmallClinic, plan_id: str) -> None:
    for value, words in ((3.0, "3 months"), (None, "not known")):
        answer_fact(small.clinic, plan_id, "nicotine_free_months", value, actor=DOCTOR)
        offered = last_act(small.clinic, DOCTOR)
        assert offered is not None
        label = small.clinic.catalogue.facts["nicotine_free_months"].label
        assert offered.words == f"Your last act: {label}: {words} for V1"


def test_where_nothing_is_to_be_offered_one_query_says_so(small: SmallClinic, plan_id: str) -> None:
    assert plan_id
    assert small.queries(lambda: last_act(small.clinic, PEOPLE["nurse"]), plans_known=True) == 1
