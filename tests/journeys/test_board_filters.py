"""The filters of a plan board in a real browser: shown at once from what the page has; the server follows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from careplan.coordination.board import Board, Show, board, shown
from careplan.coordination.closing import complete
from careplan.coordination.lines import TaskLine
from careplan.coordination.tasks import add
from careplan.draft_plan import HandMade
from careplan.task import Outcome, Phase
from tests.conftest import OpenPage, ServeApp
from tests.journeys.held_line import HeldLine
from tests.looks import DESKTOP, PHONE, Look
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import MONDAY, PEOPLE

DAY = MONDAY + timedelta(days=14)
PLAN = "PL-V1-01"
BOARD = f"/plan?id={PLAN}"
SURGEON = PEOPLE["surgeon"]
COUNTS_SEEN = """() => {
  const root = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".tasks")).shadowRoot;
  const count = root.querySelector(".strip .count");
  window.seen = [];
  const note = () => window.seen.at(-1) !== count.textContent && window.seen.push(count.textContent);
  new MutationObserver(note).observe(count, { subtree: true, childList: true, characterData: true });
}"""
HIDDEN_WHILE_SAVED = """(id) => {
  const roots = [...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean);
  const list = roots.find((root) => root.querySelector(".tasks"));
  const chips = roots.find((root) => root.querySelector(".choices"));
  const row = () => list.querySelector(`li[data-id="${id}"]`);
  const press = (show) => chips.querySelector(`[data-value=${show}]`).click();
  row().querySelector(".done").click();
  list.querySelector("[data-act=partly]").click();
  const said = [row().querySelector(".due").textContent];
  press("overdue");
  said.push(Boolean(row()));
  press("all");
  said.push(row().querySelector(".due").textContent);
  return said;
}"""
"""All in one go, so that no answer comes in between."""


@dataclass(frozen=True)
class Ward:
    """A clinic with one plan two weeks old, and a way into it."""

    house: ServedClinic
    open_page: OpenPage

    def visit(self, query: str = "", look: Look = DESKTOP) -> tuple[Page, HeldLine]:
        """Open the board as the surgeon, with the line to the server in the test's hands."""
        page = self.open_page("about:blank", look)
        line = HeldLine(page)
        self.house.visit(page, f"{BOARD}{query}", who=SURGEON.id)
        expect(page.locator(".groups li:visible").first).to_be_visible(timeout=30_000)
        settled(page)
        return page, line

    def board(self) -> Board:
        return board(self.house.small.clinic, PLAN, actor=SURGEON)

    def task_of_the_surgeon(self, title: str) -> TaskLine:
        """Return a new task that is due today and asks nothing."""
        add(self.house.small.clinic, PLAN, HandMade(title=title, role=SURGEON.role, due=DAY), actor=SURGEON)
        return next(line for line in self.board().lines if line.title == title)

    def ids(self, show: Show) -> set[str]:
        """Return the tasks of a filter."""
        lines = shown(self.board().lines, actor=SURGEON, today=DAY)[show].lines
        return {line.id for line in lines}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[ServedClinic]:
    with served_clinic(tmp_path_factory.mktemp("board-filters"), serve_app, day=DAY) as house:
        house.small.on(MONDAY).begin("V1", "scar_tissue")
        yield house


@pytest.fixture
def ward(house: ServedClinic, open_page: OpenPage) -> Ward:
    return Ward(house, open_page)


def chip(page: Page, name: str) -> Locator:
    return page.get_by_role("radio", name=re.compile(f"^{name}( \\d+)?$"))


def ids_in(page: Page) -> set[str]:
    return {str(each.get_attribute("data-id")) for each in page.locator(".groups li").all()}


def shows(page: Page, ids: set[str]) -> None:
    """Expect a list of exactly these tasks, counted in the strip."""
    expect(page.locator(".strip .count")).to_have_text(f"{len(ids)} tasks")
    assert ids_in(page) == ids


