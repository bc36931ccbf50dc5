"""Lists and counters say the same as looking at every task, at the same cost for few plans and many."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from careplan.identity import Identity
from careplan.patient import Operation, OperationProcedure
from careplan.plan import CarePlan, PlanStatus
from careplan.plan_inputs import RedFlagFound
from careplan.store import ExportFilter, PlanFilter, PlanRow, PlanSort, Records, Section, TaskRow
from careplan.store.store import Store
from careplan.task import HoldAs, Outcome, Phase, Priority, Readiness, TaskStatus
from tests.store.ward import PEOPLE, START, Ward, closed

ALL_PARTS = tuple(Section)[:-1]


def _act(ward: Ward, plan_id: str, chance: random.Random) -> None:
    """Do one thing at random to a plan: close, start, move, assign, hand over, a red flag, or an operation to come."""
    before = ward.read(plan_id)
    open_tasks = [task for task in before.plan.tasks.values() if task.is_open]
    task = chance.choice(ward.ready(before.plan) or open_tasks)
    day = START + timedelta(days=chance.randrange(90))
    kind = chance.randrange(7)
    if kind == 0:
        after = before.plan.with_task(closed(task, day, chance.choice([Outcome.AS_PLANNED, Outcome.DECLINED])))
    elif kind == 1:
        after = before.plan.with_task(replace(task, status=TaskStatus.IN_PROGRESS, started_anyway="Could not wait"))
    elif kind == 2:
        after = before.plan.with_task(replace(task, overrides=replace(task.overrides, due=day)))
    elif kind == 3:
        after = before.plan.with_task(replace(task, assignee=chance.choice(["nurse", "surgeon", None])))
    elif kind == 4:
        after = before.plan.with_task(replace(task, overrides=replace(task.overrides, role="nurse")))
    elif kind == 5:
        after = _with_operation(before.plan, day if chance.randrange(3) else None)
    else:
        flags = before.plan.inputs.flags
        found = (
            tuple(replace(flag, cleared=day) for flag in flags)
            if flags
            else (RedFlagFound("RF04", 1, START, "surgeon"),)
        )
        after = replace(before.plan, inputs=replace(before.plan.inputs, flags=found))
    ward.save(before, after)


def _with_operation(plan: CarePlan, day: date | None) -> CarePlan:
    """Return the plan with an operation to come on a day, or with none."""
    past = tuple(operation for operation in plan.inputs.record.operations if operation.done)
    planned = (Operation(number=2, day=day, procedures=(OperationProcedure.MICRODISKECTOMY,), done=False),)
    record = replace(plan.inputs.record, operations=(*past, *(planned if day else ())))
    return replace(plan, inputs=replace(plan.inputs, record=record))


def _with_exercise_begun(plan: CarePlan) -> CarePlan:
    """Return the plan with exercise under way that waits for something still."""
    for task in plan.tasks.values():
        if task.desired.hold_as is HoldAs.EXERCISE and task.due:
            plan = plan.with_task(replace(task, status=TaskStatus.IN_PROGRESS, started_anyway="Could not wait"))
    return plan


def _slow(rows: list[TaskRow], others: set[str], role: str, today: date) -> dict[Section, list[TaskRow]]:
    """Sort every task into its part by the words of the product, without SQL."""
    parts: dict[Section, list[TaskRow]] = {part: [] for part in ALL_PARTS}
    for row in rows:
        if row.role != role or row.readiness is None or not row.turn:
            continue
        parts[_part(row, others, today)].append(row)
    return parts


def _part(row: TaskRow, others: set[str], today: date) -> Section:
    if row.due is None:
        return Section.UNDATED
    if row.rests(today):
        return Section.RESTING
    if row.readiness is not Readiness.READY or row.late_after is None:
        return Section.WAITING if row.id in others else Section.RESTING
    if row.late_after < today:
        return Section.OVERDUE
    if row.due <= today:
        return Section.TODAY
    return Section.SOON if row.due <= today + timedelta(days=7) else Section.LATER


def _pages(records: Records, role: str, team: int, today: date, part: Section, limit: int) -> list[TaskRow]:
    rows: list[TaskRow] = []
    while page := records.tasks.work(
        role, "", [team], today, part, after=rows[-1].place(today) if rows else None, limit=limit
    ):
        assert len(page) <= limit
        rows += page
    return rows


def _urgency(row: TaskRow, today: date) -> int:
    """Return 0 for a red flag, 1 for what is urgent and can be done today, 2 for the rest."""
    if row.red_flag:
        return 0
    now = row.readiness is Readiness.READY and not row.rests(today) and (row.opens or today) <= today
    return 1 if now and row.priority is Priority.URGENT else 2


def _waiting_on_others(records: Records, rows: list[TaskRow]) -> set[str]:
    """Return what waits, is not held, and waits for a task of another role."""
    waits = records.tasks.waited_for([row.id for row in rows if row.readiness is Readiness.WAITING])
    role = {row.id: row.role for row in rows}
    return {each for each, found in waits.items() if any(wait.role != role[each] for wait in found)}


def _order(part: Section, today: date) -> Any:
    urgent = {Section.OVERDUE: lambda r: (_urgency(r, today), r.late_after, -r.unblocks, r.due, r.id)}
    for each in (Section.TODAY, Section.SOON):
        urgent[each] = lambda r: (_urgency(r, today), -r.unblocks, r.due, r.id)
    return urgent.get(part, lambda r: (_urgency(r, today), r.due or date.max, r.id))


def test_every_part_and_badge_is_what_the_tasks_say_after_any_acts(ward: Ward) -> None:
    chance = random.Random(7)
    plans = [ward.admit("scar_tissue").id, ward.admit("recurrent_disc", "failed_fusion").id, ward.admit("hardware").id]
    plans.append(ward.admit("recurrent_disc").id)
    for plan in plans:
        before = ward.read(plan)
        begun = _with_exercise_begun(before.plan) if plan == plans[-1] else before.plan
        ward.save(before, _with_operation(begun, START + timedelta(days=25)))
    went_to_rest = set[Readiness | None]()
    for turn in range(60):
        _act(ward, chance.choice(plans), chance)
        if turn % 9:
            continue
        with ward.store.reading() as records:
            rows = [row for plan in plans for row in records.tasks.of_plan_rows(plan)]
            others = _waiting_on_others(records, rows)
            for role in PEOPLE.values():
                today = START + timedelta(days=chance.randrange(60))
                parts = _slow(rows, others, role, today)
                went_to_rest |= {row.readiness for row in parts[Section.RESTING] if row.rests(today)}
                counted = records.tasks.badges(role, [ward.team], today)._asdict()
                assert {part.value: len(found) for part, found in parts.items()} | {"handed": 0} == counted
                for part, expected in parts.items():
                    listed = _pages(records, role, ward.team, today, part, limit=4)
                    assert [row.id for row in listed] == [row.id for row in sorted(expected, key=_order(part, today))]
    assert went_to_rest == {Readiness.READY, Readiness.WAITING}


def test_no_counter_outlives_its_tasks(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    done = replace(before.plan, tasks={i: closed(task, START) for i, task in before.plan.tasks.items()})
    ward.save(before, done)
    with ward.store.reading() as records:
        for role in PEOPLE.values():
            assert set(records.tasks.badges(role, [ward.team], START)) == {0}


def test_a_red_flag_stands_before_what_is_late_longer(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    first, second = [task for task in ward.ready(before.plan) if task.role == "primary_care"][:2]
    flagged = replace(second, desired=second.desired._replace(red_flag="RF04"))
    ward.save(before, before.plan.with_task(flagged).with_task(first))
    with ward.store.reading() as records:
        rows = records.tasks.work("primary_care", "", [ward.team], START + timedelta(days=200), Section.OVERDUE)
    assert rows[0].red_flag
    assert rows[0].days_late(START + timedelta(days=200)) < max(r.days_late(START + timedelta(days=200)) for r in rows)


def test_what_another_role_gave_me_by_name_is_handed(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    task = next(task for task in ward.ready(before.plan) if task.role == "primary_care")
    ward.save(before, before.plan.with_task(replace(task, assignee="nurse")))
    with ward.store.reading() as records:
        rows = records.tasks.work("nurse", "nurse", [ward.team], START, Section.HANDED)
        assert [row.id for row in rows] == [task.id]
        assert records.tasks.badges("nurse", [ward.team], START, account="nurse").handed == 1
        assert records.tasks.work("nurse", "nurse", [ward.team + 1], START, Section.HANDED) == []


def test_another_team_sees_nothing(ward: Ward) -> None:
    ward.admit("scar_tissue")
    with ward.store.reading() as records:
        for part in Section:
            assert records.tasks.work("primary_care", "x", [ward.team + 1], START, part) == []
        assert set(records.tasks.badges("primary_care", [ward.team + 1], START)) == {0}
        assert records.plans.list(PlanFilter((ward.team + 1,)), START) == []
        assert list(records.tasks.rows_for_export(ExportFilter((ward.team + 1,)))) == []


def test_a_closed_plan_leaves_the_lists(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    ward.save(before, replace(before.plan, status=PlanStatus.CLOSED))
    with ward.store.reading() as records:
        assert set(records.tasks.badges("primary_care", [ward.team], START)) == {0}
        assert records.plans.open_of_patient("P-0001") is None


def _queries(store: Store, team: int) -> list[int]:
    numbers = []
    store._recent.forget()
    for look in (
        lambda r: r.tasks.work("primary_care", "primary.care", [team], START, Section.TODAY),
        lambda r: r.tasks.badges("primary_care", [team], START, account="primary.care"),
        lambda r: r.plans.list(PlanFilter((team,)), START),
        lambda r: r.plans.get("PL-0001-01"),
        lambda r: r.red_flags.open([team]),
    ):
        with store.count_queries() as ran, store.reading() as records:
            look(records)
        numbers.append(len(ran))
    return numbers


def test_a_list_takes_as_many_queries_with_300_patients_as_with_10(ward: Ward) -> None:
    with ward.store.writing() as records:
        for _ in range(10):
            ward.admit("normal_recovery", records=records)
    few = _queries(ward.store, ward.team)
    with ward.store.writing() as records:
        for _ in range(290):
            ward.admit("normal_recovery", records=records)
    assert _queries(ward.store, ward.team) == few
    with ward.store.reading() as records:
        assert records.plans.count(PlanFilter((ward.team,)), START) == 300


def _all_plans(records: Records, which: PlanFilter, today: date, sort: PlanSort) -> list[PlanRow]:
    rows: list[PlanRow] = []
    while page := records.plans.list(which, today, sort=sort, after=rows[-1].place if rows else None, limit=2):
        rows += page
    return rows


def test_the_worst_plans_stand_first(ward: Ward) -> None:
    calm, late, worse, flagged = (
        ward.admit("normal_recovery", start=START + timedelta(days=d)).id for d in (90, 0, 90, 90)
    )
    before = ward.read(flagged)
    flags = (RedFlagFound("RF04", 1, START, "surgeon"),)
    ward.save(before, replace(before.plan, inputs=replace(before.plan.inputs, flags=flags)))
    with ward.store.writing() as records:
        records.plans.note_response(worse, "worse")
    with ward.store.reading() as records:
        listed = _all_plans(records, PlanFilter((ward.team,)), START + timedelta(days=60), PlanSort.WORST)
        by_patient = _all_plans(records, PlanFilter((ward.team,)), START, PlanSort.PATIENT)
        only_late = records.plans.list(PlanFilter((ward.team,), late=True), START + timedelta(days=60))
        found = records.plans.list(PlanFilter((ward.team,), text="p-0003"), START)
    assert [row.id for row in listed] == [flagged, late, worse, calm]
    assert [row.id for row in by_patient] == [calm, late, worse, flagged]
    assert [row.id for row in only_late] == [late]
    assert [row.id for row in found] == [worse]


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        ({"cause": "failed_fusion"}, ["PL-0002-01"]),
        ({"cause": "scar_tissue"}, ["PL-0001-01", "PL-0002-01"]),
        ({"unconfirmed": True}, ["PL-0001-01", "PL-0002-01"]),
        ({"phase": Phase.SURGICAL}, []),
        ({"role": "primary_care"}, ["PL-0001-01", "PL-0002-01"]),
        ({"role": "viewer"}, []),
        ({"no_review": True}, []),
        ({"text": "100%"}, []),
        ({"status": None}, ["PL-0001-01", "PL-0002-01"]),
    ],
)
def test_plans_are_narrowed(ward: Ward, narrow: dict[str, Any], expected: list[str]) -> None:
    ward.admit("scar_tissue")
    ward.admit("scar_tissue", "failed_fusion")
    with ward.store.reading() as records:
        which = PlanFilter((ward.team,))._replace(**narrow)
        rows = records.plans.list(which, START, sort=PlanSort.PATIENT)
        assert records.plans.count(which, START) == len(expected)
    assert [row.id for row in rows] == expected


def test_the_next_action_is_the_first_that_can_be_done(ward: Ward) -> None:
    plan = ward.admit("scar_tissue")
    with ward.store.reading() as records:
        row = records.plans.list(PlanFilter((ward.team,)), START + timedelta(days=30))[0]
        rows = records.tasks.of_plan_rows(plan.id)
    ready = [r for r in rows if r.readiness is Readiness.READY and r.turn]
    today = START + timedelta(days=30)
    assert row.next_action and row.next_action.task_id == min(ready, key=_order(Section.OVERDUE, today)).id
    assert row.late == sum(1 for r in ready if r.days_late(today))
    assert row.tasks_open == sum(1 for r in rows if r.readiness)


def test_an_export_has_every_task_once_in_order(ward: Ward) -> None:
    kept = [ward.admit("scar_tissue", "failed_fusion")] + [ward.admit("normal_recovery") for _ in range(24)]
    with ward.store.reading() as records:
        rows = list(records.tasks.rows_for_export(ExportFilter((ward.team,))))
    assert [row.task_id for row in rows] == [task.id for plan in kept for task in plan.tasks.values()]
    ids = {identity: task.id for identity, task in kept[0].tasks.items()}
    for row in rows[: len(ids)]:
        waits = kept[0].tasks[Identity(row.module, row.key, row.instance, row.occurrence)].desired.waits
        assert row.depends_on == ";".join(ids[wait] for wait in waits if wait in ids)
        causes, goal, versions = row.of_plan.causes, row.of_plan.goal, dict(row.of_plan.versions)
        assert (causes, versions["core"], goal) == (("scar_tissue", "failed_fusion"), 1, "Walk 30 minutes")


def test_an_export_goes_by_patient_where_the_ids_of_plans_have_another_order(ward: Ward) -> None:
    patients = ["B7", "P-0002", "A-5", "P-0001", "Q1"]
    plans = {patient: ward.admit("scar_tissue", patient_id=patient) for patient in patients}
    assert [plans[patient].id for patient in sorted(patients)] != sorted(plan.id for plan in plans.values())
    with ward.store.reading() as records:
        rows = list(records.tasks.rows_for_export(ExportFilter((ward.team,))))
    assert [row.task_id for row in rows] == [
        task.id for patient in sorted(patients) for task in plans[patient].tasks.values()
    ]
    assert list(dict.fromkeys(row.of_plan.patient_id for row in rows)) == sorted(patients)


def test_what_a_task_waits_for_is_named(ward: Ward) -> None:
    plan = ward.admit("scar_tissue")
    stand = ward.stand(plan)
    waiting = {plan.tasks[i].id: s for i, s in stand.items() if s.waits}
    with ward.store.reading() as records:
        named = records.tasks.waited_for(waiting)
    assert {task: Counter(w.id for w in waits) for task, waits in named.items()} == {
        task: Counter(plan.tasks[wait].id for wait in s.waits) for task, s in waiting.items()
    }


def test_what_is_urgent_stands_before_what_is_late_longer_and_after_a_red_flag(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    *_, urgent, flagged = [task for task in ward.ready(before.plan) if task.role == "primary_care"]
    urgent = replace(urgent, overrides=replace(urgent.overrides, priority=Priority.URGENT))
    flagged = replace(flagged, desired=flagged.desired._replace(red_flag="RF04"))
    ward.save(before, before.plan.with_task(urgent).with_task(flagged))
    day = START + timedelta(days=200)
    with ward.store.reading() as records:
        rows = records.tasks.work("primary_care", "", [ward.team], day, Section.OVERDUE)
    assert [row.id for row in rows[:2]] == [flagged.id, urgent.id]
    assert rows[1].days_late(day) < max(row.days_late(day) for row in rows[2:])


def test_waiting_on_others_is_not_waiting_for_one_s_own_work(ward: Ward) -> None:
    plan = ward.read(ward.admit("scar_tissue").id).plan
    task, own, *_ = [each for each in ward.ready(plan) if each.role == "primary_care"]
    other = next(each for each in ward.ready(plan) if each.role != "primary_care")
    for wait, part in ((own, Section.RESTING), (other, Section.WAITING)):
        now = ward.read(plan.id)
        ward.save(now, now.plan.with_task(replace(task, desired=task.desired._replace(waits=(wait.identity,)))))
        with ward.store.reading() as records:
            pages = {each: records.tasks.work("primary_care", "", [ward.team], START, each) for each in ALL_PARTS}
        assert [each for each, rows in pages.items() if task.id in {row.id for row in rows}] == [part]
