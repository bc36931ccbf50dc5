"""What was decided, answered, dated or listed meanwhile is not overwritten by who has not seen it (DESIGN 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from careplan.cause import Certainty
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
from tests.changing_cause import foresee_certainty, set_certainty
from tests.small_clinic import PEOPLE, SmallClinic

EARLY, LATE = date(2026, 5, 4), date(2026, 6, 1)
GABAPENTIN, ASPIRIN = Medicine(name="gabapentin"), Medicine(name="aspirin")


def _decide(small: SmallClinic, plan: str, value: str, seen: str | None, actor: Practitioner) -> Done:
    looked_at = Seen(seen or "undecided")
    return decisions.decide(small.clinic, plan, "gate.surgery", value, actor=actor, why="Agreed", seen=looked_at)


def _answer(
    small: SmallClinic, plan: str, value: str, seen: str | None, actor: Practitioner, fact: str = "smoker"
) -> Done:
    return decisions.answer_fact(small.clinic, plan, fact, value, actor=actor, seen=Seen(seen))


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


def _refute(small: SmallClinic, plan: str) -> None:
    refuted = (small.clinic, plan, "failed_fusion", Certainty.REFUTED)
    set_certainty(*refuted, actor=PEOPLE["pain.specialist"], reason="Fused on CT")


MEANWHILE: dict[str, tuple[str, Answer, Callable[[SmallClinic, str], object], str]] = {
    "a decision": (
        "gate.surgery",
        Answer("yes", why="Loose screw"),
        lambda small, plan: _decide(small, plan, "no", None, PEOPLE["surgeon"]),
        "^You changed this in the meantime .* Surgery: was undecided, now no, yours yes",
    ),
    "a cause": (
        "gate.cause:failed_fusion",
        Answer("confirmed", why="Motion on films"),
        _refute,
        "^The pain specialist changed .* Failed fusion: was suspected, now refuted, yours confirmed",
    ),
    "an answer": (
        "image_symptom_mismatch",
        Answer("no", seen=Seen(None)),
        lambda small, plan: _answer(small, plan, "yes", None, PEOPLE["nurse"], "image_symptom_mismatch"),
        "^The nurse changed .* was nothing, now yes, yours no",
    ),
}


@pytest.mark.parametrize(("name", "answer", "meanwhile", "words"), MEANWHILE.values(), ids=MEANWHILE.keys())
def test_what_a_task_answers_meets_what_was_said_elsewhere_since(
    small: SmallClinic, plan: str, name: str, answer: Answer, meanwhile: Callable[..., object], words: str
) -> None:
    facts, surgeon, why = small.clinic.catalogue.facts, PEOPLE["surgeon"], "They are away"
    tasks = small.plan(plan).tasks.values()
    task = next(one for one in tasks if one.is_open and name in open_asks(small.plan(plan), one, facts))
    start(small.clinic, task.id, actor=surgeon, anyway_because="Today", on_behalf_because=why)
    left = {one: Answer(not_obtained="Not today") for one in open_asks(small.plan(plan), task, facts)}
    answers = left | {name: answer}
    meanwhile(small, plan)
    done = partial(complete, small.clinic, task.id, outcome=Outcome.PARTLY, actor=surgeon, on_behalf_because=why)
    with pytest.raises(Conflict, match=words):
        done(answers=answers)
    assert small.plan(plan).tasks[task.identity].is_open
    done(answers={one: answers[one] for one in answers if one != name})


def test_a_cause_meets_what_a_conference_said_of_it_since(small: SmallClinic, plan: str) -> None:
    seen = foresee_certainty(small.clinic, plan, "failed_fusion", Certainty.REFUTED, actor=PEOPLE["surgeon"])
    asked = open_asks(small.plan(plan), small.task(plan, "K11"), small.clinic.catalogue.facts)
    answers = {one: Answer(not_obtained="Not today") for one in asked}
    answers |= {"gate.cause:failed_fusion": Answer("confirmed", why="Motion on films")}
    conference, pain, why = small.task(plan, "K11").id, PEOPLE["pain.specialist"], "I led it"
    start(small.clinic, conference, actor=pain, anyway_because="Today", on_behalf_because=why)
    complete(small.clinic, conference, outcome=Outcome.AS_PLANNED, actor=pain, on_behalf_because=why, answers=answers)
    met = "^The pain specialist changed .* Failed fusion: was suspected, now confirmed, yours refuted"
    with pytest.raises(Conflict, match=met):
        set_certainty(
            small.clinic, plan, "failed_fusion", Certainty.REFUTED, actor=PEOPLE["surgeon"], reason="Fused", seen=seen
        )
    again = foresee_certainty(small.clinic, plan, "failed_fusion", Certainty.REFUTED, actor=PEOPLE["surgeon"])
    set_certainty(
        small.clinic, plan, "failed_fusion", Certainty.REFUTED, actor=PEOPLE["surgeon"], reason="Fused", seen=again
    )
