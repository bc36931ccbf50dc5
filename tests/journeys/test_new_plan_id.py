"""New plan refuses the id of another team's patient where it stands: named, marked, and led to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from careplan.patient import Patient
from tests.journeys.new_plan_page import Hand, NewPlanScreen, created
from tests.looks import DESKTOP, PHONE, Look
from tests.small_clinic import STRANGER

FOREIGN = {DESKTOP: "N-1", PHONE: "N-2"}
MEANWHILE = "There were too many tries. Wait 1 minute, then try again, or leave the id empty"


@pytest.mark.parametrize("look", FOREIGN, ids=str)
def test_a_refused_id_is_named_at_its_field_which_is_in_sight_and_an_empty_one_goes_through(
    new_plan: NewPlanScreen, look: Look
) -> None:
    patient_id = FOREIGN[look]
    with new_plan.house.small.clinic.store.writing() as records:
        foreign = records.teams.of(STRANGER.id)[0]
        records.patients.add(Patient(id=patient_id), team=foreign, at=new_plan.house.small.clinic.now())
        records.failures.forget(new_plan.house.small.clinic.now())
    page = new_plan.visit(look)
    hand, field = Hand(page), page.get_by_label("Patient", exact=True)
    hand.write("Patient", patient_id)
    hand.choose("Another cause", "Not yet clear")
    hand.press("None of these")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    hand.press("Create plan")
    refusal = f"A new patient cannot have the id {patient_id}. Leave it empty for the next free one."
    expect(page.get_by_role("alert")).to_have_text(refusal)
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport(ratio=1)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(refusal)
    if look is DESKTOP:
        for _ in range(4):
            hand.press("Create plan")
        hand.press("Create plan")
        expect(page.get_by_role("alert")).to_contain_text(MEANWHILE)
        expect(field).to_have_accessible_description(page.get_by_role("alert").inner_text())
    hand.write("Patient", "")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    hand.press("Create plan")
    created(page)
