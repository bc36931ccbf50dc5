"""What a person may do with one task of a plan: pure functions from a plan to a plan (PLAN_RULES R17-R23).

Each returns the plan with that one task changed, or refuses with a sentence that says what to do next.
What follows for the rest of the plan is found by reconciling it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from careplan.draft_plan import HandMade, hand_made
from careplan.errors import NOT_HERE, InvalidInput, NotAllowed, NotFound
from careplan.expand import asks_after_undone, undone_task
from careplan.holds import rests_since
from careplan.identity import BY_HAND, Identity
from careplan.plan import GOES_ON_ELSEWHERE, CarePlan, PlannedTask, PlanStatus
from careplan.plan_inputs import SATISFYING
from careplan.standing import Standing
from careplan.task import DONE_OUTCOMES, Outcome, Readiness, TaskStatus
from careplan.team import RoleId
from careplan.working_days import refuse_far

Standings = Mapping[Identity, Standing]
LONGEST_TITLE: Final = 300
"""Characters of the title of a task made by hand, on every screen that adds one."""
RoleWords = Callable[[RoleId], str]
"""Gives the words for a role on the screen."""


def open_task(plan: CarePlan, identity: Identity) -> PlannedTask:
    """Return a task that can still be worked on.

    Raises:
        NotFound: the plan has no such task.
        NotAllowed: the plan or the task is closed.
    """
    task = plan.tasks.get(identity)
    if task is None:
        raise NotFound(NOT_HERE)
    if plan.status is PlanStatus.CLOSED:
        raise NotAllowed(f"“{task.title}” belongs to plan {plan.id}, which is closed. {GOES_ON_ELSEWHERE}")
    if not task.is_open:
        state = task.status.replace("_", " ")
        raise NotAllowed(f"“{task.title}” is already {state}. Undo that first, or add a new task.")
    return task


def close(
    plan: CarePlan, identity: Identity, outcome: Outcome, *, note: str, on: date, standings: Standings, words: RoleWords
) -> CarePlan:
    """Return the plan with the task done (as planned, partly) or not done (with its reason).

    Raises:
        NotAllowed: it is closed, belongs to a red flag, waits for other work, is held, or an earlier session is open.
    """
    task, standing = open_task(plan, identity), standings[identity]
    _refuse_of_red_flag(task)
    if outcome in DONE_OUTCOMES:
        _refuse_while_held(task, standing)
        if task.status is TaskStatus.TODO and standing.readiness is Readiness.WAITING:
            _refuse_while_waiting(plan, task, standing, words, "Start it anyway with a reason first.")
    _refuse_out_of_turn(plan, task, standing)
    status = TaskStatus.DONE if outcome in DONE_OUTCOMES else TaskStatus.NOT_DONE
    closed = replace(task, status=status, outcome=outcome, closed_on=on, note=note.strip() or task.note, question=())
    return plan.with_task(closed)


def refuse_unanswered(task: PlannedTask, outcome: Outcome) -> None:
    """Refuse to leave the question undone that something left which was not done: what waits would wait in silence.

    Raises:
        NotAllowed: it would be closed without an answer.
    """
    if asks_after_undone(task.identity) and outcome not in SATISFYING:
        raise NotAllowed(
            f"“{task.title}” has to be answered: what waits for it would wait on. Close it as planned or as not "
            "needed, or leave it open and move it to another day."
        )


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
    reason = f"Planned again for {_words_of(day)}"
    gone = replace(asked, status=TaskStatus.CANCELLED, cancelled_by="plan", reason=reason, closed_on=today, question=())
    plan = plan.with_task(again).with_task(gone)
    return move(plan, again.identity, day, today=today, not_before=not_before), again.identity


def refuse_before_its_day(plan: CarePlan, task: PlannedTask, *, on: date) -> None:
    """Refuse to close work that follows an operation or procedure before the day of that.

    Raises:
        NotAllowed: that day is still to come, and the task's window does not open before it.
    """
    day, window = task.desired.anchor_day, task.desired.window
    if day is None or window is None or day <= on or window[0] < day:
        return
    record = plan.inputs.record
    if any(one.day == day for one in record.operations):
        what = "operation"
    elif any(day in (one.planned, one.done) for one in record.procedures):
        what = "procedure"
    else:  # it was given another day, which the plan has not taken over yet
        return
    raise NotAllowed(
        f"“{task.title}” follows the {what} of {_words_of(day)}, which is still to come. "
        f"If the {what} took place earlier, set its date first."
    )


def refuse_while_resting(plan: CarePlan, task: PlannedTask, *, on: date) -> None:
    """Refuse exercise from the day of an operation of the plan on, until the surgeon lets go (R24).

    Raises:
        NotAllowed: it rests.
    """
    since = rests_since(plan.inputs.record, task, on=on)
    if since:
        raise NotAllowed(
            f"“{task.title}” rests from the operation of {_words_of(since)} on, until the surgeon has released it or "
            "the fusion has healed. If the operation did not take place, set its new date."
        )


def session_of_today(task: PlannedTask, sessions: Iterable[PlannedTask], *, on: date) -> PlannedTask:
    """Return which of its sessions a contact today is: the last open one that was due by now, not before `task`."""
    due = (other for other in sessions if other.is_open and other.due and other.due <= on)
    return max((task, *due), key=lambda other: other.identity)


def missed_sessions(task: PlannedTask, sessions: Collection[PlannedTask], *, on: date) -> list[PlannedTask]:
    """Return the open sessions of a series that come before the one that a contact today is (R23)."""
    today = session_of_today(task, sessions, on=on)
    return [other for other in sessions if other.is_open and other.identity < today.identity]


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
    _refuse_while_held(task, standing)
    _refuse_out_of_turn(plan, task, standing)
    if standing.readiness is not Readiness.WAITING:
        return plan.with_task(replace(task, status=TaskStatus.IN_PROGRESS))
    guards = [plan.tasks[wait] for wait in standing.waits if plan.tasks[wait].desired.guard]
    if guards:
        names = _named(guards, words)
        raise NotAllowed(f"“{task.title}” waits for a safety check: {names}. It cannot be started before that is done.")
    if not reason.strip():
        _refuse_while_waiting(plan, task, standing, words, "Give a reason to start it anyway.")
    return plan.with_task(replace(task, status=TaskStatus.IN_PROGRESS, started_anyway=reason.strip()))


def move(plan: CarePlan, identity: Identity, day: date, *, today: date, not_before: date | None) -> CarePlan:
    """Return the plan with the task due on another day; the day set by hand wins from then on (R22).

    Raises:
        NotAllowed: the task is closed, or belongs to a red flag, which keeps its own day (R25).
        InvalidInput: the day is over, or lies before the plan or before the patient's birth, or years ahead.
    """
    task = open_task(plan, identity)
    _refuse_of_red_flag(task)
    if not_before and day < not_before:
        raise InvalidInput(f"{_words_of(day)} is before the patient was born. Give a day in this plan.")
    if day < plan.inputs.start:
        began = _words_of(plan.inputs.start)
        raise InvalidInput(f"{_words_of(day)} is before the plan began on {began}. Give that day or a later one.")
    if day < today:
        raise InvalidInput(f"{_words_of(day)} is over. Choose today or a later day.")
    refuse_far(day, today)
    own = replace(task.overrides, due=day, set_against=task.desired.anchor_day)
    return plan.with_task(replace(task, overrides=own))


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
    if len(task.title) > LONGEST_TITLE:
        told = f"The title has {len(task.title)} characters, {LONGEST_TITLE} at most are kept"
        raise InvalidInput(f"{told}. Shorten it; what is to be done in detail stands under “Done when”.")
    if task.due and task.due < plan.inputs.start:
        began = _words_of(plan.inputs.start)
        raise InvalidInput(f"{_words_of(task.due)} is before the plan began on {began}. Give that day or a later one.")
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
    _refuse_of_red_flag(task)
    if not reason.strip():
        raise NotAllowed(f"Give a reason for cancelling “{task.title}”.")
    gone = replace(
        task, status=TaskStatus.CANCELLED, cancelled_by="person", reason=reason.strip(), closed_on=on, question=()
    )
    return plan.with_task(gone)


def waits_in_words(plan: CarePlan, standing: Standing, words: RoleWords) -> str:
    """Return what a task waits for, such as “MRI (surgeon, due 26 Jan 2026)”."""
    return _named((plan.tasks[wait] for wait in standing.waits), words)


def _named(tasks: Iterable[PlannedTask], words: RoleWords) -> str:
    return ", ".join(f"{task.title} ({words(task.role).lower()}{_due(task)})" for task in tasks)


def _due(task: PlannedTask) -> str:
    return f", due {_words_of(task.due)}" if task.due else ", no date yet"


def _words_of(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _refuse_of_red_flag(task: PlannedTask) -> None:
    """Refuse what would close the urgent task of a red flag, or put it off, while the flag stays open (R25)."""
    if task.desired.red_flag:
        raise NotAllowed(
            f"“{task.title}” belongs to a red flag and stays due. It closes when a clinician clears the flag, with "
            "finding and reason."
        )


def _refuse_while_held(task: PlannedTask, standing: Standing) -> None:
    if standing.readiness is Readiness.HELD:
        flags = [hold for hold in standing.held_by if hold != "operation"]
        by = " and ".join(["the operation"] * (len(flags) < len(standing.held_by)) + ["a red flag"] * bool(flags))
        raise NotAllowed(f"“{task.title}” is held by {by}. It comes back when that is cleared.")


def _refuse_while_waiting(plan: CarePlan, task: PlannedTask, standing: Standing, words: RoleWords, then: str) -> None:
    if standing.waits:
        raise NotAllowed(f"This task waits for: {waits_in_words(plan, standing, words)}. {then}")
    if standing.questions:
        raise NotAllowed(f"“{task.title}” waits for a question of this plan that has no answer yet. {then}")


def _refuse_out_of_turn(plan: CarePlan, task: PlannedTask, standing: Standing) -> None:
    if not standing.turn:
        first = min(_earlier_sessions(plan, task.identity), key=lambda other: other.identity)
        number, of = first.identity.occurrence, task.desired.occurrences
        raise NotAllowed(f"Session {number} of {of} of “{task.title}” is still open. Close that one first.")


def _earlier_sessions(plan: CarePlan, identity: Identity) -> list[PlannedTask]:
    return [other for other in open_sessions(plan, identity) if other.identity < identity]


def open_sessions(plan: CarePlan, identity: Identity) -> list[PlannedTask]:
    """Return the sessions of the series of a task that are open; itself where it stands alone."""
    return [task for task in plan.tasks.values() if task.is_open and task.identity.series == identity.series]
