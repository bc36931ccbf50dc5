"""What was entered at intake stays with the patient's record: findings, scores, reasons; and what undo makes of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from careplan.cause import Certainty
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.done import Done
from careplan.coordination.planning import create_plan
from careplan.coordination.undo import undo
from careplan.errors import NotAllowed
from careplan.facts import Entry
from careplan.intake import read_intake, stated_findings
from careplan.task import Outcome
from tests.changing_cause import add_cause, set_certainty
from tests.small_clinic import MONDAY, PEOPLE, VIGNETTES, SmallClinic

SURGEON = PEOPLE["surgeon"]


def _enter(small: SmallClinic, cause: str, **changed: Any) -> Done:
    """Create a plan of V1 with a changed intake."""
    form = json.loads((VIGNETTES / "V1.json").read_text()) | changed
    intake = read_intake(json.dumps(form), small.clinic.content, today=small.clinic.today())
    return create_plan(small.clinic, intake, [cause], actor=SURGEON, red_flags_answered=True, reason="As discussed")


def _known(small: SmallClinic) -> dict[str, str]:
    with small.clinic.store.reading() as records:
        return dict(stated_findings(records.patients.known("V1", MONDAY)))


def test_findings_are_kept_with_the_day(small: SmallClinic) -> None:
    plan_id = _enter(small, "scar_tissue", findings={"h_burning": "yes", "i_no_disc": "no"}).plan_id
    kept = small.plan(plan_id).inputs.record.findings
    assert kept == {"h_burning": (Entry(MONDAY, "yes"),), "i_no_disc": (Entry(MONDAY, "no"),)}


def test_undo_of_create_takes_back_what_the_intake_brought(small: SmallClinic) -> None:
    done = _enter(small, "scar_tissue", findings={"h_burning": "yes"}, facts={"smoker": True, "odi": 44})
    undo(small.clinic, done.act, actor=SURGEON)
    record = small.plan(done.plan_id).inputs.record
    assert _known(small) == {}
    assert record.facts["smoker"][-1].value is None
    assert record.observations == ()


def test_the_intake_of_a_later_plan_corrects_a_finding_and_its_undo_brings_it_back(small: SmallClinic) -> None:
    _enter(small, "normal_recovery", findings={"h_burning": "yes", "h_mechanical": "yes"})
    later = small.on(MONDAY + timedelta(days=30))
    day = later.clinic.today().isoformat()
    done = _enter(later, "scar_tissue", findings={"h_burning": "no"}, start=day)
    assert _known(small) == {"h_burning": "no", "h_mechanical": "yes"}
    undo(later.clinic, done.act, actor=SURGEON)
    assert _known(small) == {"h_burning": "yes", "h_mechanical": "yes"}


def test_the_reason_of_an_unexpected_pick_stays_with_that_cause_only(small: SmallClinic) -> None:
    scar = {"h_burning": "yes", "h_gap_1_6m": "yes", "h_onset_gradual": "yes", "i_scar_match": "yes"}
    plan_id = _enter(small, "facet_pain", findings=scar).plan_id
    (cause,) = small.plan(plan_id).inputs.causes
    assert cause.reason == "As discussed"
    other = add_cause(small.clinic, plan_id, "habits", actor=SURGEON)
    reasons = {one.cause: one.reason for one in small.plan(other.plan_id).inputs.causes}
    assert reasons == {"facet_pain": "As discussed", "habits": "Suspected now"}


def test_a_certainty_has_its_own_day_and_reason_and_undo_brings_back_the_former(small: SmallClinic) -> None:
    plan_id = _enter(small, "scar_tissue", findings={"h_burning": "yes"}).plan_id
    (before,) = small.plan(plan_id).inputs.causes
    later = small.on(MONDAY + timedelta(days=20))
    done = set_certainty(
        later.clinic, plan_id, "scar_tissue", Certainty.CONFIRMED, actor=SURGEON, reason="MRI of 20 March"
    )
    (cause,) = small.plan(plan_id).inputs.causes
    assert (cause.added, cause.certain_since, cause.reason) == (MONDAY, later.clinic.today(), "MRI of 20 March")
    undo(later.clinic, done.act, actor=SURGEON)
    assert small.plan(plan_id).inputs.causes == (before,)


def test_undo_of_a_closed_task_takes_its_scores_back(small: SmallClinic) -> None:
    plan_id = _enter(small, "scar_tissue").plan_id
    before = small.plan(plan_id).inputs.record.observations
    walked = small.task(plan_id, "K05")
    given = {
        name: Answer(45 if name == "odi" else None, not_obtained=None if name == "odi" else "Not asked")
        for name in walked.desired.asks
    }
    actor = next(person for person in PEOPLE.values() if person.role == walked.role)
    done = complete(small.clinic, walked.id, outcome=Outcome.PARTLY, answers=given, actor=actor)
    assert len(small.plan(plan_id).inputs.record.observations) == len(before) + 1
    undo(small.clinic, done.act, actor=actor)
    assert small.plan(plan_id).inputs.record.observations == before


def test_a_score_that_was_corrected_since_is_not_taken_back(small: SmallClinic) -> None:
    done = _enter(small, "scar_tissue", facts={"odi": 44})
    with small.clinic.store.writing() as records:
        odi = next(seen for seen in records.observations.of_patient("V1") if seen.observation.measure == "odi")
        right = odi.observation.model_copy(update={"value": 40.0})
        records.observations.change(odi, right, note="Typing error", timepoint=None)
    with pytest.raises(NotAllowed, match="a score was changed since"):
        undo(small.clinic, done.act, actor=SURGEON)
