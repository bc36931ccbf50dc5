"""How a person closes one task: done or not done, with the answers that it asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import NamedTuple

from careplan import procedure_acts, task_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_task
from careplan.coordination.answers import Answer, Answers, answered, refuse_undecided
from careplan.coordination.authority import owns
from careplan.coordination.called_off import still_planned
from careplan.coordination.done import Done, Made, changed_fields
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.meanwhile import refuse_closed
from careplan.coordination.not_obtained import not_obtained, refuse_both, refuse_without_result, tests_without_result
from careplan.coordination.opened_plan import Opened
from careplan.coordination.replaced import replaced
from careplan.coordination.safety import refuse_stopped, stops_of
from careplan.coordination.tasks import Making
from careplan.errors import InvalidInput, NotAllowed
from careplan.plan import CarePlan, PlannedTask
from careplan.plan_safety import keys_of
from careplan.series import missed_sessions, open_sessions, session_of_today
from careplan.task import DONE_OUTCOMES, OUTCOME_WORDS, Outcome
from careplan.task_refusals import refuse_before_its_day, refuse_unanswered, refuse_while_resting
from careplan.team import Practitioner
from careplan.working_days import date_words


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
    on: date | None = None,
    key: str | None = None,
) -> Done:
    """Close a task as done or not done, with what it asks.

    Args:
        on_behalf_because: the reason, where the task belongs to another role.
        answers: for each fact, gate or measure that the task asks: the answer, or why it was not obtained.
        missed_too: what was done is today's session of the series, and those before it that are open close as did
            not attend in the same act.
        on: the day on which it was done, where that is not today.
        key: names this press; a second press does nothing more.

    Raises:
        NotFound, NotAllowed, InvalidInput, Conflict.
    """

    pressed = _Pressed(outcome, note, on_behalf_because, answers or {}, missed_too, on)
    return with_way_back(act_on_task(clinic, task_id, actor=actor, make=partial(_made, pressed), key=key))


def completing(outcome: Outcome, *, note: str = "", because: str = "", on: date | None = None) -> Making:
    """Return what closes a task that asks nothing, for one task or many; the words are those of `complete`."""
    return partial(_made, _Pressed(outcome, note, because, {}, missed_too=False, on=on))


class _Pressed(NamedTuple):
    """What a person entered to close a task; the words are those of `complete`."""

    outcome: Outcome
    note: str
    on_behalf_because: str
    answers: Mapping[str, Answer]
    missed_too: bool
    on: date | None

    @property
    def is_done(self) -> bool:
        return self.outcome in DONE_OUTCOMES


def _made(pressed: _Pressed, opened: Opened, task: PlannedTask) -> Made:
    refuse_closed(opened, task)
    plan, missed = opened.plan, ""
    if pressed.missed_too:
        task, plan, missed = _missed_closed(opened, task)
    act = "task.complete" if pressed.is_done else "task.not_done"
    behalf = opened.on_behalf(act, task, pressed.on_behalf_because)
    closed = _closed(pressed, opened, plan, task)
    given = _given(pressed, opened, plan, task)
    before, after = changed_fields(task, closed)
    known = _with_procedure(pressed, opened, given.into(opened, closed), task)
    was, now = replaced(closed, known, given.after)
    made = Made(
        with_flags_by_numbers(opened, known, given.after),
        what="task.completed" if pressed.is_done else "task.not_done",
        words=f"{OUTCOME_WORDS[pressed.outcome]}: {task.title}, {plan.patient_id}{missed}{_no_result(pressed.answers)}"
        f"{still_planned(opened, known, {gate: entry.value for gate, entry in given.gates.items()})}",
        task=task.identity,
        before={**before, **was},
        after={**after, **given.after, **now, **({"on_behalf_of": behalf} if behalf else {})},
        reason=_reason(given.whys, pressed.on_behalf_because if behalf else ""),
        whys=given.whys,
        missing=not_obtained(opened, pressed.answers),
    )
    return telling_flags(opened, made)


def _closed(pressed: _Pressed, opened: Opened, plan: CarePlan, task: PlannedTask) -> CarePlan:
    """Return the plan with the task closed, where nothing forbids that."""
    refuse_unanswered(task, pressed.outcome)
    if pressed.is_done:
        refuse_stopped(opened, task)
    _refuse_guard_passed_by(opened, task, pressed.outcome, pressed.note)
    if pressed.on:
        _refuse_day(opened, pressed.on)
    return task_acts.close(
        plan,
        task.identity,
        pressed.outcome,
        note=pressed.note,
        on=pressed.on or opened.today,
        standings=opened.standings if plan is opened.plan else opened.standings_of(plan),
        words=opened.clinic.role_words,
    )


def _with_procedure(pressed: _Pressed, opened: Opened, plan: CarePlan, task: PlannedTask) -> CarePlan:
    """Return the plan with the procedure done that the task records, where it was carried out (R16)."""
    if not pressed.is_done:
        return plan
    kinds = opened.clinic.content.safety_rules.took_place.kinds(frozenset(keys_of(task)))
    return procedure_acts.took_place(plan, task, kinds, on=opened.today)


def _given(pressed: _Pressed, opened: Opened, plan: CarePlan, task: PlannedTask) -> Answers:
    """Return what was answered, where it is all that closing the task needs."""
    refuse_both(opened, pressed.answers)
    given = answered(opened, task, pressed.answers, needed=pressed.is_done)
    if pressed.is_done:
        refuse_undecided(task, given)
        refuse_without_result(task, pressed.outcome, pressed.answers)
        refuse_before_its_day(plan, task, on=opened.today)
        refuse_while_resting(plan, task, on=opened.today)
    return given


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
    if outcome is not Outcome.NOT_NEEDED or not (task.desired.guard or stops_of(opened, (task,))):
        return
    opened.authorise("guard.override", own=owns(opened.actor, task))
    if not note.strip():
        raise NotAllowed(f"“{task.title}” is a safety check. Write in the note why it is not needed.")


def _refuse_day(opened: Opened, day: date) -> None:
    """Refuse a day on which nothing of this plan can have been done; raises InvalidInput."""
    first = opened.plan.inputs.start
    if not first <= day <= opened.today:
        span = f"from {date_words(first)}, when the plan began, to today"
        raise InvalidInput(f"{date_words(day)} is no day on which this can have been done. Give a day {span}.")


def _reason(whys: Mapping[str, str], behalf: str) -> str:
    """Return why a task was closed so: the reason of the one decision taken with it, and of acting for another role."""
    decided = list(whys.values()) if len(whys) == 1 else []
    return "; ".join((*decided, *([behalf] if behalf else [])))
