"""Where a plan is held up: the chain that keeps work waiting, the load by week, and a levelling as one act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from careplan import task_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan
from careplan.coordination.authority import may, owns, refusal
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened, read_plan
from careplan.errors import Conflict
from careplan.load import Levelling, levelling
from careplan.outlook import Outlook
from careplan.plan import PlanStatus
from careplan.plan_acts import refuse_closed
from careplan.team import Practitioner, RoleId


class Step(NamedTuple):
    """One task of the chain: `days` are those in which it could be done and the next one waited."""

    task_id: str
    title: str
    role: RoleId
    due: date | None
    days: int


class MoveLine(NamedTuple):
    """A task that the levelling would move."""

    task_id: str
    title: str
    role: RoleId
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class HeldUp:
    """Where a plan is held up, for a plan that is open.

    Attributes:
        path: the chain that keeps another task waiting longest, its first task first.
        load: by role and week, as it is and as the moves would leave it.
        refusal: why this person may not apply the moves; empty where they may.
    """

    outlook: Outlook
    path: tuple[Step, ...]
    load: Levelling
    moves: tuple[MoveLine, ...]
    refusal: str


def where_held_up(clinic: Clinic, plan_id: str, *, actor: Practitioner) -> HeldUp | None:
    """Return where a plan is held up, None for a closed one; raises NotFound where there is none to be seen."""
    with clinic.store.reading() as records:
        opened = read_plan(clinic, records, plan_id, actor)
    if opened.plan.status is PlanStatus.CLOSED:
        return None
    outlook, load, tasks = clinic.compute(opened.plan).outlook(opened.today), _levelling(opened), opened.plan.tasks
    chain = ((tasks[identity], days) for identity, days in zip(outlook.path, outlook.path_days, strict=True))
    return HeldUp(
        outlook,
        tuple(Step(task.id, task.title, task.role, task.due, days) for task, days in chain),
        load,
        tuple(
            MoveLine(tasks[one.identity].id, tasks[one.identity].title, one.role, one.before, one.after)
            for one in load.moves
        ),
        _refusal(opened, load),
    )


def level(
    clinic: Clinic, plan_id: str, shown: Mapping[str, date], *, actor: Practitioner, key: str | None = None
) -> Done:
    """Move tasks to the days that the levelling proposes, in one act and one Undo; each day is set by hand from then.

    Args:
        shown: the day of each task that was looked at, by task id.

    Raises:
        NotFound, NotAllowed: nothing is moved.
        Conflict: the plan proposes another levelling by now.
    """

    def make(opened: Opened) -> Made:
        refuse_closed(opened.plan)
        proposed = {opened.plan.tasks[one.identity].id: one for one in _levelling(opened).moves}
        if not shown or shown != {task_id: one.after for task_id, one in proposed.items()}:
            raise Conflict("The plan has changed since this was proposed. Look at the proposal again.")
        plan, born = opened.plan, opened.record.patient.birth_date
        for one in proposed.values():
            opened.authorise_own("task.move", plan.tasks[one.identity])
            plan = task_acts.move(plan, one.identity, one.after, today=opened.today, not_before=born)
        many = f"{len(shown)} task{'s' if len(shown) > 1 else ''}"
        words = f"Levelled: {many} moved, {plan.patient_id}"
        return Made(plan, what="plan.levelled", words=words, after={"moved": many})

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def _levelling(opened: Opened) -> Levelling:
    """Return the levelling with its roles in the order of the clinic."""
    found, roles = levelling(opened.plan, opened.standings, opened.today), opened.clinic.catalogue.roles
    return replace(found, before={role: found.before[role] for role in roles if role in found.before})


def _refusal(opened: Opened, load: Levelling) -> str:
    tasks, catalogue = opened.plan.tasks, opened.clinic.catalogue
    if opened.actor.reads_until is not None:
        return "You opened this record to read it."
    moved = (tasks[one.identity] for one in load.moves)
    if all(may(catalogue, opened.actor, "task.move", own=owns(opened.actor, task)) for task in moved):
        return ""
    return refusal(catalogue, "task.move")
