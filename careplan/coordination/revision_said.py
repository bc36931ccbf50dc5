"""What a revision changes, as the history and the strip say it: one cause alone in the words for that cause."""

from __future__ import annotations

from typing import Any

from careplan.cause import UNCLEAR, Certainty
from careplan.coordination.done import Made
from careplan.coordination.flags_asked import decided_while_open
from careplan.coordination.goals import told_of_goal
from careplan.coordination.opened_plan import Opened
from careplan.plan import CarePlan
from careplan.plan_version import version_of
from careplan.revision import Revision

_CANCELLED = "cancelled"


def said_of(
    opened: Opened, changed: CarePlan, after: CarePlan, revision: Revision, reason: str, back_to_version: int | None
) -> Made:
    """Return what was made of a plan, with what the history tells of it.

    Args:
        changed: the plan with what a person changed of it; `after` with all that follows.
        reason: as it is kept.
        back_to_version: the earlier version that it leads back to.
    """
    was, now = _told(opened, opened.plan, revision), _told(opened, changed, revision)
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    told = {name: now.get(name) for name in names}
    for gate, value in revision.gates.items():
        told |= decided_while_open(opened, gate, value)
    for one in opened.plan.inputs.record.procedures:
        if one.number in {*revision.procedures, *revision.cancelled_procedures}:
            told["procedure"] = one.kind.value
    what, words = _words(opened, revision, back_to_version)
    before = {name: was.get(name) for name in names}
    words = f"{words}, {opened.plan.patient_id}"
    return Made(after, what=what, words=words, before=before, after=told, reason=reason.strip(), whole=True)


def _words(opened: Opened, revision: Revision, back_to_version: int | None) -> tuple[str, str]:
    """Return the code of the event, and what was done."""
    if back_to_version is not None:
        return "plan.restored", f"Plan back on version {back_to_version}"
    cause_words = opened.clinic.cause_words
    if revision == Revision(certainties=revision.certainties) and len(revision.certainties) == 1:
        [(cause, certainty)] = revision.certainties.items()
        return f"cause.{certainty.value}", f"{cause_words(cause)} is {certainty.value}"
    if revision == Revision(added=revision.added, keep_unclear=revision.keep_unclear) and len(revision.added) == 1:
        unclear = opened.plan.certainty_of(UNCLEAR) not in (None, Certainty.REFUTED)
        instead = f", in place of “{cause_words(UNCLEAR)}”" if unclear and not revision.keep_unclear else ""
        return "cause.added", f"Suspected cause added: {cause_words(revision.added[0])}{instead}"
    return "plan.revised", "Plan revised"


def _told(opened: Opened, plan: CarePlan, revision: Revision) -> dict[str, Any]:
    """Return what a revision changes as the history writes it; `plan` is that before or after it."""
    version, record = version_of(plan), plan.inputs.record
    titles = opened.clinic.catalogue.modules
    told: dict[str, Any] = {one.cause: one.certainty.value for one in plan.inputs.causes}
    told |= {gate: version.gates.get(gate) for gate in revision.gates}
    told |= {fact: record.facts[fact][-1].value for fact in revision.facts if record.facts.get(fact)}
    for number in revision.goals:
        told |= told_of_goal(opened, plan, number)
    for operation in record.operations:
        if operation.number in {*revision.operations, *revision.cancelled_operations}:
            told["operation"] = _CANCELLED if operation.cancelled else operation.day
    for procedure in record.procedures:
        if procedure.number in {*revision.procedures, *revision.cancelled_procedures}:
            told["day"] = _CANCELLED if procedure.cancelled else procedure.planned
    for identity in revision.moved:
        told["due"] = plan.tasks[identity].due
    for module in revision.modules:
        told[f"template {titles[module].title}"] = plan.modules.get(module)
    return told