def settled(page: Page) -> None:
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def test_a_filter_is_shown_before_the_server_has_answered(ward: Ward) -> None:
    page, line = ward.visit()
    line.hold()
    for name, show in (("Overdue", Show.OVERDUE), ("Mine", Show.MINE), ("All", Show.ALL), ("Open", Show.OPEN)):
        chip(page, name).click()
        expect(chip(page, name)).to_be_checked()
        expect(chip(page, name)).to_be_focused()
        shows(page, ward.ids(show))
    assert page.url.endswith(BOARD), "the server has said nothing yet"
    line.let_go()
    expect(page).to_have_url(re.compile("show=open$"))
    settled(page)
    shows(page, ward.ids(Show.OPEN))


def test_an_answer_to_an_older_press_takes_back_no_newer_one(ward: Ward) -> None:
    page, line = ward.visit()
    page.evaluate(COUNTS_SEEN)
    line.hold()
    chip(page, "Open").click()
    line.wait_for_answers(1)
    chip(page, "All").click()
    chip(page, "Open").click()
    chip(page, "Mine").click()
    line.let_go()
    expect(page).to_have_url(re.compile("show=mine$"))
    settled(page)
    shows(page, ward.ids(Show.MINE))
    numbers = [f"{len(ward.ids(show))} tasks" for show in (Show.OPEN, Show.ALL, Show.OPEN, Show.MINE)]
    pressed = [count for at, count in enumerate(numbers) if at == 0 or numbers[at - 1] != count]
    assert page.evaluate("window.seen") == pressed


def test_an_act_right_after_a_filter_is_done_on_its_task_and_the_filter_stays(ward: Ward) -> None:
    task = ward.task_of_the_surgeon("Call the family")
    page, line = ward.visit()
    line.hold()
    chip(page, "Mine").click()
    row = page.locator(f".groups li[data-id={task.id}]")
    row.get_by_role("button", name="Done", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="As planned", exact=True).click()
    expect(row).to_have_count(0)
    line.wait_for_answers(2)
    line.let_go()
    expect(page.get_by_role("status").filter(has_text=f"As planned: {task.title}, V1")).to_be_visible()
    settled(page)
    expect(page).to_have_url(re.compile("show=mine$"))
    shows(page, ward.ids(Show.MINE))
    assert task.id not in ward.ids(Show.OPEN)


def test_a_filter_and_a_view_pressed_at_once_both_stand(ward: Ward) -> None:
    page, line = ward.visit()
    line.hold()
    chip(page, "Open").click()
    chip(page, "Table").click()
    line.let_go()
    expect(page).to_have_url(re.compile("show=open&view=table$"))
    expect(page.get_by_role("checkbox", name="Select").first).to_be_visible()
    expect(chip(page, "Open")).to_be_checked()
    shows(page, ward.ids(Show.OPEN))


def test_a_view_that_comes_late_shows_the_filter_that_was_pressed_meanwhile(ward: Ward) -> None:
    page, line = ward.visit()
    line.hold()
    chip(page, "Table").click()
    line.wait_for_answers(1)
    chip(page, "All").click()
    line.let_go()
    expect(page.get_by_role("checkbox", name="Select").first).to_be_visible()
    shows(page, ward.ids(Show.ALL))
    settled(page)
    expect(page).to_have_url(re.compile("show=all&view=table$|view=table&show=all$"))
    shows(page, ward.ids(Show.ALL))


def test_a_reload_keeps_the_filter_and_back_leads_to_the_one_before(ward: Ward) -> None:
    page, _ = ward.visit()
    for name, show in (("Open", Show.OPEN), ("Mine", Show.MINE)):
        chip(page, name).click()
        expect(page).to_have_url(re.compile(f"show={show}$"))
    page.reload()
    expect(chip(page, "Mine")).to_be_checked()
    shows(page, ward.ids(Show.MINE))
    for turn, show in ((page.go_back, Show.OPEN), (page.go_back, Show.NOW), (page.go_forward, Show.OPEN)):
        turn()
        expect(chip(page, show.capitalize())).to_be_checked()
        shows(page, ward.ids(show))


