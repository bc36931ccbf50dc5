"""The new-plan screen of a patient who is known already: what the record says stands beside what is typed."""

from __future__ import annotations

from datetime import date

import pytest

from careplan.pages.desk import Desk
from tests.pages.new_plan_sent import chip, enter, open_page, parts, sent
from tests.pages.page_of import desk_of
from tests.small_clinic import SmallClinic


def test_an_open_plan_is_said_once_with_ways_to_it_and_the_foot_gives_the_same_reason(
    desk: Desk, file_clinic: SmallClinic
) -> None:
    file_clinic.begin("V1", "scar_tissue")
    enter(desk, {"patient_id": "V1", "causes": ["unclear"]})
    data = sent(open_page(desk))
    leads = next(part for part in parts(data["form"]) if part.get("part") == "leads")
    assert leads["links"] == [
        {"text": "Open plan", "address": "/plan?id=PL-V1-01"},
        {"text": "Add a suspected cause", "address": "/patient?id=V1"},
    ]
    assert data["foot"]["off"] == "V1 has an open plan, PL-V1-01."
    assert not [text for text in data["checks"]["errors"] if "open plan" in text]


@pytest.mark.parametrize(("typed", "said"), [("", "empty: the next free id"), ("P-7001", "new patient")])
def test_what_becomes_of_the_id_is_said_as_it_stands(desk: Desk, typed: str, said: str) -> None:
    enter(desk, {"patient_id": typed})
    field = next(part for part in parts(sent(open_page(desk))["form"]) if part.get("key") == "patient_id")
    assert field["unit"] == said


def test_what_is_on_record_is_marked_with_its_day_and_is_never_taken_for_a_score_of_today(
    desk: Desk, file_clinic: SmallClinic
) -> None:
    file_clinic.begin("V1", "normal_recovery")
    desk = desk_of(file_clinic.on(date(2026, 4, 20)), desk.actor)
    enter(desk, {"patient_id": "V1"})
    data = sent(open_page(desk))
    scar = chip(data, "Enhancing scar round the root that matches the pain")
    assert (scar["state"], scar["mark"], scar["off"]) == ("yes", "from the record, 2 Mar 2026", "no")
    fields = {part["key"]: part for part in parts(data["form"]) if part.get("part") == "field"}
    assert (fields["score.nrs_leg"]["value"], fields["score.nrs_leg"]["record"]) == (
        "",
        "7 on 2 Mar 2026, from the record",
    )
    assert fields["fact.symptom_months"]["record"] == "4 on 2 Mar 2026, from the record"
    rows = [row for group in data["preview"]["groups"] for row in group["rows"]]
    mri = next(row for row in rows if row["title"].startswith("MRI of the lumbar spine"))
    assert (mri["offered"], mri["offered_day"], "done" in mri) == (
        "Mark as already done on 2 Mar",
        "2026-03-02",
        False,
    )
    notes = [part["text"] for part in parts(data["form"]) if part.get("part") == "note"]
    assert notes.count("From the record, 2 Mar 2026") == 2, "the operation and the medicine list"
    relief = next(part for part in parts(data["form"]) if part.get("key") == "relief" and "chips" in part)
    assert [button.get("mark") for button in relief["chips"]] == [None, "from the record, 2 Mar 2026", None]
    enter(desk, {scar["name"]: scar["off"], "medicine.0.name": "ibuprofen"})
    after = sent(open_page(desk))
    overruled = chip(after, "Enhancing scar round the root that matches the pain")
    assert (overruled["state"], overruled.get("mark")) == ("no", None)
    notes = [part["text"] for part in parts(after["form"]) if part.get("part") == "note"]
    assert "Changed: not the list from the record, 2 Mar 2026" in notes


def test_what_was_typed_before_a_known_id_is_held_against_the_record(desk: Desk, file_clinic: SmallClinic) -> None:
    file_clinic.begin("V1", "normal_recovery")
    enter(desk, {"birth_date": "1940-05-05", "operation.0.has.spinal_fusion": "yes", "causes": ["unclear"]})
    assert chip(sent(open_page(desk)), "Age 65 or more")["mark"] == "from what you entered"
    enter(desk, {"patient_id": "V1"})
    data = sent(open_page(desk))
    born = next(part for part in parts(data["form"]) if part.get("key") == "birth_date")
    assert born["wrong"] == "The record says 14 May 1976, you typed 5 May 1940. Is this the right patient?"
    assert data["foot"]["off"] == "Say which birth date is right."
    assert chip(data, "Age 65 or more")["mark"] == "from the record"
    notes = {part["key"]: part["text"] for part in parts(data["form"]) if part.get("part") == "note"}
    assert notes["operation.0.record"] == "From the record, 2 Mar 2026"
    assert notes["operation.1.record"].startswith("Typed here: not in the record.")
    ways = [part for part in parts(data["form"]) if part.get("key") in ("birth-date-keep", "birth-date-use")]
    assert [way["text"] for way in ways] == ["Use 14 May 1976", "Use 5 May 1940"]
    enter(desk, {ways[1]["name"]: ways[1]["press"]})
    agreed = sent(open_page(desk))
    assert not [part for part in parts(agreed["form"]) if part.get("key") == "birth_date" and part.get("wrong")]
    assert (chip(agreed, "Age 65 or more")["state"], chip(agreed, "Age 65 or more")["mark"]) == (
        "yes",
        "from what you entered",
    )
    assert "off" not in agreed["foot"]
