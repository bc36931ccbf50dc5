"""Everything about one task, as one person may see it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from careplan.coordination import tasks
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.conference import Conference
from careplan.coordination.decisions import decide
from careplan.coordination.planning import create_plan
from careplan.coordination.red_flags import clear_flag, raise_flag
from careplan.coordination.task_card import TaskCard, task_card
from careplan.errors import NotFound
from careplan.intake import read_intake
from careplan.task import Outcome, Readiness
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, VIGNETTES, SmallClinic


def _card(small: SmallClinic, plan_id: str, key: str, by: str = "surgeon", occurrence: int = 1) -> TaskCard:
    return task_card(small.clinic, small.task(plan_id, key, occurrence).id, PEOPLE[by])


def test_a_waiting_task_names_what_it_waits_for_its_role_and_date(small: SmallClinic, plan_id: str) -> None:
    card = _card(small, plan_id, "K07")
    notes = small.task(plan_id, "K03")
    assert card.line.readiness is Readiness.WAITING
    assert notes.title in card.missing
    assert "(care coordinator, due 9 Mar 2026)" in card.missing
    assert [wait.id for wait in card.waits] == [notes.id]
    assert card.unblocks
    assert not card.guarded


def test_later_sessions_of_a_series_are_one_neighbour(small: SmallClinic, plan_id: str) -> None:
    card = _card(small, plan_id, "K02", by="primary.care")
    titles = [other.title for other in card.unblocks]
    assert len(titles) == len(set(titles))
    assert any(other.more_sessions for other in _card(small, plan_id, "K05", by="primary.care").unblocks)


def test_asks_have_their_choices_and_say_who_may_decide(small: SmallClinic, plan_id: str) -> None:
    asks = {ask.name: ask for ask in _card(small, plan_id, "K11", by="nurse").asks}
    surgery = asks["gate.surgery"]
    assert [value for value, _ in surgery.options] == ["undecided", "yes", "no"]
    assert surgery.decided_by == "the surgeon and the care coordinator"
    assert asks["gate.cause:failed_fusion"].question == "Is Failed fusion confirmed?"
    allowed = {ask.name: not ask.decided_by for ask in _card(small, plan_id, "K11").asks}
    assert allowed == {
        "gate.cause:failed_fusion": True,
        "gate.surgery": True,
        "gate.injection": False,
        "gate.scs": False,
    }


def test_what_was_answered_elsewhere_says_by_whom_and_when(small: SmallClinic, plan_id: str) -> None:
    decide(small.clinic, plan_id, "gate.surgery", "no", actor=PEOPLE["surgeon"], why="No target for surgery")
    card = _card(small, plan_id, "K11", by="coordinator")
    assert card.known == ("Surgery: no, decided on 2 Mar 2026 by the surgeon",)
    assert "gate.surgery" not in {ask.name for ask in card.asks}


def test_a_score_of_the_intake_is_not_typed_twice_but_asked_anew_months_later(small: SmallClinic, plan_id: str) -> None:
    first = {ask.name for ask in _card(small, plan_id, "K05", by="primary.care").asks}
    later = {ask.name for ask in _card(small, plan_id, "K14", by="primary.care").asks}
    assert "odi" not in first
    assert "odi" in later


def test_comments_and_history_stand_newest_first(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, "K07")
    comment(small.clinic, task.id, "Disc is on the way", actor=PEOPLE["nurse"])
    comment(small.clinic, task.id, "Arrived", actor=PEOPLE["coordinator"])
    tasks.move(small.clinic, task.id, MONDAY + timedelta(days=28), actor=PEOPLE["surgeon"])
    card = _card(small, plan_id, "K07")
    assert [said.text for said in card.comments] == ["Arrived", "Disc is on the way"]
    assert [done.by for done in card.history] == ["surgeon", "coordinator", "nurse"]
    newest = card.history[0]
    assert (newest.words, newest.fields) == ("Moved", (("Due date", "23 Mar 2026", "30 Mar 2026"),)), "the change once"
    assert card.by_hand


def test_why_names_template_version_evidence_and_sources(small: SmallClinic, plan_id: str) -> None:
    why = _card(small, plan_id, "FF15").why
    assert why.why
    assert why.done_when
    assert any(text.endswith("task FF15") and "version" in text for text in why.templates)
    assert why.evidence
    assert all(source.title for source in why.sources)


def test_the_history_of_a_red_flag_begins_with_who_found_it_when(small: SmallClinic) -> None:
    intake = json.loads((VIGNETTES / "V1.json").read_text("utf-8"))
    intake["red_flags"] = ["RF05"]
    made = create_plan(
        small.clinic,
        read_intake(json.dumps(intake), small.clinic.content, today=small.clinic.today()),
        ["scar_tissue"],
        actor=PEOPLE["primary.care"],
        red_flags_answered=True,
        reason="As discussed",
    )
    raise_flag(small.clinic, made.plan_id, "RF01", actor=PEOPLE["surgeon"])
    for flag, by in (("RF05", PEOPLE["primary.care"]), ("RF01", PEOPLE["surgeon"])):
        [*_, found] = _card(small, made.plan_id, flag).history
        assert (found.words, found.by, found.role, found.at.date()) == ("Red flag found", by.id, by.role, MONDAY)
    clear_flag(
        small.clinic, made.plan_id, "RF05", finding="No fracture", reason="X-ray", actor=PEOPLE["pain.specialist"]
    )
    cleared, found = _card(small, made.plan_id, "RF05").history
    assert (cleared.words, found.words) == ("Red flag cleared: possible vertebral fracture", "Red flag found")


def test_the_card_of_a_red_flag_offers_clearing_to_those_who_may(small: SmallClinic, plan_id: str) -> None:
    raise_flag(small.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    surgeon = _card(small, plan_id, "RF05")
    assert surgeon.flag is not None
    assert "red_flag.clear" in surgeon.allowed
    assert "red_flag.clear" not in _card(small, plan_id, "RF05", by="nurse").allowed


def test_another_role_may_close_on_behalf_and_a_viewer_may_do_nothing(small: SmallClinic, plan_id: str) -> None:
    card = _card(small, plan_id, "K02")
    assert not card.own
    assert card.may_close
    seen = task_card(small.clinic, small.task(plan_id, "K02").id, VIEWER)
    assert seen.allowed == frozenset()
    assert not seen.may_close


def test_what_a_person_may_not_see_is_not_there(small: SmallClinic, plan_id: str) -> None:
    with pytest.raises(NotFound, match="No such record, or not one you may see"):
        task_card(small.clinic, small.task(plan_id, "K02").id, STRANGER)
    with pytest.raises(NotFound):
        task_card(small.clinic, "T-999999", PEOPLE["surgeon"])


def test_the_number_of_queries_is_constant(small: SmallClinic, plan_id: str) -> None:
    few = small.queries(lambda: _card(small, plan_id, "K03"))
    for text in ("One", "Two", "Three"):
        comment(small.clinic, small.task(plan_id, "K03").id, text, actor=PEOPLE["nurse"])
    assert small.queries(lambda: _card(small, plan_id, "K03")) == few


def test_the_history_of_a_task_tells_what_closing_it_brought_along(small: SmallClinic, plan_id: str) -> None:
    conference = small.task(plan_id, "K11")
    coordinator = PEOPLE["coordinator"]
    tasks.start(small.clinic, conference.id, actor=coordinator, anyway_because="All are here")
    held = Conference(small.clinic.today(), ("surgeon", "pain.specialist"))
    yes = Answer("yes", why="Loose screws at L5", conference=held)
    later = Answer(not_obtained="Next week")
    asked = ("gate.cause:failed_fusion", "gate.injection", "gate.scs")
    done = complete(
        small.clinic,
        conference.id,
        outcome=Outcome.AS_PLANNED,
        actor=coordinator,
        answers={"gate.surgery": yes, **dict.fromkeys(asked, later)},
    )
    assert " tasks added (" in done.followed
    closed, started = _card(small, plan_id, "K11").history
    assert (closed.followed, started.followed) == (done.followed, "")
    assert done.followed not in [after for _, _, after in closed.fields], "it is told once"


def test_the_evidence_of_a_red_flag_does_not_sound_as_if_acting_on_it_were_a_choice(
    small: SmallClinic, plan_id: str
) -> None:
    raise_flag(small.clinic, plan_id, "RF09", "RF01", actor=PEOPLE["nurse"])
    assert _card(small, plan_id, "RF01").why.evidence == ("Guideline",)
    [evidence] = _card(small, plan_id, "RF09").why.evidence
    assert "judges how to act on a red flag, not whether" in evidence


def test_a_task_that_the_intake_closed_says_so_and_one_that_a_person_closed_does_not(
    small: SmallClinic, plan_id: str
) -> None:
    screen = _card(small, plan_id, "K01")
    assert (screen.closing, screen.at_intake) == (None, (MONDAY, "primary.care"))
    assert _card(small, plan_id, "K03").at_intake is None
    notes = small.task(plan_id, "K03").id
    complete(small.clinic, notes, outcome=Outcome.DECLINED, actor=PEOPLE["coordinator"])
    assert _card(small, plan_id, "K03").at_intake is None
    assert _card(small, plan_id, "K03-undone-1").again
    tasks.plan_again(
        small.clinic, small.task(plan_id, "K03-undone-1").id, MONDAY + timedelta(days=2), actor=PEOPLE["coordinator"]
    )
    words = [happened.words for happened in _card(small, plan_id, "K03").history]
    assert words == ["Planned again", "Not done, declined"]
