"""What was read and what was refused stands in the history, and in no history of work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from careplan.coordination.board import board
from careplan.coordination.bulk import change_tasks
from careplan.coordination.intake_draft import enter
from careplan.coordination.last_act import last_act
from careplan.coordination.library import template_shelves
from careplan.coordination.new_plan import open_sheet
from careplan.coordination.news import count_news, list_news
from careplan.coordination.overview import overview
from careplan.coordination.task_card import task_card
from careplan.coordination.tasks import cancel, move, moving
from careplan.errors import NotAllowed, NotFound
from careplan.event import Event
from careplan.store import EventFilter
from tests.coordination.emergency_ward import at
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

PLAN = "PL-V1-01"
SURGEON, NURSE = PEOPLE["surgeon"], PEOPLE["nurse"]


@pytest.fixture
def ward(small: SmallClinic) -> SmallClinic:
    ward = at(small)
    ward.begin("V1", "scar_tissue")
    return ward


def told(small: SmallClinic, what: str) -> list[Event]:
    with small.clinic.store.reading() as records:
        return [kept.event for kept in reversed(records.events.latest(EventFilter(what=what)))]


def look(small: SmallClinic, place: str) -> None:
    task = small.task(PLAN, "K03").id
    screens: dict[str, Callable[[], object]] = {
        "overview": lambda: overview(small.clinic, "V1", actor=SURGEON),
        "plan": lambda: board(small.clinic, PLAN, actor=SURGEON),
        "task": lambda: task_card(small.clinic, task, SURGEON),
        "new plan": lambda: open_sheet(small.clinic, SURGEON),
    }
    screens[place]()


@pytest.mark.parametrize("place", ["overview", "plan", "task", "new plan"])
def test_a_reading_stands_once_a_quarter_of_an_hour_in_the_patients_history(ward: SmallClinic, place: str) -> None:
    enter(ward.clinic, SURGEON, {"patient_id": "V1"})
    for minutes in (0, 5, 14.9, 15, 29, 31):
        look(at(ward, minutes), place)
    read = told(ward, "patient.read")
    assert [(one.patient_id, one.plan_id, one.task_id) for one in read] == [("V1", None, None)] * 3
    assert [(one.at - read[0].at) for one in read] == [timedelta(minutes=minutes) for minutes in (0, 15, 31)]


def test_each_person_and_each_screen_of_the_quarter_is_one_reading(ward: SmallClinic) -> None:
    for place in ("overview", "plan", "task"):
        look(ward, place)
    overview(ward.clinic, "V1", actor=NURSE)
    read = [(one.actor, one.changes["place"].after) for one in told(ward, "patient.read")]
    assert read == [("surgeon", "overview"), ("nurse", "overview")]


def test_a_clock_that_was_set_back_hides_no_reading(ward: SmallClinic) -> None:
    look(ward, "overview")
    look(at(ward, -30), "overview")
    assert len(told(ward, "patient.read")) == 2


def test_a_reading_costs_one_small_query_within_the_quarter(ward: SmallClinic) -> None:
    look(ward, "overview")
    with ward.clinic.store.count_queries() as ran:
        look(ward, "overview")
    assert len([one for one in ran if "read_mark" in one]) == 1
    assert not [one for one in ran if one.startswith(("INSERT", "UPDATE"))]


def test_readings_are_no_news_no_work_and_leave_undo_alone(ward: SmallClinic) -> None:
    count_news(ward.clinic, SURGEON)
    task = ward.task(PLAN, "K03").id
    move(ward.clinic, task, MONDAY + timedelta(days=9), actor=SURGEON)
    before = len(task_card(ward.clinic, task, SURGEON).history)
    look(ward, "plan")
    overview(ward.clinic, "V1", actor=NURSE)
    assert len(task_card(ward.clinic, task, SURGEON).history) == before
    assert (count_news(ward.clinic, SURGEON).changes, list_news(ward.clinic, SURGEON)) == (0, [])
    done = last_act(ward.clinic, SURGEON)
    assert done is not None and "moved" in done.words


def test_a_missing_right_is_written_without_what_was_refused(ward: SmallClinic) -> None:
    task = ward.task(PLAN, "K03").id
    with pytest.raises(NotAllowed):
        cancel(ward.clinic, task, actor=VIEWER, reason="A secret reason")
    with pytest.raises(NotAllowed):
        template_shelves(ward.clinic, VIEWER.model_copy(update={"role": "nobody"}))
    of_act, of_template = told(ward, "refused.act")
    assert (of_act.patient_id, of_act.actor, of_act.reason) == ("V1", "viewer", "")
    assert {name: change.after for name, change in of_act.changes.items()} == {"act": "task.cancel"}
    assert (of_template.patient_id, of_template.changes["act"].after) == (None, "template.read")


def test_a_record_of_another_team_is_written_in_its_own_history_and_an_unknown_one_in_the_clinics(
    ward: SmallClinic,
) -> None:
    for asked in ("V1", "P-9999"):
        with pytest.raises(NotFound):
            overview(ward.clinic, asked, actor=STRANGER)
    foreign, unknown = told(ward, "refused.record")
    assert (foreign.patient_id, foreign.actor) == ("V1", STRANGER.id)
    assert (unknown.patient_id, unknown.changes["asked"].after) == (None, "P-9999")


def test_a_refused_screen_that_is_drawn_again_is_one_refusal_and_a_refused_act_each_time(ward: SmallClinic) -> None:
    task = ward.task(PLAN, "K03").id
    for minutes in (0, 5, 14.9, 15, 29, 31):
        for asked in ("V1", "P-9999"):
            with pytest.raises(NotFound):
                overview(at(ward, minutes).clinic, asked, actor=STRANGER)
        with pytest.raises(NotAllowed):
            open_sheet(at(ward, minutes).clinic, VIEWER)
        with pytest.raises(NotAllowed):
            cancel(at(ward, minutes).clinic, task, actor=VIEWER, reason="No")
    records, acts = told(ward, "refused.record"), told(ward, "refused.act")
    assert sorted(one.patient_id or "" for one in records) == ["", "", "", "V1", "V1", "V1"]
    assert [one.changes["act"].after for one in acts].count("plan.create") == 3
    assert [one.changes["act"].after for one in acts].count("task.cancel") == 6
    with pytest.raises(NotFound):
        overview(ward.clinic, "V1", actor=STRANGER.model_copy(update={"id": "a.third"}))
    assert len(told(ward, "refused.record")) == 7, "another person's is another refusal"


def test_a_refusal_of_one_of_many_is_written_too(ward: SmallClinic) -> None:
    mine, other = ward.task(PLAN, "K03").id, "T-999999"
    moved = dict.fromkeys((mine, other), moving(MONDAY + timedelta(days=9)))
    change_tasks(ward.clinic, moved, "Moved", actor=PEOPLE["coordinator"])
    [refused] = told(ward, "refused.record")
    assert refused.changes["asked"].after == other


def test_what_a_rule_refuses_is_no_refusal_of_a_right(ward: SmallClinic) -> None:
    with pytest.raises(NotAllowed):
        cancel(ward.clinic, ward.task(PLAN, "K03").id, actor=SURGEON, reason="")
    assert told(ward, "refused.") == []
