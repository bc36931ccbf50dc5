"""Recording a visit in the browser: the change is said at once, the dose adds up, and one alert leads on (A15, A16)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic

ODI = "ODI, 0 to 100 %"
START = "2025-12-01"
SCORES = [{"measure": name, "value": value, "date": START} for name, value in (("odi", 52), ("nrs_leg", 7))]


@pytest.fixture(scope="module")
def begun(house: ServedClinic) -> ServedClinic:
    """A plan that began three months before the day of the clinic, with ODI 52 and leg pain 7, and no medicines."""
    given = {"start": START, "observations": SCORES, "medicines": []}
    for patient in ("P-0701", "P-0702"):
        house.small.begin("V1", "scar_tissue", patient=patient, changed=given)
    return house


def recording(begun: ServedClinic, page: Page, patient: str) -> Page:
    """Open the overview and press Record outcome."""
    begun.visit(page, f"/patient?id={patient}", who="primary.care")
    page.get_by_role("button", name="Record outcome").click()
    expect(page.get_by_label(ODI)).to_be_focused()
    expect(page.locator("[data-test-script-state=running]")).to_have_count(
        0
    )  # a field keeps no text before it is there
    return page


def test_a15_two_presses_record_a_visit_and_each_change_is_said_as_it_is_typed(
    begun: ServedClinic, open_page: OpenPage
) -> None:
    page = recording(begun, open_page("about:blank"), "P-0701")
    entry = page.locator(".st-key-visit")
    expect(page.locator("canvas, .vega-embed svg").first).to_be_visible()
    assert axe_faults(page) == []
    for typed, said in (("140", "ODI goes from 0 to 100 %; 140 is outside."), ("45", "−7 (−13 %), not yet 10 points")):
        page.get_by_label(ODI).fill(typed)
        expect(entry.get_by_text(said)).to_be_visible()
        expect(page.get_by_label(ODI)).to_be_focused()
    page.get_by_label(ODI).fill("41")
    expect(entry.get_by_text("−11 (−21 %), reached")).to_be_visible()
    for value in ("5", "4"):
        page.keyboard.press("Tab")
        page.keyboard.type(value)
    page.get_by_role("button", name="Save visit, medicines unchanged").click()
    expect(page.get_by_text("4 values recorded")).to_be_in_viewport()
    trend = page.locator(".st-key-trend-odi")
    expect(trend.get_by_text("52 → 41, −11 (−21 %), reached, within measurement error")).to_be_visible()
    expect(entry).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(trend.get_by_text("52 on 1 Dec 2025, no later value")).to_be_visible()


def test_a16_two_opioids_add_up_and_one_alert_opens_the_dose_review(begun: ServedClinic, open_page: OpenPage) -> None:
    page = recording(begun, open_page("about:blank", PHONE), "P-0702")
    page.get_by_label("Medicines, one a line").fill("oxycodone 40 mg\ntramadol 100 mg")
    dose = page.locator(".st-key-visit-dose")
    expect(dose.get_by_text("80 MME a day")).to_be_visible()
    for row in (("oxycodone", "40 mg", "1.5", "60"), ("tramadol", "100 mg", "0.2", "20")):
        expect(dose.get_by_role("row").filter(has_text=row[0]).get_by_role("cell")).to_have_text(list(row))
    expect(dose.get_by_text("Published factors: CDC22-MME")).to_be_visible()
    page.get_by_role("button", name="Save visit", exact=True).click()
    shown = page.locator(".st-key-trend-mme")
    expect(shown.get_by_text("0 → 80")).to_be_visible()
    assert not scrolls_sideways(page)
    assert axe_faults(page, ".st-key-trend-mme") == []
    expect(shown.get_by_text("More risk and little added benefit above 50 MME a day")).to_have_count(1)
    shown.get_by_role("button", name="Open").click()
    expect(page.get_by_role("dialog").get_by_text("Opioid risk review").first).to_be_visible()
