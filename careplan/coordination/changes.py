"""“Plan changes to look at”: what a plan ought to become, shown before it applies (PLAN_RULES R27)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from careplan.apply import apply
from careplan.change import Change, ChangeKind, FieldChange
from careplan.clinic import Clinic
from careplan.coordination.acting import Done, Made, Opened, act_on_plan
from careplan.errors import NotAllowed
from careplan.expand import Expansion, expand
from careplan.plan import CarePlan
from careplan.reconcile import reconcile
from careplan.team import Practitioner, RoleId
from careplan.undoing import undo_of

_SHOWN_FIELDS: Final = frozenset({"title", "role", "phase", "priority", "due"})
"""Fields that are told; what only follows from them (window, waits) is not."""


@dataclass(frozen=True, slots=True)
class PendingChange:
    """One change of one task that waits for a person.

    Attributes:
        key: names it between two drawings of the screen; another proposal for the same task has another key.
        task_id: shown id; empty for a task that is not in the plan yet.
        role: who owns the task.
        fields: what a person would see change.
        reason: why the plan proposes it.
        ticked: whether it is proposed; what is unticked stays as it is and is not proposed again.
    """

    key: str
    kind: ChangeKind
    task_id: str
    title: str
    role: RoleId
    fields: tuple[FieldChange, ...]
    reason: str
    ticked: bool


def pending_changes(plan: CarePlan, expansion: Expansion) -> tuple[PendingChange, ...]:
    """Return what waits to be looked at, in the order of the plan's templates."""
    return tuple(_pending(plan, change) for change in _waiting(plan, expansion))


def apply_changes(
    clinic: Clinic, plan_id: str, ticks: Mapping[str, bool], *, actor: Practitioner, key: str | None = None
) -> Done:
    """Settle changes that a person has looked at: a ticked one applies, of an unticked one the present state is kept.

    Args:
        ticks: by the key of each change that was shown; what is not named goes on waiting.

    Raises:
        NotFound, NotAllowed: also where the plan proposes none of these any more.
    """

    def make(opened: Opened) -> Made:
        opened.authorise("plan.revise")
        waiting = _waiting(opened.plan, expand(clinic.templates, opened.plan.inputs_now()))
        looked_at = [one._replace(ticked=ticks[_key(one)]) for one in waiting if _key(one) in ticks]
        if not looked_at:
            raise NotAllowed("The plan does not ask for these changes any more. Look at its list again.")
        plan = apply(opened.plan, looked_at, at=opened.today)
        applied = sum(change.ticked for change in looked_at)
        words = f"{_counted(applied)} applied, {_counted(len(looked_at) - applied)} left out, {plan.patient_id}"
        undo = _undo(opened.plan, plan, looked_at)
        return Made(plan, what="plan.changed", words=words, after={"applied": applied}, undo=undo)

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def _undo(before: CarePlan, after: CarePlan, applied: Iterable[Change]) -> dict[str, Any]:
    """Return what takes the changes back: a date or owner that was moved becomes the person's own, as it was."""
    undo = undo_of(before, after)
    for change in (one for one in applied if one.ticked and one.kind is ChangeKind.CHANGE and one.desired):
        task, wanted = before.tasks[change.identity], change.desired
        was = undo["tasks"][str(change.identity)][0]
        if task.due and wanted and task.due != after.tasks[change.identity].due:
            was["due"] = task.due.isoformat()
            was["set_against"] = wanted.anchor_day.isoformat() if wanted.anchor_day else None
        if task.role != after.tasks[change.identity].role:
            was["role"] = task.role
    return undo


def _waiting(plan: CarePlan, expansion: Expansion) -> Iterable[Change]:
    return [change for change in reconcile(plan, expansion) if not change.at_once]


def _pending(plan: CarePlan, change: Change) -> PendingChange:
    task = plan.tasks.get(change.identity)
    wanted = change.desired
    return PendingChange(
        key=_key(change),
        kind=change.kind,
        task_id=task.id if task else "",
        title=task.title if task else wanted.title if wanted else "",
        role=task.role if task else wanted.role if wanted else "",
        fields=tuple(field for field in change.fields if field.name in _SHOWN_FIELDS),
        reason=change.reason,
        ticked=change.ticked,
    )


def _key(change: Change) -> str:
    """Name a change by its task, its kind and what it would make of the task."""
    after = ";".join(f"{field.name}={field.after}" for field in change.fields)
    return f"{change.identity} {change.kind} {after or change.reason}"


def _counted(number: int) -> str:
    return "1 change" if number == 1 else f"{number} changes"
