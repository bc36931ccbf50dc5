"""The urgent task of a red flag stays open and due while the flag is: no act but clearing the flag ends it (R25)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from careplan.coordination import tasks
from careplan.coordination.bulk import change_tasks
from careplan.coordination.closing import complete
from careplan.coordination.red_flags import clear_flag, open_flags, raise_flag
from careplan.coordination.undo import undo
from careplan.draft_plan import Edits
from careplan.errors import NotAllowed
from careplan.pressed import Act, ActKind, keep_act
from careplan.store import EventFilter
from careplan.task import Outcome, TaskStatus
from careplan.team import Practitioner
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

FLAG = "RF05"
LATER = MONDAY + timedelta(days=30)
SURGEON, DOCTOR = PEOPLE["surgeon"], PEOPLE["primary.care"]


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    raise_flag(small.clinic, plan_id, FLAG, actor=DOCTOR)
    return plan_id


def _acts() -> dict[str, Callable[[SmallClinic, str], object]]:
    """Return every act that could close the task of a flag, cancel it or put it off, by its name."""
    acts: dict[str, Callable[[SmallClinic, str], object]] = {}
    for outcome in Outcome:
        acts[f"complete as {outcome}"] = lambda small, task, how=outcome: complete(
            small.clinic, task, outcome=how, note="Said so", on_behalf_because="Away", actor=SURGEON
        )
        acts[f"press {outcome}"] = lambda small, task, how=outcome: keep_act(
            small.clinic, Act(ActKind(how.value), task, 0, "Said so", "0" * 32), actor=_owner(small, task)
        )
    acts["close with the missed ones"] = lambda small, task: complete(
        small.clinic, task, outcome=Outcome.AS_PLANNED, missed_too=True, actor=_owner(small, task)
    )
    acts["cancel"] = lambda small, task: tasks.cancel(small.clinic, task, reason="Wrong", actor=_owner(small, task))
    acts["move"] = lambda small, task: tasks.move(small.clinic, task, LATER, actor=_owner(small, task))
    acts["move many"] = lambda small, task: change_tasks(
        small.clinic, {task: tasks.moving(LATER)}, "Moved", actor=_owner(small, task)
    )
    acts["plan again"] = lambda small, task: tasks.plan_again(small.clinic, task, LATER, actor=_owner(small, task))
    return acts


def _owner(small: SmallClinic, task_id: str) -> Practitioner:
    with small.clinic.store.reading() as records:
        plan = records.plans.of_task(task_id).plan
    task = next(task for task in plan.tasks.values() if task.id == task_id)
    return next(person for person in PEOPLE.values() if person.role == task.role)


ACTS = _acts()


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_no_act_on_the_task_closes_it_or_puts_it_off(
    small: SmallClinic, plan_id: str, act: Callable[[SmallClinic, str], object]
) -> None:
    before = small.task(plan_id, FLAG)
    with small.clinic.store.reading() as records:
        events = len(records.events.latest(EventFilter(plan_id=plan_id)))
    with pytest.raises(NotAllowed, match=r"belongs to a red flag|asks for no work that was not done"):
        act(small, before.id)
    assert small.task(plan_id, FLAG) == before
    assert before.is_open
    assert before.due == MONDAY
    assert [flag.task_id for flag in open_flags(small.clinic, SURGEON)] == [before.id]
    with small.clinic.store.reading() as records:
        assert len(records.events.latest(EventFilter(plan_id=plan_id))) == events


def test_it_is_started_and_given_away_and_closes_with_the_flag_for_good(small: SmallClinic, plan_id: str) -> None:
    task = small.task(plan_id, FLAG)
    tasks.start(small.clinic, task.id, actor=_owner(small, task.id))
    tasks.assign(small.clinic, task.id, role="surgeon", assignee="surgeon", actor=PEOPLE["coordinator"])
    done = clear_flag(small.clinic, plan_id, FLAG, finding="No deficit", reason="Examined twice", actor=SURGEON)
    closed = small.task(plan_id, FLAG)
    assert closed.status is TaskStatus.DONE
    with pytest.raises(NotAllowed, match="cannot be undone"):
        undo(small.clinic, done.act, actor=SURGEON)
    with pytest.raises(NotAllowed, match="already done"):
        tasks.move(small.clinic, closed.id, LATER, actor=SURGEON)
    assert small.task(plan_id, FLAG).status is TaskStatus.DONE


def test_a_flag_found_at_intake_keeps_its_task_whatever_is_unticked_or_said_to_be_done(small: SmallClinic) -> None:
    with_flag = {"red_flags": [FLAG]}
    first = small.begin("V1", "scar_tissue", changed=with_flag).plan_id
    identity = small.task(first, FLAG).identity
    for number, edits in enumerate(
        (
            Edits(unticked=frozenset({identity.series})),
            Edits(done={identity: MONDAY}),
            Edits(moved={identity: LATER}),
        )
    ):
        plan_id = small.begin("V1", "scar_tissue", changed=with_flag, edits=edits, patient=f"P-10{number}").plan_id
        task = small.task(plan_id, FLAG)
        assert (task.is_open, task.due) == (True, MONDAY)
