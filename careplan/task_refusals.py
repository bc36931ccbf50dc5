"""Why a person may not start or close a task, or not yet: each refusal says what to do next (PLAN_RULES R17-R24)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from careplan.errors import NOT_HERE, NotAllowed, NotFound
from careplan.expand import asks_after_undone
from careplan.holds import rests_since
from careplan.identity import RED_FLAGS, Identity
from careplan.plan import GOES_ON_ELSEWHERE, CarePlan, PlannedTask, PlanStatus
from careplan.plan_inputs import SATISFYING
from careplan.series import open_sessions
from careplan.standing import Standing
from careplan.task import Outcome, Readiness
from careplan.team import RoleWords
from careplan.working_days import date_words


def open_task(plan: CarePlan, identity: Identity) -> PlannedTask:
    """Return a task that can still be worked on.

    Raises:
        NotFound: the plan has no such task.
        NotAllowed: the plan or the task is closed.
    """
    task = _task_of_open_plan(plan, identity)
    if not task.is_open:
        state = task.status.replace("_", " ")
        raise NotAllowed(f"“{task.title}” is already {state}. Undo that first, or add a new task.")
    return task


def closed_task(plan: CarePlan, identity: Identity) -> PlannedTask:
    """Return a task of an open plan that is closed; raises NotFound, NotAllowed."""
    task = _task_of_open_plan(plan, identity)
    if task.is_open:
        raise NotAllowed(f"“{task.title}” is open already.")
    return task


def _task_of_open_plan(plan: CarePlan, identity: Identity) -> PlannedTask:
    task = plan.tasks.get(identity)
    if task is None:
        raise NotFound(NOT_HERE)
    if plan.status is PlanStatus.CLOSED:
        raise NotAllowed(f"“{task.title}” belongs to plan {plan.id}, which is closed. {GOES_ON_ELSEWHERE}")
    return task


def refuse_reopening(task: PlannedTask) -> None:
    """Refuse to open a closed task again that a red flag or the plan itself closed; raises NotAllowed."""
    if task.identity.module == RED_FLAGS:
        raise NotAllowed(f"“{task.title}” was closed with its red flag. Report the flag again if it is back.")
    if task.cancelled_by == "plan":
        raise NotAllowed(f"“{task.title}” was cancelled by the plan, which asks for it no longer. Add a task by hand.")


def refuse_of_red_flag(task: PlannedTask) -> None:
    """Refuse what would close the urgent task of a red flag, or put it off, while the flag is open (R25).

    Raises:
        NotAllowed: the task is that of a red flag.
    """
    if task.desired.red_flag:
        raise NotAllowed(
            f"“{task.title}” belongs to a red flag and stays due. It closes when a clinician clears the flag, with "
            "finding and reason."
        )


def refuse_while_held(task: PlannedTask, standing: Standing) -> None:
    """Refuse what a red flag or an operation holds; raises NotAllowed (R24)."""
    if standing.readiness is Readiness.HELD:
        flags = [hold for hold in standing.held_by if hold != "operation"]
        by = " and ".join(["the operation"] * (len(flags) < len(standing.held_by)) + ["a red flag"] * bool(flags))
        raise NotAllowed(f"“{task.title}” is held by {by}. It comes back when that is cleared.")


def refuse_while_waiting(plan: CarePlan, task: PlannedTask, standing: Standing, words: RoleWords, then: str) -> None:
    """Refuse what waits for other work or for an answer; `then` says what to do; raises NotAllowed (R18)."""
    if standing.waits:
        raise NotAllowed(f"This task waits for: {waits_in_words(plan, standing, words)}. {then}")
    if standing.questions:
        raise NotAllowed(f"“{task.title}” waits for a question of this plan that has no answer yet. {then}")


def refuse_past_guard(plan: CarePlan, task: PlannedTask, standing: Standing, words: RoleWords) -> None:
    """Refuse to start, with whatever reason, what waits for a safety check; raises NotAllowed (R18)."""
    guards = [plan.tasks[wait] for wait in standing.waits if plan.tasks[wait].desired.guard]
    if guards:
        names = _named(guards, words)
        raise NotAllowed(f"“{task.title}” waits for a safety check: {names}. It cannot be started before that is done.")


def refuse_out_of_turn(plan: CarePlan, task: PlannedTask, standing: Standing) -> None:
    """Refuse a session while an earlier one of its series is open; raises NotAllowed (R23)."""
    if not standing.turn:
        first = min(open_sessions(plan, task.identity), key=lambda other: other.identity)
        number, of = first.identity.occurrence, task.desired.occurrences
        raise NotAllowed(f"Session {number} of {of} of “{task.title}” is still open. Close that one first.")


def refuse_before_its_day(plan: CarePlan, task: PlannedTask, *, on: date) -> None:
    """Refuse to close work that follows an operation or procedure before the day of that; raises NotAllowed."""
    if words := still_to_come(plan, task, on=on):
        raise NotAllowed(words)


def still_to_come(plan: CarePlan, task: PlannedTask, *, on: date) -> str:
    """Return which operation or procedure a task follows, and what to do if it took place earlier.

    Empty where its day has come, and where the task's window opens before it: then it prepares that day.
    """
    day, window = task.desired.anchor_day, task.desired.window
    if day is None or window is None or day <= on or window[0] < day:
        return ""
    record = plan.inputs.record
    if any(one.day == day for one in record.operations):
        what = "operation"
    elif any(day in (one.planned, one.done) for one in record.procedures):
        what = "procedure"
    else:  # it was given another day, which the plan has not taken over yet
        return ""
    return (
        f"“{task.title}” follows the {what} of {date_words(day)}, which is still to come. "
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
            f"“{task.title}” rests from the operation of {date_words(since)} on, until the surgeon has released it or "
            "the fusion has healed. If the operation did not take place, set its new date."
        )


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


def waits_in_words(plan: CarePlan, standing: Standing, words: RoleWords) -> str:
    """Return what a task waits for, such as “MRI (surgeon, due 26 Jan 2026)”."""
    return _named((plan.tasks[wait] for wait in standing.waits), words)


def _named(tasks: Iterable[PlannedTask], words: RoleWords) -> str:
    return ", ".join(f"{task.title} ({words(task.role).lower()}{_due(task)})" for task in tasks)


def _due(task: PlannedTask) -> str:
    return f", due {date_words(task.due)}" if task.due else ", no date yet"
