"""What a person does with one task: close it, start it, move it, give it away, add one, cancel one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from careplan import task_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan, act_on_task
from careplan.coordination.answers import Answer, answered, refuse_undecided
from careplan.coordination.authority import owns
from careplan.coordination.done import Done, Made
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.meanwhile import refuse_closed, refuse_started
from careplan.coordination.opened_plan import Opened
from careplan.draft_plan import HandMade
from careplan.errors import InvalidInput, NotAllowed
from careplan.plan import CarePlan, PlannedTask
from careplan.task import DONE_OUTCOMES, OUTCOME_WORDS, Outcome
from careplan.team import Practitioner, RoleId
from careplan.working_days import day_words

Making = Callable[[Opened, PlannedTask], Made]
"""Checks permission, asks the pure functions and says what became of one task."""


def complete(
    clinic: Clinic,
    task_id: str,
    *,
    outcome: Outcome,
    actor: Practitioner,
    note: str = "",
    on_behalf_because: str = "",
    answers: Mapping[str, Answer] | None = None,
    missed_too: bool = False,
    key: str | None = None,
) -> Done:
    """Close a task as done or not done, with what it asks.

    Args:
        on_behalf_because: the reason, where the task belongs to another role.
        answers: for each fact, gate or measure that the task asks: the answer, or why it was not obtained.
        missed_too: what was done is today's session of the series, and those before it that are open close as did
            not attend in the same act.
        key: names this press; a second press does nothing more.

    Raises:
        NotFound, NotAllowed, InvalidInput, Conflict.
    """

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        plan, standings, missed = opened.plan, opened.standings, ""
        if missed_too:
            task, plan, missed = _missed_closed(opened, task)
            standings = opened.standings_of(plan)
        is_done = outcome in DONE_OUTCOMES
        behalf = opened.on_behalf("task.complete" if is_done else "task.not_done", task, on_behalf_because)
        task_acts.refuse_unanswered(task, outcome)
        _refuse_guard_passed_by(opened, task, outcome, note)
        words = clinic.role_words
        closed = task_acts.close(
            plan, task.identity, outcome, note=note, on=opened.today, standings=standings, words=words
        )
        given = answered(opened, task, answers or {}, needed=is_done)
        if is_done:
            refuse_undecided(task, given)
            task_acts.refuse_before_its_day(plan, task, on=opened.today)
            task_acts.refuse_while_resting(plan, task, on=opened.today)
        before, after = _changes(task, closed)
        made = Made(
            with_flags_by_numbers(opened, given.into(opened, closed), given.after),
            what="task.completed" if is_done else "task.not_done",
            words=f"{OUTCOME_WORDS[outcome]}: {task.title}, {plan.patient_id}{missed}",
            task=task.identity,
            before=before,
            after={**after, **given.after, **({"on_behalf_of": behalf} if behalf else {})},
            reason=_reason(given.whys, on_behalf_because if behalf else ""),
            whys=given.whys,
        )
        return telling_flags(opened, made)

    return with_way_back(act_on_task(clinic, task_id, actor=actor, make=make, key=key))


def _reason(whys: Mapping[str, str], behalf: str) -> str:
    """Return why a task was closed so: the reason of the one decision taken with it, and of acting for another role."""
    decided = list(whys.values()) if len(whys) == 1 else []
    return "; ".join((*decided, *([behalf] if behalf else [])))


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

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        refuse_started(opened, task)
        behalf = opened.on_behalf("task.start_anyway" if anyway_because else "task.start", task, on_behalf_because)
        task_acts.refuse_while_resting(opened.plan, task, on=opened.today)
        plan = task_acts.start(
            opened.plan, task.identity, reason=anyway_because, standings=opened.standings, words=clinic.role_words
        )
        before, after = _changes(task, plan)
        return Made(
            plan,
            what="task.started_anyway" if anyway_because else "task.started",
            words=f"Started: {task.title}, {plan.patient_id}",
            task=task.identity,
            before=before,
            after=after | ({"on_behalf_of": behalf} if behalf else {}),
            reason=anyway_because or on_behalf_because,
        )

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


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
        _refuse_unchanged(opened, plan, f"“{task.title}” is due on {day_words(day)} already. Choose another day.")
        to = day_words(day, plan.inputs.holidays)
        return _made(plan, task, "task.moved", f"Moved to {to}: {task.title}")

    return make


def plan_again(
    clinic: Clinic,
    question_id: str,
    day: date,
    *,
    actor: Practitioner,
    on_behalf_because: str = "",
    key: str | None = None,
) -> Done:
    """Open again on another day what was not done, from the question that it left: the same task, with its history.

    Raises:
        NotFound, NotAllowed, InvalidInput.
    """

    def make(opened: Opened, question: PlannedTask) -> Made:
        refuse_closed(opened, question)
        behalf = opened.on_behalf("task.complete", question, on_behalf_because)
        born = opened.record.patient.birth_date
        plan, identity = task_acts.plan_again(opened.plan, question.identity, day, today=opened.today, not_before=born)
        words = f"Planned again for {day_words(day, plan.inputs.holidays)}: {plan.tasks[identity].title}"
        left = opened.plan.tasks[identity]
        made = _made(plan, left, "task.planned_again", words, reason=on_behalf_because if behalf else "")
        return replace(made, after={**made.after, "on_behalf_of": behalf}) if behalf else made

    return act_on_task(clinic, question_id, actor=actor, make=make, key=key)


def let_date_go(clinic: Clinic, task_id: str, *, actor: Practitioner, key: str | None = None) -> Done:
    """Give the task back the day that its template gives."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        opened.authorise_own("task.move", task)
        plan = task_acts.let_date_go(opened.plan, task.identity)
        return _made(plan, task, "task.date_let_go", f"Back on its template's day: {task.title}")

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


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
        return _made(plan, task, what, f"Assigned to {whose}: {task.title}")

    return make


