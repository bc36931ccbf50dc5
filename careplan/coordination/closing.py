"""How a person closes one task: done or not done, with the answers that it asks."""

from __future__ import annotations

from collections.abc import Mapping

from careplan import task_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_task
from careplan.coordination.answers import Answer, answered, refuse_undecided
from careplan.coordination.authority import owns
from careplan.coordination.done import Done, Made, changed_fields
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.meanwhile import refuse_closed
from careplan.coordination.not_obtained import refuse_both, refuse_without_result, tests_without_result
from careplan.coordination.opened_plan import Opened
from careplan.coordination.replaced import replaced
from careplan.errors import NotAllowed
from careplan.plan import CarePlan, PlannedTask
from careplan.series import missed_sessions, open_sessions, session_of_today
from careplan.task import DONE_OUTCOMES, OUTCOME_WORDS, Outcome
from careplan.task_refusals import refuse_before_its_day, refuse_unanswered, refuse_while_resting
from careplan.team import Practitioner


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

    entered = answers or {}

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        plan, standings, missed = opened.plan, opened.standings, ""
        if missed_too:
            task, plan, missed = _missed_closed(opened, task)
            standings = opened.standings_of(plan)
        is_done = outcome in DONE_OUTCOMES
        behalf = opened.on_behalf("task.complete" if is_done else "task.not_done", task, on_behalf_because)
        refuse_unanswered(task, outcome)
        _refuse_guard_passed_by(opened, task, outcome, note)
        closed = task_acts.close(
            plan, task.identity, outcome, note=note, on=opened.today, standings=standings, words=clinic.role_words
        )
        refuse_both(opened, entered)
        given = answered(opened, task, entered, needed=is_done)
        if is_done:
            refuse_undecided(task, given)
            refuse_without_result(task, outcome, entered)
            refuse_before_its_day(plan, task, on=opened.today)
            refuse_while_resting(plan, task, on=opened.today)
        before, after = changed_fields(task, closed)
        known = given.into(opened, closed)
        was, now = replaced(closed, known, given.after)
        made = Made(
            with_flags_by_numbers(opened, known, given.after),
            what="task.completed" if is_done else "task.not_done",
            words=f"{OUTCOME_WORDS[outcome]}: {task.title}, {plan.patient_id}{missed}{_no_result(entered)}",
            task=task.identity,
            before={**before, **was},
            after={**after, **given.after, **now, **({"on_behalf_of": behalf} if behalf else {})},
            reason=_reason(given.whys, on_behalf_because if behalf else ""),
            whys=given.whys,
        )
        return telling_flags(opened, made)

    return with_way_back(act_on_task(clinic, task_id, actor=actor, make=make, key=key))


def _missed_closed(opened: Opened, task: PlannedTask) -> tuple[PlannedTask, CarePlan, str]:
    """Return the session that a contact today is, the plan with those before it closed, and how that is said (R23)."""
    sessions = open_sessions(opened.plan, task.identity)
    missed = missed_sessions(task, sessions, on=opened.today)
    today = session_of_today(task, sessions, on=opened.today)
    closed = task_acts.close_missed_sessions(opened.plan, missed, on=opened.today)
    number = "1 missed session" if len(missed) == 1 else f"{len(missed)} missed sessions"
    return today, closed, f"; {number} closed as did not attend" if missed else ""


def _no_result(answers: Mapping[str, Answer]) -> str:
    return "; closed without a result" if tests_without_result(answers) else ""


def _refuse_guard_passed_by(opened: Opened, task: PlannedTask, outcome: Outcome, note: str) -> None:
    """Let only the role of a safety check say that it is not needed, and only with a reason (PLAN_RULES R18)."""
    if not task.desired.guard or outcome is not Outcome.NOT_NEEDED:
        return
    opened.authorise("guard.override", own=owns(opened.actor, task))
    if not note.strip():
        raise NotAllowed(f"“{task.title}” is a safety check. Write in the note why it is not needed.")


def _reason(whys: Mapping[str, str], behalf: str) -> str:
    """Return why a task was closed so: the reason of the one decision taken with it, and of acting for another role."""
    decided = list(whys.values()) if len(whys) == 1 else []
    return "; ".join((*decided, *([behalf] if behalf else [])))