def test_the_file_is_of_what_is_shown_even_where_the_server_has_not_heard_of_it_yet(ward: Ward) -> None:
    page, line = ward.visit()
    line.hold(presses=True)
    chip(page, "Overdue").click()
    shows(page, ward.ids(Show.OVERDUE))
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV", exact=True).click()
        page.wait_for_timeout(200)  # both presses have left the page before the first one arrives
        line.let_go()
    lines = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert {one[0] for one in lines[1:]} == ward.ids(Show.OVERDUE) == ids_in(page)


def test_the_picker_of_a_phone_follows_the_filter(ward: Ward) -> None:
    page, line = ward.visit(look=PHONE)
    line.hold()
    chip(page, "All").click()
    lines = shown(ward.board().lines, actor=SURGEON, today=DAY)[Show.ALL].lines
    own = sum(one.role == SURGEON.role for one in lines)
    picker = page.get_by_role("combobox", name="Role")
    expect(picker.locator("option", has_text="Surgeon")).to_have_text(f"Surgeon ({own})")
    expect(picker).to_have_value(SURGEON.role)
    expect(page.locator(".groups li:visible")).to_have_count(own)
    line.let_go()
    settled(page)
    expect(page.locator(".groups li:visible")).to_have_count(own)


def test_what_is_unfolded_comes_from_the_server_and_stays_for_its_filter(ward: Ward) -> None:
    page, _ = ward.visit("&view=table")
    before = len(ids_in(page))
    later = page.get_by_role("button", name=re.compile(r"^Later \(\d+\)$"))
    later.click()
    expect(later).to_have_attribute("aria-expanded", "true")
    unfolded = ids_in(page)
    assert len(unfolded) > before
    chip(page, "Mine").click()
    expect(later).to_have_count(0)
    shows(page, ward.ids(Show.MINE))
    chip(page, "Now").click()
    expect(later).to_have_attribute("aria-expanded", "true")
    assert ids_in(page) == unfolded


def test_a_finished_phase_is_unfolded_by_the_server_and_stays_so_under_another_filter(ward: Ward) -> None:
    surgical = next(one for one in ward.board().lines if one.phase is Phase.SURGICAL)
    complete(ward.house.small.clinic, surgical.id, outcome=Outcome.NOT_NEEDED, actor=SURGEON)
    page, _ = ward.visit("&view=phase&show=all")
    heading = page.get_by_role("button", name="Surgical", exact=True)
    row = page.locator(f".groups li[data-id={surgical.id}]")
    expect(heading).to_have_attribute("aria-expanded", "false")
    expect(row).to_have_count(0)
    heading.click()
    expect(row).to_be_visible()
    chip(page, "Open").click()
    expect(page.get_by_text("Finished: 1 task closed.")).to_be_visible()
    chip(page, "All").click()
    expect(row).to_be_visible()


def test_an_act_on_its_way_is_still_on_its_way_when_a_filter_brings_its_row_back(ward: Ward) -> None:
    task = ward.task_of_the_surgeon("Call the ward")
    page, _ = ward.visit("&show=all")
    said = page.evaluate(HIDDEN_WHILE_SAVED, task.id)
    assert said == ["Saving…", False, "Saving…"]


def test_rows_that_a_filter_leaves_out_are_selected_no_more(ward: Ward) -> None:
    page, line = ward.visit("&view=table&show=all")
    line.hold()
    outside = sorted(ward.ids(Show.ALL) - ward.ids(Show.MINE))[0]
    page.locator(f".groups li[data-id={outside}]").get_by_role("checkbox", name="Select").check()
    expect(page.get_by_text("1 selected")).to_be_visible()
    chip(page, "Mine").click()
    expect(page.get_by_text("1 selected")).to_be_hidden()
    chip(page, "All").click()
    expect(page.get_by_role("checkbox", name="Select", checked=True)).to_have_count(0)
    line.let_go()
