"""What a discipline signs: the decisions of a plan, and not its dates or tasks (PLAN_RULES R29)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

from careplan.facts import UNDECIDED
from careplan.goal import Goal
from careplan.plan import CarePlan


class SignState(StrEnum):
    """The word of one discipline."""

    SIGNED = "signed"
    ABSENT = "absent"
    DISAGREES = "disagrees"


Decided = Mapping[str, str]
"""The decisions of a plan: each cause with its certainty, each gate that was decided, and each goal that is sought."""


def decided(plan: CarePlan) -> Decided:
    """Return what a signature is bound to; the order of the causes and the days of decisions are none of it."""
    gates = {name: entries[-1].value for name, entries in plan.inputs.record.gates.items() if entries}
    return {
        **{cause.cause: cause.certainty.value for cause in plan.inputs.causes},
        **{name: str(value) for name, value in gates.items() if value not in (None, UNDECIDED)},
        **{f"goal {goal.number}": _goal(goal) for goal in plan.goals if goal.is_sought},
    }


def _goal(goal: Goal) -> str:
    """Return what a goal is, and not how far it is reached."""
    return "; ".join(
        str(part) for part in (goal.words.strip(), goal.measure, goal.target, goal.due) if part is not None
    )


def digest(decisions: Decided) -> str:
    """Return what names these decisions: 64 hexadecimal digits, the same for the same decisions."""
    return sha256(json.dumps(dict(decisions), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changed_since(signed: Decided, now: Decided) -> tuple[str, ...]:
    """Return the names of what is decided otherwise than when it was signed, in the order of what stands now."""
    names = (*now, *(name for name in signed if name not in now))
    return tuple(name for name in names if signed.get(name, "") != now.get(name, ""))
