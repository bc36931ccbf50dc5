"""The medicine list of a patient who is on record is confirmed on the overview, and what follows of it applies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careplan.coordination.happenings import happening
from careplan.coordination.medicines import confirm_medicines, listed, medicine_lines
from careplan.coordination.overview import overview
from careplan.coordination.red_flags import clear_flag, open_flags
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput, NotAllowed
from careplan.pages.parts.intake.medicines import UNITS
from careplan.patient import Medicine
from careplan.store import EventFilter
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

DOCTOR = PEOPLE["primary.care"]


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    """A plan of a patient whose medicine list nobody has confirmed."""
    made = small.begin("V1", "scar_tissue").plan_id
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        records.patients.save(seen, seen.patient.model_copy(update={"medicines": None, "medicines_confirmed": None}))
    return made


def test_a_list_is_read_line_by_line_with_its_amounts() -> None:
    text = "paracetamol\n\n oxycodone 40 mg \nfentanyl 12.5 mcg/h\nvitamin B12"
    found = medicine_lines(text)
    assert found[1] == Medicine(name="oxycodone", amount_per_day=40, unit="mg")
    assert found[2] == Medicine(name="fentanyl", amount_per_day=12.5, unit="mcg per hour")
    assert listed(found) == ("paracetamol", "oxycodone 40 mg", "fentanyl 12.5 mcg per hour", "vitamin B12")
    with pytest.raises(InvalidInput, match="“oxycodone 40”: write the amount a day with its unit"):
        medicine_lines("oxycodone 40")


@pytest.mark.parametrize(
    ("line", "amount", "unit"),
    [
        ("oxycodone 40 milligrams", 40, "mg"),
        ("oxycodone 2,5mg a day", 2.5, "mg"),
        ("oxycodone 40 MG/day", 40, "mg"),
        ("fentanyl 12 µg/h", 12, "mcg per hour"),
        ("fentanyl 12 mcg/hour", 12, "mcg per hour"),
        ("insulin glargine 20 other", 20, "other"),
    ],
)
def test_the_units_are_those_of_the_intake_however_they_are_written(line: str, amount: float, unit: str) -> None:
    [found] = medicine_lines(line)
    assert (found.amount_per_day, found.unit) == (amount, unit)
    assert not any(character.isdigit() for character in found.name)
    assert medicine_lines("\n".join(listed([found]))) == (found,)


def test_every_unit_of_the_intake_comes_back_from_the_list_of_the_overview() -> None:
    taken = tuple(Medicine(name="paracetamol", amount_per_day=3, unit=unit.id) for unit in UNITS)
    assert medicine_lines("\n".join(listed(taken))) == taken


@pytest.mark.parametrize(
    "line", ["vitamin D 1000 IU", "morphine 5 ml", "insulin 20 units daily", "lidocaine 5 %", "codeine 1 g"]
)
def test_another_unit_is_refused_and_never_becomes_part_of_the_name(line: str) -> None:
    with pytest.raises(
        InvalidInput, match=r"is no unit that is known here\. Write the amount a day in mg, mcg per hour, or"
    ):
        medicine_lines(f"paracetamol\n{line}")
    assert medicine_lines("vitamin B12 complex") == (Medicine(name="vitamin B12 complex"),)


def test_confirming_asks_the_medicine_rules_and_brings_what_opioids_ask_for(small: SmallClinic, plan_id: str) -> None:
    before = overview(small.clinic, "V1", actor=DOCTOR).alerts
    assert (before.medicines_unknown, before.may_confirm) == (True, True)
    done = confirm_medicines(small.clinic, plan_id, medicine_lines("oxycodone 40 mg"), actor=DOCTOR)
    with small.clinic.store.reading() as records:
        kept = records.patients.get("V1").patient
    assert (kept.medicines_confirmed, listed(kept.medicines or ())) == (MONDAY, ("oxycodone 40 mg",))
    assert small.plan(plan_id).inputs.record.facts["opioid_mme"][-1].value == 60
    assert any(identity.module == "opioid" for identity in small.plan(plan_id).tasks)
    assert not overview(small.clinic, "V1", actor=DOCTOR).alerts.medicines_unknown
    assert done.words == "Medicine list confirmed, V1"


def test_the_history_says_the_list_and_undo_takes_it_back(small: SmallClinic, plan_id: str) -> None:
    done = confirm_medicines(small.clinic, plan_id, (), actor=DOCTOR, none_taken=True)
    with small.clinic.store.reading() as records:
        [kept] = records.events.latest(EventFilter(plan_id=plan_id), limit=1)
    told = happening(small.clinic, kept.event)
    assert told.words == "Medicine list confirmed"
    assert ("Medicines", "nothing", "none") in told.fields
    assert ("Confirmed on", "nothing", "2 Mar 2026") in told.fields
    undo(small.clinic, done.act, actor=DOCTOR)
    assert overview(small.clinic, "V1", actor=DOCTOR).alerts.medicines_unknown
    with small.clinic.store.reading() as records:
        assert records.patients.get("V1").patient.medicines_confirmed is None


def test_a_list_that_was_confirmed_again_since_is_not_undone(small: SmallClinic, plan_id: str) -> None:
    done = confirm_medicines(small.clinic, plan_id, (), actor=DOCTOR, none_taken=True)
    later = small.on(MONDAY + timedelta(days=3))
    confirm_medicines(later.clinic, plan_id, medicine_lines("paracetamol"), actor=PEOPLE["pain.specialist"])
    with pytest.raises(NotAllowed, match="the medicine list was changed since"):
        undo(later.clinic, done.act, actor=DOCTOR)


def test_who_may_not_confirm_and_what_is_no_list_is_refused(small: SmallClinic, plan_id: str) -> None:
    for actor in (PEOPLE["physical.therapist"], PEOPLE["coordinator"]):
        with pytest.raises(NotAllowed):
            confirm_medicines(small.clinic, plan_id, medicine_lines("paracetamol"), actor=actor)
        assert not overview(small.clinic, "V1", actor=actor).alerts.may_confirm
    with pytest.raises(InvalidInput, match="or say that none is taken"):
        confirm_medicines(small.clinic, plan_id, (), actor=DOCTOR)
    with pytest.raises(InvalidInput, match="Correct the amount or its unit"):
        confirm_medicines(small.clinic, plan_id, medicine_lines("oxycodone 999999 mg"), actor=DOCTOR)
    assert overview(small.clinic, "V1", actor=DOCTOR).alerts.medicines_unknown


def test_a_list_that_meets_the_numbers_of_overdose_risk_opens_its_red_flag_as_an_intake_does(
    small: SmallClinic, plan_id: str
) -> None:
    taken = medicine_lines("oxycodone 90 mg\ndiazepam 10 mg")
    done = confirm_medicines(small.clinic, plan_id, taken, actor=DOCTOR)
    assert done.words.startswith("Red flag: possible high overdose risk without symptoms. Medicine list confirmed")
    assert not done.can_undo and "Another clinician clears it" in done.question
    assert [flag.flag.id for flag in open_flags(small.clinic, DOCTOR)] == ["RF12"]
    said = [alert.message for alert in overview(small.clinic, "V1", actor=DOCTOR).alerts.others]
    assert any("red flag “possible high overdose risk without symptoms”" in message for message in said)


def test_an_alert_calls_no_flag_raised_that_is_not_open(small: SmallClinic, plan_id: str) -> None:
    confirm_medicines(small.clinic, plan_id, medicine_lines("oxycodone 20 mg\ndiazepam 10 mg"), actor=DOCTOR)
    assert open_flags(small.clinic, DOCTOR) == []
    said = [alert.message for alert in overview(small.clinic, "V1", actor=DOCTOR).alerts.others]
    [combined] = [message for message in said if message.startswith("Combined use")]
    assert "red flag" not in combined
    assert "possible high overdose risk without symptoms if" in combined


def test_a_cleared_overdose_risk_opens_anew_with_another_dose_and_not_with_the_same_list(
    small: SmallClinic, plan_id: str
) -> None:
    confirm_medicines(small.clinic, plan_id, medicine_lines("oxycodone 90 mg"), actor=DOCTOR)
    clear_flag(small.clinic, plan_id, "RF12", actor=PEOPLE["surgeon"], finding="Awake", reason="Naloxone at home")
    confirm_medicines(small.clinic, plan_id, medicine_lines("oxycodone 90 mg\nparacetamol"), actor=DOCTOR)
    assert open_flags(small.clinic, DOCTOR) == []
    confirm_medicines(small.clinic, plan_id, medicine_lines("oxycodone 120 mg"), actor=DOCTOR)
    assert [flag.flag.id for flag in open_flags(small.clinic, DOCTOR)] == ["RF12"]


def test_a_name_that_looks_misspelt_is_asked_about_once(small: SmallClinic, plan_id: str) -> None:
    typed = medicine_lines("oxycodnoe 40 mg\nzubrolin 5 mg")
    with pytest.raises(InvalidInput, match=r"^“oxycodnoe” is not known\. Did you mean oxycodone\? Correct it"):
        confirm_medicines(small.clinic, plan_id, typed, actor=DOCTOR)
    assert overview(small.clinic, "V1", actor=DOCTOR).alerts.medicines_unknown
    confirm_medicines(small.clinic, plan_id, typed, actor=DOCTOR, as_written=True)
    shown = overview(small.clinic, "V1", actor=DOCTOR)
    assert listed(shown.patient.medicines or ()) == ("oxycodnoe 40 mg", "zubrolin 5 mg")
    assert shown.listed_by == DOCTOR.id


def test_an_alert_names_the_medicine_that_it_is_about(small: SmallClinic, plan_id: str) -> None:
    typed = medicine_lines("oxycodone 90 mg\nparacetamol")
    confirm_medicines(small.clinic, plan_id, typed, actor=DOCTOR)
    alerts = overview(small.clinic, "V1", actor=DOCTOR).alerts
    every = (*alerts.stops, *alerts.others, *alerts.more)
    [dose] = [one for one in every if one.rule == "M02"]
    assert dose.medicines == ("oxycodone",)


def test_who_confirmed_the_list_of_an_intake_is_who_entered_it(small: SmallClinic) -> None:
    small.begin("V2", "failed_fusion", by="surgeon")
    shown = overview(small.clinic, "V2", actor=DOCTOR)
    assert (shown.listed_by, shown.patient.medicines_confirmed) == ("surgeon", MONDAY)
