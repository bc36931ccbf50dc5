"""What is entered for a new plan is kept while it is a draft: over a reload, a slow server and a lost connection."""

from __future__ import annotations

import signal

from playwright.sync_api import WebSocketRoute, expect

from tests.conftest import ServeApp
from tests.journeys.new_plan_page import Hand, NewPlanScreen, created, settled
from tests.served_clinic import ServedClinic
from tests.small_clinic import MONDAY


def test_a_draft_survives_a_reload_and_a_restart_of_the_server(new_plan: NewPlanScreen, serve_app: ServeApp) -> None:
    page = new_plan.visit()
    hand = Hand(page)
    hand.press("Spinal fusion")
    hand.write("Goal in the person's words", "Carry the shopping")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Spinal fusion")).to_have_attribute("aria-pressed", "true")
    small = new_plan.house.small
    home = str(small.clinic.settings.home)
    another = serve_app(CAREPLAN_HOME=home, CAREPLAN_TODAY=MONDAY.isoformat())
    again = NewPlanScreen(ServedClinic(small, another), new_plan.open_page).visit()
    goal = again.get_by_label("Goal in the person's words")
    expect(goal).to_have_value("Carry the shopping")
    Hand(again).press("Discard draft")
    expect(goal).to_have_value("")
    Hand(again).press("Undo")
    expect(goal).to_have_value("Carry the shopping")
    again.close()  # a page whose server is gone would say so
    another.stop()


def test_what_the_server_still_works_on_is_not_called_lost(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
    saved, process = page.locator("[data-part=saved]"), new_plan.house.served.process
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


def test_of_the_answers_to_one_question_one_is_pressed_while_a_slow_server_works(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
    asked = page.locator("[data-key=relief]")
    process = new_plan.house.served.process
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


def test_what_was_lost_is_sent_again_by_itself_once_the_server_is_back(new_plan: NewPlanScreen) -> None:
    page = new_plan.open_page("about:blank")
    gone: list[bool] = []
    page.route_web_socket("**/_stcore/stream", lambda line: _while_there(line, gone))
    new_plan.house.visit(page, "/new", who="primary.care")
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


def test_presses_that_never_arrived_are_sent_again_in_their_order(new_plan: NewPlanScreen) -> None:
    page = new_plan.open_page("about:blank")
    gone: list[bool] = []
    page.route_web_socket("**/_stcore/stream", lambda line: _while_there(line, gone))
    new_plan.house.visit(page, "/new", who="primary.care")
    goal = page.get_by_label("Goal in the person's words")
    Hand(page).write("Goal in the person's words", "Carry the shopping")
    page.clock.install()
    gone.append(True)
    page.get_by_role("button", name="Discard draft").click()
    page.get_by_role("button", name="Spinal fusion").click()
    expect(page.locator("[data-part=saved]")).to_have_text("Saving…")
    gone.clear()
    expect(goal).to_have_value("Carry the shopping")
    page.clock.fast_forward(16_000)
    expect(goal).to_have_value("")
    settled(page)
    expect(page.get_by_role("button", name="Spinal fusion")).to_have_attribute("aria-pressed", "true")


def _while_there(line: WebSocketRoute, gone: list[bool]) -> None:
    """Pass on what the browser sends, but nothing while the server is gone."""
    server = line.connect_to_server()
    line.on_message(lambda message: None if gone else server.send(message))


def test_fast_presses_are_all_kept(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
    names = ["Burning, electric, tingling pain", "Worse with sitting", "Clunk, click or giving way", "None of these"]
    for name in names:
        page.get_by_role("button", name=name, exact=True).click(no_wait_after=True)
    settled(page)
    page.reload()
    expect(page.get_by_role("heading", name="Plan preview")).to_be_visible(timeout=30_000)
    for name in names:
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")


def test_after_create_the_overview_offers_undo_back_leads_to_an_empty_form_and_undo_brings_it_back(
    new_plan: NewPlanScreen,
) -> None:
    page = new_plan.visit()
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
    assert page.evaluate("location.href") == f"{new_plan.house.served.url}/new"
    expect(page.get_by_role("button", name="None of these")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Patient", exact=True)).not_to_have_value("")
