"""The new-plan screen without a screen: drafts, what follows of them, and Create."""

from __future__ import annotations

from typing import Any

import pytest

from careplan.coordination import intake_draft, new_plan
from careplan.coordination.overview import overview
from careplan.coordination.sheet import Sheet
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput, NotAllowed
from careplan.plan import PlannedTask
from careplan.standing import standings
from careplan.task import HoldAs, Readiness, TaskStatus
from tests.entered import SCAR
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic

DOCTOR = PEOPLE["primary.care"]
FAILED_FUSION = {
    "operation.0.has.spinal_fusion": "yes",
    "operation.0.levels": "L4-L5",
    "operation.0.day": "2025-01-10",
    "finding.h_mechanical": "yes",
    "finding.i_ct_nonunion": "yes",
    "finding.i_halo": "yes",
    "causes": ["failed_fusion"],
}
ANSWERED = {"red_flag.none": "yes"}


def fill(small: SmallClinic, changes: dict[str, Any]) -> Sheet:
    intake_draft.enter(small.clinic, DOCTOR, changes)
    return new_plan.open_sheet(small.clinic, DOCTOR)


def test_what_was_entered_is_there_after_the_program_was_started_again(small: SmallClinic) -> None:
    fill(small, {"goal": "Walk 30 minutes", "finding.h_burning": "yes"})
    sheet = new_plan.open_sheet(small.clinic, DOCTOR)
    assert (sheet.entered.goal, sheet.entered.findings) == ("Walk 30 minutes", {"h_burning": "yes"})
    assert sheet.saved is not None


def test_everybody_has_a_draft_of_their_own(small: SmallClinic) -> None:
    fill(small, {"goal": "Walk 30 minutes"})
    assert new_plan.open_sheet(small.clinic, PEOPLE["surgeon"]).entered.goal == ""


def test_a_discarded_draft_can_be_taken_back(small: SmallClinic) -> None:
    fill(small, {"goal": "Walk 30 minutes"})
    intake_draft.discard(small.clinic, DOCTOR)
    sheet = new_plan.open_sheet(small.clinic, DOCTOR)
    assert (sheet.entered.goal, sheet.saved, sheet.discarded) == ("", None, True)
    intake_draft.restore(small.clinic, DOCTOR)
    assert new_plan.open_sheet(small.clinic, DOCTOR).entered.goal == "Walk 30 minutes"


def test_a_clear_first_cause_is_shown_with_its_plan_and_picked_by_nobody_but_a_person(small: SmallClinic) -> None:
    sheet = fill(small, {**SCAR, **ANSWERED})
    assert (sheet.picks, sheet.suggested) == ((), ("scar_tissue",))
    assert sheet.proposal is not None
    with pytest.raises(InvalidInput, match="Pick one to three suspected causes"):
        new_plan.create(small.clinic, DOCTOR)
    sheet = fill(small, {"causes": ["failed_fusion"]})
    assert (sheet.picks, sheet.suggested) == (("failed_fusion",), ())


def test_earlier_scores_are_kept_with_their_own_day_and_told_beside_those_of_now(small: SmallClinic) -> None:
    earlier = {"earlier_on": "2026-01-28", "earlier.odi": "62", "earlier.nrs_leg": "8"}
    now = {"scores_on": "2026-03-02", "score.odi": "34", "score.nrs_leg": "3", "score.nrs_back": "2"}
    fill(small, {**SCAR, **ANSWERED, **earlier, **now, "causes": ["scar_tissue"]})
    made = new_plan.create(small.clinic, DOCTOR)
    seen = small.plan(made.done.plan_id).inputs.record.observations
    assert [(one.measure, one.value, f"{one.day}") for one in seen if one.measure == "odi"] == [
        ("odi", 62, "2026-01-28"),
        ("odi", 34, "2026-03-02"),
    ]
    outcomes = {line.measure: line.moved for line in overview(small.clinic, made.patient_id, actor=DOCTOR).outcomes}
    before = {name: moved.earlier.value for name, moved in outcomes.items() if moved and moved.earlier}
    assert before == {"ODI": 62, "NRS leg": 8}
    assert not [moved for moved in outcomes.values() if moved and moved.change is not None]


def test_nothing_is_picked_while_the_ranking_is_uncertain_and_then_no_reason_is_asked(small: SmallClinic) -> None:
    sheet = fill(small, {"finding.h_burning": "yes"})
    assert sheet.look is not None and sheet.look.assessment.uncertain
    assert (sheet.picks, sheet.proposal) == ((), None)
    assert fill(small, {"causes": ["habits"]}).unexpected == ()


