"""The drawer of a task in a real browser: stories A2 and A13, what others do meanwhile, and how it looks."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from careplan.coordination.closing import complete
from careplan.coordination.tasks import move
from careplan.pages.parts.words import unbroken
from careplan.task import Outcome, TaskStatus
from tests.journeys.task_page import outcome, strip
from tests.journeys.work_page import TODAY, Visitor, WorkHouse, drawer, drawn, enter_day, patient_of
from tests.looks import DESKTOP, PHONE, Look, axe_faults, scrolls_sideways
from tests.small_clinic import PEOPLE


def test_a2_a_link_to_a_drawer_leads_through_sign_in_to_that_drawer(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    notes = work.small.task(plan_id, "K03")
    page = visitor.sign_in("physical.therapist", f"/work?task={notes.id}")
    expect(drawer(page)).to_contain_text(notes.title)
    expect(drawer(page)).to_contain_text(unbroken(patient_of(plan_id)))
    assert f"task={notes.id}" in page.url
    page.get_by_role("button", name="Close").click()
    expect(drawer(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("task="))


def test_a13_a_waiting_task_starts_with_a_reason_only(visitor: Visitor, work: WorkHouse, plan_id: str) -> None:
    images, notes = work.small.task(plan_id, "K07"), work.small.task(plan_id, "K03")
    page = visitor("surgeon", f"/work?task={images.id}")
    drawer(page).get_by_role("button", name="Start", exact=True).click()
    box = drawer(page).locator(f".st-key-anyway-box-{images.id}")
    expect(box.get_by_role("listitem")).to_have_text([f"{notes.title} (care coordinator, due today)"])
    page.get_by_role("button", name="Start anyway", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Give a reason to start it anyway")).to_contain_text(notes.title)
    assert work.small.task(plan_id, "K07").status is TaskStatus.TODO
    page.get_by_label("Reason for starting now").fill("The disc came with the patient")
    page.get_by_role("button", name="Start anyway", exact=True).click()
    expect(drawer(page)).to_contain_text("In progress")
    assert work.small.task(plan_id, "K07").started_anyway == "The disc came with the patient"
    drawer(page).get_by_role("button", name="Undo", exact=True).click()
    expect(drawer(page)).to_contain_text(f"Undone: {images.title}")
    expect(drawer(page)).to_contain_text("Waiting")


def test_the_second_line_of_a_neighbours_name_begins_where_the_first_does(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    page = visitor("surgeon", f"/work?task={work.small.task(plan_id, 'K07').id}", PHONE)
    name = drawer(page).locator("[class*=st-key-go-] button p").first
    assert name.evaluate("text => getComputedStyle(text).textAlign") == "start"


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_calendar_leaves_the_button_that_moves_the_date_in_reach(
    visitor: Visitor, work: WorkHouse, plan_id: str, look: Look
) -> None:
    notes = work.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}", look)
    drawer(page).get_by_role("button", name="Move date").click()
    page.get_by_role("group", name="New due date").click()
    calendar = page.get_by_role("grid")
    expect(calendar).to_be_visible()
    page.get_by_role("button", name="Move", exact=True).click(trial=True)  # nothing lies over it
    expect(calendar).to_be_visible()


def test_a_red_flag_screen_is_closed_with_its_answers_only_and_a_tick_raises_the_flag(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    screen = work.small.task(plan_id, "K01", 2)
    page = visitor("primary.care", f"/work?task={screen.id}")
    asked = drawer(page).get_by_role("checkbox")
    expect(asked).to_have_count(18)
    expect(drawer(page).get_by_role("checkbox", checked=True)).to_have_count(0)
    close = drawer(page).get_by_role("button", name="As planned", exact=True)
    close.click()
    expect(asked.first).to_be_focused()
    assert "Tick what is present" in str(asked.first.get_attribute("aria-description"))
    refused = drawer(page).get_by_role("alert").filter(has_text="Tick what is present")
    expect(refused).to_be_in_viewport(ratio=1)
    expect(drawer(page).get_by_text("Any new or worse of: trouble passing urine")).to_be_in_viewport()
    drawer(page).get_by_text("Vertebral fracture").click()
    expect(drawer(page).get_by_role("alert").filter(has_text="call first")).to_be_visible()
    close.click()
    expect(drawer(page)).to_have_count(0)
    expect(strip(page)).to_contain_text("Red flag: possible vertebral fracture")
    expect(strip(page).get_by_role("button", name="Undo")).to_be_hidden()
    expect(page.get_by_text("possible vertebral fracture").first).to_be_visible()
    assert work.small.task(plan_id, "RF05").due == TODAY


def test_a_task_is_closed_in_the_drawer_with_one_press_and_shows_undo(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    notes = work.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}")
    drawer(page).get_by_role("button", name="Partly", exact=True).click()
    expect(drawer(page)).to_have_count(0)
    expect(strip(page)).to_contain_text(f"Partly: {notes.title}")
    expect(strip(page).get_by_role("button", name="Undo")).to_be_visible()
    expect(page).not_to_have_url(re.compile("task="))
    assert work.small.task(plan_id, "K03").outcome is Outcome.PARTLY


def test_what_another_closed_meanwhile_leaves_the_list_behind_the_drawer_with_the_refusal(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    notes = work.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}")
    behind = page.locator(f".tasks li[data-id='{notes.id}']")
    expect(behind).to_have_count(1)
    expect(outcome(page, "As planned")).to_be_visible()
    actor, why = PEOPLE["surgeon"], "The notes came with the patient"
    complete(work.small.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=actor, on_behalf_because=why)
    drawer(page).get_by_label("Note (optional)").fill("Sent by post")
    outcome(page, "As planned").click()
    # refused at the press, or drawn as closed before the press was through: the note that was left draws the drawer too
    expect(drawer(page)).to_contain_text(re.compile("(is already done as planned|As planned ·) by the surgeon"))
    expect(behind).to_have_count(0)
    expect(drawer(page)).to_contain_text("Your note was not saved with the task. It stands under Comments")


@pytest.mark.parametrize("drawn_between", [False, True], ids=["at-the-press", "drawn-before-the-press"])
def test_what_another_moved_meanwhile_is_said_and_stands_in_the_list_behind_the_drawer(
    visitor: Visitor, work: WorkHouse, plan_id: str, drawn_between: bool
) -> None:
    notes = work.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}")
    drawer(page).get_by_role("button", name="Move date").click()
    unfolded = page.get_by_test_id("stPopoverBody")
    expect(unfolded).to_be_visible()
    if drawn_between:  # theirs is drawn, behind what the person is about to enter
        move(work.small.clinic, notes.id, date(2026, 3, 12), actor=PEOPLE["surgeon"])
    enter_day(unfolded, "New due date", "2026-03-30")
    drawn(page)
    if not drawn_between:
        move(work.small.clinic, notes.id, date(2026, 3, 12), actor=PEOPLE["surgeon"])
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("The surgeon changed the due date in the meantime.")).to_be_visible()
    expect(page.locator(f".tasks li[data-id='{notes.id}']")).to_contain_text("due 12 Mar")
    expect(drawer(page).get_by_role("button", name="Keep theirs: 12 Mar 2026")).to_be_focused()
    drawer(page).get_by_role("heading").first.click()  # beside: the choice is not lost with it
    drawer(page).get_by_role("button", name="Use mine: 30 Mar 2026").click()
    expect(drawer(page)).to_contain_text("due 30 Mar")


def test_the_drawer_reads_in_every_look(visitor: Visitor, work: WorkHouse, plan_id: str, look: Look) -> None:
    page = visitor("primary.care", f"/work?task={work.small.task(plan_id, 'K01', 2).id}", look)
    expect(drawer(page).get_by_role("button", name="As planned", exact=True)).to_be_visible()
    assert not scrolls_sideways(page)
    assert axe_faults(page, "[role=dialog]") == []
