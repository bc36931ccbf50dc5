"""My work in a real browser: stories A1, A3, A4 and A12, what is done with many tasks, exports, and how it looks."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from careplan.coordination import news
from careplan.coordination.red_flags import raise_flag
from careplan.store.events import EventFilter
from careplan.task import Outcome, TaskStatus
from tests.journeys.task_page import outcome, row, strip
from tests.journeys.work_page import TODAY, Visitor, WorkHouse, drawn, enter_day, patient_of
from tests.looks import PHONE, Look, axe_faults, scrolls_sideways
from tests.small_clinic import PEOPLE

MAIN = "[data-testid=stMain]"
ALL_ROWS = "/work?rows=1000"
"""Work of all plans that the tests before have begun."""
NOTES = "Obtain operation notes"
IMAGES = "Review all images against the operation note"


def section(page: Page, title: str) -> Locator:
    return page.locator(".tasks section").filter(has=page.get_by_role("heading", name=title, exact=True))


def test_a_phone_shows_its_first_task_in_the_upper_half(visitor: Visitor, plan_id: str) -> None:
    assert plan_id
    page = visitor("primary.care", look=PHONE)
    box = page.locator(".tasks li").first.bounding_box()
    assert box is not None
    assert box["y"] < PHONE.height / 2


def test_a1_after_sign_in_the_late_tasks_of_the_own_role_stand_first(visitor: Visitor, work: WorkHouse) -> None:
    later = date(2026, 4, 6)
    plan = work.begin("V1", "scar_tissue")
    page = visitor.sign_in("physical.therapist", "/")
    expect(page.get_by_role("heading", name="My work", level=1)).to_be_visible()
    shown = page.locator(".tasks li").evaluate_all("rows => rows.map(row => row.dataset.id)")
    with work.small.clinic.store.reading() as records:
        roles = {found.role for found in records.tasks.some(shown)}
    assert roles == {"physical_therapist"}
    titles = page.locator(".tasks section:visible h2").all_inner_texts()
    assert titles.index("Today") < titles.index("7 days")
    assert later > TODAY
    assert plan


def test_a3_a4_two_clicks_close_a_task_and_undo_brings_it_back(visitor: Visitor, work: WorkHouse, plan_id: str) -> None:
    patient = patient_of(plan_id)
    page = visitor("coordinator", "/work?show=today")
    mine = row(page, NOTES).filter(has_text=patient)
    before = page.locator(".tasks li").evaluate_all("rows => rows.map(row => row.dataset.id)")
    mine.get_by_role("button", name="Done", exact=True).click()
    outcome(page, "As planned").click()
    expect(mine).to_have_count(0)
    closed = work.small.task(plan_id, "K03")
    assert (closed.status, closed.outcome, closed.closed_on) == (TaskStatus.DONE, Outcome.AS_PLANNED, TODAY)
    expect(strip(page)).to_contain_text(f"As planned: {closed.title}, {patient}")
    strip(page).get_by_role("button", name="Undo").click()
    expect(mine).to_have_count(1)
    expect(strip(page)).to_contain_text(f"Undone: {closed.title}, {patient}.")
    assert page.locator(".tasks li").evaluate_all("rows => rows.map(row => row.dataset.id)") == before
    assert work.small.task(plan_id, "K03").status is TaskStatus.TODO
    with work.small.clinic.store.reading() as records:
        kept = records.events.latest(EventFilter(task_id=closed.id))
    assert [(one.event.what, one.event.actor) for one in reversed(kept)] == [
        ("task.completed", "coordinator"),
        ("act.undone", "coordinator"),
    ]


def test_undo_is_there_after_a_reload_until_it_was_used(visitor: Visitor, work: WorkHouse, plan_id: str) -> None:
    notes = work.small.task(plan_id, "K03")
    page = visitor("coordinator")
    mine = page.locator(f".tasks li[data-id='{notes.id}']")
    mine.get_by_role("button", name="Done", exact=True).click()
    outcome(page, "As planned").click()
    expect(mine).to_have_count(0)
    page.reload()
    expect(strip(page)).to_contain_text(f"Your last act: {notes.title}: done, as planned, {patient_of(plan_id)}")
    strip(page).get_by_role("button", name="Undo").click()
    expect(mine).to_have_count(1)
    page.reload()
    expect(mine).to_have_count(1)
    expect(strip(page).get_by_role("button", name="Undo")).to_be_hidden()


def test_a12_what_was_waited_for_brings_the_task_to_its_owner_and_says_why(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    patient = patient_of(plan_id)
    news.count_news(work.small.clinic, PEOPLE["surgeon"])
    surgeon = visitor("surgeon", "/work?open=later&open=waiting")
    expect(
        section(surgeon, "Waiting on others").get_by_role("listitem").filter(has_text=IMAGES).filter(has_text=patient)
    ).to_have_count(1)
    coordinator = visitor("coordinator")
    notes = row(coordinator, NOTES).filter(has_text=patient)
    notes.get_by_role("button", name="Done", exact=True).click()
    outcome(coordinator, "As planned").click()
    expect(notes).to_have_count(0)
    surgeon.reload()
    expect(strip(surgeon)).to_be_visible()
    expect(
        section(surgeon, "Later").get_by_role("listitem").filter(has_text=IMAGES).filter(has_text=patient)
    ).to_have_count(1)
    surgeon.get_by_role("button", name="Show", exact=True).click()
    news_list = surgeon.locator(".st-key-news-list")
    expect(news_list.get_by_text(patient, exact=True)).to_be_visible()
    told = news_list.get_by_role("link").filter(has_text=NOTES)
    expect(told.first).to_contain_text("done, as planned")
    expect(told.first).to_contain_text(f"“{IMAGES}” is ready")


def test_the_filter_is_in_the_address_and_in_the_file(visitor: Visitor, plan_id: str, tmp_path: Path) -> None:
    assert plan_id
    page = visitor("primary.care")
    page.get_by_role("radio", name="7 days").click()
    expect(page).to_have_url(re.compile("show=soon"))
    drawn(page)
    shown = page.locator(".tasks li:visible").evaluate_all("rows => rows.map(row => row.dataset.id)")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export CSV").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "careplan-tasks-2026-03-09.csv"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, *rows = csv.reader(opened)
    assert len(header) == 31
    assert {line[0] for line in rows} == set(shown)


def test_selected_tasks_are_moved_together_and_taken_back_together(visitor: Visitor, work: WorkHouse) -> None:
    plan = work.begin("V1", "scar_tissue")
    patient = patient_of(plan)
    page = visitor("primary.care", ALL_ROWS)
    rows = row(page, patient)
    first = [rows.nth(0).get_attribute("data-id"), rows.nth(1).get_attribute("data-id")]
    rows.nth(0).get_by_role("checkbox").check()
    rows.nth(1).get_by_role("checkbox").check()
    strip(page).get_by_role("button", name="Change selected…").click()
    dialog = page.get_by_role("dialog").filter(has_text="Change 2 tasks")
    enter_day(dialog, "Due", "2026-03-30")
    dialog.get_by_role("button", name="Move date").click()
    expect(strip(page)).to_contain_text("Moved to 30 Mar 2026: 2 tasks")
    expect(strip(page).get_by_role("button", name="Change selected…")).to_be_hidden()
    due = {task.id: task.due for task in work.small.plan(plan).tasks.values()}
    assert [due[str(one)] for one in first] == [date(2026, 3, 30)] * 2
    strip(page).get_by_role("button", name="Undo").click()
    expect(strip(page)).to_contain_text("Undone: 2 changes")


def test_selected_tasks_are_given_to_nobody_before_somebody_is_chosen(visitor: Visitor, work: WorkHouse) -> None:
    plan = work.begin("V1", "scar_tissue")
    page = visitor("primary.care", ALL_ROWS)
    mine = row(page, patient_of(plan)).nth(0)
    task_id = str(mine.get_attribute("data-id"))
    mine.get_by_role("checkbox").check()
    strip(page).get_by_role("button", name="Change selected…").click()
    dialog = page.get_by_role("dialog").filter(has_text="Change 1 task")
    give = dialog.get_by_role("button", name="Assign", exact=True)
    expect(give).to_be_disabled()
    dialog.get_by_role("button", name="Move date").click()
    expect(dialog).to_contain_text("Choose the new due date first, then press Move date.")
    dialog.get_by_role("combobox", name="Person").click()
    page.get_by_role("option", name="surgeon", exact=True).click()
    give.click()
    expect(strip(page)).to_contain_text("Assigned to surgeon: 1 task")
    assert [task.assignee for task in work.small.plan(plan).tasks.values() if task.id == task_id] == ["surgeon"]


def test_my_work_reads_in_every_look(visitor: Visitor, work: WorkHouse, look: Look) -> None:
    plan = work.begin("V4", "recurrent_stenosis")
    raise_flag(work.small.clinic, plan, "RF01", actor=PEOPLE["nurse"])
    page = visitor("primary.care", look=look)
    expect(page.get_by_text("possible cauda equina syndrome").first).to_be_visible()
    assert not scrolls_sideways(page)
    assert axe_faults(page, MAIN) == []
