"""Plan board, overview and list of patients in a real browser: stories A11 and A21, and how the screens look."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from careplan.coordination import decisions, tasks
from careplan.coordination.board import board
from careplan.coordination.closing import complete
from careplan.coordination.red_flags import raise_flag
from careplan.coordination.tasks import add
from careplan.draft_plan import HandMade
from careplan.exchange.tasks_csv import COLUMNS
from careplan.patient import ProcedureKind
from careplan.task import Outcome
from tests.conftest import OpenPage, ServeApp
from tests.journeys.task_page import row, strip
from tests.looks import DESKTOP, PHONE, PHONE_DARK, Look, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

DAY = MONDAY + timedelta(days=14)
PLAN = "/plan?id=PL-V1-01"
MAIN = "[data-testid='stMain']"
"""What is ours of the page: Streamlit draws the list of its own navigation, which on a phone is no sound list."""
VIEWS = ("Role", "Phase", "Timeline", "Table")
COUNT_LISTS = """() => {
  const among = (root) => [...root.querySelectorAll("*")].reduce(
    (sum, node) => sum + node.matches(".tasks") + (node.shadowRoot ? among(node.shadowRoot) : 0), 0);
  const look = () => { window.lists.add(among(document)); requestAnimationFrame(look); };
  window.lists = new Set();
  look();
}"""
"""Notes at each drawing of the browser how many lists of tasks stand on the page."""


@dataclass(frozen=True)
class Ward:
    """That clinic, and a way into it."""

    house: ServedClinic
    open_page: OpenPage

    @property
    def small(self) -> SmallClinic:
        return self.house.small

    def visit(self, path: str, look: Look = DESKTOP, *, who: str = "surgeon") -> Page:
        """Open a screen, signed in."""
        page = self.house.visit(self.open_page("about:blank", look), path, who=who)
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
        return page


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[ServedClinic]:
    """A clinic with three plans two weeks old, one of them with a red flag."""
    with served_clinic(tmp_path_factory.mktemp("plan-board"), serve_app, day=DAY) as house:
        began = house.small.on(MONDAY)
        began.begin("V1", "scar_tissue")
        began.begin("V3", "recurrent_disc")
        began.begin("V4", "recurrent_stenosis", "arachnoiditis")
        raise_flag(house.small.clinic, "PL-V3-01", "RF01", actor=PEOPLE["surgeon"])
        yield house


@pytest.fixture
def ward(house: ServedClinic, open_page: OpenPage) -> Ward:
    return Ward(house, open_page)


def press(page: Page, name: str) -> None:
    """Press a chip and wait until the screen has been drawn again."""
    page.get_by_role("radio", name=re.compile(f"^{name}( \\d+)?$")).click()
    expect(page.get_by_role("radio", name=re.compile(f"^{name}( \\d+)?$"))).to_be_checked()
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def shown_ids(page: Page) -> set[str]:
    """Return the ids of the tasks in the list, once the screen stands and all of them at one moment."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    rows = page.locator(".groups li")
    expect(rows).not_to_have_count(0)
    return set(rows.evaluate_all("rows => rows.map((row) => row.dataset.id)"))


def test_a11_every_view_shows_the_same_number_and_the_filter_stays(ward: Ward) -> None:
    page = ward.visit(PLAN)
    press(page, "Open")
    expect(page.locator(".strip .count")).to_have_text(
        [page.get_by_role("radio", name=re.compile("^Open ")).inner_text()[5:] + " tasks"]
    )
    number = int(page.locator(".strip .count").inner_text().split()[0])
    expect(page.locator(".groups li")).to_have_count(number)
    for view in VIEWS:
        press(page, view)
        page.wait_for_url(re.compile("show=open$" if view == "Role" else f"view={view.lower()}"))
        expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
        expect(page.locator(".strip .count")).to_have_text([f"{number} tasks"])  # and no list of the view before
        expect(page.locator(".groups li")).to_have_count(number)
        expect(page.get_by_role("radio", name=f"Open {number}", exact=True)).to_be_checked()
    assert "show=open" in page.url


def test_a_change_of_views_draws_the_one_list_anew(ward: Ward) -> None:
    page = ward.visit(PLAN)
    expect(page.locator(".groups li").first).to_be_visible()
    page.evaluate(COUNT_LISTS)
    for view in VIEWS[1:]:
        press(page, view)
    expect(page.locator(".groups li").first.get_by_role("checkbox")).to_be_visible()
    assert page.evaluate("[...window.lists]") == [1]