def test_another_pick_than_the_findings_suggest_needs_a_reason_that_the_history_keeps(small: SmallClinic) -> None:
    sheet = fill(small, {**SCAR, **ANSWERED, "causes": ["failed_fusion"]})
    assert sheet.needs_reason
    with pytest.raises(NotAllowed, match="Write why you pick it"):
        new_plan.create(small.clinic, DOCTOR)
    fill(small, {"reason": "Seen at the case conference"})
    done = new_plan.create(small.clinic, DOCTOR).done
    with small.clinic.store.reading() as records:
        events = [kept.event for kept in records.events.of_act(done.act)]
    assert [event.reason for event in events] == ["Seen at the case conference"]


def test_unanswered_red_flags_create_nothing(small: SmallClinic) -> None:
    fill(small, FAILED_FUSION)
    with pytest.raises(NotAllowed, match="Answer the red flags first"):
        new_plan.create(small.clinic, DOCTOR)
    with small.clinic.store.reading() as records:
        assert not records.patients.exists("P-0001")
    assert new_plan.open_sheet(small.clinic, DOCTOR).saved is not None


def test_none_of_these_beside_a_sign_of_a_red_flag_creates_nothing(small: SmallClinic) -> None:
    entered = {"finding.h_fever": "yes", "finding.i_discitis": "yes", "finding.x_motor_new": "yes"}
    sheet = fill(small, {**FAILED_FUSION, **entered})
    assert sheet.proposal is not None
    said = [check for check in sheet.proposal.checks if check.check == "red_flags_fit_findings"]
    assert [(one.severity, "is not answered yet" in one.message) for one in said] == [("warning", True)] * 2
    fill(small, ANSWERED)
    with pytest.raises(InvalidInput, match=r"“Fever, sweats or chills” and “Discitis.*is answered with none. Tick it"):
        new_plan.create(small.clinic, DOCTOR)
    sheet = fill(small, {"red_flag.RF03": "yes"})
    assert sheet.proposal is not None
    asked = [check for check in sheet.proposal.checks if check.check == "red_flags_fit_findings"]
    assert [(one.severity, "“Progressive motor deficit” is not ticked" in one.message) for one in asked] == [
        ("warning", True)
    ]
    assert new_plan.create(small.clinic, DOCTOR).done.plan_id


def test_create_makes_the_plan_shown_closes_the_red_flag_screen_and_forgets_the_draft(small: SmallClinic) -> None:
    shown = fill(small, {**FAILED_FUSION, **ANSWERED, "goal": "Part-time work"})
    done = new_plan.create(small.clinic, DOCTOR).done
    plan = small.plan(done.plan_id)
    assert shown.proposal is not None
    assert set(plan.tasks) == set(shown.proposal.draft.plan.tasks)
    screen = small.task(done.plan_id, "K01")
    assert (screen.status, screen.closed_on) == (TaskStatus.DONE, MONDAY)
    assert {"primary_care", "surgeon", "physical_therapist", "pain_specialist"} <= {t.role for t in plan.tasks.values()}
    assert plan.goal == "Part-time work"
    assert new_plan.open_sheet(small.clinic, DOCTOR).saved is None


def test_undo_of_create_shows_the_form_as_it_was_and_creating_again_makes_no_second_record(small: SmallClinic) -> None:
    shown = fill(small, {**FAILED_FUSION, **ANSWERED, "goal": "Part-time work", "tick.core/K09#1": ""})
    created = new_plan.create(small.clinic, DOCTOR)
    fill(small, {"goal": "Somebody else"})
    undone = undo(small.clinic, created.done.act, actor=DOCTOR)
    assert "What was entered stands on New plan again" in undone.words
    back = new_plan.open_sheet(small.clinic, DOCTOR)
    assert back.entered == shown.entered.model_copy(update={"patient_id": created.patient_id})
    assert back.known is not None and back.known.open_plan is None
    assert back.proposal is not None and shown.proposal is not None
    assert set(back.proposal.draft.plan.tasks) == set(shown.proposal.draft.plan.tasks)
    assert new_plan.create(small.clinic, DOCTOR).patient_id == created.patient_id


def test_undo_of_something_else_leaves_the_draft_alone(small: SmallClinic) -> None:
    other = small.begin("V1", "scar_tissue")
    fill(small, {**FAILED_FUSION, **ANSWERED})
    new_plan.create(small.clinic, DOCTOR)
    fill(small, {"goal": "Somebody else"})
    undo(small.clinic, other.act, actor=DOCTOR)
    assert new_plan.open_sheet(small.clinic, DOCTOR).entered.goal == "Somebody else"


