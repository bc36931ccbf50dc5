"""A NUL character is refused in every text that people enter, in one place; nothing of the act is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careplan.coordination import tasks
from careplan.coordination.cause_acts import add_cause
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.decisions import decide
from careplan.coordination.red_flags import clear_flag, raise_flag
from careplan.draft_plan import HandMade
from careplan.errors import InvalidInput
from careplan.task import Outcome
from tests.coordination.conftest import small as small
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

NUL = "before\0after"
SURGEON = PEOPLE["surgeon"]
ACTS: dict[str, Callable[[SmallClinic, str], object]] = {
    "comment": lambda small, plan: comment(small.clinic, small.task(plan, "FF02").id, NUL, actor=SURGEON),
    "note": lambda small, plan: complete(
        small.clinic, small.task(plan, "K03").id, outcome=Outcome.PARTLY, note=NUL, actor=PEOPLE["coordinator"]
    ),
    "title": lambda small, plan: tasks.add(small.clinic, plan, HandMade(NUL, "surgeon", MONDAY), actor=SURGEON),
    "details": lambda small, plan: tasks.add(
        small.clinic, plan, HandMade("Call", "surgeon", MONDAY, details=NUL), actor=SURGEON
    ),
    "reason of a cancellation": lambda small, plan: tasks.cancel(
        small.clinic, small.task(plan, "FF02").id, reason=NUL, actor=SURGEON
    ),
    "reason of a cause": lambda small, plan: add_cause(small.clinic, plan, "habits", reason=NUL, actor=SURGEON),
    "reason of a decision": lambda small, plan: decide(
        small.clinic, plan, "gate.surgery", "no", why=NUL, actor=SURGEON
    ),
    "finding of a red flag": lambda small, plan: clear_flag(
        small.clinic, plan, "RF05", finding=NUL, reason="Seen", actor=SURGEON
    ),
    "goal": lambda small, plan: small.begin("V1", "scar_tissue", patient="P-0900", changed={"goal": NUL}),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_no_text_with_a_nul_is_kept(small: SmallClinic, act: Callable[[SmallClinic, str], object]) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    raise_flag(small.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    before = small.plan(plan_id)
    with pytest.raises(InvalidInput, match="NUL"):
        act(small, plan_id)
    small.clinic.store._recent.forget()
    assert small.plan(plan_id) == before
    with small.clinic.store.reading() as records:
        assert not records.patients.exists("P-0900")


def test_a_backslash_that_was_typed_is_no_nul(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    task = small.task(plan_id, "FF02")
    tasks.cancel(small.clinic, task.id, reason=r"[\u0000]", actor=SURGEON)
    small.clinic.store._recent.forget()
    assert small.task(plan_id, "FF02").reason == r"[\u0000]"
