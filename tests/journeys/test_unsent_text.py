"""What is typed in a real browser and not sent: after a reload it is there again, after its act it is not."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from careplan.coordination import unsent
from tests.journeys.task_page import done, menu, outcome
from tests.journeys.work_page import Visitor, WorkHouse, drawer
from tests.looks import PHONE
from tests.small_clinic import PEOPLE

COORDINATOR = PEOPLE["coordinator"]


def kept(work: WorkHouse, page: Page, field: str, text: str | None) -> None:
    """Wait until the clinic keeps this text of a field, or none."""
    for _ in range(100):
        if unsent.unsent(work.small.clinic, COORDINATOR).get(field) == text:
            return
        page.wait_for_timeout(100)
    assert unsent.unsent(work.small.clinic, COORDINATOR).get(field) == text


def comment_of(page: Page) -> Locator:
    return drawer(page).get_by_role("textbox", name="Comment")


def test_a_comment_that_was_not_sent_stands_there_again_and_is_gone_once_sent(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    notes = work.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/work?task={notes.id}")
    comment_of(page).press_sequentially("Asked for the notes")  # and the field is not left
    kept(work, page, f"comment-{notes.id}", "Asked for the notes")
    page.reload()
    expect(comment_of(page)).to_have_value("Asked for the notes")
    comment_of(page).press_sequentially(" twice")
    drawer(page).get_by_role("button", name="Send", exact=True).click()
    expect(drawer(page)).to_contain_text("Asked for the notes twice")
    expect(comment_of(page)).to_have_value("")
    kept(work, page, f"comment-{notes.id}", None)
    page.reload()
    expect(comment_of(page)).to_have_value("")


def test_the_note_of_a_task_is_one_in_its_menu_and_in_its_drawer(
    visitor: Visitor, work: WorkHouse, plan_id: str
) -> None:
    notes = work.small.task(plan_id, "K03")
    page = visitor("coordinator", f"/plan?id={plan_id}", PHONE)
    done(page, notes.title).click()
    menu(page).get_by_label("Note").press_sequentially("Two of three")
    kept(work, page, f"note-{notes.id}", "Two of three")
    page.reload()
    done(page, notes.title).click()
    expect(menu(page).get_by_label("Note")).to_have_value("Two of three")
    other = visitor("coordinator", f"/work?task={notes.id}")
    expect(drawer(other).get_by_label("Note (optional)")).to_have_value("Two of three")
    outcome(page, "As planned").click()
    expect(done(page, notes.title)).to_have_count(0)
    kept(work, page, f"note-{notes.id}", None)
    assert work.small.task(plan_id, "K03").note == "Two of three"


def test_what_was_typed_for_one_plan_is_not_there_for_another(visitor: Visitor, work: WorkHouse, plan_id: str) -> None:
    page = visitor("coordinator", f"/plan?id={plan_id}")
    page.get_by_role("button", name="+ Task").click()
    page.get_by_label("Task", exact=True).press_sequentially("Call the insurer")
    kept(work, page, f"title-new-{plan_id}", "Call the insurer")
    page.goto(f"{work.served.url}/plan?id={work.begin()}")
    page.get_by_role("button", name="+ Task").click()
    expect(page.get_by_label("Task", exact=True)).to_have_value("")
    page.goto(f"{work.served.url}/plan?id={plan_id}")
    page.get_by_role("button", name="+ Task").click()
    expect(page.get_by_label("Task", exact=True)).to_have_value("Call the insurer")
