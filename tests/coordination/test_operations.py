"""Operations and procedures: planned, dated, recorded as done, called off, and what counts from their day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from careplan.coordination import decisions, tasks
from careplan.coordination.board import board
from careplan.coordination.called_off import call_off_planned
from careplan.coordination.closing import complete
from careplan.coordination.news import count_news
from careplan.coordination.operated import record_operation
from careplan.coordination.overview import overview
from careplan.coordination.overwriting import Seen
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.coordination.work import my_work
from careplan.errors import Conflict, InvalidInput, NoRight, NotAllowed
from careplan.patient import OperationProcedure, ProcedureKind
from careplan.store import Section
from careplan.task import HoldAs, Outcome, Readiness
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


def test_ward_checks_are_not_done_before_the_operation_nor_exercise_begun_on_its_day(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    surgeon = PEOPLE["surgeon"]
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=surgeon, why="Root pressed")
    kind = (OperationProcedure.MICRODISKECTOMY,)
    day = MONDAY + timedelta(days=28)
    decisions.plan_operation(small.clinic, plan_id, actor=surgeon, day=day, procedures=kind)
    checks = small.task(plan_id, "A05")
    complete(small.clinic, small.task(plan_id, "A01").id, outcome=Outcome.NOT_NEEDED, actor=surgeon, note="None")
    with pytest.raises(NotAllowed, match=r"follows the operation of 30 Mar 2026, which is still to come"):
        complete(small.clinic, checks.id, outcome=Outcome.AS_PLANNED, actor=surgeon)
    exercise = next(
        task
        for task in small.plan(plan_id).tasks.values()
        if task.desired.hold_as is HoldAs.EXERCISE and task.due and task.due < day
    )
    later, therapist = small.on(day), PEOPLE["physical.therapist"]
    with pytest.raises(NotAllowed, match="rests from the operation of 30 Mar 2026 on"):
        tasks.start(later.clinic, exercise.id, actor=therapist, anyway_because="She is here")
    shown = {line.id: line for line in board(later.clinic, plan_id, actor=therapist).lines}
    assert (shown[exercise.id].readiness, shown[exercise.id].held_by) == (Readiness.HELD, ("operation",))
    complete(later.clinic, checks.id, outcome=Outcome.AS_PLANNED, actor=surgeon)


def test_exercise_that_was_begun_rests_in_my_work_from_the_day_of_the_operation(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrent_disc").plan_id
    surgeon, therapist, day = PEOPLE["surgeon"], PEOPLE["physical.therapist"], MONDAY + timedelta(days=28)
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=surgeon, why="Root pressed")
    kind = (OperationProcedure.MICRODISKECTOMY,)
    decisions.plan_operation(small.clinic, plan_id, actor=surgeon, day=day, procedures=kind)
    tasks_of_plan = small.plan(plan_id).tasks.values()
    exercise = next(t for t in tasks_of_plan if t.desired.hold_as is HoldAs.EXERCISE and t.due and t.due < day)
    tasks.start(small.clinic, exercise.id, actor=therapist, anyway_because="She is here")
    before, after = small.on(day - timedelta(days=1)), small.on(day)
    for clinic, stands in ((before, Readiness.READY), (after, Readiness.HELD)):
        work = my_work(clinic.clinic, therapist, dict.fromkeys(Section, 50))
        [line] = [line for part in work.lines.values() for line in part if line.id == exercise.id]
        assert line.readiness is stands
        assert line.held_by == (("operation",) if stands is Readiness.HELD else ())
    assert line.late_days == 0


def test_an_operation_date_gives_aftercare_its_days_and_moving_it_waits_to_be_looked_at(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=PEOPLE["surgeon"], why="Proven non-union")
    day = MONDAY + timedelta(days=120)
    fusion = (OperationProcedure.SPINAL_FUSION,)
    with pytest.raises(InvalidInput, match="choose at least one procedure"):
        decisions.plan_operation(small.clinic, plan_id, actor=PEOPLE["surgeon"], day=day)
    done = decisions.plan_operation(small.clinic, plan_id, actor=PEOPLE["surgeon"], day=day, procedures=fusion)
    assert small.task(plan_id, "A12").due == date(2026, 7, 10)
    undo(small.clinic, done.act, actor=PEOPLE["surgeon"])
    assert small.task(plan_id, "A12").due is None
    decisions.plan_operation(small.clinic, plan_id, actor=PEOPLE["surgeon"], day=day, procedures=fusion)
    number = next(op.number for op in small.plan(plan_id).inputs.record.operations if not op.done)
    decisions.plan_operation(small.clinic, plan_id, actor=PEOPLE["surgeon"], day=day + timedelta(days=7), number=number)
    assert small.task(plan_id, "A12").due == date(2026, 7, 10), "a moved open date is shown first (R27)"
    with pytest.raises(InvalidInput, match="before the plan began"):
        decisions.plan_operation(small.clinic, plan_id, actor=PEOPLE["surgeon"], day=date(2026, 1, 1))


def test_an_operation_that_took_place_is_recorded_with_what_was_done_and_opens_a_new_decision(
    small: SmallClinic,
) -> None:
    plan_id, surgeon = small.begin("V2", "failed_fusion").plan_id, PEOPLE["surgeon"]
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=surgeon, why="Proven non-union")
    day, fusion = MONDAY + timedelta(days=120), (OperationProcedure.SPINAL_FUSION,)
    decisions.plan_operation(small.clinic, plan_id, actor=surgeon, day=day, procedures=fusion)
    [planned] = [op for op in small.plan(plan_id).inputs.record.operations if not op.done]
    seen = Seen(day)
    took_place = (*fusion, OperationProcedure.IMPLANT_REMOVAL_OR_REVISION)
    record = partial(record_operation, plan_id=plan_id, number=planned.number, actor=surgeon, seen=seen)
    with pytest.raises(InvalidInput, match="30 Jun 2026 is still to come"):
        record(small.clinic, day=day, procedures=took_place)
    later = small.on(day + timedelta(days=2))
    for wrong, said in ((None, "Give the day"), (MONDAY - timedelta(days=1), "before the plan began")):
        with pytest.raises(InvalidInput, match=said):
            record(later.clinic, day=wrong, procedures=took_place)
    with pytest.raises(InvalidInput, match="Say what was done"):
        record(later.clinic, day=day, procedures=())
    before = later.plan(plan_id)
    done = record(later.clinic, day=day + timedelta(days=1), procedures=took_place)
    now = next(op for op in later.plan(plan_id).inputs.record.operations if op.number == planned.number)
    assert (now.done, now.day, now.procedures) == (True, day + timedelta(days=1), took_place)
    assert done.words == "Took place: Spinal fusion and Implant removal or revision, 1 Jul 2026, V2"
    anew = later.plan(plan_id).tasks.keys() - before.tasks.keys()
    assert {(one.key, one.instance) for one in anew} == {("surgical_decision", 2)}, "one decision per operation (R6)"
    with pytest.raises(InvalidInput, match="it took place, or was called off"):
        record(later.clinic, day=day, procedures=fusion)
    undo(later.clinic, done.act, actor=surgeon)
    assert later.plan(plan_id).inputs == before.inputs
    decisions.plan_operation(later.clinic, plan_id, actor=surgeon, day=day + timedelta(days=9), number=planned.number)
    with pytest.raises(Conflict, match="was 30 Jun 2026, now 9 Jul 2026"):
        record(later.clinic, day=day, procedures=fusion)


def test_a_date_that_follows_stands_in_the_history_of_its_task_and_conflicts(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    surgeon, nurse = PEOPLE["surgeon"], PEOPLE["nurse"]
    decisions.decide(small.clinic, plan_id, "gate.surgery", "yes", actor=surgeon, why="Proven non-union")
    looked_at = task_card(small.clinic, small.task(plan_id, "A12").id, nurse).line
    news = count_news(small.clinic, nurse).changes
    day, fusion = MONDAY + timedelta(days=120), (OperationProcedure.SPINAL_FUSION,)
    decisions.plan_operation(small.clinic, plan_id, actor=surgeon, day=day, procedures=fusion)
    [told] = task_card(small.clinic, looked_at.id, nurse).history
    assert ("Due date", "nothing", "10 Jul 2026") in told.fields
    assert (told.by, told.reason) == ("surgeon", "Operation on 30 Jun 2026, V2")
    assert count_news(small.clinic, nurse).changes == news + 1, "what follows is no news beside the act"
    with pytest.raises(Conflict, match="The surgeon changed the due date in the meantime"):
        tasks.move(small.clinic, looked_at.id, day, actor=PEOPLE["coordinator"], seen=looked_at.version)


def test_a_no_calls_off_what_was_planned_on_it_where_that_is_wanted(small: SmallClinic, plan_id: str) -> None:
    """R12: the work that counts from the operation is proposed to be cancelled, and one Undo brings all back."""
    surgeon, day = PEOPLE["surgeon"], date(2026, 5, 4)
    decide = partial(decisions.decide, small.clinic, plan_id, "gate.surgery", actor=surgeon)
    decide("yes", why="Unstable", facts={"fusion_planned": "yes"})
    kinds = (OperationProcedure.SPINAL_FUSION,)
    decisions.plan_operation(small.clinic, plan_id, actor=surgeon, day=day, procedures=kinds)
    said = decide("no", why="Wants to wait").words
    assert said == "Surgery: no, V2. Still planned: Spinal fusion, 4 May 2026"
    assert not small.plan(plan_id).inputs.record.operations[-1].cancelled
    seen = overview(small.clinic, "V2", actor=surgeon)
    [told] = [one.planned for one in seen.decisions if one.gate == "gate.surgery"]
    assert told == ("Spinal fusion, 4 May 2026",)
    assert seen.board and "A01" not in {one.series[1] for one in seen.board.changes}
    decide("yes", why="Unstable")
    done = decide("no", why="Wants to wait", call_off=True)
    assert done.words == "Surgery: no, called off: Spinal fusion, 4 May 2026, V2"
    seen = overview(small.clinic, "V2", actor=surgeon)
    assert seen.operations == ()
    assert seen.board and "A01" in {one.series[1] for one in seen.board.changes}
    undo(small.clinic, done.act, actor=surgeon)
    assert [one.day for one in overview(small.clinic, "V2", actor=surgeon).operations] == [day]


def test_one_planned_procedure_is_called_off_with_a_reason_by_who_may_plan_it(small: SmallClinic, plan_id: str) -> None:
    pain, day = PEOPLE["pain.specialist"], date(2026, 5, 4)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=pain, day=day)
    off = partial(call_off_planned, small.clinic, plan_id, "procedure.plan", 1)
    with pytest.raises(InvalidInput, match="Give a reason"):
        off(reason=" ", actor=pain)
    with pytest.raises(NoRight):
        off(reason="Fever", actor=PEOPLE["nurse"])
    assert off(reason="Fever", actor=pain).words == "Called off: Epidural, 4 May 2026, V2"
    with pytest.raises(InvalidInput, match="not planned any more"):
        off(reason="Fever", actor=pain)
