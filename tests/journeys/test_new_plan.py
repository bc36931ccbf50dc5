"""New plan in a real browser: stories A5 to A10, by hand and by keyboard, and how the screen looks."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from careplan.store.events import EventFilter
from careplan.task import TaskStatus
from careplan.team import CoreRole
from tests.journeys.new_plan_page import Hand, NewPlanScreen, causes, create, created, first_cause, settled, task
from tests.looks import DESKTOP, PHONE, Look, axe_faults, scrolls_sideways


def test_a5_a_returning_disc_stands_first_with_reasons_and_without_a_percentage(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
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


def test_a6_a_failed_fusion_becomes_a_plan_in_at_most_twelve_clicks(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
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
    plan = new_plan.house.small.plan(created(page))
    assert hand.clicks <= 12
    assert [cause.cause for cause in plan.inputs.causes] == ["failed_fusion"]
    assert set(CoreRole) <= {each.role for each in plan.tasks.values() if each.is_open}
    assert all(each.role and (each.due or each.desired.no_date) for each in plan.tasks.values())
    assert all(each.desired.sources or each.desired.evidence for each in plan.tasks.values())
    assert plan.goal == "Back to part-time work"


def test_a7_another_cause_needs_a_reason_before_create(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
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
    with new_plan.house.small.clinic.store.reading() as records:
        told = [kept.event.reason for kept in records.events.latest(EventFilter(plan_id=plan_id))]
    assert "Operation note names a fusion" in told


def test_a8_unanswered_red_flags_are_focused_and_nothing_is_created(new_plan: NewPlanScreen) -> None:
    before = new_plan.patients()
    page = new_plan.visit()
    hand = Hand(page)
    hand.choose("Another cause", "Not yet clear")
    hand.press("Create plan")
    question = page.get_by_role("group", name="Is any of these present?")
    expect(question.get_by_role("button", name="None of these")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_text(
        "Answer the red flags first: tick those that hold, or “None of these”."
    )
    assert new_plan.patients() == before
    hand.press("None of these")
    hand.press("Create plan")
    created(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=str)
def test_a8_the_question_its_message_and_its_first_answer_are_in_sight(new_plan: NewPlanScreen, size: Look) -> None:
    page = new_plan.visit(size)
    hand = Hand(page)
    hand.choose("Another cause", "Not yet clear")
    hand.press("Create plan")
    question = page.get_by_role("group", name="Is any of these present?")
    focused = question.get_by_role("button", name="None of these")
    expect(focused).to_be_focused()
    expect(page.get_by_role("heading", name="6 Red flags")).to_be_in_viewport(ratio=1)
    expect(focused).to_be_in_viewport(ratio=1)
    expect(question.get_by_text("Answer the red flags first")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_foot_of_an_empty_form_is_one_line(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit(PHONE)
    expect(page.get_by_text("Pick one to three suspected causes.")).to_be_visible()
    place = page.locator(".foot").bounding_box()
    assert place is not None
    assert place["height"] <= 64, "one button, and what surrounds it"
    assert not scrolls_sideways(page)


def test_a10_what_is_unticked_moved_and_added_is_what_the_plan_has(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
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
    plan = new_plan.house.small.plan(created(page))
    kept = {each.title: each for each in plan.tasks.values() if each.status is not TaskStatus.CANCELLED}
    assert set(kept) == shown
    assert kept["Call the employer"].due == date(2026, 4, 1)
    moved = next(each for title, each in kept.items() if title.startswith("Examine spine"))
    assert moved.due == date(2026, 3, 20)
    assert "Classify the pain and record past pain treatments" not in kept


def test_a_text_that_is_too_long_stays_in_its_field_with_one_sentence(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
    hand = Hand(page)
    hand.choose("Another cause", "Scar tissue")
    hand.write("Goal in the person's words", "x" * 2500)
    expect(page.get_by_text("The goal: 2,500 characters; at most 2,000. Shorten it.").first).to_be_visible()
    assert len(page.get_by_label("Goal in the person's words").input_value()) == 2500
    expect(create(page)).to_have_attribute("aria-disabled", "true")
    hand.press("+ Task")
    title = page.get_by_label("Task", exact=True)
    title.fill("y" * 320)
    hand.press("Add")
    expect(page.get_by_text("The title: 320 characters; at most 300. Shorten it.")).to_be_visible()
    expect(title).to_be_focused()
    assert len(title.input_value()) == 320
    title.fill("y" * 300)
    page.get_by_label("Role", exact=True).select_option("Nurse")
    page.get_by_label("Due date", exact=True).fill("2026-04-01")
    hand.press("Add")
    expect(task(page, "y" * 300)).to_contain_text("Nurse")
    page.reload()
    expect(page.get_by_label("Goal in the person's words")).to_have_value("x" * 2500)


def test_the_whole_plan_is_made_with_the_keyboard(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
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


def test_it_is_readable_everywhere(new_plan: NewPlanScreen, look: Look) -> None:
    page = new_plan.visit(look)
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


def test_a_day_is_written_in_one_way_or_picked_from_the_calendar(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
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


def test_what_people_type_is_shown_and_never_run(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
    hostile = "<img src=x onerror=\"document.title='run'\">**b** $x$ :red[y]"
    Hand(page).write("Medicine", hostile)
    expect(page.get_by_text(f"“{hostile}” is not recognised: say whether it is an opioid.")).to_be_visible()
    assert page.title() == "New plan"


def test_what_is_said_of_an_amount_moves_no_button(new_plan: NewPlanScreen) -> None:
    page = new_plan.visit()
    hand = Hand(page)
    hand.write("Medicine", "oxycodone")
    remove = page.get_by_role("button", name="Remove", exact=True)
    expect(remove).to_be_visible()
    field = page.get_by_label("Amount a day", exact=True).first
    before, beside = remove.bounding_box(), field.bounding_box()
    assert before and beside and abs(before["y"] - beside["y"]) < 2, "it stands beside its field"
    hand.write("Amount a day", "-5")
    expect(page.get_by_text("“-5” is no amount").first).to_be_visible()
    after = remove.bounding_box()
    assert after and abs(after["y"] - before["y"]) < 1
