"""What a person does with one task, but for closing it: start it, move it, give it away, add one, cancel one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from careplan import task_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan, act_on_task
from careplan.coordination.authority import may, owns
from careplan.coordination.done import Done, Made, made_of
from careplan.coordination.meanwhile import refuse_closed, refuse_started
from careplan.coordination.opened_plan import Opened
from careplan.coordination.safety import refuse_past_stopped, refuse_released, refuse_stopped
from careplan.coordination.text_limits import refuse_long
from careplan.draft_plan import HandMade
from careplan.errors import InvalidInput
from careplan.plan import CarePlan, PlannedTask
from careplan.task_refusals import refuse_while_resting
from careplan.team import Practitioner, RoleId
from careplan.working_days import date_words, day_words

Making = Callable[[Opened, PlannedTask], Made]
"""Checks permission, asks the pure functions and says what became of one task."""


def start(
    clinic: Clinic,
    task_id: str,
    *,
    actor: Practitioner,
    anyway_because: str = "",
    on_behalf_because: str = "",
    key: str | None = None,
) -> Done:
    """Begin a task; with a reason also one that still waits, but never past a safety check."""

    making = starting(anyway_because=anyway_because, on_behalf_because=on_behalf_because)
    return act_on_task(clinic, task_id, actor=actor, make=making, key=key)


def starting(*, anyway_because: str = "", on_behalf_because: str = "") -> Making:
    """Return what begins a task, for one task or many."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        refuse_started(opened, task)
        behalf = opened.on_behalf("task.start_anyway" if anyway_because else "task.start", task, on_behalf_because)
        refuse_while_resting(opened.plan, task, on=opened.today)
        refuse_stopped(opened, task)
        if anyway_because:
            refuse_past_stopped(opened, task)
        words, standings = opened.clinic.role_words, opened.standings
        plan = task_acts.start(opened.plan, task.identity, reason=anyway_because, standings=standings, words=words)
        what = "task.started_anyway" if anyway_because else "task.started"
        reason = anyway_because or on_behalf_because
        return made_of(plan, task, what, f"Started: {task.title}", reason=reason, behalf=behalf)

    return make


def move(
    clinic: Clinic, task_id: str, day: date, *, actor: Practitioner, seen: int | None = None, key: str | None = None
) -> Done:
    """Set another due day by hand; `seen` is the row version that the person looked at."""
    return act_on_task(clinic, task_id, actor=actor, make=moving(day, seen=seen), key=key)


def moving(day: date, *, seen: int | None = None) -> Making:
    """Return what moves a task to another day, for one task or many."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        opened.authorise_own("task.move", task)
        opened.refuse_stale(task, seen, {"due": day})
        born = opened.record.patient.birth_date
        plan = task_acts.move(opened.plan, task.identity, day, today=opened.today, not_before=born)
        if task.due == day:  # it would stand as set by hand, and not follow the plan any more
            raise InvalidInput(f"“{task.title}” is due on {day_words(day)} already. Choose another day.")
        to = day_words(day, plan.inputs.holidays)
        return made_of(plan, task, "task.moved", f"Moved to {to}: {task.title}")

    return make


def plan_again(
    clinic: Clinic,
    question_id: str,
    chosen: date | None,
    *,
    actor: Practitioner,
    on_behalf_because: str = "",
    key: str | None = None,
) -> Done:
    """Open again on another day what was not done, from the question that it left: the same task, with its history.

    Raises:
        NotFound, NotAllowed.
        InvalidInput: no day is given, or one on which no work is planned; no reason is given though the question is
            another role's. All that is wrong is said at once.
    """

    def make(opened: Opened, question: PlannedTask) -> Made:
        refuse_closed(opened, question)
        day = _day_and_reason(opened, question, chosen, on_behalf_because)
        behalf = opened.on_behalf("task.complete", question, on_behalf_because)
        born = opened.record.patient.birth_date
        plan, identity = task_acts.plan_again(opened.plan, question.identity, day, today=opened.today, not_before=born)
        words = f"Planned again for {day_words(day, plan.inputs.holidays)}: {plan.tasks[identity].title}"
        left = opened.plan.tasks[identity]
        reason = on_behalf_because if behalf else ""
        return made_of(plan, left, "task.planned_again", words, reason=reason, behalf=behalf)

    return act_on_task(clinic, question_id, actor=actor, make=make, key=key)


def _day_and_reason(opened: Opened, question: PlannedTask, day: date | None, because: str) -> date:
    """Return the chosen day; raises InvalidInput that names all that is missing or wrong."""
    wrong = []
    first, last = task_acts.days_to_choose(opened.plan, opened.today)
    if day is None or not first <= day <= last:
        wrong.append(f"choose a day from {date_words(first)} to {date_words(last)}")
    for_other = may(opened.clinic.catalogue, opened.actor, "task.complete_for_other")
    if for_other and not owns(opened.actor, question) and not because.strip():
        wrong.append(f"give the reason to do it on behalf of the {opened.clinic.role_words(question.role).lower()}")
    if day is None or wrong:
        raise InvalidInput(f"To plan it again, {' and '.join(wrong)}.")
    return day


def let_date_go(
    clinic: Clinic, task_id: str, *, actor: Practitioner, seen: int | None = None, key: str | None = None
) -> Done:
    """Give the task back the day that its template gives; raises Conflict where its day was changed since `seen`."""
    return act_on_task(clinic, task_id, actor=actor, make=letting_date_go(seen=seen), key=key)


def letting_date_go(*, seen: int | None = None) -> Making:
    """Return what gives a task back the day that its template gives, for one task or many."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        opened.authorise_own("task.move", task)
        opened.refuse_stale(task, seen, {"due": task.desired.due})
        plan = task_acts.let_date_go(opened.plan, task.identity)
        _refuse_unchanged(opened, plan, f"“{task.title}” is on the day of its template already.")
        return made_of(plan, task, "task.date_let_go", f"Back on its template's day: {task.title}")

    return make


