"""What a person may do with one task of a plan: pure functions from a plan to a plan (PLAN_RULES R17-R23).

Each returns the plan with that one task changed, or refuses with a sentence that says what to do next.
What follows for the rest of the plan is found by reconciling it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from careplan.draft_plan import HandMade, hand_made
from careplan.errors import InvalidInput, NotAllowed
from careplan.expand import asks_after_undone, undone_task
from careplan.identity import BY_HAND, Identity
from careplan.plan import GOES_ON_ELSEWHERE, CarePlan, PlannedTask, PlanStatus
from careplan.series import open_sessions
from careplan.standing import Standing
from careplan.task import DONE_OUTCOMES, Outcome, Readiness, TaskStatus
from careplan.task_refusals import (
    closed_task,
    open_task,
    refuse_of_red_flag,
    refuse_out_of_turn,
    refuse_past_guard,
    refuse_reopening,
    refuse_while_held,
    refuse_while_waiting,
)
from careplan.team import RoleId, RoleWords
from careplan.text_length import LONGEST_LINE, too_long
from careplan.working_days import MOST_YEARS, date_words, refuse_far, years_later

_REOPENED = "Its task is open again"

Standings = Mapping[Identity, Standing]
"""Characters of the title of a task made by hand, on every screen that adds one."""


def close(
    plan: CarePlan, identity: Identity, outcome: Outcome, *, note: str, on: date, standings: Standings, words: RoleWords
) -> CarePlan:
    """Return the plan with the task done (as planned, partly) or not done (with its reason).

    Raises:
        NotAllowed: it is closed, belongs to a red flag, waits for other work, is held, or an earlier session is open.
    """
    task, standing = open_task(plan, identity), standings[identity]
    refuse_of_red_flag(task)
    if outcome in DONE_OUTCOMES:
        refuse_while_held(task, standing)
        if task.status is TaskStatus.TODO and standing.readiness is Readiness.WAITING:
            refuse_while_waiting(plan, task, standing, words, "Start it anyway with a reason first.")
    refuse_out_of_turn(plan, task, standing)
    status = TaskStatus.DONE if outcome in DONE_OUTCOMES else TaskStatus.NOT_DONE
    closed = replace(task, status=status, outcome=outcome, closed_on=on, note=note.strip() or task.note, question=())
    return plan.with_task(closed)


def plan_again(
    plan: CarePlan, question: Identity, day: date, *, today: date, not_before: date | None
) -> tuple[CarePlan, Identity]:
    """Return the plan with what was not done open again on another day, and that task; its question is taken back.

    Where it is not done once more, the same question opens again (R8, R17).

    Raises:
        NotAllowed: the question is closed, or is none that work which was not done has left.
        InvalidInput: the day is over.
    """
    asked = open_task(plan, question)
    left = plan.tasks.get(undone_task(question)) if asks_after_undone(question) else None
    if left is None or left.status is not TaskStatus.NOT_DONE:
        raise NotAllowed(f"“{asked.title}” asks for no work that was not done. Add a task by hand instead.")
    again = replace(left, status=TaskStatus.TODO, outcome=None, closed_on=None, started_anyway=None)
    reason = f"Planned again for {date_words(day)}"
    gone = replace(asked, status=TaskStatus.CANCELLED, cancelled_by="plan", reason=reason, closed_on=today, question=())
    plan = plan.with_task(again).with_task(gone)
    return move(plan, again.identity, day, today=today, not_before=not_before), again.identity


def reopen(plan: CarePlan, identity: Identity, *, today: date) -> CarePlan:
    """Return the plan with a closed task to do again, on its own day; the question that it left is taken back (R8).

    What was answered, measured or decided when it was closed stays.

    Raises:
        NotFound, NotAllowed: the task is open, it was a red flag's, or the plan itself cancelled it.
    """
    task = closed_task(plan, identity)
    refuse_reopening(task)
    again = replace(
        task, status=TaskStatus.TODO, outcome=None, closed_on=None, cancelled_by=None, reason="", started_anyway=None
    )
    plan = plan.with_task(again)
    for asked in _questions_left(plan, identity):
        gone = replace(asked, status=TaskStatus.CANCELLED, cancelled_by="plan", reason=_REOPENED, closed_on=today)
        plan = plan.with_task(replace(gone, question=()))
    return plan


def _questions_left(plan: CarePlan, identity: Identity) -> Iterable[PlannedTask]:
    """Return the open questions that a task left which was not done."""
    asked = (task for task in plan.tasks.values() if task.is_open and asks_after_undone(task.identity))
    return [task for task in asked if undone_task(task.identity) == identity]


def close_missed_sessions(plan: CarePlan, missed: Iterable[PlannedTask], *, on: date) -> CarePlan:
    """Return the plan with these sessions closed as did not attend (R23)."""
    for other in missed:
        plan = plan.with_task(replace(other, status=TaskStatus.NOT_DONE, outcome=Outcome.DID_NOT_ATTEND, closed_on=on))
    return plan


def start(plan: CarePlan, identity: Identity, *, reason: str, standings: Standings, words: RoleWords) -> CarePlan:
    """Return the plan with the task in progress; a reason starts one that still waits, but never past a guard (R18).

    Raises:
        NotAllowed: it is closed or held, or it waits and no reason is given, or it waits for a guard.
    """
    task, standing = open_task(plan, identity), standings[identity]
    if task.status is TaskStatus.IN_PROGRESS:
        raise NotAllowed(f"“{task.title}” is already in progress.")
    refuse_while_held(task, standing)
    refuse_out_of_turn(plan, task, standing)
    if standing.readiness is not Readiness.WAITING:
        return plan.with_task(replace(task, status=TaskStatus.IN_PROGRESS))
    refuse_past_guard(plan, task, standing, words)
    if not reason.strip():
        refuse_while_waiting(plan, task, standing, words, "Give a reason to start it anyway.")
    return plan.with_task(replace(task, status=TaskStatus.IN_PROGRESS, started_anyway=reason.strip()))


def move(plan: CarePlan, identity: Identity, day: date, *, today: date, not_before: date | None) -> CarePlan:
    """Return the plan with the task due on another day; the day set by hand wins from then on (R22).

    Raises:
        NotAllowed: the task is closed, or belongs to a red flag, which keeps its own day (R25).
        InvalidInput: the day is over, or lies before the plan or before the patient's birth, or years ahead.
    """
    task = open_task(plan, identity)
    refuse_of_red_flag(task)
    if not_before and day < not_before:
        raise InvalidInput(f"{date_words(day)} is before the patient was born. Give a day in this plan.")
    if day < plan.inputs.start and plan.inputs.start > today:
        began = date_words(plan.inputs.start)
        raise InvalidInput(f"{date_words(day)} is before the plan began on {began}. Give that day or a later one.")
    if day < today:  # also where the plan began later than that day: of two limits the later one is said
        raise InvalidInput(f"{date_words(day)} is over. Choose today or a later day.")
    refuse_far(day, today)
    own = replace(task.overrides, due=day, set_against=task.desired.anchor_day)
    return plan.with_task(replace(task, overrides=own))


def days_to_choose(plan: CarePlan, today: date) -> tuple[date, date]:
    """Return the first and the last day on which work of the plan may be due when a person chooses its day."""
    return max(today, plan.inputs.start), years_later(today, MOST_YEARS)


def let_date_go(plan: CarePlan, identity: Identity) -> CarePlan:
    """Return the plan with the task on the day that its template gives (R22)."""
    task = open_task(plan, identity)
    return plan.with_task(replace(task, overrides=replace(task.overrides, due=None, set_against=None)))


def assign(plan: CarePlan, identity: Identity, *, role: RoleId | None = None, assignee: str | None = None) -> CarePlan:
    """Return the plan with all open sessions of a task given to a role or person (R22), or taken from the person."""
    open_task(plan, identity)
    for task in open_sessions(plan, identity):
        own = task.overrides if role is None or role == task.role else replace(task.overrides, role=role)
        plan = plan.with_task(replace(task, assignee=assignee, overrides=own))
    return plan


def add(plan: CarePlan, task: HandMade, *, today: date) -> tuple[CarePlan, Identity]:
    """Return the plan with a task made by hand, and its identity.

    Raises:
        NotAllowed: the plan is closed.
        InvalidInput: it has no title, or too long a one, or is due before the plan began or years ahead.
    """
    if plan.status is PlanStatus.CLOSED:
        raise NotAllowed(f"Plan {plan.id} is closed. {GOES_ON_ELSEWHERE}")
    if not task.title.strip():
        raise InvalidInput("The task has no title. Write what is to be done.")
    if said := too_long("The title", task.title, LONGEST_LINE):
        raise InvalidInput(f"{said} What is to be done in detail stands under “Done when”.")
    if task.due and task.due < plan.inputs.start:
        began = date_words(plan.inputs.start)
        raise InvalidInput(f"{date_words(task.due)} is before the plan began on {began}. Give that day or a later one.")
    if task.due:
        refuse_far(task.due, today)
    number = 1 + max((identity.instance for identity in plan.tasks if identity.module == BY_HAND), default=0)
    made = hand_made(replace(task, title=task.title.strip()), number)
    return plan.with_task(made), made.identity


def cancel(plan: CarePlan, identity: Identity, *, reason: str, on: date) -> CarePlan:
    """Return the plan with the task cancelled by a person, which no template re-opens (R8).

    Raises:
        NotAllowed: it is closed, belongs to a red flag, or no reason is given.
    """
    task = open_task(plan, identity)
    refuse_of_red_flag(task)
    if not reason.strip():
        raise NotAllowed(f"Give a reason for cancelling “{task.title}”.")
    gone = replace(
        task, status=TaskStatus.CANCELLED, cancelled_by="person", reason=reason.strip(), closed_on=on, question=()
    )
    return plan.with_task(gone)
