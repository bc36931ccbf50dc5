"""A character that nobody can see is refused in every text that people enter, in one place; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careplan.coordination import tasks
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.decisions import decide
from careplan.coordination.red_flags import clear_flag, raise_flag
from careplan.draft_plan import HandMade
from careplan.errors import InvalidInput
from careplan.task import Outcome
from tests.changing_cause import add_cause
from tests.coordination.conftest import small as small
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

ESCAPE = "before\x1bafter"
SURGEON = PEOPLE["surgeon"]
ACTS: dict[str, Callable[[SmallClinic, str], object]] = {
    "comment": lambda small, plan: comment(small.clinic, small.task(plan, "FF02").id, ESCAPE, actor=SURGEON),
    "note": lambda small, plan: complete(
        small.clinic, small.task(plan, "K03").id, outcome=Outcome.PARTLY, note=ESCAPE, actor=PEOPLE["coordinator"]
    ),
    "title": lambda small, plan: tasks.add(small.clinic, plan, HandMade(ESCAPE, "surgeon", MONDAY), actor=SURGEON),
    "details": lambda small, plan: tasks.add(
        small.clinic, plan, HandMade("Call", "surgeon", MONDAY, details=ESCAPE), actor=SURGEON
    ),
    "reason of a cancellation": lambda small, plan: tasks.cancel(
        small.clinic, small.task(plan, "FF02").id, reason=ESCAPE, actor=SURGEON
    ),
    "reason of a cause": lambda small, plan: add_cause(small.clinic, plan, "habits", reason=ESCAPE, actor=SURGEON),
    "reason of a decision": lambda small, plan: decide(
        small.clinic, plan, "gate.surgery", "no", why=ESCAPE, actor=SURGEON
    ),
    "finding of a red flag": lambda small, plan: clear_flag(
        small.clinic, plan, "RF05", finding=ESCAPE, reason="Seen", actor=SURGEON
    ),
    "goal": lambda small, plan: small.begin("V1", "scar_tissue", patient="P-0900", changed={"goal": ESCAPE}),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_no_text_with_one_is_kept(small: SmallClinic, act: Callable[[SmallClinic, str], object]) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    raise_flag(small.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    before = small.plan(plan_id)
    with pytest.raises(InvalidInput, match=r"cannot be seen \(U\+001B after “before”\)"):
        act(small, plan_id)
    small.clinic.store._recent.forget()
    assert small.plan(plan_id) == before
    with small.clinic.store.reading() as records:
        assert not records.patients.exists("P-0900")


@pytest.mark.parametrize(
    "letter", ["\0", "\b", "\x7f", "\x9b", "\xad", "\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041"]
)
def test_each_of_them_is_refused_as_a_value_and_within_json(small: SmallClinic, letter: str) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    task = small.task(plan_id, "FF02").id
    for act in (comment, lambda clinic, task, text, actor: tasks.cancel(clinic, task, reason=text, actor=actor)):
        with pytest.raises(InvalidInput, match=f"U\\+{ord(letter):04X} after “a”"):
            act(small.clinic, task, f"a{letter}b", actor=SURGEON)


@pytest.mark.parametrize(
    "text", [r"[\u0000] C:\bin \f", "two\nlines\tand\r\nmore", "👩‍⚕️ می‌خواهم क्‍ष", "e\u0301 \xa0 “ß” ½"]
)
def test_what_people_type_is_kept_as_it_is(small: SmallClinic, text: str) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    task = small.task(plan_id, "FF02")
    tasks.cancel(small.clinic, task.id, reason=text, actor=SURGEON)
    small.clinic.store._recent.forget()
    assert small.task(plan_id, "FF02").reason == text
