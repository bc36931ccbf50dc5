"""Undo of Create takes back what the form brought to the patient's record, and only that (R28)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from careplan.coordination.done import Done
from careplan.coordination.planning import create_plan
from careplan.coordination.undo import undo
from careplan.intake import read_intake
from careplan.patient import Medicine, OperationProcedure, Patient
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

SURGEON = PEOPLE["surgeon"]
FUSION = {"date": "2025-03-10", "procedures": ["spinal_fusion"], "levels": ["L4-L5"], "implant": True}
DISC = {"date": "2024-05-06", "procedures": ["microdiskectomy"], "levels": ["L5-S1"]}
FORM = {
    "patient_id": "P-0101",
    "birth_date": "1968-05-02",
    "sex": "female",
    "operations": [FUSION],
    "medicines": [{"name": "oxycodone", "amount_per_day": 20, "unit": "mg"}],
}


def _create(small: SmallClinic, cause: str, **changed: Any) -> Done:
    start = {"start": small.clinic.today().isoformat()}
    intake = read_intake(json.dumps({**FORM, **start, **changed}), small.clinic.content, today=small.clinic.today())
    return create_plan(small.clinic, intake, [cause], actor=SURGEON, red_flags_answered=True, reason="As discussed")


def _patient(small: SmallClinic) -> Patient:
    with small.clinic.store.reading() as records:
        return records.patients.get("P-0101").patient


def _change(small: SmallClinic, **values: Any) -> None:
    """Change the record from elsewhere, such as another program on the same database."""
    with small.clinic.store.writing() as records:
        seen = records.patients.get("P-0101")
        records.patients.save(seen, seen.patient.model_copy(update=values))


def test_nothing_of_the_form_stays_on_a_record_that_create_began(small: SmallClinic) -> None:
    done = _create(small, "failed_fusion")
    assert (len(_patient(small).operations), _patient(small).medicines_confirmed) == (1, MONDAY)
    undone = undo(small.clinic, done.act, actor=SURGEON)
    assert _patient(small) == Patient(id="P-0101")
    assert "left as it is" not in undone.words


def test_what_was_on_record_before_comes_back(small: SmallClinic) -> None:
    _create(small, "normal_recovery")
    before = _patient(small)
    later = small.on(MONDAY + timedelta(days=40))
    done = _create(later, "failed_fusion", operations=[FUSION, DISC], medicines=[])
    assert (len(_patient(later).operations), _patient(later).medicines) == (2, ())
    undo(later.clinic, done.act, actor=SURGEON)
    assert _patient(later) == before


def test_what_was_changed_since_stays_and_the_strip_says_so(small: SmallClinic) -> None:
    done = _create(small, "failed_fusion", operations=[FUSION, DISC])
    first, second = _patient(small).operations
    corrected = second.model_copy(update={"day": date(2025, 3, 12)})
    listed = (Medicine(name="paracetamol"),)
    _change(small, operations=(first, corrected), medicines=listed)
    undone = undo(small.clinic, done.act, actor=SURGEON)
    assert "Changed since, and left as it is: the operations and the medicine list" in undone.words
    left = _patient(small)
    assert (left.operations, left.medicines) == ((corrected,), listed)
    assert (left.birth_date, left.sex) == (None, None)


def test_an_operation_that_was_added_since_stays(small: SmallClinic) -> None:
    done = _create(small, "failed_fusion")
    [known] = _patient(small).operations
    another = known.model_copy(update={"number": 2, "procedures": (OperationProcedure.MICRODISKECTOMY,)})
    _change(small, operations=(known, another))
    undone = undo(small.clinic, done.act, actor=SURGEON)
    assert _patient(small).operations == (another,)
    assert "left as it is" not in undone.words
