"""What a plan is computed from is kept with it, added to and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from careplan.cause import Certainty, SuspectedCause
from careplan.facts import Entry, Record
from careplan.observation import Observation
from careplan.patient import Operation, Procedure, ProcedureKind
from careplan.plan import CarePlan
from careplan.plan_inputs import RedFlagFound
from tests.engines import new_store
from tests.store.ward import MORNING, START, Ward, inputs_of, someone

LATER = START + timedelta(days=30)


def _with_record(plan: CarePlan, record: Record) -> CarePlan:
    return replace(plan, inputs=replace(plan.inputs, record=record))


def _changed(ward: Ward, plan_id: str, **inputs: object) -> CarePlan:
    before = ward.read(plan_id)
    after = replace(before.plan, inputs=replace(before.plan.inputs, **inputs))  # type: ignore[arg-type]
    ward.save(before, after)
    read = ward.read(plan_id).plan
    assert read.inputs == after.inputs
    return read


def test_causes_are_added_confirmed_put_last_and_taken_back(ward: Ward) -> None:
    plan_id = ward.admit("scar_tissue").id
    first = SuspectedCause("scar_tissue", START)
    second = SuspectedCause("failed_fusion", LATER, rounds={"mri_contrast": 2}, subtype_known=LATER)
    _changed(ward, plan_id, causes=(first, second))
    _changed(ward, plan_id, causes=(replace(first, certainty=Certainty.REFUTED), second))
    _changed(ward, plan_id, causes=(second, replace(first, added=LATER)))
    _changed(ward, plan_id, causes=(second,))


def test_red_flags_are_opened_cleared_and_open_again(ward: Ward) -> None:
    plan_id = ward.admit("scar_tissue").id
    one, other = RedFlagFound("RF04", 1, START, "nurse"), RedFlagFound("RF01", 1, START, None)
    _changed(ward, plan_id, flags=(one, other))
    with ward.store.reading() as records:
        assert [flag.flag for flag in records.red_flags.open([ward.team])] == ["RF01", "RF04"]
        assert len(records.red_flags.open([ward.team], "P-0001")) == 2
    cleared = replace(one, cleared=LATER)
    _changed(ward, plan_id, flags=(cleared, other))
    with ward.store.writing() as records:
        records.red_flags.describe(plan_id, "RF04", 1, finding="CT clear", reason="No fracture")
        records.red_flags.answered(plan_id, "RF01", 1, at=MORNING)
        first, second = records.red_flags.of_plan(plan_id)
    assert (first.cleared_by, first.finding, first.reason) == ("surgeon", "CT clear", "No fracture")
    assert (second.cleared, second.answered_at) == (None, MORNING)
    _changed(ward, plan_id, flags=(one, other))
    _changed(ward, plan_id, flags=())
    with ward.store.reading() as records:
        assert records.red_flags.open([ward.team]) == []


def test_facts_and_gates_are_answered_and_taken_back(ward: Ward) -> None:
    plan = ward.read(ward.admit("scar_tissue").id).plan
    known = plan.inputs.record
    decided = replace(known, gates={"gate.surgery": (Entry(LATER, "yes"),)})
    answered = replace(decided, facts={**known.facts, "employed": (Entry(LATER, "no"), Entry(LATER, None))})
    again = replace(answered, facts={**answered.facts, "pain_weeks": (Entry(START, 12.5), Entry(START, 12.5))})
    for record in (decided, answered, again, answered, known):
        _changed(ward, plan.id, record=record)


def test_operations_and_procedures_belong_to_the_patient(ward: Ward) -> None:
    plan = ward.read(ward.admit("scar_tissue").id).plan
    planned = Operation(number=2, day=LATER, done=False, recorded=START)
    block = Procedure(number=1, kind=ProcedureKind.EPIDURAL, planned=LATER, steroid=True)
    record = replace(plan.inputs.record, operations=(*plan.inputs.record.operations, planned), procedures=(block,))
    _changed(ward, plan.id, record=record)
    with ward.store.reading() as records:
        assert records.patients.get("P-0001").patient.procedures == (block,)


def test_an_observation_kept_with_its_note_is_not_kept_twice(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    new = Observation(measure="nrs_leg", value=4, day=LATER)
    words = Observation(measure="work_status", value="part time", day=LATER)
    with ward.store.writing() as records:
        shown = records.observations.add("P-0001", new, by="nurse", at=MORNING, plan_id=before.plan.id, note="By phone")
        record = before.plan.inputs.record
        after = _with_record(before.plan, replace(record, observations=(*record.observations, new, words)))
        records.plans.save(before, after, ward.stand(after), by="nurse", at=MORNING)
        kept = records.observations.of_patient("P-0001")
    assert [each.observation for each in kept] == [*record.observations, new, words]
    assert (kept[1].id, shown, kept[1].note) == ("M-000002", "M-000002", "By phone")
    assert ward.read(before.plan.id).plan.inputs == after.inputs


def test_a_corrected_or_withdrawn_observation_counts_no_longer(ward: Ward) -> None:
    plan_id = ward.admit("scar_tissue").id
    with ward.store.writing() as records:
        (odi,) = records.observations.of_patient("P-0001")
        right = odi.observation.model_copy(update={"value": 44.0})
        records.observations.change(odi, right, note="Typing error", timepoint="baseline")
    assert ward.read(plan_id).plan.inputs.record.observations == (right,)
    with ward.store.writing() as records:
        (odi,) = records.observations.of_patient("P-0001")
        records.observations.withdraw(odi, at=MORNING)
    assert ward.read(plan_id).plan.inputs.record.observations == ()


def test_a_second_plan_finds_what_is_known_of_the_patient(ward: Ward) -> None:
    first = ward.read(ward.admit("normal_recovery").id).plan
    with ward.store.writing() as records:
        whose = records.patients.get("P-0001").patient
        second = records.plans.add(
            replace(first, tasks={}, id=""), whose, {}, by="surgeon", at=MORNING, replaces=first.id
        )
    assert second.id == "PL-0001-02"
    read = ward.read(second.id)
    assert (read.replaces, read.plan.inputs.record) == (first.id, first.inputs.record)
    with ward.store.reading() as records:
        assert len(records.observations.of_patient("P-0001")) == 1
        assert records.plans.of_patient("P-0001") == (first.id, second.id)


def test_what_was_kept_of_a_patient_before_the_first_plan_is_not_kept_twice(ward: Ward) -> None:
    with ward.store.writing() as records:
        patient = records.patients.add(someone(), team=ward.team, at=MORNING)
        inputs = inputs_of(patient, "scar_tissue")
        (odi,) = inputs.record.observations
        records.observations.add(patient.id, odi, by="nurse", at=MORNING, note="By phone")
        plan = records.plans.add(CarePlan(inputs), patient, {}, by="surgeon", at=MORNING)
    assert ward.read(plan.id).plan.inputs == inputs


def test_of_a_new_patient_nothing_is_asked(ward: Ward) -> None:
    with ward.store.writing() as records:
        patient = records.patients.add(someone(), team=ward.team, at=MORNING)
        with ward.store.count_queries() as ran:
            records.plans.add(CarePlan(inputs_of(patient, "scar_tissue")), patient, {}, by="surgeon", at=MORNING)
    assert len([statement for statement in ran if statement.startswith("SELECT")]) == 1  # for the plan's number


def test_a_given_number_is_not_given_again(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.writing() as records:
        team = records.teams.add("Back team")
        given = [records.patients.add(someone(name), team=team, at=MORNING).id for name in ("", "P-0003", "", "")]
        assert given == ["P-0001", "P-0003", "P-0004", "P-0005"]
    store.close()
