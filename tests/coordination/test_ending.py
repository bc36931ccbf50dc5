"""Closing a plan for a reason, opening it again, and taking either back."""

from __future__ import annotations

import pytest

from careplan.coordination import hand_offs, tasks
from careplan.coordination.board import board
from careplan.coordination.ending import end_plan, open_again
from careplan.coordination.red_flags import clear_flag, raise_flag
from careplan.coordination.undo import undo
from careplan.coordination.work import my_work
from careplan.errors import NotAllowed
from careplan.hand_off import Briefing
from careplan.plan import PlanStatus
from careplan.store.work_list import Section
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

SURGEON, DOCTOR, NURSE = PEOPLE["surgeon"], PEOPLE["primary.care"], PEOPLE["nurse"]
PLAN = "PL-V1-01"


def close(small: SmallClinic, reason: str = "The pain is gone") -> str:
    return end_plan(small.clinic, PLAN, actor=SURGEON, reason=reason).act


def listed(small: SmallClinic) -> int:
    """Return how many lines stand on the surgeon's list."""
    work = my_work(small.clinic, SURGEON, dict.fromkeys(Section, 50))
    return sum(map(len, work.lines.values()))


def test_a_closed_plan_leaves_the_lists_and_keeps_what_stands_in_it(begun: SmallClinic) -> None:
    tasks_before, on_list = begun.plan(PLAN).tasks, listed(begun)
    done = end_plan(begun.clinic, PLAN, actor=SURGEON, reason=" The pain is gone ")
    assert done.words.startswith(f"Plan {PLAN} closed with ") and done.can_undo
    kept = begun.plan(PLAN)
    assert kept.status is PlanStatus.CLOSED and kept.tasks == tasks_before
    assert on_list > 0 and listed(begun) == 0
    assert board(begun.clinic, PLAN, actor=DOCTOR).closed_because == "The pain is gone"


def test_undo_opens_it_as_it_was_with_what_was_offered_to_others(begun: SmallClinic) -> None:
    asked = Briefing(request="Please see the patient")
    offered = begun.task(PLAN, "K02")
    hand_offs.offer(begun.clinic, offered.id, asked, actor=DOCTOR, to_role="surgeon")
    before, on_list = begun.plan(PLAN), listed(begun)
    act = close(begun)
    assert begun.plan(PLAN).tasks != before.tasks, "nobody can accept what a closed plan offers"
    undo(begun.clinic, act, actor=SURGEON)
    now = begun.plan(PLAN)
    assert (now.status, now.tasks, now.inputs, listed(begun)) == (PlanStatus.OPEN, before.tasks, before.inputs, on_list)


def test_a_plan_is_opened_again_and_that_is_taken_back(begun: SmallClinic) -> None:
    on_list = listed(begun)
    close(begun)
    done = open_again(begun.clinic, PLAN, actor=DOCTOR, reason="It came back")
    assert begun.plan(PLAN).status is PlanStatus.OPEN and listed(begun) == on_list
    undo(begun.clinic, done.act, actor=DOCTOR)
    assert begun.plan(PLAN).status is PlanStatus.CLOSED and listed(begun) == 0


def test_while_a_red_flag_is_open_a_plan_is_not_closed(begun: SmallClinic) -> None:
    raise_flag(begun.clinic, PLAN, "RF06", actor=NURSE)
    with pytest.raises(NotAllowed, match="A red flag is open in PL-V1-01"):
        close(begun)
    clear_flag(begun.clinic, PLAN, "RF06", finding="No fever", reason="Bloods normal", actor=SURGEON)
    close(begun)


def test_without_a_reason_neither_is_done(begun: SmallClinic) -> None:
    with pytest.raises(NotAllowed, match="give a reason"):
        close(begun, "  ")
    close(begun)
    with pytest.raises(NotAllowed, match="give a reason"):
        open_again(begun.clinic, PLAN, actor=SURGEON, reason="")


def test_who_comes_second_is_told_how_the_plan_stands(begun: SmallClinic) -> None:
    with pytest.raises(NotAllowed, match="is open already"):
        open_again(begun.clinic, PLAN, actor=SURGEON, reason="It came back")
    close(begun)
    with pytest.raises(NotAllowed, match=f"Plan {PLAN} is closed"):
        close(begun)
    with pytest.raises(NotAllowed, match=f"belongs to plan {PLAN}, which is closed"):
        tasks.move(begun.clinic, begun.task(PLAN, "K02").id, MONDAY, actor=DOCTOR)


def test_one_plan_of_a_patient_is_open_at_a_time(begun: SmallClinic) -> None:
    act = close(begun)
    begun.begin("V1", "failed_fusion")
    for again in (
        lambda: open_again(begun.clinic, PLAN, actor=SURGEON, reason="It came back"),
        lambda: undo(begun.clinic, act, actor=SURGEON),
    ):
        with pytest.raises(NotAllowed, match="V1 has an open plan, PL-V1-02, and one plan is open at a time"):
            again()
    assert begun.plan(PLAN).status is PlanStatus.CLOSED


def test_a_plan_that_was_taken_back_when_it_was_new_is_not_opened_again(small: SmallClinic) -> None:
    made = small.begin("V1", "scar_tissue")
    undo(small.clinic, made.act, actor=DOCTOR)
    with pytest.raises(NotAllowed, match="was taken back when it was new"):
        open_again(small.clinic, PLAN, actor=SURGEON, reason="It came back")


@pytest.fixture
def begun(small: SmallClinic) -> SmallClinic:
    small.begin("V1", "scar_tissue")
    return small
