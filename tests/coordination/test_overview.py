"""The patient on one page: progress, next actions, outcomes, alerts, decisions, news, earlier plans."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from careplan.cause import Band
from careplan.coordination import decisions, tasks
from careplan.coordination.closing import complete
from careplan.coordination.overview import Overview, look_at, overview
from careplan.coordination.planning import create_plan
from careplan.coordination.red_flags import ClearedFlag, clear_flag, raise_flag
from careplan.errors import NotFound
from careplan.intake import read_intake
from careplan.observation import Observation
from careplan.patient import ProcedureKind
from careplan.safety_rule import Severity
from careplan.task import Outcome, Phase
from careplan.urgency import URGENT
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIGNETTES, SmallClinic

SURGEON = PEOPLE["surgeon"]


def _overview(small: SmallClinic, patient_id: str = "V1", who: str = "surgeon") -> Overview:
    return overview(small.clinic, patient_id, actor=PEOPLE[who])


def _observe(small: SmallClinic, measure: str, value: float, days: int) -> None:
    seen = Observation(measure=measure, value=value, day=MONDAY + timedelta(days=days))
    with small.clinic.store.writing() as records:
        records.observations.add("V1", seen, by="nurse", at=small.clinic.now())


def test_who_it_is_and_how_far_each_phase_is(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    found = _overview(small)
    assert (found.patient.id, found.age) == ("V1", 49)
    assert [progress.phase for progress in found.phases] == list(Phase)
    assert found.phases[0].closed == 0
    line = next(one.line for one in found.next_actions if one.role == "surgeon")
    assert line is not None
    complete(small.clinic, line.id, outcome=Outcome.NOT_NEEDED, actor=SURGEON)
    after = _overview(small)
    assert after.phases[0] == found.phases[0]._replace(closed=1)
    assert after.board is not None and after.board.plan_id == plan_id


def test_what_was_cancelled_is_no_progress(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    before = _overview(small)
    mine = [line for line in before.board.lines if line.role == "physical_therapist"] if before.board else []
    single = next(line for line in mine if line.sessions == 1)
    series = next(line for line in mine if line.sessions > 1)
    for line in (single, series):
        tasks.cancel(small.clinic, line.id, actor=PEOPLE["physical.therapist"], reason="Not wanted")
    less = [one._replace(total=one.total - (one.phase is single.phase)) for one in before.phases]
    assert list(_overview(small).phases) == less, "the series goes on with its next session"


def test_every_core_role_has_a_line_or_says_that_it_has_nothing(small: SmallClinic) -> None:
    plan_id = small.begin("V5", "normal_recovery").plan_id
    tasks_of_pain = [task for task in small.plan(plan_id).tasks.values() if task.role == "pain_specialist"]
    for task in tasks_of_pain:
        tasks.assign(small.clinic, task.id, actor=SURGEON, role="surgeon")
    found = _overview(small, "V5")
    roles = [one.role for one in found.next_actions]
    assert set(roles) >= {"primary_care", "surgeon", "physical_therapist", "pain_specialist"}
    assert [one.role for one in found.next_actions if one.line is None] == ["pain_specialist"]


def test_next_actions_stand_in_the_order_of_the_roles_whatever_is_due_first(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    small = small.on(MONDAY + timedelta(days=60))
    order = list(small.clinic.catalogue.roles)
    roles = [one.role for one in _overview(small).next_actions if one.line]
    assert len(roles) > 4
    assert roles == sorted(roles, key=order.index)


def test_a_red_flag_and_what_it_brought_forward_stand_before_the_order_of_the_roles(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    raise_flag(small.clinic, plan_id, "RF02", actor=PEOPLE["physical.therapist"])
    lines = [one.line for one in _overview(small).next_actions if one.line]
    assert lines[0].red_flag
    urgencies = [min(line.urgency, URGENT) for line in lines]
    assert urgencies == sorted(urgencies)


def test_outcomes_are_held_against_the_smallest_change_that_matters(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    assert [line.measure for line in _overview(small).outcomes] == ["ODI", "NRS back", "NRS leg", "MME"]
    _observe(small, "odi", 33.0, 40)
    _observe(small, "nrs_leg", 6.0, 40)
    moved = {line.measure: line.moved for line in _overview(small).outcomes}
    odi, leg, back = moved["ODI"], moved["NRS leg"], moved["NRS back"]
    assert odi and (odi.change, odi.reached, odi.within_error) == (-11.0, True, True)
    assert leg and (leg.change, leg.reached) == (-1.0, False)
    assert back and back.latest is None


def test_a_stop_rule_names_what_it_stops(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    decisions.answer_fact(small.clinic, plan_id, "anticoagulant", "yes", actor=SURGEON)
    pain = PEOPLE["pain.specialist"]
    day = MONDAY + timedelta(days=30)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=day, steroid=True)
    alerts = _overview(small).alerts
    stop = next(alert for alert in alerts.stops if alert.rule == "M10")
    assert stop.severity is Severity.STOP
    assert stop.answered_by == ("pain specialist",)
    assert stop.stops, "the epidural is among the tasks that it stops"
    assert len(alerts.others) <= 3


def test_an_alert_offers_the_task_in_which_it_is_answered(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    decisions.answer_fact(small.clinic, plan_id, "opioid_mme", 60, actor=SURGEON)
    alert = next(one for one in _overview(small).alerts.others if one.rule == "M01")
    assert alert.task is not None and alert.task.key in ("O01", "O02", "O03")


def test_decisions_say_who_may_take_them(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    found = {decision.gate: decision for decision in _overview(small).decisions}
    assert list(found) == ["gate.surgery", "gate.injection", "gate.scs"]
    assert found["gate.surgery"].may and not found["gate.injection"].may
    assert "pain specialist" in found["gate.injection"].refusal
    decisions.decide(small.clinic, plan_id, "gate.surgery", "no", actor=SURGEON, why="No target")
    decided = _overview(small).decisions[0]
    assert (decided.value, decided.day) == ("no", MONDAY)


def test_what_others_changed_since_is_told_once_looked_at_no_more(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    assert _overview(small).looked.at is None
    look_at(small.clinic, plan_id, actor=SURGEON)
    pain = PEOPLE["pain.specialist"]
    decisions.decide(small.clinic, plan_id, "gate.injection", "yes", actor=pain, why="Root pain")
    changes = _overview(small).looked.changes
    assert [(change.by, change.reason) for change in changes] == [("pain.specialist", "Root pain")]
    assert _overview(small, who="pain.specialist").looked.changes == ()
    look_at(small.clinic, plan_id, actor=SURGEON)
    assert _overview(small).looked.changes == ()


def test_a_patient_of_another_team_is_not_there(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    for patient_id in ("V1", "P-0099", ""):
        with pytest.raises(NotFound, match="No such record, or not one you may see"):
            overview(small.clinic, patient_id, actor=STRANGER)
    with pytest.raises(NotFound):
        look_at(small.clinic, plan_id, actor=STRANGER)


def test_the_number_of_queries_is_constant(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    before = small.queries(lambda: _overview(small))
    for days in range(20):
        _observe(small, "odi", 40.0, days)
    assert small.queries(lambda: _overview(small)) == before <= 26


def test_a_cause_is_explained_from_the_record_as_it_is_now(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    (cause,) = _overview(small).causes.causes
    assert cause.fit is not None and cause.fit.band is Band.STRONG
    assert "Burning, electric, tingling pain" in cause.fit.reasons_for
    before = cause.fit.settle
    decisions.answer_fact(small.clinic, plan_id, "smoker", "yes", actor=SURGEON)
    again = _overview(small).causes
    assert again.causes[0].fit is not None and again.causes[0].fit.settle == before
    assert again.doubt is None


def test_findings_alone_can_stop_a_procedure(small: SmallClinic) -> None:
    text = (VIGNETTES / "V1.json").read_text()
    form = json.loads(text)
    form |= {"findings": form["findings"] | {"h_fever": "yes"}, "red_flags": ["RF03"]}
    intake = read_intake(json.dumps(form), small.clinic.content, today=MONDAY)
    done = create_plan(
        small.clinic, intake, ["scar_tissue"], actor=SURGEON, red_flags_answered=True, reason="As discussed"
    )
    pain = PEOPLE["pain.specialist"]
    clear_flag(small.clinic, done.plan_id, "RF03", actor=pain, finding="Normal temperature", reason="A cold")
    day = MONDAY + timedelta(days=30)
    decisions.plan_procedure(small.clinic, done.plan_id, ProcedureKind.EPIDURAL, actor=pain, day=day)
    stop = next(alert for alert in _overview(small).alerts.stops if alert.message == "Exclude infection first")
    assert stop.task is not None and stop.task.key == "J01", "the safety check before the injection answers it"


def test_no_alert_shows_a_code_and_each_has_an_action(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    for fact in ("benzodiazepine", "gabapentinoid", "diabetes"):
        decisions.answer_fact(small.clinic, plan_id, fact, "yes", actor=SURGEON)
    decisions.answer_fact(small.clinic, plan_id, "opioid_mme", 120, actor=SURGEON)
    alerts = _overview(small).alerts
    for alert in (*alerts.stops, *alerts.others):
        assert not re.search(r"\b(RF\d\d|[A-Z]{1,2}\d\d)\b|mme|_|>=", f"{alert.message} {alert.because}"), alert
        assert alert.task is not None, alert


def test_a_decision_says_when_by_which_role_and_why(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    decisions.decide(small.clinic, plan_id, "gate.surgery", "no", actor=SURGEON, why="No target")
    decided = _overview(small).decisions[0]
    assert (decided.value, decided.day, decided.role, decided.why) == ("no", MONDAY, "surgeon", "No target")
    undecided = _overview(small).decisions[1]
    assert (undecided.value, undecided.day, undecided.role) == ("undecided", None, None)


def test_a_cleared_red_flag_stays_told_with_finding_person_and_day(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    raise_flag(small.clinic, plan_id, "RF15", actor=SURGEON)
    assert _overview(small).cleared == ()
    doctor = PEOPLE["primary.care"]
    clear_flag(small.clinic, plan_id, "RF15", finding="No swelling", reason="Doppler normal", actor=doctor)
    name = small.clinic.content.red_flags.by_id["RF15"].suspicion
    assert _overview(small).cleared == (ClearedFlag(name, "No swelling", "Doppler normal", "primary.care", MONDAY),)


def test_without_a_medicine_list_it_is_said_that_its_rules_were_not_asked(small: SmallClinic) -> None:
    small.begin("V1", "scar_tissue")
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        records.patients.save(seen, seen.patient.model_copy(update={"medicines": None}))
    alerts = _overview(small).alerts
    assert alerts.medicines_unknown
    assert alerts.reconciled_in is not None
    assert alerts.reconciled_in.key == "K04"
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        records.patients.save(seen, seen.patient.model_copy(update={"medicines": ()}))
    assert not _overview(small).alerts.medicines_unknown


def test_why_a_change_is_proposed_is_said_without_code(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=SURGEON, why="Root pressed")
    board = _overview(small, "V3").board
    assert board is not None
    reasons = {change.reason for change in board.changes}
    assert "it was decided otherwise; it is asked for only with “surgery not decided on”" in reasons
    assert not any("gate." in reason or "=" in reason for reason in reasons)
