"""The Review meeting in a real browser: stories A17, A18 and A19 within their budget, on a desk and on a phone."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Locator, Page, expect

from careplan.coordination.meetings import add_case, propose
from careplan.coordination.red_flags import raise_flag
from tests.conftest import OpenPage
from tests.journeys.task_page import row
from tests.journeys.work_page import FIRST_DRAW_MS, TODAY, Visitor, WorkHouse, drawer, drawn, enter_day, patient_of
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.small_clinic import PEOPLE

NEXT = date(2026, 3, 23)
MEETING = f"/review?date={TODAY.isoformat()}"
BUDGET = 6


class Hand:
    """Presses buttons and counts; typing is none (PRODUCT 2)."""

    def __init__(self) -> None:
        self.presses = 0

    def press(self, control: Locator) -> None:
        control.click()
        self.presses += 1


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def sign_row(page: Page, role: str) -> Locator:
    return page.locator(f".st-key-sign-row-{role}")


def test_a17_a18_a19_a_case_is_opened_decided_with_an_action_and_signed(
    visitor: Visitor, work: WorkHouse, open_page: OpenPage
) -> None:
    flagged, plan_id = work.begin("V1", "scar_tissue"), work.begin()
    patient = patient_of(plan_id)
    raise_flag(work.small.clinic, flagged, "RF05", actor=PEOPLE["nurse"])
    add_case(work.small.clinic, plan_id, TODAY, "Injection now, or after 6 more weeks?", actor=PEOPLE["coordinator"])
    propose(work.small.clinic, plan_id, TODAY, "Six visits first", actor=PEOPLE["physical.therapist"])
    hand, page = Hand(), visitor("surgeon")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", level=1, name="Review meeting")).to_be_visible(timeout=FIRST_DRAW_MS)
    agenda = page.get_by_role("navigation", name="Agenda").get_by_role("listitem")
    expect(agenda).to_have_count(2)
    expect(agenda.nth(0)).to_contain_text(f"{patient_of(flagged)}")
    expect(agenda.nth(0)).to_contain_text("Red flag: ")
    assert all(agenda.locator(".reason").all_inner_texts()), "every case shows its reason"

    hand.press(agenda.filter(has_text=patient).get_by_role("link"))
    decision = page.get_by_label("Decision", exact=True)
    expect(decision).to_be_visible()
    expect(page).to_have_url(re.compile(rf"date={TODAY.isoformat()}&case={plan_id}"))
    assert axe_faults(page) == []
    decision.fill("Injection after 6 more visits")
    page.get_by_label("Action 1").fill("Rebook review")
    button(page, "Save decision").click()
    expect(page.get_by_role("alert")).to_contain_text("give “Rebook review” a role and a date")
    assert not [task for task in work.small.plan(plan_id).tasks.values() if task.by_hand]
    hand.press(page.get_by_role("combobox", name="Who"))
    hand.press(page.get_by_role("option", name="Pain specialist"))
    enter_day(page.locator("body"), "By", "2026-03-16")
    drawn(page)
    hand.press(button(page, "Save decision"))
    expect(page.locator("[class*=st-key-decision-act-][class*=said-box]")).to_contain_text(
        "Decision saved with 1 action"
    )
    hand.press(sign_row(page, "surgeon").get_by_role("button", name="Sign", exact=True))
    expect(sign_row(page, "surgeon")).to_contain_text("signed")
    assert hand.presses <= BUDGET

    therapist = work.visit(open_page("about:blank"), f"{MEETING}&case={plan_id}", who="physical.therapist")
    expect(therapist.get_by_text("Injection after 6 more visits").first).to_be_visible(timeout=FIRST_DRAW_MS)
    sign_row(therapist, "physical_therapist").get_by_role("button", name="Sign", exact=True).click()
    expect(sign_row(therapist, "physical_therapist")).to_contain_text("signed")
    others = sign_row(therapist, "pain_specialist")
    expect(others).not_to_contain_text("signed")
    off = others.get_by_role("button", name="Sign", exact=True)
    expect(off).to_be_disabled()
    off.hover(force=True)
    expect(therapist.get_by_text("Only the pain specialist can sign for pain medicine.")).to_be_visible()

    pain = visitor("pain.specialist", "/work?open=later&open=soon")
    row(pain, "Rebook review").get_by_role("button", name="Open", exact=True).click()
    drawer(pain).get_by_role("tab", name=re.compile("Why")).click()
    expect(drawer(pain)).to_contain_text("Review 9 Mar 2026")
    _stands_at_the_next_one(work, page, plan_id)


def _stands_at_the_next_one(work: WorkHouse, page: Page, plan_id: str) -> None:
    """See at the next meeting what was proposed and decided, and what came of it (PRODUCT 10, decision memory)."""
    add_case(work.small.clinic, plan_id, NEXT, "And now?", actor=PEOPLE["coordinator"])
    work.visit(page, f"/review?date={NEXT}&case={plan_id}", who="surgeon")
    memory = page.locator(".st-key-last-decision")
    proposed = "Proposed by the physical therapist: Six visits first"
    for told in ("Last decision, 9 Mar 2026", proposed, "Injection after 6 more visits", "Rebook review"):
        expect(memory).to_contain_text(told)


def test_on_a_phone_the_case_comes_first_and_what_was_typed_survives_a_reload(
    work: WorkHouse, open_page: OpenPage
) -> None:
    plan_id = work.begin()
    add_case(work.small.clinic, plan_id, TODAY, "Now?", actor=PEOPLE["coordinator"])
    page = work.visit(open_page("about:blank", PHONE), f"{MEETING}&case={plan_id}", who="coordinator")
    decision = page.get_by_label("Decision", exact=True)
    expect(decision).to_be_visible(timeout=FIRST_DRAW_MS)
    assert axe_faults(page) == []
    assert not scrolls_sideways(page)
    box = page.get_by_role("heading", level=2, name=re.compile(patient_of(plan_id).replace("-", "."))).bounding_box()
    assert box is not None and box["y"] < PHONE.height / 2, "the agenda is folded"
    with page.expect_response(lambda answer: answer.url.endswith("/unsent") and answer.ok):
        decision.fill("After 6 more visits")
    page.reload()
    expect(decision).to_have_value("After 6 more visits", timeout=FIRST_DRAW_MS)
