"""One cause of a plan is changed as on Revise; without looking first, for tests that are about something else."""

from __future__ import annotations

from careplan.cause import CauseId, Certainty
from careplan.clinic import Clinic
from careplan.coordination.done import Done
from careplan.coordination.revise import Looked, look_at_revision, revise_plan
from careplan.revision import Revision
from careplan.team import Practitioner


def foresee_cause(
    clinic: Clinic, plan_id: str, cause: CauseId, *, actor: Practitioner, keep_unclear: bool = False
) -> Looked:
    """Return what adding a suspected cause would make of a plan."""
    return look_at_revision(clinic, plan_id, _adding(cause, keep_unclear), actor=actor)


def add_cause(
    clinic: Clinic,
    plan_id: str,
    cause: CauseId,
    *,
    actor: Practitioner,
    reason: str = "Suspected now",
    keep_unclear: bool = False,
    seen: Looked | None = None,
    key: str | None = None,
) -> Done:
    """Add a suspected cause, with all that follows."""
    wanted = _adding(cause, keep_unclear)
    return revise_plan(clinic, plan_id, wanted, actor=actor, reason=reason, seen=seen, key=key)


def foresee_certainty(
    clinic: Clinic, plan_id: str, cause: CauseId, certainty: Certainty, *, actor: Practitioner
) -> Looked:
    """Return what calling a cause so would make of a plan."""
    return look_at_revision(clinic, plan_id, _calling(cause, certainty), actor=actor)


def set_certainty(
    clinic: Clinic,
    plan_id: str,
    cause: CauseId,
    certainty: Certainty,
    *,
    actor: Practitioner,
    reason: str = "As discussed",
    seen: Looked | None = None,
    key: str | None = None,
) -> Done:
    """Confirm or refute a cause, or call it suspected again, with all that follows."""
    wanted = _calling(cause, certainty)
    return revise_plan(clinic, plan_id, wanted, actor=actor, reason=reason, seen=seen, key=key)


def _adding(cause: CauseId, keep_unclear: bool) -> Revision:
    return Revision(added=(cause,), keep_unclear=keep_unclear)


def _calling(cause: CauseId, certainty: Certainty) -> Revision:
    return Revision(certainties={cause: certainty})
