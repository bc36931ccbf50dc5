"""What a discipline signs: the decisions of a plan, and not its dates or tasks (PLAN_RULES R29)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Final

from careplan.facts import UNDECIDED
from careplan.plan import CarePlan

GOAL: Final = "goal"
"""The name of the goal among the decisions; causes and gates have their own."""


class SignState(StrEnum):
    """The word of one discipline."""

    SIGNED = "signed"
    ABSENT = "absent"
    DISAGREES = "disagrees"


Decided = Mapping[str, str]
"""The decisions of a plan: each cause with its certainty, each gate that was decided, and the goal."""


def decided(plan: CarePlan) -> Decided:
    """Return what a signature is bound to; the order of the causes and the days of decisions are none of it."""
    gates = {name: entries[-1].value for name, entries in plan.inputs.record.gates.items() if entries}
    return {
        **{cause.cause: cause.certainty.value for cause in plan.inputs.causes},
        **{name: str(value) for name, value in gates.items() if value not in (None, UNDECIDED)},
        GOAL: plan.goal.strip(),
    }


def digest(decisions: Decided) -> str:
    """Return what names these decisions: 64 hexadecimal digits, the same for the same decisions."""
    return sha256(json.dumps(dict(decisions), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changed_since(signed: Decided, now: Decided) -> tuple[str, ...]:
    """Return the names of what is decided otherwise than when it was signed, in the order of what stands now."""
    names = (*now, *(name for name in signed if name not in now))
    return tuple(name for name in names if signed.get(name, "") != now.get(name, ""))
