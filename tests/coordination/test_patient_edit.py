"""Who a patient is can be corrected: field by field, with Undo, and never over what somebody else has just written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from careplan.coordination.audit import Asked, history
from careplan.coordination.overview import overview
from careplan.coordination.patient_edit import PatientEntry, edit_patient, entry_of
from careplan.coordination.undo import undo
from careplan.errors import Conflict, InvalidInput
from careplan.patient import Sex
from tests.small_clinic import PEOPLE, SmallClinic

SURGEON, DOCTOR = PEOPLE["surgeon"], PEOPLE["primary.care"]
PLAN = "PL-V1-01"


@pytest.fixture
def begun(small: SmallClinic) -> SmallClinic:
    small.begin("V1", "scar_tissue")
    return small


def stands(small: SmallClinic) -> PatientEntry:
    return entry_of(small.record(PLAN).patient)


def test_a_record_number_is_entered_found_and_taken_back(begun: SmallClinic) -> None:
    was = stands(begun)
    done = edit_patient(begun.clinic, PLAN, replace(was, record_number=" 4711 "), actor=DOCTOR, seen=was)
    assert done.words == "Corrected: record number, V1" and "4711" not in done.words
    assert stands(begun) == replace(was, record_number="4711")
    undo(begun.clinic, done.act, actor=DOCTOR)
    assert stands(begun) == was


def test_the_age_follows_the_birth_date(begun: SmallClinic) -> None:
    was = stands(begun)
    edit_patient(begun.clinic, PLAN, replace(was, birth_date=date(1950, 1, 31)), actor=DOCTOR, seen=was)
    assert overview(begun.clinic, "V1", actor=DOCTOR).age == 76
    assert begun.plan(PLAN).inputs.record.birth_date == date(1950, 1, 31)


def test_two_who_correct_different_fields_both_do_and_of_one_field_the_second_is_told(begun: SmallClinic) -> None:
    seen = stands(begun)
    edit_patient(begun.clinic, PLAN, replace(seen, name="Ada Test"), actor=DOCTOR, seen=seen)
    edit_patient(begun.clinic, PLAN, replace(seen, sex=Sex.OTHER), actor=SURGEON, seen=seen)
    assert stands(begun) == replace(seen, name="Ada Test", sex=Sex.OTHER)
    with pytest.raises(Conflict, match="The primary care doctor changed this in the meantime"):
        edit_patient(begun.clinic, PLAN, replace(seen, name="Ada Best"), actor=SURGEON, seen=seen)
    assert stands(begun).name == "Ada Test"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("birth_date", date(2026, 3, 3), "lies in the future"),
        ("birth_date", date(1860, 3, 3), "years old"),
        ("birth_date", date(2026, 3, 1), "when there was a plan or an operation"),
        ("name", "x" * 301, "301 characters; at most 300"),
        ("record_number", "4711", "V2 has the record number 4711 already"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    begun: SmallClinic, field: str, value: object, said: str
) -> None:
    begun.begin("V2", "scar_tissue")
    edit_patient(begun.clinic, "PL-V2-01", PatientEntry(record_number="4711"), actor=DOCTOR, seen=PatientEntry())
    was = stands(begun)
    with pytest.raises(InvalidInput, match=said):
        edit_patient(begun.clinic, PLAN, replace(was, **{field: value}), actor=DOCTOR, seen=was)
    assert stands(begun) == was


def test_nothing_changed_is_no_act(begun: SmallClinic) -> None:
    was = stands(begun)
    with pytest.raises(InvalidInput, match="Nothing is changed"):
        edit_patient(begun.clinic, PLAN, was, actor=DOCTOR, seen=was)


def test_the_history_says_what_it_was_and_is(begun: SmallClinic) -> None:
    was = stands(begun)
    edit_patient(begun.clinic, PLAN, replace(was, name="Ada Test"), actor=DOCTOR, seen=was)
    line = history(begun.clinic, Asked("V1"), actor=DOCTOR).lines[0]
    assert ("Name", "nothing", "Ada Test") in line.changes