def add(clinic: Clinic, plan_id: str, task: HandMade, *, actor: Practitioner, key: str | None = None) -> Done:
    """Add a task by hand; no template touches it."""

    def make(opened: Opened) -> Made:
        opened.authorise("task.add")
        opened.holder(task.role, None)
        plan, identity = task_acts.add(opened.plan, task, today=opened.today)
        after = {"title": task.title, "role": task.role, "due": task.due}
        return Made(
            plan, what="task.added", words=f"Added: {task.title}, {plan.patient_id}", task=identity, after=after
        )

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def cancel(clinic: Clinic, task_id: str, *, actor: Practitioner, reason: str, key: str | None = None) -> Done:
    """Cancel a task with a reason; no template opens it again."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        opened.authorise_own("task.cancel", task)
        plan = task_acts.cancel(opened.plan, task.identity, reason=reason, on=opened.today)
        return _made(plan, task, "task.cancelled", f"Cancelled: {task.title}", reason=reason)

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


def _missed_closed(opened: Opened, task: PlannedTask) -> tuple[PlannedTask, CarePlan, str]:
    """Return the session that a contact today is, the plan with those before it closed, and how that is said (R23)."""
    sessions = task_acts.open_sessions(opened.plan, task.identity)
    missed = task_acts.missed_sessions(task, sessions, on=opened.today)
    today = task_acts.session_of_today(task, sessions, on=opened.today)
    closed = task_acts.close_missed_sessions(opened.plan, missed, on=opened.today)
    number = "1 missed session" if len(missed) == 1 else f"{len(missed)} missed sessions"
    return today, closed, f"; {number} closed as did not attend" if missed else ""


def _refuse_guard_passed_by(opened: Opened, task: PlannedTask, outcome: Outcome, note: str) -> None:
    """Let only the role of a safety check say that it is not needed, and only with a reason (PLAN_RULES R18)."""
    if not task.desired.guard or outcome is not Outcome.NOT_NEEDED:
        return
    opened.authorise("guard.override", own=owns(opened.actor, task))
    if not note.strip():
        raise NotAllowed(f"“{task.title}” is a safety check. Write in the note why it is not needed.")


def _refuse_unchanged(opened: Opened, plan: CarePlan, sentence: str) -> None:
    """Refuse an act that changes nothing: it would stand in the history as if it had."""
    if plan.tasks == opened.plan.tasks:
        raise InvalidInput(sentence)


def _made(plan: CarePlan, task: PlannedTask, what: str, words: str, *, reason: str = "") -> Made:
    before, after = _changes(task, plan)
    words = f"{words}, {plan.patient_id}"
    return Made(plan, what=what, words=words, task=task.identity, before=before, after=after, reason=reason)


def _changes(task: PlannedTask, plan: CarePlan) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of one task that an act changed, before and after."""
    now = plan.tasks[task.identity]
    names = ("status", "outcome", "closed_on", "note", "assignee", "due", "role", "title", "started_anyway")
    changed = [name for name in names if getattr(task, name) != getattr(now, name)]
    return {name: getattr(task, name) for name in changed}, {name: getattr(now, name) for name in changed}
