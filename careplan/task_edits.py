"""What a person may write anew of a task: its words, how soon it is looked at, and of a hand-made one what it is (R22).

Each returns the plan with that one task changed, or refuses with a sentence that says what to do next. What the
templates say of a task is changed there: a person sets its title, role, day and priority over them, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from careplan.errors import InvalidInput, NotAllowed
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.task import Priority
from careplan.task_refusals import open_task, refuse_of_red_flag
from careplan.text_length import LONGEST_LINE, too_long
from careplan.working_days import date_words


def retitle(plan: CarePlan, identity: Identity, title: str) -> CarePlan:
    """Return the plan with the open sessions' title changed; its template's own words let go of what was set by hand.

    Raises:
        NotAllowed: it is closed.
        InvalidInput: there is no title, or too long a one.
    """
    task, title = open_task(plan, identity), title.strip()
    if not title:
        raise InvalidInput("The task has no title. Write what is to be done.")
    if said := too_long("The title", title, LONGEST_LINE):
        raise InvalidInput(said)
    own = None if title == task.desired.title else title
    return plan.with_task(replace(task, overrides=replace(task.overrides, title=own)))


def prioritise(plan: CarePlan, identity: Identity, priority: Priority) -> CarePlan:
    """Return the plan with the task to be looked at as soon as is said.

    Raises:
        NotAllowed: it is closed, belongs to a red flag, or a red flag brought it forward.
    """
    task = open_task(plan, identity)
    refuse_of_red_flag(task)
    if task.desired.forward:
        raise NotAllowed(f"A red flag makes “{task.title}” urgent. Its priority follows when the flag is cleared.")
    own = None if priority is task.desired.priority else priority
    return plan.with_task(replace(task, overrides=replace(task.overrides, priority=own)))


def annotate(plan: CarePlan, identity: Identity, note: str) -> CarePlan:
    """Return the plan with another note on the task; raises NotAllowed where it is closed."""
    return plan.with_task(replace(open_task(plan, identity), note=note.strip()))


def describe(plan: CarePlan, identity: Identity, details: str) -> CarePlan:
    """Return the plan with other words on when a task made by hand is done; raises NotAllowed for another's."""
    task = _own(plan, identity, "When it is done")
    return plan.with_task(_written(task, done_when=(details.strip(),) if details.strip() else ()))


def begin_on(plan: CarePlan, identity: Identity, day: date | None) -> CarePlan:
    """Return the plan with another first day of a task made by hand; None for its due day.

    Raises:
        NotAllowed: a template gives its window, or it has no due day.
        InvalidInput: the day is after the due day.
    """
    task = _own(plan, identity, "Its first day")
    due = task.due
    if due is None:
        raise NotAllowed(f"“{task.title}” has no due day, so it has no first day. Give it a due day.")
    if day and day > due:
        raise InvalidInput(
            f"{date_words(day)} is after the due day {date_words(due)}. Give that day or an earlier one."
        )
    task = replace(task, overrides=replace(task.overrides, due=None, set_against=None))
    return plan.with_task(_written(task, due=due, late_after=due, window=(day or due, due)))


def wait_for(plan: CarePlan, identity: Identity, waits: Iterable[Identity]) -> CarePlan:
    """Return the plan with a task made by hand waiting for other tasks of the plan.

    Raises:
        NotAllowed: a template says what it waits for, or one of them waits for it.
    """
    task, wanted = _own(plan, identity, "What it waits for"), tuple(dict.fromkeys(waits))
    if round_about := next((one for one in wanted if _comes_after(plan, one, identity)), None):
        other = plan.tasks[round_about].title
        raise NotAllowed(
            f"“{other}” waits for “{task.title}”; the two would wait for each other. Leave one of them out."
        )
    return plan.with_task(_written(task, waits=wanted))


def _own(plan: CarePlan, identity: Identity, what: str) -> PlannedTask:
    """Return an open task that a person made; raises NotAllowed for one of a template."""
    task = open_task(plan, identity)
    if not task.by_hand:
        raise NotAllowed(f"{what} comes from the template of “{task.title}”. Change its title, day, role or priority.")
    return task


def _written(task: PlannedTask, **changed: Any) -> PlannedTask:
    return replace(task, desired=task.desired._replace(**changed))


def _comes_after(plan: CarePlan, one: Identity, other: Identity) -> bool:
    """Whether the first is the second, or waits for it in some way."""
    known, ahead = {one}, [one]
    while ahead:
        found = ahead.pop()
        if found == other:
            return True
        ahead += [wait for wait in plan.tasks[found].desired.waits if wait in plan.tasks and wait not in known]
        known.update(ahead)
    return False
