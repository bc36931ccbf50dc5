"""New plan in a real browser: stories A5, A6, A7, A8 and A10, drafts, and how the screen looks."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from careplan.store.events import EventFilter
from careplan.task import TaskStatus
from careplan.team import CoreRole
from tests.conftest import OpenPage, ServeApp
from tests.journeys.new_plan_page import Hand, causes, create, first_cause, settled, task
from tests.looks import DESKTOP, PHONE, Look, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic
from tests.serving import Served
from tests.small_clinic import SmallClinic, open_small_clinic

DAY = date(2026, 3, 2)


@dataclass
class Clinic:
    """A clinic that is served, and looked into from behind."""

    small: SmallClinic
    served: Served
    open_page: OpenPage

    def visit(self, look: Look = DESKTOP, *, who: str = "primary.care") -> Page:
        """Open the new-plan screen, signed in."""
        page = ServedClinic(self.small, self.served).visit(self.open_page("about:blank", look), "/new", who=who)
        expect(page.get_by_role("heading", name="Plan preview")).to_be_visible(timeout=30_000)
        return page

    def patients(self) -> int:
        """Return how many patients have a plan."""
        with self.small.clinic.store.reading() as records:
            return sum(records.patients.exists(f"P-{number:04}") for number in range(1, 30))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[tuple[SmallClinic, Served]]:
    """A clinic with a team and no patient, on 2 March 2026, and its server."""
    home = tmp_path_factory.mktemp("new-plan")
    small = open_small_clinic(home, day=DAY, in_file=True)
    yield small, serve_app(CAREPLAN_HOME=str(home), CAREPLAN_TODAY=DAY.isoformat())
    small.clinic.store.close()


@pytest.fixture
def clinic(house: tuple[SmallClinic, Served], open_page: OpenPage) -> Clinic:
    """That clinic with an empty form."""
    small, served = house
    with small.clinic.store.writing() as records:
        for place in ("new_plan", "new_plan/discarded"):
            records.drafts.drop("primary.care", place)
    return Clinic(small, served, open_page)


def created(page: Page) -> str:
    """Wait until the screen of the new plan is there and return its id."""
    page.wait_for_url("**/patient?id=P-*")
    expect(page.get_by_role("status").filter(has_text="assigned to")).to_be_visible(timeout=30_000)
    return f"PL-{page.url.split('id=P-')[1]}-01"


def test_a5_a_returning_disc_stands_first_with_reasons_and_without_a_percentage(clinic: Clinic) -> None:
    page = clinic.visit()
    hand = Hand(page)
    hand.press("Microdiskectomy")
    hand.write("Date", "2024-11-02")
    hand.press("6 months or more")
    hand.press("Leg pain worse than back pain")
    hand.press("Pain in the same root as before surgery")
    hand.press("Non-enhancing or rim-enhancing disc at the operated level")
    assert causes(page)[0].split("\n") == ["Recurrence (disc)", "most consistent"]
    first = first_cause(page)
    expect(first.locator("[data-line=for]")).to_contain_text("disc at the operated level")
    expect(first.locator("[data-line='would settle it']")).to_contain_text("X-ray")
    assert "%" not in page.get_by_role("region", name="What follows").inner_text()


def test_a6_a_failed_fusion_becomes_a_plan_in_at_most_twelve_clicks(clinic: Clinic) -> None:
    page = clinic.visit()
    hand = Hand(page)
    hand.press("Spinal fusion")
    hand.write("Date", "2025-01-10")
    hand.press("Worse with loading and movement, better lying down")
    hand.press("No bridging bone on CT (12 months or more)")
    hand.press("Halo round a screw")
    hand.press("None of these")
    hand.press("No medicines")
    hand.write("Goal in the person's words", "Back to part-time work")
    assert causes(page)[0].startswith("Failed fusion")
    expect(page.locator("[data-part=previewLine]")).to_contain_text("If you pick Failed fusion: ")
    expect(create(page)).to_be_disabled()
    hand.tick("Failed fusion")
    hand.press("Create plan")
    plan = clinic.small.plan(created(page))
    assert hand.clicks <= 12
    assert [cause.cause for cause in plan.inputs.causes] == ["failed_fusion"]
    assert set(CoreRole) <= {each.role for each in plan.tasks.values() if each.is_open}
    assert all(each.role and (each.due or each.desired.no_date) for each in plan.tasks.values())
    assert all(each.desired.sources or each.desired.evidence for each in plan.tasks.values())
    assert plan.goal == "Back to part-time work"


def test_a7_another_cause_needs_a_reason_before_create(clinic: Clinic) -> None:
    page = clinic.visit()
    hand = Hand(page)
    hand.press("Microdiskectomy")
    hand.write("Date", "2025-08-02")
    hand.press("1 to 6 months")
    hand.press("Burning, electric, tingling pain")
    hand.press("Enhancing scar round the root that matches the pain")
    hand.press("No disc herniation at the operated level")
    hand.press("None of these")
    assert causes(page)[0].split("\n") == ["Scar tissue", "most consistent"]
    hand.choose("Another cause", "Failed fusion")
    expect(create(page)).to_be_disabled()
    expect(page.get_by_text("Give the reason for your pick.")).to_be_visible()
    hand.write("Reason for picking Failed fusion", "Operation note names a fusion")
    expect(create(page)).to_be_enabled()
    hand.press("Create plan")
    plan_id = created(page)
    with clinic.small.clinic.store.reading() as records:
        told = [kept.event.reason for kept in records.events.latest(EventFilter(plan_id=plan_id))]
    assert "Operation note names a fusion" in told


def test_a8_unanswered_red_flags_are_focused_and_nothing_is_created(clinic: Clinic) -> None:
    before = clinic.patients()
    page = clinic.visit()
    hand = Hand(page)
    hand.choose("Another cause", "Not yet clear")
    hand.press("Create plan")
    question = page.get_by_role("group", name="Is any of these present?")
    expect(question.get_by_role("button", name="None of these")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_text(
        "Answer the red flags first: tick those that hold, or “None of these”."
    )
    assert clinic.patients() == before
    hand.press("None of these")
    hand.press("Create plan")
    created(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=str)
def test_a8_the_question_its_message_and_its_first_answer_are_in_sight(clinic: Clinic, size: Look) -> None:
    page = clinic.visit(size)
    hand = Hand(page)
    hand.choose("Another cause", "Not yet clear")
    hand.press("Create plan")
    question = page.get_by_role("group", name="Is any of these present?")
    focused = question.get_by_role("button", name="None of these")
    expect(focused).to_be_focused()
    expect(page.get_by_role("heading", name="6 Red flags")).to_be_in_viewport(ratio=1)
    expect(focused).to_be_in_viewport(ratio=1)
    expect(question.get_by_text("Answer the red flags first")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_foot_of_an_empty_form_is_one_line(clinic: Clinic) -> None:
    page = clinic.visit(PHONE)
    expect(page.get_by_text("Pick one to three suspected causes.")).to_be_visible()
    place = page.locator(".foot").bounding_box()
    assert place is not None
    assert place["height"] <= 64, "one button, and what surrounds it"
    assert not scrolls_sideways(page)


def test_a10_what_is_unticked_moved_and_added_is_what_the_plan_has(clinic: Clinic) -> None:
    page = clinic.visit()
    hand = Hand(page)
    hand.choose("Another cause", "Scar tissue")
    hand.press("None of these")
    screen = task(page, "Screen for red flags").first
    expect(screen).to_contain_text("Done 2 Mar, answered at intake; 13 more to come")
    expect(screen.locator(".due")).to_have_text("")
    hand.tick("Classify the pain and record past pain treatments", on=False)
    row = task(page, "Examine spine, nerves, gait and wound")
    row.get_by_role("button", name="Edit").click()
    page.get_by_label("Due date", exact=True).fill("20 March")
    page.get_by_label("Role", exact=True).focus()
    expect(page.get_by_text("This is not a date. Write it as YYYY-MM-DD.")).to_be_visible()
    page.get_by_label("Due date", exact=True).fill("2026-03-20")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(row).to_contain_text("due 20 Mar")
    expect(row).to_contain_text("date set by hand")
    hand.press("+ Task")
    page.get_by_label("Task", exact=True).fill("Call the employer")
    hand.press("Add")
    expect(page.get_by_text("Choose who does it.")).to_be_visible()
    page.get_by_label("Role", exact=True).select_option("Nurse")
    page.get_by_label("Due date", exact=True).fill("2026-04-01")
    hand.press("Add")
    expect(task(page, "Call the employer")).to_contain_text("Nurse")
    settled(page)
    shown = {words.split("\n")[0] for words in page.locator(".task:not([data-off]) .words").all_inner_texts()}
    hand.press("Create plan")
    plan = clinic.small.plan(created(page))
    kept = {each.title: each for each in plan.tasks.values() if each.status is not TaskStatus.CANCELLED}
    assert set(kept) == shown
    assert kept["Call the employer"].due == date(2026, 4, 1)
    moved = next(each for title, each in kept.items() if title.startswith("Examine spine"))
    assert moved.due == date(2026, 3, 20)
    assert "Classify the pain and record past pain treatments" not in kept


def test_a_draft_survives_a_reload_and_a_restart_of_the_server(clinic: Clinic, serve_app: ServeApp) -> None:
    page = clinic.visit()
    hand = Hand(page)
    hand.press("Spinal fusion")
    hand.write("Goal in the person's words", "Carry the shopping")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Spinal fusion")).to_have_attribute("aria-pressed", "true")
    home = str(clinic.small.clinic.settings.home)
    another = serve_app(CAREPLAN_HOME=home, CAREPLAN_TODAY=DAY.isoformat())
    again = Clinic(clinic.small, another, clinic.open_page).visit()
    goal = again.get_by_label("Goal in the person's words")
    expect(goal).to_have_value("Carry the shopping")
    Hand(again).press("Discard draft")
    expect(goal).to_have_value("")
    Hand(again).press("Undo")
    expect(goal).to_have_value("Carry the shopping")
    another.stop()


def test_what_the_server_still_works_on_is_not_called_lost(clinic: Clinic) -> None:
    page = clinic.visit()
    saved, process = page.locator("[data-part=saved]"), clinic.served.process
    page.clock.install()
    process.send_signal(signal.SIGSTOP)
    try:
        page.get_by_role("button", name="Spinal fusion").click(no_wait_after=True)
        expect(saved).to_have_text("Saving…")
        page.clock.fast_forward(16_000)
        expect(saved).to_have_text("Still saving…", timeout=15_000)
        page.route("**/health", lambda route: route.abort())
        page.clock.fast_forward(16_000)
        expect(saved).to_have_text("Not saved: the connection was lost. Your text is still here.")
    finally:
        process.send_signal(signal.SIGCONT)
    expect(saved).to_contain_text("Draft saved", timeout=15_000)
    expect(page.get_by_role("button", name="Spinal fusion")).to_have_attribute("aria-pressed", "true")


def test_of_the_answers_to_one_question_one_is_pressed_while_a_slow_server_works(clinic: Clinic) -> None:
    page = clinic.visit()
    asked = page.locator("[data-key=relief]")
    process = clinic.served.process
    expect(asked.locator("[aria-pressed=true]")).to_have_text("Not known")
    process.send_signal(signal.SIGSTOP)
    try:
        for name in ("6 months or more", "1 to 6 months", "6 months or more"):
            asked.get_by_role("button", name=name).click(no_wait_after=True)
            expect(asked.locator("[aria-pressed=true]")).to_have_text(name)
    finally:
        process.send_signal(signal.SIGCONT)
    settled(page)
    expect(asked.locator("[aria-pressed=true]")).to_have_text("6 months or more")


def test_what_was_lost_is_sent_again_by_itself_once_the_server_is_back(clinic: Clinic) -> None:
    page = clinic.open_page("about:blank")
    gone: list[bool] = []
    page.route_web_socket("**/_stcore/stream", lambda line: _while_there(line, gone))
    ServedClinic(clinic.small, clinic.served).visit(page, "/new", who="primary.care")
    expect(page.get_by_role("heading", name="Plan preview")).to_be_visible(timeout=30_000)
    saved = page.locator("[data-part=saved]")
    page.clock.install()
    page.route("**/health", lambda route: route.abort())
    gone.append(True)
    page.get_by_role("button", name="Spinal fusion").click(no_wait_after=True)
    page.clock.fast_forward(16_000)
    expect(saved).to_have_text("Not saved: the connection was lost. Your text is still here.")
    gone.clear()
    page.unroute("**/health")
    page.clock.fast_forward(6_000)
    expect(saved).to_contain_text("Draft saved", timeout=15_000)
    expect(page.get_by_role("button", name="Spinal fusion")).to_have_attribute("aria-pressed", "true")


def _while_there(line: WebSocketRoute, gone: list[bool]) -> None:
    """Pass on what the browser sends, but nothing while the server is gone."""
    server = line.connect_to_server()
    line.on_message(lambda message: None if gone else server.send(message))


def test_fast_presses_are_all_kept(clinic: Clinic) -> None:
    page = clinic.visit()
    names = ["Burning, electric, tingling pain", "Worse with sitting", "Clunk, click or giving way", "None of these"]
    for name in names:
        page.get_by_role("button", name=name, exact=True).click(no_wait_after=True)
    settled(page)
    page.reload()
    expect(page.get_by_role("heading", name="Plan preview")).to_be_visible(timeout=30_000)
    for name in names:
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")


def test_the_whole_plan_is_made_with_the_keyboard(clinic: Clinic) -> None:
    page = clinic.visit()
    page.get_by_role("button", name="Spinal fusion").focus()
    page.keyboard.press("Space")
    settled(page)
    expect(page.get_by_role("button", name="Spinal fusion")).to_be_focused()
    page.get_by_label("Another cause").focus()
    page.keyboard.type("Failed")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name="None of these").focus()
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name="Edit").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Due date", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Edit").first).to_be_focused()
    create(page).focus()
    page.keyboard.press("Enter")
    created(page)


def test_it_is_readable_everywhere(clinic: Clinic, look: Look) -> None:
    page = clinic.visit(look)
    hand = Hand(page)
    hand.press("Microdiskectomy")
    hand.press("Burning, electric, tingling pain")
    hand.press("Enhancing scar round the root that matches the pain")
    hand.press_flag("Cauda equina syndrome")
    hand.write("ODI", "140")
    hand.tick("Scar tissue")
    assert not scrolls_sideways(page)
    assert axe_faults(page, "[data-testid='stMain']") == []
    task(page, "Review all images").get_by_role("button", name="Edit").click()
    assert not scrolls_sideways(page)
    assert axe_faults(page, "[data-testid='stMain']") == []


def test_a9_a_red_flag_ticked_at_intake_stands_on_the_plan(clinic: Clinic) -> None:
    page = clinic.visit()
    hand = Hand(page)
    hand.choose("Another cause", "Not yet clear")
    hand.press_flag("Cauda equina syndrome")
    expect(page.get_by_role("region", name="Red flags", exact=True)).to_contain_text("emergency")
    hand.press("Create plan")
    created(page)
    expect(page.get_by_text("possible cauda equina syndrome").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("assigned to").first).to_be_visible()


def test_after_create_the_overview_offers_undo_back_leads_to_an_empty_form_and_undo_brings_it_back(
    clinic: Clinic,
) -> None:
    page = clinic.visit()
    hand = Hand(page)
    hand.choose("Another cause", "Not yet clear")
    hand.press("None of these")
    hand.write("Goal in the person's words", "Carry the shopping")
    hand.press("Create plan")
    created(page)
    expect(page.get_by_role("status").filter(has_text="tasks assigned to")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("What was entered stands on New plan again")).to_be_visible()
    page.go_back()
    goal = page.get_by_label("Goal in the person's words")
    expect(goal).to_have_value("Carry the shopping", timeout=30_000)
    assert page.evaluate("location.href") == f"{clinic.served.url}/new"
    expect(page.get_by_role("button", name="None of these")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Patient", exact=True)).not_to_have_value("")


def test_a_day_is_written_in_one_way_or_picked_from_the_calendar(clinic: Clinic) -> None:
    page = clinic.visit()
    page.evaluate(
        """HTMLInputElement.prototype.showPicker = function () {
             this.value = "2024-02-29";
             this.dispatchEvent(new Event("change"));
           }"""
    )
    day = page.get_by_label("Birth date", exact=True)
    expect(day).to_have_attribute("placeholder", "YYYY-MM-DD")
    day.fill("29.2.1960")
    day.blur()
    expect(page.get_by_text("This is not a date. Write it as YYYY-MM-DD.").first).to_be_visible()
    page.get_by_role("button", name="Birth date: calendar").click()
    settled(page)
    expect(day).to_have_value("2024-02-29")
    expect(day).to_be_focused()
    expect(day).not_to_have_attribute("aria-invalid", "true")
    Hand(page).write("Birth date", "2031-05-02")
    expect(page.get_by_text("2 May 2031 lies in the future. Correct the year.").first).to_be_visible()


def test_what_people_type_is_shown_and_never_run(clinic: Clinic) -> None:
    page = clinic.visit()
    hostile = "<img src=x onerror=\"document.title='run'\">**b** $x$ :red[y]"
    Hand(page).write("Medicine", hostile)
    expect(page.get_by_text(f"“{hostile}” is not recognised: say whether it is an opioid.")).to_be_visible()
    assert page.title() == "New plan"
