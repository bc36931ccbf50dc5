"""What an act brought along in the rest of a plan, in a sentence: tasks added and cancelled, and what they wait for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from careplan.expand import asks_after_undone
from careplan.hand_off import HandOff, HandOffState
from careplan.hand_off_acts import offered_to
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, changed_tasks
from careplan.task import TaskStatus
from careplan.team import RoleWords

WITH_IT: Final = "followed"
"""Names the sentence among what an event changed."""
_ROLES: Final = 3
"""Roles that are named; the others are counted."""
_DATED_IN_OVERVIEW: Final = frozenset(
    {
        "the date of the operation",
        "the date of the procedure",
        "the date of the stimulator trial",
        "the date of the implant",
    }
)
"""Dates that a person sets on the page of the patient."""
_HOW: Final = "set it in the overview under “Planned operations and procedures”"


def followed_words(before: CarePlan, after: CarePlan, acted_on: Identity | None, words: RoleWords) -> str:
    """Return what was added and cancelled besides the task that was acted on, one for each series; empty for nothing.

    Example: “19 tasks added (surgeon 8, nurse 6, physical therapist 5); 12 wait for the date of the operation: set it
    in the overview under “Planned operations and procedures””.
    """
    changed = changed_tasks(before.tasks, after.tasks)
    new = [now for was, now in changed if was is None and now.is_open]
    known = (
        {identity.series for identity in before.tasks} | ({acted_on.series} if acted_on else set()) if new else set()
    )
    added = _lines(task for task in new if task.identity.series not in known)
    cancelled = [task for task in _lines(_cancelled(changed)) if task.identity != acted_on]
    parts = [*_added(added, words)]
    if cancelled:
        parts.append(f"{_tasks(len(cancelled))} cancelled")
    parts += (f"the hand-off to {offered_to(words, was)} ended" for was in _ended(changed))
    return "; ".join(parts)


def _lines(tasks: Iterable[PlannedTask]) -> list[PlannedTask]:
    """Return the first task of each series."""
    first: dict[tuple[str, str, int], PlannedTask] = {}
    for task in sorted(tasks, key=lambda one: one.identity):
        first.setdefault(task.identity.series, task)
    return list(first.values())


def _cancelled(changed: Iterable[tuple[PlannedTask | None, PlannedTask]]) -> Iterator[PlannedTask]:
    for was, now in changed:
        if was and was.is_open and now.status is TaskStatus.CANCELLED:
            yield was


def _ended(changed: Iterable[tuple[PlannedTask | None, PlannedTask]]) -> Iterator[HandOff]:
    """Yield the offers that ended by themselves, as they were."""
    for was, now in changed:
        if was and was.hand_off and was.hand_off.is_open and now.hand_off:
            if now.hand_off.state is HandOffState.CANCELLED:
                yield was.hand_off


def _added(added: list[PlannedTask], words: RoleWords) -> Iterator[str]:
    asked = Counter(words(task.role).lower() for task in added if asks_after_undone(task.identity))
    for role, number in asked.items():
        yield f"{number} question{'' if number == 1 else 's'} to the {role} about what comes next"
    added = [task for task in added if not asks_after_undone(task.identity)]
    if not added:
        return
    by_role = Counter(words(task.role).lower() for task in added).most_common()
    named = [f"{role} {number}" for role, number in by_role[:_ROLES]]
    if others := sum(number for _, number in by_role[_ROLES:]):
        named.append(f"others {others}")
    yield f"{_tasks(len(added))} added ({', '.join(named)})"
    for reason, number in Counter(task.desired.no_date for task in added if task.desired.no_date).most_common():
        how = f": {_HOW}" if reason in _DATED_IN_OVERVIEW else ""
        yield f"{number} {'waits' if number == 1 else 'wait'} for {reason}{how}"


def _tasks(number: int) -> str:
    return f"{number} task{'' if number == 1 else 's'}"
