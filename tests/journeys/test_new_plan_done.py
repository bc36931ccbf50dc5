"""Work that was done before, on New plan in a real browser: offered, marked, and its day changed (PLAN_RULES R33)."""

from __future__ import annotations

from playwright.sync_api import expect

from careplan.coordination import intake_draft
from tests.entered import SCAR
from tests.journeys.new_plan_page import NewPlanScreen, settled, task
from tests.small_clinic import PEOPLE


def test_an_offer_is_a_verb_and_its_press_leads_to_where_the_day_is_changed(new_plan: NewPlanScreen) -> None:
    known = {**SCAR, "causes": ["scar_tissue"]}
    intake_draft.enter(new_plan.house.small.clinic, PEOPLE["primary.care"], known)
    page = new_plan.visit()
    mri = task(page, "MRI of the lumbar spine without and with gadolinium")
    offer = mri.get_by_role("button", name="Mark as already done on 2 Mar", exact=True)
    expect(mri).not_to_contain_text("Done 2 Mar")
    offer.press("Enter")
    settled(page)
    expect(mri).to_contain_text("Done 2 Mar")
    expect(offer).to_be_hidden()
    edit = mri.get_by_role("button", name="Edit", exact=True)
    expect(edit).to_be_focused()
    edit.press("Enter")
    day = page.get_by_label("Already done on", exact=True)
    expect(day).to_have_value("2026-03-02")
    day.fill("2026-02-20")
    day.blur()
    settled(page)
    expect(mri).to_contain_text("Done 20 Feb")
