"""The demo clinic shows everything that issue 2 point 13 and the brief of the screens ask for."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

from careplan.cause import Certainty
from careplan.coordination.board import board
from careplan.coordination.export_rows import Kind, Scope, Sheet
from careplan.coordination.exports import fhir, rows_of
from careplan.coordination.news import count_news, list_news
from careplan.coordination.red_flags import open_flags
from careplan.coordination.work import my_work
from careplan.improvement import improvement
from careplan.plan import CarePlan
from careplan.store import EventFilter, Section
from careplan.task import Outcome, Readiness, TaskStatus
from tests.demo.conftest import TODAY, Demo
from tests.fhir_r4.checker import problems

ACCOUNTS = {
    "primary.care": "primary_care",
    "surgeon": "surgeon",
    "physical.therapist": "physical_therapist",
    "pain.specialist": "pain_specialist",
    "psychologist": "psychologist",
    "nurse": "nurse",
    "coordinator": "care_coordinator",
    "admin": "admin",
    "viewer": "viewer",
}


def present(plan: CarePlan) -> set[str]:
    return {cause.cause for cause in plan.inputs.causes if cause.certainty is not Certainty.REFUTED}


def done_share(demo: Demo, patient_id: str) -> float:
    row = demo.rows()[patient_id]
    return row.tasks_done / row.tasks_total


def test_twelve_patients_without_names(demo: Demo) -> None:
    rows = demo.rows()
    assert sorted(rows) == [f"P-{number:04d}" for number in range(1, 13)]
    assert all(row.patient_name is None and row.record_number is None for row in rows.values())


def test_nine_accounts_without_passwords_in_a_clinic_marked_as_demo(demo: Demo) -> None:
    with demo.clinic.store.reading() as records:
        accounts = records.accounts.all()
        assert {account.name: account.role for account in accounts} == ACCOUNTS
        assert all(account.password is None for account in accounts)
        assert records.clinic.is_demo()
        team = records.teams.get(records.teams.default())
    assert {member.id for member in team.members} == set(ACCOUNTS) - {"admin"}


def test_every_one_of_the_three_causes(demo: Demo) -> None:
    causes = {cause for patient in demo.rows() for cause in present(demo.plan(patient))}
    assert {"scar_tissue", "failed_fusion", "recurrence", "recurrent_disc", "recurrent_stenosis"} <= causes


def test_two_causes_merged(demo: Demo) -> None:
    plan = demo.plan("P-0004")
    assert present(plan) == {"failed_fusion", "scar_tissue"}
    merged = [t for t in plan.tasks.values() if {m.partition("/")[0] for m in t.desired.members} >= present(plan)]
    assert merged


def test_an_open_red_flag_of_today_holds_work(demo: Demo) -> None:
    flags = open_flags(demo.clinic, demo.person("surgeon"))
    assert [(flag.patient_id, flag.flag.id, flag.due) for flag in flags] == [("P-0007", "RF01", TODAY)]
    readiness = {task.readiness for task in demo.tasks("P-0007")}
    assert Readiness.HELD in readiness


def test_a_red_flag_that_was_cleared(demo: Demo) -> None:
    flags = demo.plan("P-0008").inputs.flags
    assert [flag.flag for flag in flags] == ["RF07"]
    assert all(flag.cleared for flag in flags)


def test_a_normal_recovery(demo: Demo) -> None:
    assert present(demo.plan("P-0006")) == {"normal_recovery"}


def test_plans_early_midway_and_late(demo: Demo) -> None:
    assert done_share(demo, "P-0012") < 0.05
    assert 0.2 < done_share(demo, "P-0004") < 0.5
    assert done_share(demo, "P-0008") > 0.5


def test_outcomes_better_and_worse(demo: Demo) -> None:
    odi = demo.clinic.content.measures.by_id["odi"]
    better, worse = (
        improvement(odi, demo.plan(patient).inputs.record.observations, demo.plan(patient).inputs.start)
        for patient in ("P-0008", "P-0011")
    )
    assert better and better.reached
    assert worse and worse.change and worse.change > 0


def test_late_waiting_and_started_work(demo: Demo) -> None:
    rows = demo.rows()
    assert rows["P-0002"].late >= 3
    assert rows["P-0010"].late >= 3
    everything = [task for patient in rows for task in demo.tasks(patient)]
    assert any(task.readiness is Readiness.WAITING for task in everything)
    assert any(task.status is TaskStatus.IN_PROGRESS for task in everything)


def test_every_core_role_has_something_to_do_now(demo: Demo) -> None:
    with demo.clinic.store.reading() as records:
        for name in ("primary.care", "surgeon", "physical.therapist", "pain.specialist", "coordinator"):
            badges = records.tasks.badges(ACCOUNTS[name], records.teams.of(name), TODAY)
            assert badges.overdue + badges.today + badges.soon > 0, name
            assert badges.waiting > 0, name


def test_comments_assigned_persons_a_declined_and_an_added_task(demo: Demo) -> None:
    with demo.clinic.store.reading() as records:
        said = [c for patient in demo.rows() for c in records.comments.of_plan(demo.plan(patient).id)]
    assert len(said) >= 8
    everything = [task for patient in demo.rows() for task in demo.plan(patient).tasks.values()]
    assert any(task.assignee for task in everything)
    assert sum(task.outcome is Outcome.DECLINED for task in everything) == 2
    assert sum(task.by_hand for task in everything) == 3, "one, and two that a review meeting agreed on"
    assert any(task.overrides.due for task in everything)


def test_what_was_declined_asks_the_coordinator_and_what_waits_says_so(demo: Demo) -> None:
    """P-0010: the root block was declined; nobody may wait in silence."""
    plan = demo.plan("P-0010")
    coordinator = demo.person("coordinator")
    lines = {line.key: line for line in board(demo.clinic, plan.id, actor=coordinator).lines}
    asked = lines["ID03-undone-1"]
    block = "“Selective nerve root block at the suspected level”"
    assert asked.title == f"{block} was declined: go on without it, plan it again or cancel"
    assert asked.role == coordinator.role
    assert asked.late_days > 0
    assert asked.unblocks > 0
    assert any(wait.id == asked.id for line in lines.values() for wait in line.waits_for)
    sections = dict.fromkeys(Section, 1000)
    mine = my_work(demo.clinic, coordinator, sections).lines[Section.OVERDUE]
    assert asked.id in {line.id for line in mine}
    surgeon = my_work(demo.clinic, demo.person("surgeon"), sections)
    waiting = [line for part in surgeon.lines.values() for line in part if line.patient_id == "P-0010"]
    assert any(asked.title in {wait.title for wait in line.waits_for} for line in waiting)


def test_a_decided_gate_with_planned_operation_and_aftercare(demo: Demo) -> None:
    plan = demo.plan("P-0005")
    assert plan.inputs.record.gates["gate.surgery"][-1].value == "yes"
    planned = [operation for operation in plan.inputs.record.operations if not operation.done]
    assert len(planned) == 1 and planned[0].day and planned[0].day > TODAY
    assert any(identity.module == "aftercare" for identity in plan.tasks)


def test_a_planned_injection_with_its_safety_check(demo: Demo) -> None:
    plan = demo.plan("P-0001")
    assert [procedure.kind for procedure in plan.inputs.record.procedures] == ["epidural"]
    assert any(task.desired.key == "J01" and task.due for task in plan.tasks.values())


def test_a_confirmed_and_a_refuted_cause(demo: Demo) -> None:
    certainties = {c.certainty for patient in demo.rows() for c in demo.plan(patient).inputs.causes}
    assert certainties == set(Certainty)


def test_what_a_refuted_cause_asked_for_was_looked_at_and_cancelled(demo: Demo) -> None:
    gone = [task for task in demo.plan("P-0011").tasks.values() if task.status is TaskStatus.CANCELLED]
    assert {task.identity.module for task in gone} >= {"recurrence"}
    assert all(task.reason for task in gone)


def test_changes_since_each_last_looked(demo: Demo) -> None:
    for name in ("primary.care", "surgeon", "pain.specialist", "coordinator"):
        actor = demo.person(name)
        assert count_news(demo.clinic, actor).changes > 0, name
        assert list_news(demo.clinic, actor)


def test_the_history_is_real_in_order_and_unbroken(demo: Demo) -> None:
    with demo.clinic.store.reading() as records:
        kept = [one for who in demo.rows() for one in records.events.latest(EventFilter(patient_id=who), limit=500)]
        assert records.events.first_break() is None
    by_number = sorted(kept, key=lambda one: one.number)
    assert all(before.event.at <= after.event.at for before, after in pairwise(by_number))
    assert by_number[-1].event.at <= demo.clinic.now()
    assert len({one.event.actor for one in kept}) >= 7


def test_every_plan_of_the_demo_leaves_as_valid_fhir(demo: Demo) -> None:
    sheet = Sheet(names=False, reason="Yearly report")
    doctor = demo.person("primary.care")
    whole = json.loads(b"".join(fhir(demo.clinic, Scope(), actor=doctor, sheet=sheet)))
    assert problems(whole) == []
    told = Counter(entry["resource"]["resourceType"] for entry in whole["entry"])
    assert told["CarePlan"] == rows_of(demo.clinic, Kind.PLANS, Scope(), actor=doctor) >= 12
    assert told["Task"] == rows_of(demo.clinic, Kind.TASKS, Scope(), actor=doctor)
    assert sum(told.values()) == rows_of(demo.clinic, Kind.FHIR, Scope(), actor=doctor)
    patients = [entry["resource"] for entry in whole["entry"] if entry["resource"]["resourceType"] == "Patient"]
    assert all("HTEST" in [one["code"] for one in patient["meta"]["security"]] for patient in patients)