def test_a_filter_is_chosen_by_keyboard_and_back_leads_to_the_one_before(ward: Ward) -> None:
    page = ward.visit(PLAN)
    chosen = page.get_by_role("radiogroup", name="Filter").get_by_role("radio", checked=True)
    expect(chosen).to_have_text(re.compile("^Now "))
    before = page.locator(".strip .count").inner_text()
    chosen.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("show=all"))
    expect(chosen).to_have_text(re.compile("^All "))
    expect(chosen).to_be_focused()
    expect(page.locator(".strip .count")).not_to_have_text(before)
    page.go_back()
    expect(chosen).to_have_text(re.compile("^Now "))
    expect(page.locator(".strip .count")).to_have_text([before])


def test_a21_the_file_has_one_row_for_each_shown_task(ward: Ward) -> None:
    page = ward.visit(f"{PLAN}&show=overdue&view=table")
    expect(row(page, "late")).not_to_have_count(0)
    ids = shown_ids(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV", exact=True).click()
    raw = download.value.path().read_bytes()
    assert download.value.suggested_filename == f"careplan-tasks-{DAY.isoformat()}.csv"
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    lines = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert lines[0] == list(COLUMNS) and len(lines[0]) == 31
    assert {line[0] for line in lines[1:]} == ids and len(lines) == len(ids) + 1
    link = lines[1][COLUMNS.index("link")]
    assert link == f"{ward.house.served.url}/plan?id=PL-V1-01&task={lines[1][0]}"


def test_a_series_is_one_line_on_the_board_and_all_its_sessions_in_the_file(ward: Ward) -> None:
    page = ward.visit(f"{PLAN}&show=open&view=table")
    expect(page.locator(".groups li").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV", exact=True).click()
    lines = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
    plan = ward.small.plan("PL-V1-01")
    assert {line[0] for line in lines[1:]} == {task.id for task in plan.tasks.values() if task.is_open}


def test_done_on_the_board_takes_two_clicks_and_undo_brings_it_back(ward: Ward) -> None:
    page = ward.visit(f"{PLAN}&view=table&show=mine", who="coordinator")
    found = board(ward.small.clinic, "PL-V1-01", actor=PEOPLE["coordinator"])
    mine = [one for one in found.lines if one.role == "care_coordinator" and one.readiness == "ready" and not one.asks]
    title = mine[0].title
    line = page.locator(f".groups li[data-id={mine[0].id}]")
    line.get_by_role("button", name="Done", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="As planned", exact=True).click()
    expect(line).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text=f"As planned: {title}, V1")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(line).to_be_visible()


def test_several_tasks_of_the_table_are_moved_at_once_and_back(ward: Ward) -> None:
    page = ward.visit("/plan?id=PL-V4-01&view=table&show=open", who="coordinator")
    before = {task.id: task.due for task in ward.small.plan("PL-V4-01").tasks.values()}
    boxes = page.get_by_role("checkbox", name="Select")
    boxes.nth(0).check()
    boxes.nth(1).check()
    chosen = [str(page.locator(".groups li").nth(at).get_attribute("data-id")) for at in (0, 1)]
    change = page.get_by_role("button", name="Change selected…")
    change.click()
    form = page.get_by_role("dialog")
    form.get_by_role("spinbutton", name="year, Due").click()
    page.keyboard.type("20260504")
    page.keyboard.press("Tab")
    form.get_by_role("button", name="Move date", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Moved to 4 May 2026: 2 tasks")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select", checked=True)).to_have_count(0)
    expect(change).to_be_hidden()
    boxes.nth(0).check()
    expect(page.get_by_text("1 selected")).to_be_visible()
    after = {task.id: task.due for task in ward.small.plan("PL-V4-01").tasks.values()}
    assert {after[task_id] for task_id in chosen} == {date(2026, 5, 4)}
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Undone")).to_be_visible()
    assert {task.id: task.due for task in ward.small.plan("PL-V4-01").tasks.values()} == before


def test_a_filter_of_the_list_of_patients_is_taken_off_again(ward: Ward) -> None:
    page = ward.visit("/patients?cause=scar_tissue")
    expect(page.locator(".patients").get_by_role("link")).to_have_count(1)
    page.get_by_label("Clear value").first.click()
    expect(page.locator(".patients").get_by_role("link")).to_have_count(3)
    assert page.url.endswith("/patients")


