"""Handing a task over: pure functions from a plan to a plan. The sender stays accountable until it is accepted."""

from __future__ import annotations

from dataclasses import replace

from careplan import task_acts
from careplan.errors import InvalidInput, NotAllowed
from careplan.hand_off import Briefing, HandOff, HandOffState
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, PlanStatus
from careplan.series import open_sessions
from careplan.task_refusals import open_task
from careplan.team import RoleId, RoleWords

_FEWEST_WORDS = 2
"""“Yes” confirms no request: it is said again in a few words (PRODUCT 4, closed-loop read-back as usual practice)."""


def session_to_hand_off(plan: CarePlan, identity: Identity) -> PlannedTask:
    """Return the task that a hand-off of this one is about: the first open session of its series.

    Raises:
        NotAllowed: it is closed.
    """
    open_task(plan, identity)
    return min(open_sessions(plan, identity), key=lambda task: task.identity)


def offer(plan: CarePlan, identity: Identity, offered: HandOff, *, words: RoleWords) -> CarePlan:
    """Return the plan with a task offered to another role, which it stays with until that one accepts.

    Raises:
        NotAllowed: the task is closed, or offered already.
        InvalidInput: it is offered to its own role, or nothing is asked for.
    """
    task = open_task(plan, identity)
    if (known := task.hand_off) and known.is_open:
        raise NotAllowed(
            f"“{task.title}” is handed to the {words(known.to_role).lower()} already, not yet accepted. "
            "Withdraw that first."
        )
    if offered.to_role == task.role:
        whose = words(task.role).lower()
        raise InvalidInput(f"“{task.title}” is the {whose}’s already. Choose another role, or assign it to a person.")
    _refuse_without_request(offered.told)
    return _with(plan, task, replace(offered, told=offered.told.stripped()))


def change_request(plan: CarePlan, identity: Identity, told: Briefing) -> CarePlan:
    """Return the plan with another request in an open offer; raises NotAllowed, InvalidInput."""
    task, offered = _offered(plan, identity)
    _refuse_without_request(told)
    if told.stripped() == offered.told:
        raise InvalidInput("Nothing of the request was changed.")
    return _with(plan, task, replace(offered, told=told.stripped()))


def accept(plan: CarePlan, identity: Identity, *, confirmed: str, by: str) -> CarePlan:
    """Return the plan with the task, and the open sessions of its series, given to who accepts it.

    Args:
        confirmed: the request, in the receiver's own words.

    Raises:
        NotAllowed: nothing is offered any more.
        InvalidInput: the request is not said again in a few words.
    """
    task, offered = _offered(plan, identity)
    said = confirmed.strip()
    if len(said.split()) < _FEWEST_WORDS or said == offered.told.request:
        raise InvalidInput("Confirm the request in a few words of your own: what will you do, and by when?")
    given = task_acts.assign(plan, identity, role=offered.to_role, assignee=offered.to_person)
    accepted = replace(offered, state=HandOffState.ACCEPTED, confirmed=said, answered_by=by)
    return _with(given, given.tasks[task.identity], accepted)


def send_back(plan: CarePlan, identity: Identity, *, reason: str, by: str) -> CarePlan:
    """Return the plan with an offer sent back: the task stays with who offered it. Raises NotAllowed, InvalidInput."""
    task, offered = _offered(plan, identity)
    if not reason.strip():
        raise InvalidInput("Write why you send it back, so that it can be offered better or to somebody else.")
    sent = replace(offered, state=HandOffState.SENT_BACK, reason=reason.strip(), answered_by=by)
    return _with(plan, task, sent)


def withdraw(plan: CarePlan, identity: Identity) -> CarePlan:
    """Return the plan with an offer taken back; raises NotAllowed where none is open."""
    task, offered = _offered(plan, identity)
    return _with(plan, task, replace(offered, state=HandOffState.WITHDRAWN))


def ended_with_their_tasks(plan: CarePlan) -> CarePlan:
    """Return the plan without offers that nobody can accept any more.

    Their task was closed or given to another role meanwhile, or the plan was closed.
    """
    over = [task for task in plan.tasks.values() if task.hand_off and _is_over(plan, task, task.hand_off)]
    for task in over:
        if task.hand_off:
            plan = _with(plan, task, replace(task.hand_off, state=HandOffState.CANCELLED))
    return plan


def _is_over(plan: CarePlan, task: PlannedTask, known: HandOff) -> bool:
    stands = task.is_open and plan.status is PlanStatus.OPEN and task.role == known.from_role
    return known.is_open and not stands


def _offered(plan: CarePlan, identity: Identity) -> tuple[PlannedTask, HandOff]:
    """Return a task and its open offer; raises NotAllowed."""
    task = open_task(plan, identity)
    if task.hand_off is None or not task.hand_off.is_open:
        raise NotAllowed(f"“{task.title}” is not offered any more{_ended(task.hand_off)}.")
    return task, task.hand_off


def _ended(known: HandOff | None) -> str:
    match known:
        case HandOff(state=HandOffState.ACCEPTED, answered_by=who):
            return f": {who} accepted it"
        case HandOff(state=HandOffState.SENT_BACK, answered_by=who):
            return f": {who} sent it back"
        case HandOff(state=HandOffState.WITHDRAWN, by=who):
            return f": what {who} offered was withdrawn"
        case HandOff():
            return ": it was given to somebody else or closed meanwhile"
        case _:
            return ""


def _refuse_without_request(told: Briefing) -> None:
    if not told.request.strip():
        raise InvalidInput("The request is empty. Write what is asked for, and by when.")


def _with(plan: CarePlan, task: PlannedTask, hand_off: HandOff) -> CarePlan:
    return plan.with_task(replace(task, hand_off=hand_off))


def offered_to(words: RoleWords, hand_off: HandOff) -> str:
    """Return to whom a task is offered: “the pain specialist”, with the person where one is named."""
    role: RoleId = hand_off.to_role
    whose = f"the {words(role).lower()}"
    return f"{whose} {hand_off.to_person}" if hand_off.to_person else whose
