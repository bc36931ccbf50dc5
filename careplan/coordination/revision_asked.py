"""Who may do what of a revision: each thing that is changed is asked for as if it were changed alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from careplan.cause import Certainty
from careplan.coordination.conference import Conference, only_by_conference, reason_of
from careplan.coordination.next_plan import is_normal_recovery
from careplan.coordination.opened_plan import Opened
from careplan.errors import CarePlanError
from careplan.revision import Revision

ACTS: Final = {
    Certainty.CONFIRMED: "cause.confirm",
    Certainty.REFUTED: "cause.refute",
    Certainty.SUSPECTED: "cause.withdraw",
}
"""What a person must be allowed to do for each certainty, as in data/permissions.toml."""


def refuse_unasked(opened: Opened, revision: Revision, reason: str, conference: Conference | None) -> None:
    """Raise NoRight, NotAllowed or InvalidInput for the first part of a revision that this person may not do."""
    for ask in _asked(opened, revision, reason, conference):
        ask()


def refusals(opened: Opened, revision: Revision, conference: Conference | None) -> tuple[str, ...]:
    """Return who may do what of a revision this person may not, each once; that a reason is missing is none."""
    told: dict[str, None] = {}
    for ask in _asked(opened, revision, "any", conference):
        try:
            ask()
        except CarePlanError as refusal:
            told[str(refusal)] = None
    return tuple(told)


def reason_kept(opened: Opened, revision: Revision, reason: str, conference: Conference | None) -> str:
    """Return the reason as it is kept: what a case conference decided says when, and who decided."""
    recorded = (gate for gate in revision.gates if only_by_conference(opened.clinic.catalogue, opened.actor, gate))
    return next((reason_of(opened, gate, reason, conference) for gate in recorded), reason)


def _asked(
    opened: Opened, revision: Revision, reason: str, conference: Conference | None
) -> Iterator[Callable[[], object]]:
    """Yield, for each thing that is changed, what refuses it to who may not do it."""
    for certainty in revision.certainties.values():
        yield partial(opened.authorise, ACTS[certainty], reason=reason)
    if revision.added:
        yield partial(opened.authorise, "plan.create" if is_normal_recovery(opened.plan) else "cause.add")
    for gate in revision.gates:
        yield partial(_ask_gate, opened, gate, reason, conference)
    if revision.facts:
        yield partial(opened.authorise, "fact.answer")
    if revision.goals:
        yield partial(opened.authorise, "goal.set")
    if revision.operations or revision.cancelled_operations:
        yield partial(opened.authorise, "operation.plan")
    if revision.procedures or revision.cancelled_procedures:
        yield partial(opened.authorise, "procedure.plan")
    for identity in revision.moved:
        yield partial(opened.authorise_own, "task.move", opened.plan.tasks[identity])


def _ask_gate(opened: Opened, gate: str, reason: str, conference: Conference | None) -> None:
    opened.authorise(gate, reason=reason)
    reason_of(opened, gate, reason, conference)
