"""The new-plan screen of a role that may open a plan for a known patient and may add none."""

from __future__ import annotations

from typing import Any

import pytest

from careplan.pages.desk import Desk
from careplan.pages.parts.intake.message import Press
from tests.entered import SCAR
from tests.pages.new_plan_sent import enter, open_page, parts, sent
from tests.pages.page_of import desk_of
from tests.small_clinic import PEOPLE, SmallClinic

Wire = dict[str, Any]
NEEDED = "You need the id of a patient on record in your team."
WHO_MAY = "Add a patient: only the primary care doctor, surgeon, pain specialist and the care coordinator may do that."


@pytest.fixture
def therapist(file_clinic: SmallClinic) -> Desk:
    return desk_of(file_clinic, PEOPLE["physical.therapist"])


def patient_field(data: Wire) -> Wire:
    return next(part for part in parts(data["form"]) if part.get("key") == "patient_id")


def notes(data: Wire) -> dict[str, str]:
    return {part["key"]: part["text"] for part in parts(data["form"]) if part.get("part") == "note"}


@pytest.mark.parametrize("typed", ["", "P-7001", "nobody at all"])
def test_who_may_add_no_patient_is_told_at_the_field_in_the_checks_and_beside_create(
    therapist: Desk, typed: str
) -> None:
    if typed:
        enter(therapist, {"patient_id": typed})
    data = sent(open_page(therapist))
    assert patient_field(data)["wrong"] == NEEDED
    assert "unit" not in patient_field(data)
    assert notes(data)["who-may-add"] == WHO_MAY
    assert data["checks"]["errors"] == [NEEDED]
    assert (data["checks"]["words"], data["foot"]["off"]) == ("Checks: 1 error, 0 warnings", NEEDED)


def test_the_rest_of_the_form_works_meanwhile_and_a_press_sent_all_the_same_keeps_it(therapist: Desk) -> None:
    enter(therapist, {**SCAR, "causes": ["scar_tissue"], "red_flag.none": "yes"})
    created, said = enter(therapist, {}, Press.CREATE)
    assert created is None
    assert said.text == f"Correct what is marked first: {NEEDED}"
    data = sent(open_page(therapist))
    assert data["preview"]["groups"]
    assert data["foot"]["off"] == NEEDED


def test_with_a_known_patient_nothing_stands_in_the_way(therapist: Desk, file_clinic: SmallClinic) -> None:
    file_clinic.begin("V1", "normal_recovery")
    enter(therapist, {"patient_id": "V1", "causes": ["unclear"], "red_flag.none": "yes"})
    data = sent(open_page(therapist))
    assert "wrong" not in patient_field(data)
    assert "who-may-add" not in notes(data)
    assert "off" not in data["foot"]
    created, _ = enter(therapist, {}, Press.CREATE)
    assert created is not None and created.patient_id == "V1"


def test_the_id_of_another_teams_patient_reads_as_one_that_nobody_has(file_clinic: SmallClinic) -> None:
    file_clinic.begin("V1", "normal_recovery")
    with file_clinic.clinic.store.writing() as records:
        records.accounts.add("far.therapist", "physical_therapist", password=None, at=file_clinic.clinic.now())
    stranger = PEOPLE["physical.therapist"].model_copy(update={"id": "far.therapist"})
    desk = desk_of(file_clinic, stranger)
    enter(desk, {"patient_id": "V1"})
    known = patient_field(sent(open_page(desk)))["wrong"]
    enter(desk, {"patient_id": "V999"})
    assert known == patient_field(sent(open_page(desk)))["wrong"] == NEEDED
