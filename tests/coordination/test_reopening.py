"""A task that was closed too soon is opened again, with a reason and with Undo."""

from __future__ import annotations

import pytest

from careplan.coordination.closing import complete
from careplan.coordination.red_flags import clear_flag, raise_flag
from careplan.coordination.reopening import reopen
from careplan.coordination.task_card import task_card
from careplan.coordination.tasks import cancel
from careplan.coordination.undo import undo
from careplan.errors import NotAllowed
from careplan.expand import asks_after_undone
from careplan.plan import PlannedTask
from careplan.task import Outcome, TaskStatus
from careplan.team import Practitioner
from tests.small_clinic import PEOPLE, SmallClinic

SURGEON, DOCTOR, NURSE = PEOPLE["surgeon"], PEOPLE["primary.care"], PEOPLE["nurse"]
PLAN, WHY = "PL-V1-01", "It was another patient"


@pytest.fixture
def begun(small: SmallClinic) -> SmallClinic:
    small.begin("V1", "scar_tissue")
    return small


def done(small: SmallClinic, key: str, outcome: Outcome, actor: Practitioner) -> PlannedTask:
    complete(small.clinic, small.task(PLAN, key).id, outcome=outcome, note="Seen", actor=actor)
    return small.task(PLAN, key)


def may(small: SmallClinic, task: PlannedTask, actor: Practitioner) -> bool:
    return "task.reopen" in task_card(small.clinic, task.id, actor).allowed


def test_what_was_done_is_to_be_done_again_on_its_day(begun: SmallClinic) -> None:
    before = begun.task(PLAN, "K03")
    closed = done(begun, "K03", Outcome.AS_PLANNED, PEOPLE["coordinator"])
    assert may(begun, closed, DOCTOR)
    came = reopen(begun.clinic, closed.id, actor=DOCTOR, reason=WHY)
    now = begun.task(PLAN, "K03")
    assert (now.status, now.outcome, now.closed_on, now.due) == (TaskStatus.TODO, None, None, before.due)
    assert now.note == "Seen" and came.words.startswith("Open again: ")
    card = task_card(begun.clinic, now.id, DOCTOR)
    assert card.history[0].words == "Opened again" and card.history[0].reason == WHY
    undo(begun.clinic, came.act, actor=DOCTOR)
    assert begun.task(PLAN, "K03") == closed


def test_what_waited_for_it_waits_again(begun: SmallClinic) -> None:
    closed = done(begun, "K03", Outcome.AS_PLANNED, PEOPLE["coordinator"])
    waiting = [one.id for one in task_card(begun.clinic, closed.id, DOCTOR).unblocks]
    assert waiting
    reopen(begun.clinic, closed.id, actor=DOCTOR, reason=WHY)
    assert all(closed.title in task_card(begun.clinic, one, DOCTOR).missing for one in waiting)


def test_the_question_that_work_left_is_taken_back(begun: SmallClinic) -> None:
    left = done(begun, "K06", Outcome.DECLINED, SURGEON)
    reopen(begun.clinic, left.id, actor=SURGEON, reason="They come after all")
    tasks = begun.plan(PLAN).tasks
    assert tasks[left.identity].status is TaskStatus.TODO
    assert [one.status for i, one in tasks.items() if asks_after_undone(i)] == [TaskStatus.CANCELLED]


def test_what_a_person_cancelled_is_opened_again(begun: SmallClinic) -> None:
    task = begun.task(PLAN, "K06")
    cancel(begun.clinic, task.id, actor=SURGEON, reason="Not wanted")
    reopen(begun.clinic, task.id, actor=SURGEON, reason="Wanted after all")
    assert begun.task(PLAN, "K06") == task


def test_what_stays_closed_is_said_and_not_offered(begun: SmallClinic) -> None:
    raise_flag(begun.clinic, PLAN, "RF06", actor=NURSE)
    clear_flag(begun.clinic, PLAN, "RF06", finding="No fever", reason="Bloods normal", actor=SURGEON)
    of_flag = next(one for one in begun.plan(PLAN).tasks.values() if one.identity.module == "red_flags")
    with pytest.raises(NotAllowed, match="Report the flag again"):
        reopen(begun.clinic, of_flag.id, actor=SURGEON, reason=WHY)
    assert not may(begun, of_flag, SURGEON)
    with pytest.raises(NotAllowed, match="is open already"):
        reopen(begun.clinic, begun.task(PLAN, "K06").id, actor=SURGEON, reason=WHY)
    closed = done(begun, "K03", Outcome.AS_PLANNED, PEOPLE["coordinator"])
    with pytest.raises(NotAllowed, match="give a reason"):
        reopen(begun.clinic, closed.id, actor=DOCTOR, reason=" ")
    assert not may(begun, closed, NURSE), "the nurse opens only their own"
