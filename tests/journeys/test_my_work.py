"""My work and the task drawer in a real browser: stories A1, A2, A3, A4, A12 and A13, exports, and how they look."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from careplan.coordination import news
from careplan.coordination.closing import complete
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.tasks import move
from careplan.pages.parts.words import unbroken
from careplan.password import hashed
from careplan.store.events import EventFilter
from careplan.task import Outcome, TaskStatus
from tests.conftest import OpenPage, ServeApp
from tests.journeys.task_page import outcome, row, strip
from tests.looks import DESKTOP, PHONE, Look, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import PEOPLE

BEGAN = date(2026, 3, 2)
TODAY = date(2026, 3, 9)
PASSWORD = "four words are enough"
MAIN = "[data-testid=stMain]"
FIRST_DRAW_MS = 20_000
"""A server that has just started imports and compiles while it draws for the first time."""
ALL_ROWS = "/work?rows=1000"
"""Work of all plans that the tests before have begun."""
NOTES = "Obtain operation notes"
IMAGES = "Review all images against the operation note"
_numbers = count(101)


class House(ServedClinic):
    """A served clinic, and what is done in it from behind."""

    def begin(self, vignette: str = "V2", cause: str = "failed_fusion") -> str:
        """Open the plan of a new patient a week ago and return its id."""
        return self.small.on(BEGAN).begin(vignette, cause, patient=f"P-{next(_numbers):04}").plan_id


@dataclass
class Visitor:
    """Opens pages of that clinic, signed in or not."""

    house: House
    open_page: OpenPage

    def __call__(self, who: str, path: str = "/work", look: Look = DESKTOP) -> Page:
        page = self.house.visit(self.open_page("about:blank", look), path, who=who)
        expect(strip(page)).to_be_visible(timeout=FIRST_DRAW_MS)
        return page

    def sign_in(self, who: str, path: str) -> Page:
        """Open an address signed out, and sign in where that leads."""
        page = self.open_page(f"{self.house.served.url}{path}")
        page.get_by_label("Name").fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(strip(page)).to_be_visible(timeout=FIRST_DRAW_MS)
        return page


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[House]:
    with served_clinic(tmp_path_factory.mktemp("my-work"), serve_app, day=TODAY) as clinic:
        with clinic.small.clinic.store.writing() as records:
            records.accounts.set_password("physical.therapist", hashed(PASSWORD))
        yield House(clinic.small, clinic.served)


@pytest.fixture
def visitor(house: House, open_page: OpenPage) -> Visitor:
    return Visitor(house, open_page)


@pytest.fixture
def plan_id(house: House) -> str:
    return house.begin()


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog").filter(has=page.get_by_role("tab"))


def enter_day(place: Locator, label: str, day: str) -> None:
    """Type an ISO day into a date field, part by part, as its keyboard does."""
    for part, digits in zip(("year", "month", "day"), day.split("-"), strict=True):
        place.get_by_role("spinbutton", name=f"{part}, {label}").press_sequentially(digits)


def drawn(page: Page) -> None:
    """Wait until what was entered has been drawn: the server then says that no script runs."""
    page.wait_for_timeout(500)  # until it has begun
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0, timeout=FIRST_DRAW_MS)


def patient_of(plan_id: str) -> str:
    return plan_id.removeprefix("PL-").join(("P-", "")).rsplit("-", 1)[0]


def section(page: Page, title: str) -> Locator:
    return page.locator(".tasks section").filter(has=page.get_by_role("heading", name=title, exact=True))


def test_a_phone_shows_its_first_task_in_the_upper_half(visitor: Visitor, plan_id: str) -> None:
    assert plan_id
    page = visitor("primary.care", look=PHONE)
    box = page.locator(".tasks li").first.bounding_box()
    assert box is not None
    assert box["y"] < PHONE.height / 2


def test_a1_after_sign_in_the_late_tasks_of_the_own_role_stand_first(visitor: Visitor, house: House) -> None:
    later = date(2026, 4, 6)
    plan = house.begin("V1", "scar_tissue")
    page = visitor.sign_in("physical.therapist", "/")
    expect(page.get_by_role("heading", name="My work", level=1)).to_be_visible()
    shown = page.locator(".tasks li").evaluate_all("rows => rows.map(row => row.dataset.id)")
    with house.small.clinic.store.reading() as records:
        roles = {found.role for found in records.tasks.some(shown)}
    assert roles == {"physical_therapist"}
    titles = page.locator(".tasks section:visible h2").all_inner_texts()
    assert titles.index("Today") < titles.index("7 days")
    assert later > TODAY
    assert plan


def test_a2_a_link_to_a_drawer_leads_through_sign_in_to_that_drawer(
    visitor: Visitor, house: House, plan_id: str
) -> None:
    notes = house.small.task(plan_id, "K03")
    page = visitor.sign_in("physical.therapist", f"/work?task={notes.id}")
    expect(drawer(page)).to_contain_text(notes.title)
    expect(drawer(page)).to_contain_text(unbroken(patient_of(plan_id)))
    assert f"task={notes.id}" in page.url
    page.get_by_role("button", name="Close").click()
    expect(drawer(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("task="))


def test_a3_a4_two_clicks_close_a_task_and_undo_brings_it_back(visitor: Visitor, house: House, plan_id: str) -> None:
    patient = patient_of(plan_id)
    page = visitor("coordinator", "/work?show=today")
    mine = row(page, NOTES).filter(has_text=patient)
    before = page.locator(".tasks li").evaluate_all("rows => rows.map(row => row.dataset.id)")
    mine.get_by_role("button", name="Done", exact=True).click()
    outcome(page, "As planned").click()
    expect(mine).to_have_count(0)
    closed = house.small.task(plan_id, "K03")
    assert (closed.status, closed.outcome, closed.closed_on) == (TaskStatus.DONE, Outcome.AS_PLANNED, TODAY)
    expect(strip(page)).to_contain_text(f"As planned: {closed.title}, {patient}")
    strip(page).get_by_role("button", name="Undo").click()
    expect(mine).to_have_count(1)
    expect(strip(page)).to_contain_text(f"Undone: {closed.title}, {patient}.")
    assert page.locator(".tasks li").evaluate_all("rows => rows.map(row => row.dataset.id)") == before
    assert house.small.task(plan_id, "K03").status is TaskStatus.TODO
    with house.small.clinic.store.reading() as records:
        kept = records.events.latest(EventFilter(task_id=closed.id))
    assert [(one.event.what, one.event.actor) for one in reversed(kept)] == [
        ("task.completed", "coordinator"),
        ("act.undone", "coordinator"),
    ]


def test_undo_is_there_after_a_reload_until_it_was_used(visitor: Visitor, house: House, plan_id: str) -> None:
    notes = house.small.task(plan_id, "K03")
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
    visitor: Visitor, house: House, plan_id: str
) -> None:
    patient = patient_of(plan_id)
    news.count_news(house.small.clinic, PEOPLE["surgeon"])
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


def test_a13_a_waiting_task_starts_with_a_reason_only(visitor: Visitor, house: House, plan_id: str) -> None:
    images, notes = house.small.task(plan_id, "K07"), house.small.task(plan_id, "K03")
    page = visitor("surgeon", f"/work?task={images.id}")
    drawer(page).get_by_role("button", name="Start", exact=True).click()
    box = drawer(page).locator(f".st-key-anyway-box-{images.id}")
    expect(box.get_by_role("listitem")).to_have_text([f"{notes.title} (care coordinator, due today)"])
    page.get_by_role("button", name="Start anyway", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Give a reason to start it anyway")).to_contain_text(notes.title)
    assert house.small.task(plan_id, "K07").status is TaskStatus.TODO
    page.get_by_label("Reason for starting now").fill("The disc came with the patient")
    page.get_by_role("button", name="Start anyway", exact=True).click()
    expect(drawer(page)).to_contain_text("In progress")
    assert house.small.task(plan_id, "K07").started_anyway == "The disc came with the patient"
    drawer(page).get_by_role("button", name="Undo", exact=True).click()
    expect(drawer(page)).to_contain_text(f"Undone: {images.title}")
    expect(drawer(page)).to_contain_text("Waiting")


def test_the_second_line_of_a_neighbours_name_begins_where_the_first_does(
    visitor: Visitor, house: House, plan_id: str
) -> None:
    page = visitor("surgeon", f"/work?task={house.small.task(plan_id, 'K07').id}", PHONE)
    name = drawer(page).locator("[class*=st-key-go-] button p").first
    assert name.evaluate("text => getComputedStyle(text).textAlign") == "start"


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_the_calendar_leaves_the_button_that_moves_the_date_in_reach(
    visitor: Visitor, house: House, plan_id: str, look: Look
) -> None:
    notes = house.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}", look)
    drawer(page).get_by_role("button", name="Move date").click()
    page.get_by_role("group", name="New due date").click()
    calendar = page.get_by_role("grid")
    expect(calendar).to_be_visible()
    page.get_by_role("button", name="Move", exact=True).click(trial=True)  # nothing lies over it
    expect(calendar).to_be_visible()


def test_a_red_flag_screen_is_closed_with_its_answers_only_and_a_tick_raises_the_flag(
    visitor: Visitor, house: House, plan_id: str
) -> None:
    screen = house.small.task(plan_id, "K01", 2)
    page = visitor("primary.care", f"/work?task={screen.id}")
    asked = drawer(page).get_by_role("checkbox")
    expect(asked).to_have_count(18)
    expect(drawer(page).get_by_role("checkbox", checked=True)).to_have_count(0)
    close = drawer(page).get_by_role("button", name="As planned", exact=True)
    close.click()
    expect(asked.first).to_be_focused()
    assert "asks the red flags" in str(asked.first.get_attribute("aria-description"))
    refused = drawer(page).get_by_role("alert").filter(has_text="asks the red flags")
    expect(refused).to_be_in_viewport(ratio=1)
    expect(drawer(page).get_by_text("Any new or worse of: trouble passing urine")).to_be_in_viewport()
    drawer(page).get_by_text("Vertebral fracture", exact=True).click()
    expect(drawer(page).get_by_role("alert").filter(has_text="call first")).to_be_visible()
    close.click()
    expect(drawer(page)).to_have_count(0)
    expect(strip(page)).to_contain_text("Red flag: possible vertebral fracture")
    expect(strip(page).get_by_role("button", name="Undo")).to_be_hidden()
    expect(page.get_by_text("possible vertebral fracture").first).to_be_visible()
    assert house.small.task(plan_id, "RF05").due == TODAY


def test_a_task_is_closed_in_the_drawer_with_one_press_and_shows_undo(
    visitor: Visitor, house: House, plan_id: str
) -> None:
    notes = house.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}")
    drawer(page).get_by_role("button", name="Partly", exact=True).click()
    expect(drawer(page)).to_have_count(0)
    expect(strip(page)).to_contain_text(f"Partly: {notes.title}")
    expect(strip(page).get_by_role("button", name="Undo")).to_be_visible()
    expect(page).not_to_have_url(re.compile("task="))
    assert house.small.task(plan_id, "K03").outcome is Outcome.PARTLY


def test_what_another_closed_meanwhile_leaves_the_list_behind_the_drawer_with_the_refusal(
    visitor: Visitor, house: House, plan_id: str
) -> None:
    notes = house.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}")
    behind = page.locator(f".tasks li[data-id='{notes.id}']")
    expect(behind).to_have_count(1)
    expect(outcome(page, "As planned")).to_be_visible()
    actor, why = PEOPLE["surgeon"], "The notes came with the patient"
    complete(house.small.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=actor, on_behalf_because=why)
    drawer(page).get_by_label("Note (optional)").fill("Sent by post")
    outcome(page, "As planned").click()
    expect(drawer(page)).to_contain_text("is already done as planned by the surgeon")
    expect(behind).to_have_count(0)
    expect(drawer(page)).to_contain_text("Your note was not saved with the task. It stands under Comments")


@pytest.mark.parametrize("drawn_between", [False, True], ids=["at-the-press", "drawn-before-the-press"])
def test_what_another_moved_meanwhile_is_said_and_stands_in_the_list_behind_the_drawer(
    visitor: Visitor, house: House, plan_id: str, drawn_between: bool
) -> None:
    notes = house.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}")
    drawer(page).get_by_role("button", name="Move date").click()
    unfolded = page.get_by_test_id("stPopoverBody")
    expect(unfolded).to_be_visible()
    if drawn_between:  # theirs is drawn, behind what the person is about to enter
        move(house.small.clinic, notes.id, date(2026, 3, 12), actor=PEOPLE["surgeon"])
    enter_day(unfolded, "New due date", "2026-03-30")
    drawn(page)
    if not drawn_between:
        move(house.small.clinic, notes.id, date(2026, 3, 12), actor=PEOPLE["surgeon"])
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("The surgeon changed the due date in the meantime.")).to_be_visible()
    expect(page.locator(f".tasks li[data-id='{notes.id}']")).to_contain_text("due 12 Mar")
    page.get_by_role("button", name=re.compile("^Use mine")).click()
    expect(drawer(page)).to_contain_text("due 30 Mar")


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


def test_selected_tasks_are_moved_together_and_taken_back_together(visitor: Visitor, house: House) -> None:
    plan = house.begin("V1", "scar_tissue")
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
    due = {task.id: task.due for task in house.small.plan(plan).tasks.values()}
    assert [due[str(one)] for one in first] == [date(2026, 3, 30)] * 2
    strip(page).get_by_role("button", name="Undo").click()
    expect(strip(page)).to_contain_text("Undone: 2 changes")


def test_selected_tasks_are_given_to_nobody_before_somebody_is_chosen(visitor: Visitor, house: House) -> None:
    plan = house.begin("V1", "scar_tissue")
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
    assert [task.assignee for task in house.small.plan(plan).tasks.values() if task.id == task_id] == ["surgeon"]


def test_my_work_reads_in_every_look(visitor: Visitor, house: House, look: Look) -> None:
    plan = house.begin("V4", "recurrent_stenosis")
    raise_flag(house.small.clinic, plan, "RF01", actor=PEOPLE["nurse"])
    page = visitor("primary.care", look=look)
    expect(page.get_by_text("possible cauda equina syndrome").first).to_be_visible()
    assert not scrolls_sideways(page)
    assert axe_faults(page, MAIN) == []


def test_the_drawer_reads_in_every_look(visitor: Visitor, house: House, plan_id: str, look: Look) -> None:
    page = visitor("primary.care", f"/work?task={house.small.task(plan_id, 'K01', 2).id}", look)
    expect(drawer(page).get_by_role("button", name="As planned", exact=True)).to_be_visible()
    assert not scrolls_sideways(page)
    assert axe_faults(page, "[role=dialog]") == []
