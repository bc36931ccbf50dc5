"""The task list in a real browser: what two clicks or two keys do, and every other act."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.task_page import CT, Visit, acts, done, menu, outcome, row, strip
from tests.looks import Look

TABLET = Look(800, 900, "light")


def test_two_clicks_close_a_task(visit: Visit) -> None:
    page = visit()
    done(page, "P-0074").click()
    expect(menu(page)).to_have_accessible_name(f"{CT} P-0074")
    outcome(page, "As planned").click()
    expect(row(page, "P-0074")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text=f"As planned: {CT}, P-0074")).to_be_visible()
    expect(acts(page)).to_have_text(["act: as_planned T-000002 1 []"])


def test_a_press_is_drawn_once(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_text("drawings: 1", exact=True)).to_be_visible()
    done(page, "P-0074").click()
    outcome(page, "As planned").click()
    expect(row(page, "P-0074")).to_have_count(0)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(page.get_by_text("drawings: 2", exact=True)).to_be_visible()


def test_two_keys_close_a_task_and_the_focus_goes_to_the_next(visit: Visit) -> None:
    page = visit()
    done(page, "P-0074").focus()
    page.keyboard.press("Enter")
    expect(outcome(page, "As planned")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, "P-0074")).to_have_count(0)
    expect(done(page, "P-0014")).to_be_focused()


def test_the_last_row_hands_the_focus_to_the_one_above(visit: Visit) -> None:
    page = visit()
    last = page.get_by_role("button", name="Done", exact=True).last
    last.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(acts(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Done", exact=True).last).to_be_focused()


def test_a_note_goes_with_the_outcome(visit: Visit) -> None:
    page = visit()
    done(page, "P-0014").click()
    menu(page).get_by_label("Note (optional)").fill("T-score -2.6")
    page.keyboard.press("Enter")
    expect(outcome(page, "As planned")).to_be_focused()
    expect(row(page, "P-0014")).to_be_visible()
    outcome(page, "Partly").click()
    expect(acts(page)).to_have_text(["act: partly T-000003 1 T-score -2.6 []"])


def test_not_done_asks_for_the_reason(visit: Visit) -> None:
    page = visit()
    done(page, "P-0074").click()
    expect(outcome(page, "Did not attend")).to_be_hidden()
    outcome(page, "Not done…").click()
    expect(outcome(page, "Not done…")).to_have_attribute("aria-expanded", "true")
    outcome(page, "Did not attend").click()
    expect(acts(page)).to_have_text(["act: did_not_attend T-000002 1 []"])


def test_undo_brings_the_row_back_and_focuses_it(visit: Visit) -> None:
    page = visit()
    done(page, "P-0074").click()
    outcome(page, "As planned").click()
    page.get_by_role("button", name="Undo", exact=True).focus()
    page.keyboard.press("Enter")
    expect(row(page, "P-0074")).to_be_visible()
    expect(done(page, "P-0074")).to_be_focused()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_hidden()


def test_each_row_offers_what_it_can_do(visit: Visit) -> None:
    page = visit()
    expect(row(page, "Waiting").get_by_role("button")).to_have_text(["Open"])
    expect(row(page, "Held").get_by_role("button")).to_have_text(["Open"])
    expect(row(page, "2 of 8, then 16 Mar")).to_contain_text("Graded walking programme")
    assert row(page, "from 18 Mar").locator(".due").text_content() == "from 18\N{NO-BREAK SPACE}Mar"
    expect(row(page, "P-0037")).to_contain_text("Red flag New bladder change, MRI today")
    row(page, "Asks 3 questions").get_by_role("button", name="Done", exact=True).click()
    expect(acts(page)).to_have_text(["act: open_done T-000006 1 []"])
    expect(menu(page)).to_have_count(0)
    row(page, "Waiting").get_by_role("button", name="Open", exact=True).click()
    expect(acts(page).last).to_have_text("act: open T-000014 1 []")


def test_feet_and_folded_groups_ask_for_more(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Later (7)").click()
    expect(acts(page)).to_have_text(["act: more later 0 []"])
    heading = page.get_by_role("button", name="Handed to me")
    expect(heading).to_have_attribute("aria-expanded", "false")
    heading.click()
    expect(heading).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("list", name="Handed to me").get_by_role("listitem")).to_have_count(1)


def test_selected_tasks_are_sent_when_asked_for(visit: Visit) -> None:
    page = visit("select=1")
    row(page, "P-0074").get_by_role("checkbox", name="Select").check()
    row(page, "P-0014").get_by_role("checkbox", name="Select").check()
    expect(strip(page)).to_contain_text("2 selected")
    expect(acts(page)).to_have_count(0)
    page.get_by_role("button", name="Change selected…").click()
    expect(acts(page)).to_have_text(["act: select  0  ['T-000002', 'T-000003']"])
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(row(page, "P-0074").get_by_role("checkbox", name="Select")).not_to_be_checked()


def test_an_empty_list_says_why(visit: Visit) -> None:
    page = visit("empty=1")
    expect(page.get_by_text("Nothing is due from you.")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(0)


def test_arrows_walk_rows_and_buttons(visit: Visit) -> None:
    page = visit()
    done(page, "P-0037").focus()
    page.keyboard.press("ArrowDown")
    expect(done(page, "P-0074")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(row(page, "P-0074").get_by_role("button", name="Open", exact=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(row(page, "P-0037").get_by_role("button", name="Open", exact=True)).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("listitem").last.get_by_role("button", name="Open", exact=True)).to_be_focused()


def test_the_menu_keeps_tab_inside_and_escape_gives_the_focus_back(visit: Visit) -> None:
    page = visit()
    done(page, "P-0074").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(outcome(page, "Hand off…")).to_be_focused()
    page.keyboard.press("Tab")
    expect(outcome(page, "As planned")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu(page)).to_have_count(0)
    expect(done(page, "P-0074")).to_be_focused()


def test_a_held_enter_does_not_run_on_into_the_menu(visit: Visit) -> None:
    page = visit()
    done(page, "P-0074").focus()
    for _ in range(4):  # a second `down` without `up` is a repeat
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(outcome(page, "As planned")).to_be_focused()
    expect(acts(page)).to_have_count(0)


def test_letters_of_the_note_are_no_shortcuts_of_the_page(visit: Visit) -> None:
    page = visit()
    page.evaluate("window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))")
    done(page, "P-0074").focus()
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    menu(page).get_by_label("Note (optional)").focus()
    page.keyboard.type("np")
    assert page.evaluate("heard") == ["w", "Enter"]


def test_the_list_can_be_skipped(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Skip the list").focus()
    page.keyboard.press("Enter")
    expect(strip(page)).to_be_focused()
