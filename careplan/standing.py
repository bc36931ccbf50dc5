"""Whether an open task can be done now, what holds it back, and from which day it is late (R17-R19, R23, R24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from careplan.cause import CAUSE_GATE, Certainty
from careplan.expand import DesiredTask, Series
from careplan.facts import FactBook
from careplan.holds import OPERATION, Holds, holds_of
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, changed_tasks
from careplan.task import Priority, Readiness
from careplan.template_set import TemplateSet
from careplan.working_days import next_working_day

_GATE = "gate."


class Standing(NamedTuple):
    """How one open task stands.

    Attributes:
        waits: earlier tasks that are still open, in the order in which they are due.
        questions: template tasks it waits for that are questions still.
        held_by: the open red flags, or the operation, that hold it.
        late_after: last day on which it is not late; None while it has no date or cannot be done. What was decided
            elsewhere already is never late (R13).
        unblocks: how many open tasks wait for it.
        turn: False for a session whose earlier sessions are open (R23).
        rests_from: the day of a planned operation from which on it is held, though it is not yet (R24).
    """

    readiness: Readiness
    waits: tuple[Identity, ...]
    questions: tuple[str, ...]
    held_by: tuple[str, ...]
    late_after: date | None
    unblocks: int
    turn: bool
    rests_from: date | None = None

    def on(self, today: date) -> Standing:
        """Return how it stands on a day: no act says that the day has come from which on it is held (R24)."""
        if self.rests_from is None or self.rests_from > today:
            return self
        return self._replace(readiness=Readiness.HELD, held_by=(OPERATION,), rests_from=None)

    def days_late(self, today: date) -> int:
        """Return by how many days it is late; 0 when it is not."""
        if self.readiness is not Readiness.READY or self.late_after is None:
            return 0
        return max(0, (today - self.late_after).days)


def standings(plan: CarePlan, templates: TemplateSet) -> dict[Identity, Standing]:
    """Return how each open task of a plan stands."""
    to_do = [task for task in plan.tasks.values() if task.is_open]
    return _stand(plan, templates, to_do, to_do)


def standings_on(
    before: CarePlan, known: Mapping[Identity, Standing], plan: CarePlan, templates: TemplateSet
) -> dict[Identity, Standing]:
    """Return what `standings` does, where `known` is what it returned for an earlier state with these templates.

    What an act cannot have moved keeps the very Standing that it had.
    """
    moved = _moved(before, known, plan)
    if moved is None:
        return standings(plan, templates)
    found = dict(known)
    for identity in moved & known.keys():
        if not plan.tasks[identity].is_open:
            del found[identity]
    to_do = [plan.tasks[identity] for identity in found]
    found.update(_stand(plan, templates, [plan.tasks[i] for i in moved if i in found], to_do))
    return found


def _moved(before: CarePlan, known: Mapping[Identity, Standing], plan: CarePlan) -> Set[Identity] | None:
    """Return which tasks may stand otherwise than before; None where all must be looked at.

    These are the tasks that changed, what waits for them, what they wait for (it unblocks one less), and their series.
    """
    if before.inputs is not plan.inputs or len(before.tasks) != len(plan.tasks):
        return None
    pairs = changed_tasks(before.tasks, plan.tasks)
    if any(was is None or (now.is_open and now.identity not in known) for was, now in pairs):
        return None
    changed = {now.identity for _, now in pairs}
    series = {identity.series for identity in changed}
    waiting = {i for i in known if i.series in series or not changed.isdisjoint(plan.tasks[i].desired.waits)}
    awaited = (tasks[i].desired.waits for tasks in (before.tasks, plan.tasks) for i in changed)
    return changed.union(waiting, *awaited)


def _stand(
    plan: CarePlan, templates: TemplateSet, tasks: Collection[PlannedTask], to_do: Collection[PlannedTask]
) -> dict[Identity, Standing]:
    """Return how some tasks stand among all that are to do."""
    holds = holds_of(plan.inputs, templates)
    in_turn = _in_turn(to_do, {task.identity.series for task in tasks})
    unblocks = Counter(chain.from_iterable(task.desired.waits for task in to_do))
    settled = _settled(plan, tasks, templates)
    return {
        task.identity: _standing(
            plan,
            task,
            _without_settled(plan, task, _open_waits(plan, task), settled),
            holds,
            unblocks[task.identity],
            task.identity in in_turn,
            settled=task.identity in settled,
        )
        for task in tasks
    }


def _open_waits(plan: CarePlan, task: PlannedTask) -> list[Identity]:
    """Return what it waits for and may not go on without."""
    tasks = plan.tasks
    return [wait for wait in task.desired.waits if wait in tasks and not tasks[wait].satisfied]


def _settled(plan: CarePlan, to_do: Iterable[PlannedTask], templates: TemplateSet) -> frozenset[Identity]:
    """Return the tasks that ask for decisions of which every one was taken elsewhere (R13)."""
    record, causes = plan.inputs.record, plan.inputs.causes
    asking = [task for task in to_do if any(name.startswith(_GATE) for name in task.desired.asks)]
    if not asking or not (record.gates or any(cause.certainty is not Certainty.SUSPECTED for cause in causes)):
        return frozenset()
    book = FactBook(templates.facts, record)

    def is_known(name: str) -> bool:
        if name == CAUSE_GATE:
            return all(cause.certainty is not Certainty.SUSPECTED for cause in causes)
        return not book.undecided(name) and book.value(name) is not None

    return frozenset(task.identity for task in asking if all(map(is_known, task.desired.asks)))


def _without_settled(
    plan: CarePlan, task: PlannedTask, waits: list[Identity], settled: Set[Identity]
) -> list[Identity]:
    """Return what a task still waits for: one that is settled is ready to close, but never past a guard (R18)."""
    if task.identity not in settled:
        return waits
    return [wait for wait in waits if plan.tasks[wait].desired.guard]


def _in_turn(to_do: Iterable[PlannedTask], among: Set[Series]) -> Set[Identity]:
    """Return the first open task of each of these series."""
    first: dict[Series, Identity] = {}
    for task in to_do:
        identity, series = task.identity, task.identity.series
        if series in among:
            first[series] = min(identity, first.get(series, identity))
    return frozenset(first.values())


def _standing(
    plan: CarePlan,
    task: PlannedTask,
    waits: list[Identity],
    holds: Holds,
    unblocks: int,
    turn: bool,
    *,
    settled: bool,
) -> Standing:
    held_by = holds.on(task)
    questions = () if settled else task.desired.question_waits
    blocked = bool(waits or questions) and not _let_on(plan, task, waits)
    return Standing(
        readiness=_readiness(task, held=bool(held_by), waits=blocked or not turn),
        waits=tuple(sorted(waits, key=lambda wait: plan.tasks[wait].due or date.max)) if waits else (),
        questions=questions,
        held_by=held_by,
        late_after=date.max if settled else _late_after(plan, task, waits, holds),
        unblocks=unblocks,
        turn=turn,
        rests_from=None if held_by else holds.rests_from(task),
    )


def _let_on(plan: CarePlan, task: PlannedTask, waits: Iterable[Identity]) -> bool:
    """Whether it may go on while it waits: brought forward by a red flag, or started before and no guard is open."""
    if task.desired.forward or task.started_anyway is None:
        return task.desired.forward
    return not any(plan.tasks[wait].desired.guard for wait in waits)


def _readiness(task: PlannedTask, *, held: bool, waits: bool) -> Readiness:
    if held:
        return Readiness.HELD
    if task.due is None:
        return Readiness.NO_DATE
    return Readiness.WAITING if waits else Readiness.READY


def _late_after(plan: CarePlan, task: PlannedTask, still_open: list[Identity], holds: Holds) -> date | None:
    """Return the window's end, or later where a wait or hold ended, or the date became known, later (R19)."""
    wanted, by_hand = task.desired, task.overrides.due
    if wanted.forward:
        return wanted.late_after
    end = by_hand or wanted.late_after
    if end is None or wanted.due is None or wanted.window is None:
        return end
    over = [plan.tasks[wait] for wait in wanted.waits if wait not in still_open and wait in plan.tasks]
    released = [done.closed_on for done in over]
    days = [day for day in (*released, wanted.known, *holds.ended_for(task)) if day is not None]
    if not days:
        return end
    later = max(days) + (wanted.window[1] - wanted.due if by_hand is None else timedelta(0))
    if wanted.priority is not Priority.URGENT:
        later = next_working_day(later, plan.inputs.holidays)
    if _prepares(wanted):
        later = min(later, wanted.anchor_day or later)
    return max(end, later)


def _prepares(wanted: DesiredTask) -> bool:
    """Whether it belongs before the day it counts from, after which nothing may move its end (R2)."""
    day, window = wanted.anchor_day, wanted.window
    return bool(day and wanted.due and window and wanted.due < day and window[1] <= day)