def test_later_tasks_unfold_in_place_and_the_link_keeps_them(ward: Ward) -> None:
    page = ward.visit(f"{PLAN}&view=table")
    before = len(shown_ids(page))
    page.get_by_role("button", name=re.compile(r"^Later \(\d+\)$")).click()
    expect(page.get_by_role("button", name=re.compile(r"^Later"))).to_have_attribute("aria-expanded", "true")
    page.reload()
    expect(page.get_by_role("button", name=re.compile(r"^Later"))).to_have_attribute("aria-expanded", "true")
    assert len(shown_ids(page)) > before


def test_a_task_is_added_by_hand(ward: Ward) -> None:
    page = ward.visit("/plan?id=PL-V4-01&view=table&show=open")
    page.get_by_role("button", name="+ Task", exact=True).click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Task", exact=True).fill("Call the pharmacy")
    form.get_by_role("button", name="Add task", exact=True).click()
    expect(row(page, "Call the pharmacy")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Added: Call the pharmacy")).to_be_visible()


def test_from_the_list_to_the_patient_to_the_plan(ward: Ward) -> None:
    page = ward.visit("/patients")
    rows = page.get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Red flag")
    page.get_by_role("link", name="V1", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="V1")).to_be_visible()
    assert page.url.endswith("/patient?id=V1")
    page.get_by_role("button", name="Open plan", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="V1 Scar tissue")).to_be_visible()
    assert page.url.endswith(PLAN)


