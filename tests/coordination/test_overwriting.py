"""What was decided, answered, dated or listed meanwhile is not overwritten by who has not seen it (DESIGN 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from careplan.coordination import decisions
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.done import Done
from careplan.coordination.medicines import confirm_medicines
from careplan.coordination.open_asks import open_asks
from careplan.coordination.overwriting import Seen
from careplan.coordination.tasks import start
from careplan.errors import Conflict
from careplan.patient import Medicine, OperationProcedure, ProcedureKind
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.small_clinic import PEOPLE, SmallClinic

EARLY, LATE = date(2026, 5, 4), date(2026, 6, 1)
GABAPENTIN, ASPIRIN = Medicine(name="gabapentin"), Medicine(name="aspirin")


def _decide(small: SmallClinic, plan: str, value: str, seen: str | None, actor: Practitioner) -> Done:
    looked_at = Seen(seen or "undecided")
    return decisions.decide(small.clinic, plan, "gate.surgery", value, actor=actor, why="Agreed", seen=looked_at)


def _answer(small: SmallClinic, plan: str, value: str, seen: str | None, actor: Practitioner) -> Done:
    return decisions.answer_fact(small.clinic, plan, "smoker", value, actor=actor, seen=Seen(seen))


def _operate(small: SmallClinic, plan: str, value: date, seen: date | None, actor: Practitioner) -> Done:
    planned = [one for one in small.plan(plan).inputs.record.operations if not one.done]
    return decisions.plan_operation(
        small.clinic, plan, actor=actor, day=value, number=planned[0].number, seen=Seen(seen)
    )


def _inject(small: SmallClinic, plan: str, value: date, seen: date | None, actor: Practitioner) -> Done:
    kind, number = ProcedureKind.EPIDURAL, small.plan(plan).inputs.record.procedures[-1].number
    return decisions.plan_procedure(small.clinic, plan, kind, actor=actor, day=value, number=number, seen=Seen(seen))


def _list(small: SmallClinic, plan: str, value: Medicine, seen: Medicine | None, actor: Practitioner) -> Done:
    looked_at = Seen([seen.name] if seen else [])
    return confirm_medicines(small.clinic, plan, (value,), actor=actor, seen=looked_at)


CASES: dict[str, tuple[Callable[..., Done], object, object, tuple[object, object, object]]] = {
    "a decision": (_decide, "yes", "no", ("undecided", "yes", "no")),
    "an answer": (_answer, "yes", "no", (None, "yes", "no")),
    "an operation": (_operate, EARLY, LATE, (None, "2026-05-04", "2026-06-01")),
    "a procedure": (_inject, EARLY, LATE, (None, "2026-05-04", "2026-06-01")),
    "the medicines": (_list, GABAPENTIN, ASPIRIN, ([], ["gabapentin"], ["aspirin"])),
}


@pytest.fixture
def plan(small: SmallClinic) -> str:
    """A plan with an operation and a procedure that have no date yet, of a patient whose medicines nobody listed."""
    plan_id = small.begin("V2", "failed_fusion", changed={"medicines": []}).plan_id
    fusion = (OperationProcedure.SPINAL_FUSION,)
    decisions.plan_operation(small.clinic, plan_id, actor=PEOPLE["surgeon"], day=None, procedures=fusion)
    decisions.plan_procedure(small.clinic, plan_id, ProcedureKind.EPIDURAL, actor=PEOPLE["surgeon"], day=None)
    return plan_id


@pytest.mark.parametrize(("act", "first", "second", "fields"), CASES.values(), ids=CASES.keys())
def test_the_second_of_two_who_saw_the_same_meets_the_first_and_wins_once_it_was_seen(
    small: SmallClinic, plan: str, act: Callable[..., Done], first: object, second: object, fields: object
) -> None:
    act(small, plan, first, None, PEOPLE["surgeon"])
    version = small.plan(plan).version
    with pytest.raises(Conflict, match="changed this in the meantime") as met:
        act(small, plan, second, None, PEOPLE["pain.specialist" if act is _inject else "surgeon"])
    assert list(met.value.fields.values()) == [fields]
    assert met.value.by == "the surgeon" or met.value.by == "you"
    assert small.plan(plan).version == version, "nothing was written"
    act(small, plan, second, first, PEOPLE["surgeon"])


@pytest.mark.parametrize(("act", "first"), [case[:2] for case in CASES.values()], ids=CASES.keys())
def test_who_asks_for_what_stands_there_by_now_meets_nobody(
    small: SmallClinic, plan: str, act: Callable[..., Done], first: object
) -> None:
    act(small, plan, first, None, PEOPLE["surgeon"])
    act(small, plan, first, None, PEOPLE["surgeon"])


def test_the_decision_of_a_task_meets_one_that_was_taken_on_the_overview_since(small: SmallClinic, plan: str) -> None:
    conference = next(
        task for task in small.plan(plan).tasks.values() if "gate.surgery" in task.desired.asks and task.is_open
    )
    surgeon, why = PEOPLE["surgeon"], "They are away"
    start(small.clinic, conference.id, actor=surgeon, anyway_because="Today", on_behalf_because=why)
    asked = open_asks(small.plan(plan), conference, small.clinic.catalogue.facts)
    left = {name: Answer(not_obtained="Not today") for name in asked}
    answers = left | {"gate.surgery": Answer("yes", why="Loose screw")}
    _decide(small, plan, "no", None, surgeon)
    with pytest.raises(Conflict, match="Surgery: was undecided, now no, yours yes"):
        complete(
            small.clinic,
            conference.id,
            outcome=Outcome.PARTLY,
            actor=surgeon,
            on_behalf_because=why,
            answers=answers,
        )
    assert small.plan(plan).tasks[conference.identity].is_open
