"""What is typed and not sent is kept for the person who typed it, by its field, until it is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination import unsent
from careplan.errors import InvalidInput
from careplan.pressed import Act, ActKind, keep_act
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

SURGEON, NURSE = PEOPLE["surgeon"], PEOPLE["nurse"]


def test_a_text_is_kept_for_its_person_and_the_newest_counts(small: SmallClinic) -> None:
    for text in ("Loose", "Loose screws"):
        unsent.keep(small.clinic, SURGEON, "note-T-000001", text)
    unsent.keep(small.clinic, NURSE, "note-T-000001", "Called twice")
    assert unsent.unsent(small.clinic, SURGEON) == {"note-T-000001": "Loose screws"}
    assert unsent.unsent(small.clinic, NURSE) == {"note-T-000001": "Called twice"}


def test_what_was_sent_or_emptied_is_forgotten(small: SmallClinic) -> None:
    for field in ("note-T-000001", "comment-T-000001", "why-gate-surgery-PL-0001-01"):
        unsent.keep(small.clinic, SURGEON, field, "Text")
    unsent.was_sent(small.clinic, SURGEON, ["note-T-000001", "finding-T-000001"])
    unsent.keep(small.clinic, SURGEON, "comment-T-000001", " \n")
    assert set(unsent.unsent(small.clinic, SURGEON)) == {"why-gate-surgery-PL-0001-01"}


def test_what_the_browser_leaves_after_the_act_that_used_it_is_not_kept_again(small: SmallClinic) -> None:
    field = "comment-T-000001"
    unsent.was_sent(small.clinic, SURGEON, [field])
    unsent.keep(small.clinic, SURGEON, field, "Sent already", age=timedelta(seconds=1))
    assert not unsent.unsent(small.clinic, SURGEON)
    unsent.keep(small.clinic, SURGEON, field, "The next one")
    assert unsent.unsent(small.clinic, SURGEON) == {field: "The next one"}


def test_the_fields_of_one_task_are_told_from_those_of_another(small: SmallClinic) -> None:
    for field in ("note-T-000001", "why-ask-T-000001", "note-T-1000001", "note-T-000002"):
        unsent.keep(small.clinic, SURGEON, field, "Text")
    assert unsent.fields_of(small.clinic, SURGEON, "T-000001") == {"note-T-000001", "why-ask-T-000001"}


def test_what_nobody_sent_for_a_month_goes(small: SmallClinic) -> None:
    unsent.keep(small.clinic, SURGEON, "note-T-000001", "Old")
    unsent.keep(small.on(MONDAY + timedelta(days=31)).clinic, SURGEON, "note-T-000002", "New")
    assert set(unsent.unsent(small.clinic, SURGEON)) == {"note-T-000002"}


@pytest.mark.parametrize("field", ["", "note", "note-T-", "note-X-000001", "../T-000001", "a" * 200 + "-T-1"])
def test_a_field_that_names_no_record_keeps_nothing(small: SmallClinic, field: str) -> None:
    with pytest.raises(InvalidInput, match="of no field that keeps"):
        unsent.keep(small.clinic, SURGEON, field, "Text")
    assert not unsent.unsent(small.clinic, SURGEON)


def test_a_text_beyond_all_bounds_is_refused_and_the_one_before_stays(small: SmallClinic) -> None:
    unsent.keep(small.clinic, SURGEON, "note-T-000001", "Before")
    with pytest.raises(InvalidInput, match="20,001 characters"):
        unsent.keep(small.clinic, SURGEON, "note-T-000001", "x" * 20_001)
    assert unsent.unsent(small.clinic, SURGEON) == {"note-T-000001": "Before"}


def test_a_note_that_closes_its_task_in_a_list_is_sent(small: SmallClinic) -> None:
    plan = small.begin("V1", "scar_tissue").plan_id
    task = next(t for t in small.plan(plan).tasks.values() if t.role == "surgeon" and not t.desired.asks)
    unsent.keep(small.clinic, SURGEON, f"note-{task.id}", "Seen today")
    act = Act(ActKind.NOT_NEEDED, task.id, 1, "Seen today", "0" * 32)
    keep_act(small.clinic, act, actor=SURGEON)
    assert not unsent.unsent(small.clinic, SURGEON)
