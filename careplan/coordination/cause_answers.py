"""Answers that change the suspected causes themselves: one is confirmed or refuted, a recurrence gets its subtype.

A template asks for `gate.cause` once; a plan of two causes asks it of each, as `gate.cause:failed_fusion` (PLAN_RULES
R12, R13).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from careplan import plan_acts
from careplan.cause import CAUSE_GATE, RECURRENCE, CauseId, Certainty, cause_of, gate_of
from careplan.coordination.opened_plan import Opened
from careplan.coordination.overwriting import refuse_certain_meanwhile
from careplan.errors import InvalidInput, NotAllowed
from careplan.plan import CarePlan

SUBTYPE: Final = "subtype"

_MEANT: Final[Mapping[str, Certainty]] = {
    "unconfirmed": Certainty.SUSPECTED,
    "confirmed": Certainty.CONFIRMED,
    "refuted": Certainty.REFUTED,
}
_ACTS: Final[Mapping[Certainty, str]] = {
    Certainty.SUSPECTED: CAUSE_GATE,
    Certainty.CONFIRMED: "cause.confirm",
    Certainty.REFUTED: "cause.refute",
}


def cause_asks(plan: CarePlan) -> Iterator[str]:
    """Yield what a task that asks for the cause asks of this plan: each cause that is neither confirmed nor refuted."""
    for cause in plan.inputs.causes:
        if cause.certainty is Certainty.SUSPECTED:
            yield gate_of(cause.cause)


def asks_subtype(plan: CarePlan) -> bool:
    """Return whether a recurrence of the plan has no subtype yet."""
    return any(cause.cause == RECURRENCE for cause in plan.inputs.causes)


class CauseDecision(NamedTuple):
    """How sure the team is of a cause, and why."""

    certainty: Certainty
    why: str


def certainty_given(opened: Opened, name: str, value: object, why: str) -> CauseDecision:
    """Return what was decided about a cause, if this person may decide it and says why."""
    cause = cause_of(name)
    if cause is None or all(known.cause != cause for known in opened.plan.inputs.causes):
        raise NotAllowed("This plan has no such suspected cause.")
    if str(value) not in _MEANT:
        raise InvalidInput(f"“{value}” is no decision about a cause. Choose {', '.join(_MEANT)}.")
    certainty = _MEANT[str(value)]
    opened.authorise(_ACTS[certainty])
    refuse_certain_meanwhile(opened, cause, Certainty.SUSPECTED, certainty)
    if certainty is not Certainty.SUSPECTED and not why.strip():
        raise NotAllowed(f"{opened.clinic.cause_words(cause)}: give the reason of the decision.")
    return CauseDecision(certainty, why.strip())


def with_cause_answers(
    opened: Opened, plan: CarePlan, decisions: Mapping[CauseId, CauseDecision], subtype: str
) -> CarePlan:
    """Return the plan with what was decided about its causes."""
    for cause, decision in decisions.items():
        plan = plan_acts.set_certainty(plan, cause, decision.certainty, on=opened.today, reason=decision.why)
    if subtype:
        plan = plan_acts.set_subtype(plan, subtype, on=opened.today, templates=opened.clinic.templates)
    return plan
