"""A plan is reconciled, never patched: what the templates ask for is held against what the plan has.

    changes = reconcile(plan, expand(templates, plan.inputs_now()))
    plan    = apply(plan, changes, at=day)      (careplan/apply.py)

Nothing closed is touched, nothing is deleted, and what a person set by hand wins (PLAN_RULES R8, R11,
R22, R26, R27). Reconciling an applied plan again yields no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import date
from itertools import chain
from typing import Final

from careplan.change import Change, ChangeKind, FieldChange
from careplan.expand import Absence, DesiredTask, Expansion, Series
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, changed_tasks
from careplan.task import OPEN, TaskStatus

NOT_ASKED: Final = Absence("no suspected cause of the plan asks for it any longer", "cause")


def reconcile(plan: CarePlan, expansion: Expansion) -> tuple[Change, ...]:
    """Return every change that makes the plan what it ought to be, additions first in template order."""
    wanted = _with_repeats(plan, expansion.tasks)
    unticked = _unticked_series(plan)
    asked = (_asked(plan.tasks.get(identity), task, unticked) for identity, task in wanted.items())
    rest = (_not_asked(task, expansion) for identity, task in plan.tasks.items() if identity not in wanted)
    return tuple([change for change in chain(asked, rest) if change])


def reconcile_on(
    before: CarePlan, known: tuple[Change, ...], plan: CarePlan, expansion: Expansion
) -> tuple[Change, ...]:
    """Return what `reconcile` does, where `known` is what it returned for an earlier state and the same expansion.

    Most acts touch one task and ask for nothing new: then only that task is looked at.
    """
    changed = changed_tasks(before.tasks, plan.tasks)
    if len(plan.tasks) != len(before.tasks) or any(_concerns_others(was, now, expansion) for was, now in changed):
        return reconcile(plan, expansion)
    wanted, touched = _with_repeats(plan, expansion.tasks), {task.identity for _, task in changed}
    for _, task in changed:
        ought = wanted.get(task.identity)
        if _asked(task, ought, frozenset()) if ought else _not_asked(task, expansion):
            return reconcile(plan, expansion)
    return tuple(change for change in known if change.identity not in touched)


def _concerns_others(was: PlannedTask | None, now: PlannedTask, expansion: Expansion) -> bool:
    """Whether what became of a task may change what is asked of others: its repeats (R26), sessions left out (R22).

    What is in progress keeps what was asked when it began: whether it is to be repeated is asked of the templates too.
    """
    wanted = expansion.tasks.get(now.identity._replace(occurrence=1))
    repeated = was is None or was.desired.repeat_when_moved or (wanted is not None and wanted.repeat_when_moved)
    return repeated or (was is not None and was.left_out) or now.left_out


def _asked(task: PlannedTask | None, wanted: DesiredTask, unticked: Set[Series]) -> Change | None:
    """Return what a task that ought to exist needs; a red flag changes also what is in progress (R25)."""
    if task is None:
        identity = wanted.identity
        ticked = _proposed(wanted) and not (unticked and identity.series in unticked)
        return Change(ChangeKind.ADD, identity, wanted, (), "", ticked)
    if task.status is TaskStatus.CANCELLED and task.cancelled_by == "plan":
        return Change(ChangeKind.REOPEN, wanted.identity, wanted)
    if task.status not in OPEN:
        return None
    flagged = wanted.forward or task.desired.forward
    if task.desired is wanted or task.desired == wanted or (task.status is TaskStatus.IN_PROGRESS and not flagged):
        return _mark(task, orphaned=False, question=())
    seen = tuple(_visible(task, wanted))
    return Change(ChangeKind.CHANGE, wanted.identity, wanted, seen, at_once=_at_once(task, wanted, seen))


def _unticked_series(plan: CarePlan) -> Set[Series]:
    """Return the series that the team left out: every session of them was cancelled by a person (R22)."""
    left_out: dict[Series, bool] = {}
    for identity, task in plan.tasks.items():
        left_out[identity.series] = left_out.get(identity.series, True) and task.left_out
    return {series for series, out in left_out.items() if out}


def _proposed(wanted: DesiredTask) -> bool:
    """A repeat of work that was done is ticked for guards only (R26)."""
    return wanted.guard or wanted.identity.occurrence <= wanted.occurrences


def _not_asked(task: PlannedTask, expansion: Expansion) -> Change | None:
    """Return what becomes of a task that nothing asks for (R11, R26)."""
    if task.status not in OPEN or task.by_hand:
        return None
    if task.desired.red_flag is not None:
        return Change(ChangeKind.CLOSE, task.identity, None, reason="the red flag was cleared")
    question = expansion.questions.get(task.identity.series)
    if question is not None:
        return _mark(task, orphaned=task.orphaned, question=question.missing)
    if task.status is TaskStatus.IN_PROGRESS:
        return _mark(task, orphaned=True, question=())
    absence = expansion.absences.get(task.identity.series, NOT_ASKED)
    if task.overrides.kept == absence.reason:
        return None
    proposed = absence.decided_by != "measure"
    return Change(ChangeKind.CANCEL, task.identity, None, reason=absence.reason, ticked=proposed, at_once=False)


def _mark(task: PlannedTask, *, orphaned: bool, question: tuple[str, ...]) -> Change | None:
    if (task.orphaned, task.question) == (orphaned, question):
        return None
    reason = "no longer in the plan's templates" if orphaned else ""
    fields_ = (FieldChange("orphaned", task.orphaned, orphaned),) if task.orphaned != orphaned else ()
    return Change(ChangeKind.MARK, task.identity, None, fields_, reason=reason, question=question)


def _visible(task: PlannedTask, wanted: DesiredTask) -> Iterator[FieldChange]:
    """Yield the fields that a person would see change; what was set by hand hides the template's."""
    for name in ("title", "role", "phase", "priority"):
        if getattr(task.overrides, name, None) is None:
            before, after = getattr(task.desired, name), getattr(wanted, name)
            if before != after:
                yield FieldChange(name, before, after)
    before_day, after_day = task.due, due_by_hand(task, wanted) or wanted.due
    if before_day != after_day:
        yield FieldChange("due", before_day, after_day)
    if task.overrides.due is None and task.desired.window != wanted.window:
        yield FieldChange("window", task.desired.window, wanted.window)
    if task.desired.waits != wanted.waits:
        yield FieldChange("waits", task.desired.waits, wanted.waits)