def test_the_same_press_twice_creates_one_plan(small: SmallClinic) -> None:
    fill(small, {**FAILED_FUSION, **ANSWERED})
    first = new_plan.create(small.clinic, DOCTOR, key="0" * 32)
    fill(small, {**FAILED_FUSION, **ANSWERED})
    assert new_plan.create(small.clinic, DOCTOR, key="0" * 32) == first


def test_the_preview_is_edited_task_by_task_and_create_keeps_exactly_that(small: SmallClinic) -> None:
    sheet = fill(small, {**SCAR, **ANSWERED, "causes": ["scar_tissue"]})
    assert sheet.proposal is not None
    names = {task.desired.key: str(task.identity) for task in reversed(sheet.proposal.draft.plan.tasks.values())}
    sheet = fill(
        small,
        {
            f"tick.{names['K09']}": "",
            f"due.{names['K06']}": "2026-03-20",
            "added.add": {"title": "Call the employer", "role": "nurse", "due": "2026-04-01"},
        },
    )
    done = new_plan.create(small.clinic, DOCTOR).done
    tasks = small.plan(done.plan_id).tasks.values()
    open_keys = {task.desired.key for task in tasks if task.status is not TaskStatus.CANCELLED}
    assert "K09" not in open_keys
    assert str(small.task(done.plan_id, "K06").due) == "2026-03-20"
    added = small.task(done.plan_id, "+1")
    assert (added.title, added.role, str(added.due)) == ("Call the employer", "nurse", "2026-04-01")


def test_a_role_is_changed_for_the_whole_series(small: SmallClinic) -> None:
    sheet = fill(small, {**SCAR, **ANSWERED, "role.core/K13#1": "nurse"})
    assert sheet.proposal is not None
    series = [task for task in sheet.proposal.draft.plan.tasks.values() if task.desired.key == "K13"]
    assert len(series) > 1
    assert {task.role for task in series} == {"nurse"}


def test_a_dated_result_is_done_before_unless_somebody_says_no(small: SmallClinic) -> None:
    sheet = fill(small, {**SCAR, **ANSWERED, "done_on.mri": "2026-02-20"})
    assert {str(task): str(day) for task, day in sheet.edits.done.items()} == {"group/mri_contrast#1": "2026-02-20"}
    assert fill(small, {"done.group/mri_contrast#1": ""}).edits.done == {}
    wrong = fill(small, {"done.group/mri_contrast#1": "2027-02-20"}).wrong
    assert "to come" in wrong["done.group/mri_contrast#1"]


def test_a_safety_check_cannot_be_left_out(small: SmallClinic) -> None:
    sheet = fill(small, {**SCAR, "tick.core/K01#1": ""})
    assert sheet.proposal is not None
    assert "K01" in {task.desired.key for task in sheet.proposal.draft.plan.tasks.values()}


def test_nothing_else_found_says_no_to_the_rest_and_leaves_the_record_alone(small: SmallClinic) -> None:
    sheet = fill(
        small, {"birth_date": "1950-01-01", "finding.h_burning": "yes", "closed.history": "yes", "closed.risk": "yes"}
    )
    assert sheet.look is not None and sheet.intake is not None
    answers = sheet.look.answers
    assert (answers["h_burning"], answers["h_fever"], answers["f_age65"]) == ("yes", "no", "yes")
    assert sheet.intake.facts["smoker"] == "no"
    assert "h_onset_sudden" not in answers, "a question with two answers stays open"
    back = fill(small, {"closed.history": ""})
    assert back.look is not None and "h_fever" not in back.look.answers