def test_what_holds_a_plan_up_is_shown_and_a_conflict_is_put_in_order_with_one_press(ward: Ward) -> None:
    clinic, pain, plan_id = ward.small.clinic, PEOPLE["pain.specialist"], "PL-V4-01"
    day = DAY + timedelta(days=30)
    decisions.decide(clinic, plan_id, "gate.injection", "yes", actor=pain, why="Fits the root")
    decisions.plan_procedure(clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=day, steroid=True)
    check = ward.small.task(plan_id, "J01")
    tasks.move(clinic, check.id, day + timedelta(days=1), actor=pain)
    page = ward.visit(f"/plan?id={plan_id}", who="pain.specialist")
    expect(page.get_by_text(re.compile(r"Predicted end .*Slowest: "))).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Checks: 0 errors, \d+ warning")).click()
    checks = page.get_by_role("dialog")
    expect(checks).to_contain_text("Warning")
    expect(checks).to_contain_text("R22")  # the rule that it is held against
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Where it is held up").click()
    expect(page.get_by_role("heading", name="Critical path")).to_be_visible()
    expect(page.get_by_role("heading", name="Load by role and week")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Apply \d+ moves?$")).click()
    expect(strip(page)).to_contain_text("Levelled")
    strip(page).get_by_role("button", name="Undo").click()
    expect(strip(page)).to_contain_text("Undone")
    page.get_by_role("button", name="Conflicts (1)").click()
    found = page.locator("[class*=st-key-conflict-]").first
    expect(found).to_contain_text("Injection before its safety check")
    expect(found).to_contain_text("at least one day before the needle")
    found.get_by_role("button", name="Put in order").click()
    expect(page.get_by_role("button", name="Conflicts (1)")).to_have_count(0)
    assert (ward.small.task(plan_id, "J01").due or day) < day
    strip(page).get_by_role("button", name="Undo").click()
    expect(found).to_have_count(0)
    page.get_by_role("button", name="Conflicts (1)").click()
    found.get_by_text("Accept it as it is").click()
    found.get_by_label("Reason for accepting").fill("Agreed with the primary care doctor")
    found.get_by_role("button", name="Accept", exact=True).click()
    expect(found).to_contain_text("Agreed with the primary care doctor")


def test_a25_a_viewer_reads_and_exports_only(ward: Ward) -> None:
    page = ward.visit(PLAN, who=VIEWER.id)
    expect(page.locator(".groups li").first).to_be_visible()
    expect(page.get_by_role("button", name="Done", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="+ Task", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Export CSV", exact=True)).to_be_enabled()


@pytest.mark.parametrize(
    ("path", "part"),
    [(PLAN, 0.5), ("/plan?id=PL-V3-01", 0.5), ("/work", 0.5)],
    ids=["plain", "flag and question", "my work"],
)
def test_the_first_task_stands_high_on_a_phone_and_no_button_is_cut_off(ward: Ward, path: str, part: float) -> None:
    page = ward.visit(path, PHONE)
    first = page.locator(".groups li:visible").first
    expect(first).to_be_visible()
    box = first.bounding_box()
    assert box and box["y"] < PHONE.height * part
    pressed = [
        (each.inner_text(), each.bounding_box()) for each in page.locator(f"{MAIN} :is(button, a, [role=radio])").all()
    ]
    beyond = [words for words, at in pressed if at and not 0 <= at["x"] <= at["x"] + at["width"] <= PHONE.width]
    assert len(pressed) > 5 and beyond == []


def test_the_filters_of_a_board_stand_on_one_line_of_a_phone(ward: Ward) -> None:
    page = ward.visit(PLAN, PHONE)
    group = page.get_by_role("radiogroup", name="Filter")
    expect(group.get_by_role("radio")).to_have_count(5)
    tops = {box["y"] for each in group.get_by_role("radio").all() if (box := each.bounding_box())}
    assert len(tops) == 1


@pytest.mark.parametrize(("look", "least"), [(PHONE, 44), (DESKTOP, 24)])
def test_a_box_is_large_enough_for_a_finger(ward: Ward, look: Look, least: int) -> None:
    page = ward.visit(f"{PLAN}&view=table", look)
    box = page.get_by_role("checkbox", name="Select").first
    expect(box).to_be_visible()
    size = box.bounding_box()
    assert size and min(size["width"], size["height"]) >= least
    box.check()
    expect(page.get_by_text("1 selected")).to_be_visible()


def test_only_what_is_open_gets_a_box(ward: Ward) -> None:
    mine = next(line for line in board(ward.small.clinic, "PL-V4-01", actor=PEOPLE["surgeon"]).lines if line.may_close)
    complete(ward.small.clinic, mine.id, outcome=Outcome.NOT_NEEDED, actor=PEOPLE["surgeon"])
    page = ward.visit("/plan?id=PL-V4-01&view=table&show=all")
    closed = page.locator(f".groups li[data-id={mine.id}]")
    expect(closed.get_by_role("button", name="Open")).to_be_visible()
    expect(closed.get_by_role("checkbox")).to_have_count(0)
    boxes = page.get_by_role("checkbox", name="Select")
    expect(boxes.first).to_be_visible()
    lines = board(ward.small.clinic, "PL-V4-01", actor=PEOPLE["surgeon"]).lines
    expect(boxes).to_have_count(sum(line.is_open for line in lines))


def test_a_seventh_role_stands_in_the_last_column_not_below_the_longest(ward: Ward) -> None:
    roles = {line.role for line in board(ward.small.clinic, "PL-V4-01", actor=PEOPLE["surgeon"]).lines}
    for role in {"physical_therapist", "psychologist", "nurse", "physiatrist"} - roles:
        task = HandMade(title=f"Call of the {role}", role=role, due=DAY)
        add(ward.small.clinic, "PL-V4-01", task, actor=PEOPLE["surgeon"])
    page = ward.visit("/plan?id=PL-V4-01&show=all")
    columns = page.locator(".groups > section:visible")
    expect(columns.nth(6)).to_be_visible()
    sixth, seventh, first = (columns.nth(place).bounding_box() for place in (5, 6, 0))
    assert sixth and seventh and first
    assert seventh["x"] == sixth["x"] and seventh["y"] < first["y"] + first["height"]


@pytest.mark.parametrize(
    "path", ["/patients", "/patient?id=V1", PLAN, f"{PLAN}&view=timeline", f"{PLAN}&view=table&show=all"]
)
def test_screens_hold_on_every_size_and_in_dark(ward: Ward, look: Look, path: str) -> None:
    page = ward.visit(path, look)
    drawn = page.locator(".groups li:visible, .patients tbody tr").first
    expect(drawn).to_be_visible()
    if "timeline" in path:
        expect(
            page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first
        ).to_be_visible()
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    assert not scrolls_sideways(page)
    assert axe_faults(page, MAIN) == []


@pytest.mark.parametrize(("look", "flag"), [(DESKTOP, "RF14"), (PHONE_DARK, "RF15")])
def test_a_red_flag_found_later_is_reported_in_the_words_of_its_question(ward: Ward, look: Look, flag: str) -> None:
    page = ward.visit("/patient?id=V4", look, who="nurse")
    page.get_by_role("button", name="Report red flag").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Report", exact=True).click()
    expect(dialog.get_by_text("Choose what was found.")).to_be_visible()
    expect(dialog.get_by_role("checkbox")).to_have_count(17)
    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(0)
    assert not scrolls_sideways(page)
    asked = ward.small.clinic.content.red_flags.by_id[flag]
    dialog.get_by_text(asked.ask[:30]).first.click()
    dialog.get_by_role("button", name="Report", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text(f"Red flag: {asked.suspicion}, V4")).to_be_visible()
    assert ward.small.task("PL-V4-01", flag).is_open
