"""A new plan of a patient who is on record: what is known stands there, what is changed is kept beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from careplan.coordination import decisions, intake_draft, new_plan
from careplan.coordination.sheet import Sheet
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput
from careplan.facts import Entry, Record
from careplan.patient import Patient
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

DOCTOR = PEOPLE["primary.care"]
LATER = MONDAY + timedelta(days=30)


@pytest.fixture
def later(small: SmallClinic) -> SmallClinic:
    """V1 recovers by plan since Monday; a month has passed, and a plan with a cause may take over (R4)."""
    plan_id = small.begin("V1", "normal_recovery").plan_id
    decisions.answer_fact(small.clinic, plan_id, "smoker", "yes", actor=DOCTOR)
    return small.on(LATER)


def fill(small: SmallClinic, changes: dict[str, Any]) -> Sheet:
    intake_draft.enter(small.clinic, DOCTOR, changes)
    return new_plan.open_sheet(small.clinic, DOCTOR)


def kept(small: SmallClinic, patient_id: str) -> tuple[Patient, Record]:
    with small.clinic.store.reading() as records:
        return records.patients.get(patient_id).patient, records.patients.known(patient_id, LATER)


def create(small: SmallClinic) -> str:
    fill(small, {"red_flag.none": "yes", "causes": ["scar_tissue"]})
    return new_plan.create(small.clinic, DOCTOR).done.plan_id


def test_what_is_on_record_ranks_the_causes_before_anything_is_typed(later: SmallClinic) -> None:
    sheet = fill(later, {"patient_id": "V1"})
    assert sheet.look is not None
    assert sheet.look.answers["i_scar_match"] == "yes"
    assert sheet.look.assessment.causes[0].cause.id == "scar_tissue"
    assert sheet.recorded_finding("i_scar_match") == Entry(MONDAY, "yes")
    assert sheet.recorded_fact("smoker") is not None
    assert sheet.last_score("nrs_leg") is not None
    assert (sheet.entered.findings, sheet.entered.facts, sheet.entered.scores) == ({}, {}, {})


def test_what_was_not_changed_keeps_its_day_and_is_not_kept_twice(later: SmallClinic) -> None:
    before = kept(later, "V1")
    fill(later, {"patient_id": "V1"})
    plan_id = create(later)
    assert kept(later, "V1") == before
    assert later.plan(plan_id).inputs.record.findings["i_scar_match"] == (Entry(MONDAY, "yes"),)


def test_what_is_changed_is_a_new_entry_after_the_old_one(later: SmallClinic) -> None:
    _, record = kept(later, "V1")
    fill(later, {"patient_id": "V1", "finding.i_scar_match": "no", "fact.smoker": "no", "score.nrs_leg": "2"})
    create(later)
    _, after = kept(later, "V1")
    assert after.findings["i_scar_match"] == (Entry(MONDAY, "yes"), Entry(LATER, "no"))
    assert after.facts["smoker"] == (Entry(MONDAY, "yes"), Entry(LATER, "no"))
    assert [(seen.value, seen.day) for seen in after.observations if seen.measure == "nrs_leg"][-1] == (2.0, LATER)
    assert set(record.observations) < set(after.observations)


def test_one_question_has_one_answer_also_over_the_record(later: SmallClinic) -> None:
    _, record = kept(later, "V1")
    assert record.findings["i_no_disc"][-1].value == "yes"
    sheet = fill(later, {"patient_id": "V1", "finding.i_disc_again": "yes"})
    assert sheet.look is not None
    assert (sheet.look.answers["i_disc_again"], sheet.look.answers["i_no_disc"]) == ("yes", "no")


def test_a_fact_overrules_the_finding_of_the_record_that_says_the_opposite(later: SmallClinic) -> None:
    fill(later, {"patient_id": "V1", "finding.f_smoker": "yes"})
    create(later)
    again = later.on(LATER + timedelta(days=30))
    sheet = fill(again, {"patient_id": "V1", "fact.smoker": "no"})
    assert sheet.look is not None
    assert (sheet.look.answers["f_smoker"], sheet.look.facts.value("smoker")) == ("no", "no")


def test_an_operation_that_is_corrected_stays_on_record_as_cancelled(later: SmallClinic) -> None:
    (was,) = kept(later, "V1")[0].operations
    fill(later, {"patient_id": "V1"})
    fill(later, {"operation.0.levels": "L1-L2"})
    create(later)
    old, new = kept(later, "V1")[0].operations
    assert old == was.model_copy(update={"cancelled": True})
    assert (new.number, new.levels, new.cancelled, new.day) == (was.number + 1, ("L1-L2",), False, was.day)


def test_an_operation_that_was_typed_before_the_id_stands_after_those_of_the_record(later: SmallClinic) -> None:
    (was,) = kept(later, "V1")[0].operations
    typed = {"operation.0.has.spinal_fusion": "yes", "operation.0.day": "2026-01-10"}
    sheet = fill(later, {**typed, "patient_id": "V1"})
    assert [operation.day for operation in sheet.entered.operations] == ["2025-08-02", "2026-01-10"]
    create(later)
    assert kept(later, "V1")[0].operations[0] == was


def test_medicines_keep_what_the_form_does_not_ask_and_no_list_stays_no_answer(later: SmallClinic) -> None:
    before, _ = kept(later, "V1")
    assert before.medicines
    fill(later, {"patient_id": "V1"})
    fill(later, {"medicine.1.name": "pregabalin", "medicine.1.amount": "150"})
    create(later)
    after, _ = kept(later, "V1")
    assert after.medicines is not None and after.medicines[0] == before.medicines[0]
    assert (after.medicines[1].name, after.medicines_confirmed) == ("pregabalin", LATER)


def test_a_confirmed_list_without_medicines_stands_so_in_the_form(small: SmallClinic) -> None:
    with small.clinic.store.writing() as records:
        team = records.teams.default()
        records.patients.add(
            Patient(id="P-0900", medicines=(), medicines_confirmed=MONDAY), team=team, at=small.clinic.now()
        )
    assert fill(small, {"patient_id": "P-0900"}).entered.no_medicines
    assert not fill(small, {"patient_id": "P-0901"}).entered.no_medicines


def test_answers_of_the_record_and_those_that_overruled_them_leave_with_the_id(later: SmallClinic) -> None:
    fill(later, {"patient_id": "V1", "finding.i_scar_match": "no", "finding.h_fever": "yes"})
    sheet = fill(later, {"patient_id": "P-0101"})
    assert sheet.entered.findings == {"h_fever": "yes"}
    assert sheet.look is not None
    assert "i_scar_match" not in sheet.look.answers and "h_burning" not in sheet.look.answers
    assert (sheet.recorded_finding("h_burning"), sheet.recorded_fact("smoker"), sheet.last_score("odi")) == (None,) * 3


def test_undo_of_create_takes_the_new_answers_back_and_leaves_the_old(later: SmallClinic) -> None:
    fill(later, {"patient_id": "V1", "finding.i_scar_match": "no", "red_flag.none": "yes", "causes": ["scar_tissue"]})
    done = new_plan.create(later.clinic, DOCTOR).done
    undo(later.clinic, done.act, actor=DOCTOR)
    assert kept(later, "V1")[1].findings["i_scar_match"][-1].value == "yes"


def test_the_screen_asks_the_store_as_often_however_much_is_on_record(later: SmallClinic) -> None:
    def queries(patient_id: str) -> int:
        fill(later, {"patient_id": patient_id})
        with later.clinic.store.count_queries() as ran:
            new_plan.open_sheet(later.clinic, DOCTOR)
        return len(ran)

    with later.clinic.store.writing() as records:
        records.patients.add(Patient(id="P-0900"), team=records.teams.default(), at=later.clinic.now())
    with_nothing = queries("P-0900")
    assert queries("V1") - with_nothing <= 8, "only the plan that is open is read besides"


def test_a_plan_that_starts_before_the_record_still_says_what_is_new_last(later: SmallClinic) -> None:
    sheet = fill(later, {"patient_id": "V1", "start": "2026-02-20", "finding.i_scar_match": "no"})
    assert sheet.intake is not None
    assert sheet.intake.record().findings["i_scar_match"][-1] == Entry(max(MONDAY, date(2026, 2, 20)), "no")


def test_a_birth_date_against_the_record_is_asked_about_and_the_record_is_used_until_then(later: SmallClinic) -> None:
    born = kept(later, "V1")[0].birth_date
    fill(later, {"birth_date": "1940-05-05"})
    sheet = fill(later, {"patient_id": "V1", "red_flag.none": "yes", "causes": ["scar_tissue"]})
    assert born is not None and sheet.intake is not None and sheet.look is not None
    assert sheet.wrong["birth_date"].endswith("you typed 5 May 1940. Is this the right patient?")
    assert sheet.entered.birth_date == "1940-05-05", "what was typed stays in its field"
    assert (sheet.intake.patient.birth_date, sheet.look.answers["f_age65"]) == (born, "no")
    with pytest.raises(InvalidInput, match="Is this the right patient"):
        new_plan.create(later.clinic, DOCTOR)
    assert fill(later, {"birth_date": born.isoformat()}).wrong == {}


def test_a_birth_date_that_was_agreed_is_kept_and_what_follows_of_it_is_not_of_the_record(later: SmallClinic) -> None:
    fill(later, {"birth_date": "1940-05-05"})
    fill(later, {"patient_id": "V1"})
    sheet = fill(later, {"birth_date_agreed": "1940-05-05"})
    assert sheet.look is not None
    assert "birth_date" not in sheet.wrong
    assert (sheet.look.answers["f_age65"], sheet.on_record["f_age65"]) == ("yes", "no")
    other = fill(later, {"birth_date": "1941-05-05"})
    assert "birth_date" in other.wrong, "another date was not agreed"
    fill(later, {"birth_date": "1940-05-05"})
    create(later)
    assert kept(later, "V1")[0].birth_date == date(1940, 5, 5)


def test_a_birth_date_is_agreed_for_one_patient_only(later: SmallClinic) -> None:
    fill(later, {"birth_date": "1940-05-05"})
    fill(later, {"patient_id": "V1"})
    fill(later, {"birth_date_agreed": "1940-05-05"})
    fill(later, {"patient_id": "P-0101"})
    assert fill(later, {"patient_id": "V1"}).born_in_doubt
