"""A positive PHQ-2 asks for the PHQ-9 with its item 9 in the same task (PLAN_RULES R15)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.decisions import answer_fact
from careplan.coordination.red_flags import open_flags
from careplan.coordination.task_card import task_card
from careplan.errors import InvalidInput
from careplan.store import EventFilter
from careplan.task import Outcome, TaskStatus
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

BASELINE = "K05"
COORDINATOR = PEOPLE["coordinator"]
CUT = 3


def _begin(small: SmallClinic, *scores: tuple[str, int, str]) -> str:
    seen = [{"measure": name, "value": value, "date": day} for name, value, day in scores]
    return small.begin("V1", "scar_tissue", changed={"observations": seen}).plan_id


def _close(small: SmallClinic, plan_id: str, **given: float | None) -> None:
    """Close the baseline; what is not given is said to be not obtained."""
    task = small.task(plan_id, BASELINE)
    answers = {name: Answer(not_obtained="Form not returned") for name in task.desired.asks}
    answers |= {n: Answer(v) if v is not None else Answer(not_obtained="Declined") for n, v in given.items()}
    complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=COORDINATOR, answers=answers)


def _known(small: SmallClinic, plan_id: str) -> dict[str, float | str]:
    return {seen.measure: seen.value for seen in small.plan(plan_id).inputs.record.observations}


def test_a_positive_phq2_is_not_taken_without_the_phq9(small: SmallClinic) -> None:
    plan_id = _begin(small)
    with pytest.raises(InvalidInput, match="asks: PHQ-9, PHQ-9 item 9") as refused:
        _close(small, plan_id, phq2=CUT)
    assert refused.value.about == ("phq9", "phq9_item9")
    assert small.task(plan_id, BASELINE).is_open
    assert "phq2" not in _known(small, plan_id)


def test_with_the_phq9_it_is(small: SmallClinic) -> None:
    plan_id = _begin(small)
    _close(small, plan_id, phq2=CUT, phq9=11, phq9_item9=0)
    assert small.task(plan_id, BASELINE).status is TaskStatus.DONE
    assert {"phq2", "phq9", "phq9_item9"} <= _known(small, plan_id).keys()


def test_the_phq9_may_be_not_obtained_with_a_reason(small: SmallClinic) -> None:
    plan_id = _begin(small)
    _close(small, plan_id, phq2=6, phq9=None, phq9_item9=None)
    assert small.task(plan_id, BASELINE).status is TaskStatus.DONE


def test_below_the_cut_nothing_more_is_asked(small: SmallClinic) -> None:
    plan_id = _begin(small)
    _close(small, plan_id, phq2=CUT - 1)
    assert small.task(plan_id, BASELINE).status is TaskStatus.DONE


def test_one_on_record_asks_it_too_until_it_is_scored(small: SmallClinic) -> None:
    plan_id = _begin(small, ("phq2", 4, "2026-03-02"), ("phq9", 9, "2026-02-20"), ("phq9_item9", 0, "2026-02-20"))
    asked = {ask.name for ask in task_card(small.clinic, small.task(plan_id, BASELINE).id, COORDINATOR).asks}
    assert {"phq9", "phq9_item9"} <= asked
    assert "phq2" not in asked
    with pytest.raises(InvalidInput, match="PHQ-9"):
        _close(small, plan_id)


def test_a_phq9_scored_since_is_not_asked_again(small: SmallClinic) -> None:
    plan_id = _begin(small, ("phq2", 4, "2026-03-01"), ("phq9", 9, "2026-03-02"), ("phq9_item9", 0, "2026-03-02"))
    asked = {ask.name for ask in task_card(small.clinic, small.task(plan_id, BASELINE).id, COORDINATOR).asks}
    assert not asked & {"phq9", "phq9_item9"}
    _close(small, plan_id, phq2=5)
    assert small.task(plan_id, BASELINE).status is TaskStatus.DONE


def test_a_negative_one_given_now_goes_before_the_positive_one_on_record(small: SmallClinic) -> None:
    plan_id = _begin(small, ("phq2", 4, "2026-01-02"))
    _close(small, plan_id, phq2=0)
    assert small.task(plan_id, BASELINE).status is TaskStatus.DONE


def test_item_9_of_the_phq9_that_it_asked_opens_its_flag_in_the_act_that_keeps_the_score(small: SmallClinic) -> None:
    plan_id = _begin(small)
    _close(small, plan_id, phq2=5, phq9=16, phq9_item9=1)
    [flag] = open_flags(small.clinic, PEOPLE["surgeon"])
    assert (flag.flag.id, flag.due) == ("RF13", MONDAY)
    with small.clinic.store.reading() as records:
        events = records.events.latest(EventFilter(plan_id=plan_id))
    [changes] = (kept.event.changes for kept in events if kept.event.what == "task.completed")
    assert (changes["RF13"].after, changes["phq9_item9"].after) == ("open", 1), (
        "one event has both: one without the other never was"
    )


@pytest.mark.parametrize("fact", ["phq9", "phq9_item9"])
def test_half_of_the_score_is_not_taken_as_an_answer_to_a_question(small: SmallClinic, fact: str) -> None:
    plan_id = _begin(small)
    with pytest.raises(InvalidInput, match="one score"):
        answer_fact(small.clinic, plan_id, fact, 2, actor=PEOPLE["primary.care"])
    assert fact not in small.plan(plan_id).inputs.record.facts


def test_a_later_review_asks_it_after_its_own_phq2(small: SmallClinic) -> None:
    plan_id = _begin(small)
    later = small.on(MONDAY + timedelta(days=42))
    review = small.task(plan_id, "K13")
    card = task_card(later.clinic, review.id, COORDINATOR)
    names = [ask.name for ask in card.asks]
    assert names[names.index("phq2") + 1 :][:2] == ["phq9", "phq9_item9"]
    [further] = {ask.further for ask in card.asks if ask.name == "phq9"}
    assert further is not None
    assert [further.is_asked(value) for value in (None, 2, 3)] == [False, False, True]
