"""The reply to a red flag: who was reached and what was done, by when it must be there, and what it does not end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from careplan.coordination.board import board
from careplan.coordination.flag_reply import alerted, reply_to_flag
from careplan.coordination.red_flags import open_flags, raise_flag
from careplan.coordination.task_card import task_card
from careplan.coordination.work import Section, my_work
from careplan.errors import InvalidInput, NotAllowed
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

SURGEON, NURSE = PEOPLE["surgeon"], PEOPLE["nurse"]
TOLD = {"reached": "Emergency department, Dr. Weber", "reply": "Sent at once, MRI is being made"}


@pytest.fixture
def raised(small: SmallClinic, plan_id: str) -> str:
    """The plan with a red flag that somebody is to answer within the hour."""
    raise_flag(small.clinic, plan_id, "RF01", actor=NURSE)
    return plan_id


def test_without_a_reply_every_list_says_since_when_it_is_missing(small: SmallClinic, raised: str) -> None:
    later = small.on(MONDAY + timedelta(days=1)).clinic
    [flag] = open_flags(later, SURGEON)
    assert flag.reply_missing == _opened(small, raised) + timedelta(hours=1)
    task = small.task(raised, "RF01")
    whose = next(person for person in PEOPLE.values() if person.role == task.role)
    listed = my_work(later, whose, dict.fromkeys(Section, 50)).lines.values()
    lines = [*(one for part in listed for one in part), *board(later, raised, actor=SURGEON).lines]
    [in_work, on_board] = [line.reply_missing for line in lines if line.id == task.id]
    assert in_work == on_board == flag.reply_missing
    assert not any(line.reply_missing for line in lines if line.id != task.id)


def test_a_reply_ends_that_and_the_flag_stays_open(small: SmallClinic, raised: str) -> None:
    done = reply_to_flag(small.clinic, raised, "RF01", actor=NURSE, **TOLD)
    later = small.on(MONDAY + timedelta(days=1)).clinic
    [flag] = open_flags(later, SURGEON)
    assert (flag.reply_missing, done.can_undo) == (None, False)
    task = small.task(raised, "RF01")
    card = task_card(later, task.id, SURGEON)
    assert card.flag
    assert not card.flag.overdue
    [reply] = card.flag.replies
    assert (reply.reached, reply.reply, reply.by, reply.role) == (*TOLD.values(), "nurse", "nurse")
    assert task.is_open
    told = next(
        one for one in card.history if one.words == "Reply to a red flag recorded: possible cauda equina syndrome"
    )
    assert [after for _, _, after in told.fields] == list(TOLD.values())


def test_a_second_reply_stands_beside_the_first(small: SmallClinic, raised: str) -> None:
    reply_to_flag(small.clinic, raised, "RF01", actor=NURSE, **TOLD)
    reply_to_flag(small.clinic, raised, "RF01", actor=SURGEON, reached="The patient", reply="MRI seen, no compression")
    card = task_card(small.clinic, small.task(raised, "RF01").id, SURGEON)
    assert card.flag
    assert [reply.by for reply in card.flag.replies] == ["surgeon", "nurse"]


def test_who_was_reached_and_what_was_done_are_both_asked_for(small: SmallClinic, raised: str) -> None:
    for given, missing in (
        ({"reached": " ", "reply": ""}, "who was reached and what was done"),
        ({"reached": "The surgeon", "reply": ""}, "what was done"),
    ):
        with pytest.raises(InvalidInput, match=rf"^Write {missing}, then record the reply\.$"):
            reply_to_flag(small.clinic, raised, "RF01", actor=NURSE, **given)
    with pytest.raises(InvalidInput, match="2,001 characters; at most 2,000"):
        reply_to_flag(small.clinic, raised, "RF01", actor=NURSE, reached="The surgeon", reply="x" * 2001)
    with pytest.raises(NotAllowed, match="not open any more"):
        reply_to_flag(small.clinic, raised, "RF05", actor=NURSE, **TOLD)
    with pytest.raises(NotAllowed, match="Record the reply to a red flag: only"):
        reply_to_flag(small.clinic, raised, "RF01", actor=VIEWER, **TOLD)


def _opened(small: SmallClinic, plan_id: str) -> datetime:
    with small.clinic.store.reading() as records:
        [kept] = records.red_flags.of_plan(plan_id)
    return kept.opened_at


@pytest.mark.parametrize(
    ("hours", "role"),
    [(0.9, None), (1.1, "surgeon"), (2.1, "pain_specialist"), (3.1, "primary_care"), (4.1, "care_coordinator")],
)
def test_a_missed_reply_alerts_one_role_after_the_other(
    small: SmallClinic, raised: str, hours: float, role: str | None
) -> None:
    """REFERENCE 3: no reply in time alerts the next role, in the order surgeon, pain, primary care, coordinator."""
    with small.clinic.store.reading() as records:
        [kept] = records.red_flags.of_plan(raised)
    file = small.clinic.content.red_flags
    assert alerted(file, kept, kept.opened_at + timedelta(hours=hours)) == role
    assert file.alerted(file.by_id["RF02"], 1) == "pain_specialist", "the surgeon acts first and is asked already"


def test_the_coordinator_stays_alerted_until_a_reply_is_there(small: SmallClinic, raised: str) -> None:
    later = small.on(MONDAY + timedelta(days=1)).clinic
    assert [flag.alerted for flag in open_flags(later, SURGEON)] == ["care_coordinator"]
    reply_to_flag(small.clinic, raised, "RF01", actor=NURSE, **TOLD)
    assert [flag.alerted for flag in open_flags(later, SURGEON)] == [None]
