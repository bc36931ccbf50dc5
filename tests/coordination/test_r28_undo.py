"""R28: Undo writes the reverse of what an act stored; it is refused where that was touched since; nothing is erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from careplan.cause import Certainty
from careplan.coordination import decisions, tasks
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.done import Done
from careplan.coordination.undo import undo
from careplan.errors import NotAllowed
from careplan.store import EventFilter
from careplan.task import Outcome
from tests.changing_cause import add_cause, foresee_cause, set_certainty
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

SURGEON = PEOPLE["surgeon"]
DAY = MONDAY + timedelta(days=40)
Act = Callable[[SmallClinic, str], Done]


def _task(small: SmallClinic, plan: str) -> str:
    return small.task(plan, "FF02").id


def _baseline(small: SmallClinic, plan: str) -> Done:
    task = small.task(plan, "K05")
    answers = {name: Answer(not_obtained="No form") for name in task.desired.asks} | {"gad2": Answer(2.0)}
    return complete(
        small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=SURGEON, answers=answers, on_behalf_because="Away"
    )


ACTS: dict[str, tuple[Act, Act]] = {
    "a close": (
        lambda small, plan: complete(
            small.clinic, _task(small, plan), outcome=Outcome.DECLINED, note="No", actor=SURGEON
        ),
        lambda small, plan: tasks.plan_again(
            small.clinic,
            next(task.id for i, task in small.plan(plan).tasks.items() if "-undone-" in i.key),
            DAY,
            actor=PEOPLE["coordinator"],
        ),
    ),
    "a move": (
        lambda small, plan: tasks.move(small.clinic, _task(small, plan), DAY, actor=SURGEON),
        lambda small, plan: tasks.move(small.clinic, _task(small, plan), DAY + timedelta(days=7), actor=SURGEON),
    ),
    "an assignment": (
        lambda small, plan: tasks.assign(small.clinic, _task(small, plan), assignee="surgeon", actor=SURGEON),
        lambda small, plan: tasks.assign(
            small.clinic, _task(small, plan), role="nurse", assignee="nurse", actor=SURGEON
        ),
    ),
    "an answer": (
        lambda small, plan: decisions.answer_fact(small.clinic, plan, "smoker", "no", actor=SURGEON),
        lambda small, plan: decisions.answer_fact(small.clinic, plan, "smoker", "yes", actor=SURGEON),
    ),
    "a decision": (
        lambda small, plan: decisions.decide(small.clinic, plan, "gate.surgery", "no", why="Heals", actor=SURGEON),
        lambda small, plan: decisions.decide(small.clinic, plan, "gate.surgery", "yes", why="Not", actor=SURGEON),
    ),
    "a cause": (
        lambda small, plan: add_cause(
            small.clinic, plan, "habits", actor=SURGEON, seen=foresee_cause(small.clinic, plan, "habits", actor=SURGEON)
        ),
        lambda small, plan: set_certainty(
            small.clinic, plan, "habits", Certainty.REFUTED, actor=SURGEON, reason="No longer"
        ),
    ),
}


def _state(small: SmallClinic, plan_id: str) -> dict[str, object]:
    plan = small.plan(plan_id)
    tasks_now = {
        str(i): (t.status, t.due, t.role, t.assignee, t.note, t.outcome) for i, t in plan.tasks.items() if t.is_open
    }
    return {**tasks_now, "causes": [(cause.cause, cause.certainty) for cause in plan.inputs.causes]}


@pytest.mark.parametrize("act", [act for act, _ in ACTS.values()], ids=ACTS.keys())
def test_r28_undo_puts_back_what_the_act_had_changed_and_erases_nothing(small: SmallClinic, act: Act) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    before, kept = _state(small, plan_id), small.plan(plan_id).tasks.keys()
    done = act(small, plan_id)
    version = small.plan(plan_id).version
    undo(small.clinic, done.act, actor=SURGEON)
    assert _state(small, plan_id) == before
    assert small.plan(plan_id).version == version + 1, "the former values are new ones"
    assert small.plan(plan_id).tasks.keys() >= kept
    with small.clinic.store.reading() as records:
        told = [one.event for one in records.events.latest(EventFilter(plan_id=plan_id))]
    assert {event.undoes for event in told if event.undoes} == {done.act}
    assert done.act in {event.act for event in told}, "the act itself stays in the history"


@pytest.mark.parametrize(("act", "touch"), ACTS.values(), ids=ACTS.keys())
def test_r28_undo_is_refused_where_somebody_touched_it_since(small: SmallClinic, act: Act, touch: Act) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    done = act(small, plan_id)
    touch(small, plan_id)
    now = _state(small, plan_id)
    with pytest.raises(NotAllowed, match=r"changed since\."):
        undo(small.clinic, done.act, actor=SURGEON)
    assert _state(small, plan_id) == now


def test_r28_undo_of_a_score_takes_the_score_back_with_the_task(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    before = small.plan(plan_id).inputs.record.observations
    done = _baseline(small, plan_id)
    assert len(small.plan(plan_id).inputs.record.observations) == len(before) + 1
    undo(small.clinic, done.act, actor=SURGEON)
    assert small.plan(plan_id).inputs.record.observations == before
    assert small.task(plan_id, "K05").is_open