def due_by_hand(task: PlannedTask, wanted: DesiredTask) -> date | None:
    """Return the hand-set day moved by as many days as its anchor (R22); None where none was set."""
    by_hand, against = task.overrides.due, task.overrides.set_against
    if by_hand is None or against is None or wanted.anchor_day is None:
        return by_hand
    return by_hand + (wanted.anchor_day - against)


def _at_once(task: PlannedTask, wanted: DesiredTask, seen: tuple[FieldChange, ...]) -> bool:
    """A changed role or a moved open date waits to be looked at; a red flag's work never does (R25, R27)."""
    if wanted.forward or task.desired.forward:
        return True
    return not any(change.name == "role" or (change.name == "due" and change.before is not None) for change in seen)


def _with_repeats(plan: CarePlan, wanted: Mapping[Identity, DesiredTask]) -> Mapping[Identity, DesiredTask]:
    """Return what ought to exist with the repeats of checks done for a day that has moved since (R26).

    What waits for a check waits for its repeat, unless the team left that out.
    """
    if not plan.tasks:  # a new plan: nothing was done that could be repeated
        return wanted
    repeats: dict[Identity, Identity] = {}
    for identity, task in wanted.items():
        if task.repeat_when_moved and task.anchor_day is not None and task.occurrences == 1:
            repeat = _repeat(plan, identity, task)
            if repeat != identity:
                repeats[identity] = repeat
    if not repeats:
        return wanted
    awaited = {first: again for first, again in repeats.items() if not _left_out(plan, again)}
    found = {i: task._replace(waits=_instead(task.waits, awaited)) for i, task in wanted.items()}
    return {**found, **{again: found[first]._replace(identity=again) for first, again in repeats.items()}}


def _left_out(plan: CarePlan, identity: Identity) -> bool:
    task = plan.tasks.get(identity)
    return task is not None and task.left_out


def _instead(waits: tuple[Identity, ...], awaited: Mapping[Identity, Identity]) -> tuple[Identity, ...]:
    return tuple(awaited.get(wait, wait) for wait in waits)


def _repeat(plan: CarePlan, identity: Identity, wanted: DesiredTask) -> Identity:
    done = plan.tasks.get(identity)
    while done is not None and _outside(done, wanted):
        identity = identity._replace(occurrence=identity.occurrence + 1)
        done = plan.tasks.get(identity)
    return identity


def _outside(task: PlannedTask, wanted: DesiredTask) -> bool:
    if task.status is not TaskStatus.DONE or task.closed_on is None or wanted.window is None:
        return False
    first, last = wanted.window
    return task.desired.anchor_day != wanted.anchor_day and not first <= task.closed_on <= last