def assign(
    clinic: Clinic,
    task_id: str,
    *,
    actor: Practitioner,
    role: RoleId | None = None,
    assignee: str | None = None,
    seen: int | None = None,
    key: str | None = None,
) -> Done:
    """Give a task, and the open sessions of its series, to a role or person; None takes the person back."""
    return act_on_task(clinic, task_id, actor=actor, make=assigning(role=role, assignee=assignee, seen=seen), key=key)


def assigning(*, role: RoleId | None = None, assignee: str | None = None, seen: int | None = None) -> Making:
    """Return what gives a task to a role or person, for one task or many."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        opened.authorise("task.assign")
        opened.refuse_stale(task, seen, {"assignee": assignee} | ({"role": role} if role else {}))
        whose = opened.holder(role or task.role, assignee)
        plan = task_acts.assign(opened.plan, task.identity, role=role, assignee=assignee)
        given = f"“{task.title}” is with {whose} already" if whose else f"“{task.title}” is with nobody by name"
        _refuse_unchanged(opened, plan, f"{given}. Choose another role or person.")
        what = "task.assigned" if assignee or role else "task.unassigned"
        return made_of(plan, task, what, f"Assigned to {whose}: {task.title}")

    return make


def add(clinic: Clinic, plan_id: str, task: HandMade, *, actor: Practitioner, key: str | None = None) -> Done:
    """Add a task by hand; no template touches it."""
    return act_on_plan(clinic, plan_id, actor=actor, make=adding(task), key=key)


def adding(task: HandMade) -> Callable[[Opened], Made]:
    """Return what adds a task to a plan, for one plan or many."""

    def make(opened: Opened) -> Made:
        opened.authorise("task.add")
        opened.holder(task.role, None)
        refuse_long("“Done when”", task.details)
        plan, identity = task_acts.add(opened.plan, task, today=opened.today)
        undated = "" if task.due else "; it has no date yet: give it one in its drawer"
        after = {"title": task.title, "role": task.role, "due": task.due}
        return Made(
            plan,
            what="task.added",
            words=f"Added: {task.title}, {plan.patient_id}{undated}",
            task=identity,
            after=after,
        )

    return make


def cancel(clinic: Clinic, task_id: str, *, actor: Practitioner, reason: str, key: str | None = None) -> Done:
    """Cancel a task with a reason; no template opens it again."""
    return act_on_task(clinic, task_id, actor=actor, make=cancelling(reason), key=key)


def cancelling(reason: str) -> Making:
    """Return what cancels a task, for one task or many."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        opened.authorise_own("task.cancel", task)
        refuse_released(opened, task)
        plan = task_acts.cancel(opened.plan, task.identity, reason=reason, on=opened.today)
        return made_of(plan, task, "task.cancelled", f"Cancelled: {task.title}", reason=reason)

    return make


def _refuse_unchanged(opened: Opened, plan: CarePlan, sentence: str) -> None:
    """Refuse an act that changes nothing: it would stand in the history as if it had."""
    if plan.tasks == opened.plan.tasks:
        raise InvalidInput(sentence)
