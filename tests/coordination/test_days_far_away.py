"""No day of a plan is set more than ten years ahead: the year was mistyped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from careplan.coordination import decisions, tasks
from careplan.draft_plan import Edits, HandMade
from careplan.errors import InvalidInput
from careplan.patient import OperationProcedure, ProcedureKind
from tests.small_clinic import PEOPLE, SmallClinic

SURGEON = PEOPLE["surgeon"]
FURTHEST, TOO_FAR, LAST = date(2036, 3, 2), date(2036, 3, 3), date(9999, 12, 31)
Setting = Callable[[SmallClinic, str, date], object]


def _moved_at_first(small: SmallClinic, plan_id: str, day: date) -> object:
    identity = small.task(plan_id, "FF02").identity
    patient = f"P-9{day.year}"
    return small.begin("V2", "failed_fusion", patient=patient, edits=Edits(moved={identity: day}))


ACTS: dict[str, Setting] = {
    "move": lambda small, plan, day: tasks.move(small.clinic, small.task(plan, "FF02").id, day, actor=SURGEON),
    "add": lambda small, plan, day: tasks.add(small.clinic, plan, HandMade("Call", "surgeon", day), actor=SURGEON),
    "operation": lambda small, plan, day: decisions.plan_operation(
        small.clinic, plan, actor=SURGEON, day=day, procedures=(OperationProcedure.SPINAL_FUSION,)
    ),
    "procedure": lambda small, plan, day: decisions.plan_procedure(
        small.clinic, plan, ProcedureKind.BLOCK, actor=PEOPLE["pain.specialist"], day=day
    ),
    "new plan": _moved_at_first,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_ten_years_ahead_and_no_day_more(small: SmallClinic, act: Setting) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    for day in (TOO_FAR, LAST):
        with pytest.raises(InvalidInput, match=r"is more than 10 years from today. Correct the year\."):
            act(small, plan_id, day)
    act(small, plan_id, FURTHEST)
