"""P2: two people, each in a browser of their own, at one plan in the same moment.

Who moves a day that was moved, writes a note on what was closed, or presses twice: test_task_drawer.py and
test_task_component_safety.py.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from careplan.cause import Certainty
from careplan.coordination.board import board
from careplan.coordination.decisions import answer_fact
from careplan.coordination.undo import undo
from careplan.store import EventFilter
from careplan.task import Outcome
from tests.changing_cause import foresee_certainty, set_certainty
from tests.journeys.task_page import outcome, strip
from tests.journeys.work_page import Visitor, WorkHouse, drawer, drawn, enter_day
from tests.looks import DESKTOP
from tests.small_clinic import MONDAY, PEOPLE

ASK = "[class*='st-key-ask-gate-surgery'] button"
"""Opens the form of the decision on surgery."""


@pytest.fixture
def notes(work: WorkHouse, plan_id: str) -> str:
    """A task of the coordinator that is ready."""
    return work.small.task(plan_id, "K03").id


def _move(page: Page, day: str) -> None:
    drawer(page).get_by_role("button", name="Move date").click()
    enter_day(page.get_by_test_id("stPopoverBody"), "New due date", day)
    drawn(page)
    page.get_by_role("button", name="Move", exact=True).click()


def _chosen_person(page: Page, person: str) -> None:
    drawer(page).get_by_role("button", name="Assign").click()
    page.get_by_role("combobox", name="Person").click()
    page.get_by_role("option", name=person, exact=True).click()
    drawn(page)


def _give(page: Page) -> None:
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Assign", exact=True).click()


def _events(work: WorkHouse, task_id: str) -> list[str]:
    with work.small.clinic.store.reading() as records:
        return [kept.event.what for kept in records.events.latest(EventFilter(task_id=task_id))]


def test_what_they_change_in_different_fields_stands_both(
    visitor: Visitor, work: WorkHouse, plan_id: str, notes: str
) -> None:
    mine, theirs = (visitor(who, f"/work?task={notes}") for who in ("coordinator", "surgeon"))
    _chosen_person(mine, "nurse")
    _move(theirs, "2026-03-30")
    expect(drawer(theirs)).to_contain_text("due 30 Mar")
    _give(mine)
    expect(drawer(mine)).to_contain_text("Assigned to nurse")
    expect(drawer(mine)).to_contain_text("due 30 Mar")
    task = work.small.task(plan_id, "K03")
    assert (task.assignee, str(task.due)) == ("nurse", "2026-03-30")


def _decide(page: Page, value: str, why: str) -> Locator:
    """Fill in the form that decides on surgery, and return its button."""
    page.locator(ASK).click()
    form = page.get_by_role("dialog")
    form.get_by_text(value, exact=True).first.click()
    form.get_by_label("Reason").fill(why)
    return form.get_by_role("button", name="Save decision")


def test_a_decision_that_was_taken_meanwhile_is_not_overwritten_and_the_reason_stays(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    patient = work.small.plan(plan_id).patient_id
    mine, theirs = (_overview(visitor, work, patient) for _ in range(2))
    save_mine = _decide(mine, "No", "Heals by itself")
    _decide(theirs, "Yes", "Loose screw").click()
    expect(theirs.get_by_role("dialog")).to_have_count(0)
    save_mine.click()
    refused = mine.get_by_role("dialog").get_by_role("alert")
    expect(refused).to_contain_text("Surgery: was undecided, now yes, yours no")
    expect(mine.get_by_label("Reason")).to_have_value("Heals by itself")
    assert work.small.plan(plan_id).inputs.record.gates["gate.surgery"][-1].value == "yes"
    mine.get_by_role("button", name="Close").click()
    mine.locator(ASK).click()
    expect(mine.get_by_text("Reason: Loose screw")).to_be_visible()
    expect(mine.get_by_label("Reason")).to_have_value("Heals by itself")


def test_a_question_that_was_answered_meanwhile_says_so_at_the_press(visitor: Visitor, work: WorkHouse) -> None:
    plan_id = work.small.begin("V3", "recurrent_disc").plan_id
    page = _overview(visitor, work, "V3")
    page.get_by_text(re.compile(r"^Questions \(1\)")).click()
    no = page.get_by_role("radio", name="No", exact=True)
    expect(no).to_be_visible()
    drawn(page)
    no.press("Space")
    expect(no).to_be_checked()
    [fact] = [one.fact for one in board(work.small.clinic, plan_id, actor=PEOPLE["surgeon"]).questions.now]
    answer_fact(work.small.clinic, plan_id, fact, "yes", actor=PEOPLE["nurse"])
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="The nurse changed this in the meantime")).to_contain_text(
        "was nothing, now yes, yours no"
    )
    assert work.small.plan(plan_id).inputs.record.facts[fact][-1].value == "yes"


def _overview(visitor: Visitor, work: WorkHouse, patient: str) -> Page:
    page = work.visit(visitor.open_page("about:blank", DESKTOP), f"/patient?id={patient}", who="surgeon")
    expect(page.get_by_role("heading", name="Decisions")).to_be_visible(timeout=20_000)
    return page


@pytest.mark.long
def test_what_both_close_is_closed_once_and_the_second_hears_by_whom(
    visitor: Visitor, work: WorkHouse, plan_id: str, notes: str
) -> None:
    mine, theirs = visitor("coordinator"), visitor("coordinator")
    title = work.small.task(plan_id, "K03").title
    for page, words in ((theirs, "As planned"), (mine, "Partly")):
        here = page.locator(f".tasks li[data-id='{notes}']")
        here.get_by_role("button", name="Done", exact=True).click()
        outcome(page, words).click()
    expect(strip(theirs)).to_contain_text(f"As planned: {title}")
    expect(strip(mine)).to_contain_text("already done as planned by you")
    assert work.small.task(plan_id, "K03").outcome is Outcome.AS_PLANNED
    assert _events(work, notes).count("task.completed") == 1


@pytest.mark.long
def test_what_was_moved_meanwhile_is_closed_all_the_same(
    visitor: Visitor, work: WorkHouse, plan_id: str, notes: str
) -> None:
    mine, theirs = (visitor(who, f"/work?task={notes}") for who in ("coordinator", "surgeon"))
    _move(theirs, "2026-03-30")
    expect(drawer(theirs)).to_contain_text("due 30 Mar")
    drawer(mine).get_by_role("button", name="As planned", exact=True).click()
    expect(drawer(mine)).to_have_count(0)
    task = work.small.task(plan_id, "K03")
    assert (task.outcome, str(task.due)) == (Outcome.AS_PLANNED, "2026-03-30")


@pytest.mark.long
def test_two_who_give_it_away_choose_whose_choice_stands(
    visitor: Visitor, work: WorkHouse, plan_id: str, notes: str
) -> None:
    mine, theirs = (visitor(who, f"/work?task={notes}") for who in ("coordinator", "surgeon"))
    _chosen_person(mine, "nurse")
    _chosen_person(theirs, "surgeon")
    _give(theirs)
    expect(drawer(theirs)).to_contain_text("Assigned to surgeon")
    _give(mine)
    expect(mine.get_by_text("The surgeon changed the person in the meantime.")).to_be_visible()
    mine.get_by_role("button", name=re.compile("^Keep theirs: surgeon")).click()
    expect(mine.get_by_text("in the meantime")).to_have_count(0)
    assert work.small.task(plan_id, "K03").assignee == "surgeon"


@pytest.mark.long
def test_what_was_changed_since_is_not_taken_back(visitor: Visitor, work: WorkHouse, plan_id: str, notes: str) -> None:
    mine, theirs = (visitor(who, f"/work?task={notes}") for who in ("coordinator", "surgeon"))
    _move(mine, "2026-03-16")
    expect(drawer(mine).get_by_role("button", name="Undo", exact=True)).to_be_visible()
    theirs.reload()
    _move(theirs, "2026-03-30")
    expect(drawer(theirs)).to_contain_text("due 30 Mar")
    drawer(mine).get_by_role("button", name="Undo", exact=True).click()
    expect(drawer(mine).get_by_role("alert")).to_contain_text("was changed since")
    assert str(work.small.task(plan_id, "K03").due) == "2026-03-30"


@pytest.mark.long
def test_a_task_whose_cause_was_refuted_while_its_drawer_was_open_is_not_closed_unseen(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    images = work.small.task(plan_id, "FF02")
    page = visitor("surgeon", f"/work?task={images.id}")
    drawer(page).get_by_label("Note (optional)").fill("Films are here")
    drawer(page).get_by_label("Note (optional)").press("Tab")
    drawn(page)
    refuted, doctor = (work.small.clinic, plan_id, "failed_fusion", Certainty.REFUTED), PEOPLE["primary.care"]
    set_certainty(*refuted, actor=doctor, reason="Healed", seen=foresee_certainty(*refuted, actor=doctor))
    assert not work.small.task(plan_id, "FF02").is_open
    drawer(page).get_by_role("button", name="Not done...").click()
    page.get_by_role("button", name="Not needed", exact=True).click()
    expect(drawer(page)).to_contain_text("cancelled")
    expect(drawer(page).get_by_role("textbox", name="Comment")).to_have_value("Films are here")
    assert work.small.task(plan_id, "FF02").note == ""


@pytest.mark.long
def test_a_plan_that_was_taken_back_while_its_drawer_was_open_takes_no_more_and_keeps_the_note(
    visitor: Visitor, work: WorkHouse
) -> None:
    made = work.small.on(MONDAY).begin("V2", "failed_fusion", patient="P-0901")
    task = work.small.task(made.plan_id, "K03")
    page = visitor("coordinator", f"/work?task={task.id}")
    expect(outcome(page, "As planned")).to_be_visible()
    undo(work.small.clinic, made.act, actor=PEOPLE["primary.care"])
    drawer(page).get_by_label("Note (optional)").fill("Sent by post")
    outcome(page, "As planned").click()
    expect(drawer(page).get_by_role("alert")).to_contain_text("which is closed")
    expect(drawer(page).get_by_role("textbox", name="Comment")).to_have_value("Sent by post")
    assert work.small.task(made.plan_id, "K03").outcome is None
    again = work.small.on(MONDAY).begin("V2", "failed_fusion", patient="P-0901").plan_id
    assert work.small.task(again, "K03").is_open


@pytest.mark.long
def test_a_double_press_closes_it_once(visitor: Visitor, work: WorkHouse, plan_id: str, notes: str) -> None:
    page = visitor("coordinator")
    title = work.small.task(plan_id, "K03").title
    page.locator(f".tasks li[data-id='{notes}']").get_by_role("button", name="Done", exact=True).click()
    outcome(page, "As planned").dblclick()
    expect(strip(page)).to_contain_text(f"As planned: {title}")
    assert _events(work, notes) == ["task.completed"]
