"""What adding, confirming or refuting a suspected cause would make of a plan, for the forms of one cause."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from careplan.cause import CauseId, Certainty
from careplan.change import Change, ChangeKind
from careplan.clinic import Clinic
from careplan.coordination.foresight import Foresight, changed, foreseen_of, lines_of
from careplan.coordination.next_plan import is_normal_recovery, next_plan
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.errors import InvalidInput
from careplan.nearest import did_you_mean
from careplan.plan import CarePlan
from careplan.revision import Revision
from careplan.team import Practitioner

ACTS: Final = {
    Certainty.CONFIRMED: "cause.confirm",
    Certainty.REFUTED: "cause.refute",
    Certainty.SUSPECTED: "cause.withdraw",
}
"""What a person must be allowed to do for each certainty, as in data/permissions.toml."""


def foresee_cause(
    clinic: Clinic, plan_id: str, cause: CauseId, *, actor: Practitioner, keep_unclear: bool = False
) -> Foresight:
    """Return what adding a cause would make of a plan; raises as `add_cause` does, and keeps nothing."""
    with clinic.store.reading() as records:
        return foreseen_of_adding(open_plan(clinic, records, plan_id, actor), cause, keep_unclear)


def foresee_certainty(
    clinic: Clinic, plan_id: str, cause: CauseId, certainty: Certainty, *, actor: Practitioner
) -> Foresight:
    """Return what confirming or refuting a cause would make of a plan; keeps nothing."""
    with clinic.store.reading() as records:
        return foreseen_of_certainty(open_plan(clinic, records, plan_id, actor), cause, certainty)


def foreseen_of_adding(opened: Opened, cause: CauseId, keep_unclear: bool) -> Foresight:
    """Return what adding a cause would make of a plan that is open; raises as `with_cause`."""
    if not is_normal_recovery(opened.plan):
        return _proposed(opened, with_cause(opened, cause, "", keep_unclear))
    refuse_unknown(opened, cause)
    wanted = next_plan(opened, cause, "").tasks
    added = [Change(ChangeKind.ADD, identity, task.desired) for identity, task in wanted.items()]
    return Foresight(tuple(lines_of(replace(opened.plan, tasks={}), added)), closes=opened.plan.id)


def foreseen_of_certainty(opened: Opened, cause: CauseId, certainty: Certainty) -> Foresight:
    """Return what another certainty of a cause would make of a plan that is open; raises as `with_certainty`."""
    seen = _proposed(opened, with_certainty(opened, cause, certainty, ""))
    return replace(seen, was=opened.plan.certainty_of(cause))


def _proposed(opened: Opened, plan: CarePlan) -> Foresight:
    """Return what follows, without what is only offered: the forms of one cause have no ticks."""
    seen = foreseen_of(opened, plan)
    return replace(seen, lines=tuple(line for line in seen.lines if line.ticked))


def refuse_unknown(opened: Opened, cause: CauseId) -> None:
    """Raise NoRight for who may add no cause, InvalidInput for what no plan can have."""
    opened.authorise("cause.add")
    refuse_no_pick(opened, cause)


def refuse_no_pick(opened: Opened, cause: CauseId) -> None:
    """Raise InvalidInput for what no plan can have as a suspected cause."""
    picks = opened.clinic.content.causes.picks
    if cause not in picks:
        raise InvalidInput(f"“{cause}” is no suspected cause that a plan can have. {did_you_mean(cause, picks)}")


def with_cause(opened: Opened, cause: CauseId, reason: str, keep_unclear: bool) -> CarePlan:
    """Return the plan with one more cause, its tasks as they were; raises as `refuse_unknown`, and NotAllowed."""
    refuse_unknown(opened, cause)
    return changed(opened, Revision(added=(cause,), keep_unclear=keep_unclear), reason)


def with_certainty(opened: Opened, cause: CauseId, certainty: Certainty, reason: str) -> CarePlan:
    """Return the plan with a cause called so, its tasks as they were; raises NoRight and NotAllowed."""
    opened.authorise(ACTS[certainty])
    return changed(opened, Revision(certainties={cause: certainty}), reason)