def test_a_known_patient_is_filled_in_and_an_open_plan_stands_in_the_way(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    sheet = fill(small, {"patient_id": "V1"})
    assert sheet.known is not None and sheet.known.open_plan == plan_id
    assert (sheet.entered.birth_date, sheet.entered.sex) == ("1976-05-14", "male")
    assert sheet.entered.operations[0].procedures == ("microdiskectomy",)
    assert [medicine.name for medicine in sheet.entered.medicines] == ["paracetamol"]
    fill(small, {**ANSWERED, "causes": ["unclear"]})
    with pytest.raises(NotAllowed, match="has an open plan"):
        new_plan.create(small.clinic, DOCTOR)


@pytest.mark.parametrize("corrected", ["P-0101", "", "V1"])
def test_nothing_of_one_patients_record_stays_when_the_id_is_corrected(small: SmallClinic, corrected: str) -> None:
    small.begin("V4", "recurrent_stenosis")
    small.begin("V1", "scar_tissue")
    before = fill(small, {"goal": "Walk 30 minutes"}).entered
    taken = fill(small, {"patient_id": "V4"}).entered
    assert taken.birth_date and taken.sex and taken.medicines and not taken.operations[0].empty
    fill(small, {"operation.0.levels": "L1-L2"})
    now = fill(small, {"patient_id": corrected}).entered
    other = fill(small, {"patient_id": ""}).entered
    assert (other.birth_date, other.sex, other.medicines) == (before.birth_date, before.sex, before.medicines)
    assert all(operation.empty for operation in other.operations) and other.goal == "Walk 30 minutes"
    assert now.birth_date != taken.birth_date and "apixaban" not in {medicine.name for medicine in now.medicines}


def test_what_was_typed_for_the_patient_stays_when_the_id_is_corrected(small: SmallClinic) -> None:
    small.begin("V4", "recurrent_stenosis")
    fill(small, {"birth_date": "1970-01-02", "patient_id": "V4"})
    assert fill(small, {"patient_id": "P-0101"}).entered.birth_date == "1970-01-02"


@pytest.mark.parametrize("name", ["John Smith 1968 <b>", "smith", "P-0101 Smith", "P-0101/..", "=1"])
def test_a_name_is_no_patient_id_and_creates_nothing(small: SmallClinic, name: str) -> None:
    sheet = fill(small, {**FAILED_FUSION, **ANSWERED, "patient_id": name})
    assert "no patient id" in sheet.wrong["patient_id"]
    with pytest.raises(InvalidInput, match="no patient id"):
        new_plan.create(small.clinic, DOCTOR, key="press")


def test_a_patient_of_another_team_is_not_recognised(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    intake_draft.enter(small.clinic, STRANGER, {"patient_id": "V1"})
    sheet = new_plan.open_sheet(small.clinic, STRANGER)
    assert (sheet.known, sheet.entered.birth_date) == (None, "")


def test_a_wrong_field_stands_in_the_way_of_create(small: SmallClinic) -> None:
    fill(small, {**FAILED_FUSION, **ANSWERED, "score.odi": "140"})
    with pytest.raises(InvalidInput, match="from 0 to 100"):
        new_plan.create(small.clinic, DOCTOR)


def test_a_viewer_may_neither_look_nor_enter(small: SmallClinic) -> None:
    for act in (
        lambda: new_plan.open_sheet(small.clinic, VIEWER),
        lambda: intake_draft.enter(small.clinic, VIEWER, {"goal": "x"}),
        lambda: new_plan.create(small.clinic, VIEWER),
    ):
        with pytest.raises(NotAllowed, match="Open a plan for a patient"):
            act()


def test_the_screen_asks_the_store_as_often_with_many_patients_as_with_none(small: SmallClinic) -> None:
    fill(small, {**SCAR, "patient_id": "P-0099"})

    def queries() -> int:
        with small.clinic.store.count_queries() as ran:
            new_plan.open_sheet(small.clinic, DOCTOR)
        return len(ran)

    before = queries()
    for vignette, cause in (("V1", "scar_tissue"), ("V2", "failed_fusion"), ("V3", "recurrent_disc")):
        small.begin(vignette, cause)
    assert queries() == before
    assert before <= 8


def test_a9_a_red_flag_at_intake_makes_an_urgent_task_for_today_and_holds_elective_work(small: SmallClinic) -> None:
    fill(small, {**SCAR, "red_flag.RF01": "yes", "causes": ["scar_tissue"]})
    done = new_plan.create(small.clinic, DOCTOR).done
    record = small.record(done.plan_id)
    urgent = small.task(done.plan_id, "RF01")
    assert (urgent.due, urgent.priority) == (MONDAY, "urgent")
    held = {task.desired.hold_as for task in record.plan.tasks.values() if is_held(small, done.plan_id, task)}
    assert held == {HoldAs.EXERCISE}


def is_held(small: SmallClinic, plan_id: str, task: PlannedTask) -> bool:
    standing = standings(small.plan(plan_id), small.clinic.templates).get(task.identity)
    return standing is not None and standing.readiness is Readiness.HELD


def test_relief_longer_than_the_time_since_the_operation_stands_in_the_way_of_create(small: SmallClinic) -> None:
    wrong = {
        **SCAR,
        **ANSWERED,
        "operation.0.day": "2026-01-15",
        "finding.h_gap_ge6m": "yes",
        "causes": ["scar_tissue"],
    }
    sheet = fill(small, wrong)
    assert sheet.proposal
    [check] = [check for check in sheet.proposal.checks if check.severity == "error"]
    assert "the operation was on 15 Jan 2026, 2 months ago" in check.message
    with pytest.raises(InvalidInput, match="Correct the answer or the date"):
        new_plan.create(small.clinic, DOCTOR)
    fill(small, {"operation.0.day": "2025-01-15", "reason": "As discussed"})
    new_plan.create(small.clinic, DOCTOR)
