"""Red flags: raising, what follows at once, and clearing by a second clinician with finding and reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination import tasks
from careplan.coordination.answers import Answer
from careplan.coordination.board import board
from careplan.coordination.closing import complete
from careplan.coordination.overview import overview
from careplan.coordination.red_flags import clear_flag, open_flags, raise_flag
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.coordination.work import Section, my_work
from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.pages.parts.task_rows import why_words
from careplan.standing import standings
from careplan.task import Outcome, Readiness, TaskStatus
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

BLADDER = "RF01"


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


def _clear(small: SmallClinic, plan_id: str, by: str = "surgeon", flag: str = BLADDER, **changes: str) -> None:
    said = {
        "finding": "Bladder scan 40 mL, sensation normal",
        "reason": "No compression on the MRI of today",
        **changes,
    }
    clear_flag(small.clinic, plan_id, flag, actor=PEOPLE[by], **said)


def _held(small: SmallClinic, plan_id: str) -> set[str]:
    plan = small.plan(plan_id)
    found = standings(plan, small.clinic.templates)
    return {plan.tasks[i].desired.key for i, standing in found.items() if standing.readiness is Readiness.HELD}


def test_a_raised_flag_makes_an_urgent_task_of_the_same_day_and_holds_work(small: SmallClinic, plan_id: str) -> None:
    assert not _held(small, plan_id)
    raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["physical.therapist"])
    [flag] = open_flags(small.clinic, PEOPLE["surgeon"])
    assert (flag.flag.id, flag.plan_id, flag.number, flag.due) == (BLADDER, plan_id, 1, MONDAY)
    assert small.task(plan_id, BLADDER).id == flag.task_id
    assert _held(small, plan_id)


def test_a_cleared_flag_closes_its_task_and_lets_held_work_go(small: SmallClinic, plan_id: str) -> None:
    raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["physical.therapist"])
    later = small.on(MONDAY + timedelta(days=2))
    _clear(later, plan_id)
    assert open_flags(small.clinic, PEOPLE["surgeon"]) == []
    assert small.task(plan_id, BLADDER).status is TaskStatus.DONE
    assert not _held(later, plan_id)
    with small.clinic.store.reading() as records:
        [kept] = records.red_flags.of_plan(plan_id)
    assert (kept.cleared_by, kept.finding, kept.reason) == (
        "surgeon",
        "Bladder scan 40 mL, sensation normal",
        "No compression on the MRI of today",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"finding": " "}, "Write what was found"),
        ({"reason": ""}, "Write why the red flag may be cleared"),
        ({"finding": " ", "reason": ""}, "Write what was found and why the red flag may be cleared"),
    ],
)
def test_a_flag_is_cleared_with_finding_and_reason_only(
    small: SmallClinic, plan_id: str, changes: dict[str, str], sentence: str
) -> None:
    raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["primary.care"])
    with pytest.raises((InvalidInput, NotAllowed), match=sentence):
        _clear(small, plan_id, **changes)
    assert open_flags(small.clinic, PEOPLE["surgeon"])


def test_who_raised_a_flag_does_not_clear_it_and_a_therapist_never_does(small: SmallClinic, plan_id: str) -> None:
    raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["surgeon"])
    with pytest.raises(NotAllowed, match="Another clinician of the team"):
        _clear(small, plan_id)
    with pytest.raises(NotAllowed, match="only the primary care doctor, surgeon and the pain specialist"):
        _clear(small, plan_id, by="physical.therapist")
    _clear(small, plan_id, by="pain.specialist")


def test_a_flag_is_open_once_and_may_come_back_after_it_was_cleared(small: SmallClinic, plan_id: str) -> None:
    raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["primary.care"])
    with pytest.raises(NotAllowed, match="open already"):
        raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["surgeon"])
    _clear(small, plan_id)
    with pytest.raises(NotAllowed, match="not open any more"):
        _clear(small, plan_id)
    raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["primary.care"])
    assert [flag.number for flag in open_flags(small.clinic, PEOPLE["surgeon"])] == [2]


def test_a_flag_is_not_undone(small: SmallClinic, plan_id: str) -> None:
    done = raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["primary.care"])
    with pytest.raises(NotAllowed, match="cannot be undone"):
        undo(small.clinic, done.act, actor=PEOPLE["primary.care"])


def test_other_teams_see_nothing(small: SmallClinic, plan_id: str) -> None:
    raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE["primary.care"])
    assert open_flags(small.clinic, STRANGER) == []
    with pytest.raises(NotFound, match="No such record, or not one you may see"):
        raise_flag(small.clinic, plan_id, "RF05", actor=STRANGER)
    with pytest.raises(NotAllowed, match="Raise a red flag: only"):
        raise_flag(small.clinic, plan_id, "RF05", actor=VIEWER)


def _psychology(small: SmallClinic, plan_id: str, item_9: float) -> None:
    review = small.task(plan_id, "K10")
    answers = {name: Answer(not_obtained="Next visit") for name in review.desired.asks}
    answers |= {"phq9": Answer(12.0), "phq9_item9": Answer(item_9)}
    complete(small.clinic, review.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["psychologist"], answers=answers)


def test_thoughts_of_death_in_the_phq9_open_their_flag_with_the_score(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    _psychology(small, plan_id, 1.0)
    assert [flag.flag.id for flag in open_flags(small.clinic, PEOPLE["surgeon"])] == ["RF13"]


def test_a_phq9_without_such_thoughts_opens_nothing(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    _psychology(small, plan_id, 0.0)
    assert open_flags(small.clinic, PEOPLE["surgeon"]) == []


def test_a_phq9_total_without_its_item_9_is_not_taken(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    review = small.task(plan_id, "K10")
    answers = {name: Answer(not_obtained="Next visit") for name in review.desired.asks} | {"phq9": Answer(12.0)}
    with pytest.raises(InvalidInput, match="item 9"):
        complete(small.clinic, review.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["psychologist"], answers=answers)


def test_what_a_red_flag_brought_forward_says_so_on_the_board_and_in_my_work(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    raise_flag(small.clinic, plan_id, "RF01", actor=PEOPLE["nurse"])
    lines = board(small.clinic, plan_id, actor=PEOPLE["surgeon"]).lines
    brought = {line.id: line for line in lines if line.urgent_by}
    assert brought and {line.urgent_by for line in brought.values()} == {"possible cauda equina syndrome"}
    for line in brought.values():
        assert why_words(line, small.clinic.role_words).startswith(
            "because of the red flag “possible cauda equina syndrome”"
        )
    mine = my_work(small.clinic, PEOPLE["surgeon"], dict.fromkeys(Section, 50))
    told = {line.id: line.urgent_by for part in mine.lines.values() for line in part if line.id in brought}
    assert set(told.values()) == {"possible cauda equina syndrome"}
    held = {line.title for line in lines if line.held_by}
    done = clear_flag(small.clinic, plan_id, "RF01", finding="No", reason="False alarm", actor=PEOPLE["surgeon"])
    assert done.words == f"Cleared: possible cauda equina syndrome, V1. {len(held)} held tasks come back"
    assert not any(line.urgent_by for line in board(small.clinic, plan_id, actor=PEOPLE["surgeon"]).lines)


def test_what_a_red_flag_brought_forward_is_closed_without_a_reason_although_it_waits(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    raise_flag(small.clinic, plan_id, "RF02", actor=PEOPLE["nurse"])
    decision = small.task(plan_id, "RC13")
    card = task_card(small.clinic, decision.id, PEOPLE["surgeon"])
    assert card.line.readiness is Readiness.READY and card.holding
    answers = {"gate.surgery": Answer("no", why="The strength came back"), "fusion_planned": Answer("no")}
    complete(small.clinic, decision.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["surgeon"], answers=answers)
    assert small.task(plan_id, "RC13").outcome is Outcome.AS_PLANNED


@pytest.mark.parametrize(
    ("raised_by", "looker", "may_close"),
    [
        ("nurse", "primary.care", True),
        ("primary.care", "primary.care", False),  # the same eyes miss the same thing twice
        ("nurse", "physical.therapist", False),  # whose it is, but who clears no flag
    ],
)
def test_the_line_of_a_flag_is_closed_by_who_may_clear_it(
    small: SmallClinic, plan_id: str, raised_by: str, looker: str, may_close: bool
) -> None:
    actor = PEOPLE[looker]
    raise_flag(small.clinic, plan_id, BLADDER, actor=PEOPLE[raised_by])
    task = small.task(plan_id, BLADDER)
    if task.role != actor.role:
        tasks.assign(small.clinic, task.id, actor=PEOPLE["primary.care"], assignee=actor.id)
    everywhere = [
        *board(small.clinic, plan_id, actor=actor).lines,
        *overview(small.clinic, small.plan(plan_id).patient_id, actor=actor).board.lines,  # type: ignore[union-attr]  # has a plan
        *(line for lines in my_work(small.clinic, actor, dict.fromkeys(Section, 25)).lines.values() for line in lines),
    ]
    assert [line.may_close for line in everywhere if line.id == task.id] == [may_close] * 3
