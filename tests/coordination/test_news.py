"""“Changed since you last looked”, for one person over all plans of the person's teams."""

from __future__ import annotations

from datetime import timedelta

from careplan.coordination import news
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.task import Outcome
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, SmallClinic

SURGEON = PEOPLE["surgeon"]


def _close_notes(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    complete(small.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["coordinator"], note="On file")


def test_the_first_look_ever_is_no_news(small: SmallClinic, plan_id: str) -> None:
    assert small.plan(plan_id).version == 1
    assert news.count_news(small.clinic, SURGEON) == news.NewsCount(0, (), None)


def test_what_others_did_since_is_counted_and_told_with_what_is_ready_now(small: SmallClinic, plan_id: str) -> None:
    news.count_news(small.clinic, SURGEON)
    _close_notes(small, plan_id)
    counted = news.count_news(small.clinic, SURGEON)
    assert (counted.changes, counted.plans) == (1, (plan_id,))
    assert counted.since is not None
    [line] = news.list_news(small.clinic, SURGEON)
    assert line.happened.words.startswith("Obtain operation notes")
    assert line.happened.words.endswith(": done, as planned")
    assert line.released == ("Review all images against the operation note",)


def test_one_s_own_acts_are_no_news(small: SmallClinic, plan_id: str) -> None:
    news.count_news(small.clinic, PEOPLE["coordinator"])
    _close_notes(small, plan_id)
    assert news.count_news(small.clinic, PEOPLE["coordinator"]).changes == 0


def test_a_comment_is_news(small: SmallClinic, plan_id: str) -> None:
    news.count_news(small.clinic, SURGEON)
    comment(small.clinic, small.task(plan_id, "K03").id, "Notes are in the archive", actor=PEOPLE["nurse"])
    assert news.count_news(small.clinic, SURGEON).changes == 1


def test_what_was_marked_as_seen_is_news_no_more(small: SmallClinic, plan_id: str) -> None:
    news.count_news(small.clinic, SURGEON)
    _close_notes(small, plan_id)
    news.mark_seen(small.clinic, SURGEON)
    assert news.count_news(small.clinic, SURGEON).changes == 0
    assert news.list_news(small.clinic, SURGEON) == []


def test_a_plan_that_began_after_the_first_look_is_news(small: SmallClinic, plan_id: str) -> None:
    news.count_news(small.clinic, SURGEON)
    second = small.on(MONDAY + timedelta(days=1)).begin("V1", "scar_tissue").plan_id
    counted = news.count_news(small.clinic, SURGEON)
    assert (counted.changes, counted.plans) == (1, (second,))
    assert plan_id not in counted.plans
    assert news.list_news(small.clinic, SURGEON)[0].happened.words == "Plan created"


def test_other_teams_hear_nothing(small: SmallClinic, plan_id: str) -> None:
    news.count_news(small.clinic, STRANGER)
    _close_notes(small, plan_id)
    assert news.count_news(small.clinic, STRANGER).changes == 0


def test_the_number_of_queries_does_not_grow_with_the_news(small: SmallClinic, plan_id: str) -> None:
    news.count_news(small.clinic, SURGEON)
    _close_notes(small, plan_id)
    with small.clinic.store.count_queries() as few:
        news.list_news(small.clinic, SURGEON)
    for key in ("K02", "K05", "K06"):
        comment(small.clinic, small.task(plan_id, key).id, "Seen", actor=PEOPLE["nurse"])
    with small.clinic.store.count_queries() as many:
        news.list_news(small.clinic, SURGEON)
    assert len(many) == len(few)
