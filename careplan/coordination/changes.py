"""“Plan changes to look at”: what a plan ought to become, shown before it applies (PLAN_RULES R27)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from careplan.apply import apply
from careplan.catalogue import InWords
from careplan.change import Change, ChangeKind, FieldChange, change_lines, waiting
from careplan.clinic import Clinic
from careplan.computed_plan import ComputedPlan
from careplan.coordination.acting import act_on_plan
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened
from careplan.errors import Conflict
from careplan.plan import CarePlan
from careplan.team import Practitioner, RoleId
from careplan.undoing import undo_of

_SHOWN_FIELDS: Final = frozenset({"title", "role", "phase", "priority", "due"})
"""Fields that are told; what only follows from them (window, waits) is not."""


@dataclass(frozen=True, slots=True)
class PendingChange:
    """One change of one task that waits for a person.

    Attributes:
        key: names it between two drawings of the screen; another proposal for the same task has another key.
        series: what all sessions of one series share.
        task_id: shown id; empty for a task that is not in the plan yet.
        role: who owns the task.
        fields: what a person would see change.
        reason: why the plan proposes it.
        ticked: whether it is proposed; what is unticked stays as it is and is not proposed again.
    """

    key: str
    series: tuple[str, str, int]
    kind: ChangeKind
    task_id: str
    title: str
    role: RoleId
    fields: tuple[FieldChange, ...]
    reason: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """What happens to a task or to several sessions of one series alike: one line, one tick."""

    sessions: tuple[PendingChange, ...]

    @property
    def first(self) -> PendingChange:
        """The earliest of them."""
        return self.sessions[0]

    @property
    def moved_by(self) -> tuple[int, ...]:
        """By how many days the dates of the sessions move, the least first; empty where a date comes or goes."""
        pairs = [(field.before, field.after) for one in self.sessions for field in one.fields if field.name == "due"]
        days = {
            (after - before).days for before, after in pairs if isinstance(before, date) and isinstance(after, date)
        }
        return tuple(sorted(days)) if len(pairs) == len(self.sessions) else ()


def pending_changes(computed: ComputedPlan, words: InWords) -> tuple[PendingChange, ...]:
    """Return what waits to be looked at, in the order of the plan's templates."""
    return tuple(_pending(computed.plan, change, words) for change in waiting(computed.changes))


def by_reason(changes: Iterable[PendingChange]) -> Mapping[str, tuple[SeriesChange, ...]]:
    """Return the changes under what the plan gives as their reason, what happens alike to one series as one."""
    alike: dict[tuple[object, ...], list[PendingChange]] = {}
    for change in changes:
        names = tuple(field.name for field in change.fields)
        alike.setdefault((change.series, change.kind, change.reason, change.ticked, names), []).append(change)
    grouped: dict[str, tuple[SeriesChange, ...]] = {}
    for sessions in alike.values():
        reason = sessions[0].reason
        grouped[reason] = (*grouped.get(reason, ()), SeriesChange(tuple(sorted(sessions, key=_by_first_day))))
    return grouped


def _by_first_day(change: PendingChange) -> tuple[date, str]:
    due = next((field.before or field.after for field in change.fields if field.name == "due"), None)
    return due if isinstance(due, date) else date.max, change.task_id


def apply_changes(
    clinic: Clinic, plan_id: str, ticks: Mapping[str, bool], *, actor: Practitioner, key: str | None = None
) -> Done:
    """Settle changes that a person has looked at: a ticked one applies, of an unticked one the present state is kept.

    Args:
        ticks: by the key of each change that was shown; what is not named goes on waiting.

    Raises:
        NotFound, NotAllowed: nothing is changed.
        Conflict: the plan proposes none of these any more.
    """

    def make(opened: Opened) -> Made:
        opened.authorise("plan.revise")
        proposed = waiting(clinic.compute(opened.plan).changes)
        looked_at = [one._replace(ticked=ticks[_key(one)]) for one in proposed if _key(one) in ticks]
        if not looked_at:
            raise Conflict("The plan does not ask for these changes any more. Look at its list again.")
        plan = apply(opened.plan, looked_at, at=opened.today)
        applied = change_lines(change for change in looked_at if change.ticked)
        left = change_lines(change for change in looked_at if not change.ticked)
        words = f"{_counted(applied)} applied{f', {_counted(left)} left out' if left else ''}, {plan.patient_id}"
        undo = _undo(opened.plan, plan, looked_at)
        return Made(plan, what="plan.changed", words=words, after={"applied": applied}, undo=undo, whole=True)

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


def _pending(plan: CarePlan, change: Change, words: InWords) -> PendingChange:
    task = plan.tasks.get(change.identity)
    wanted = change.desired
    return PendingChange(
        key=_key(change),
        series=change.identity.series,
        kind=change.kind,
        task_id=task.id if task else "",
        title=task.title if task else wanted.title if wanted else "",
        role=task.role if task else wanted.role if wanted else "",
        fields=tuple(field for field in change.fields if field.name in _SHOWN_FIELDS),
        reason=words.reason(change.reason),
        ticked=change.ticked,
    )


def _key(change: Change) -> str:
    """Name a change by its task, its kind and what it would make of the task."""
    after = ";".join(f"{field.name}={field.after}" for field in change.fields)
    return f"{change.identity} {change.kind} {after or change.reason}"


def _counted(number: int) -> str:
    return "1 change" if number == 1 else f"{number} changes"
