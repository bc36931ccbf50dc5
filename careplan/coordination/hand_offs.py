"""Handing a task over to another role: offered with a briefing, accepted by confirming the request, or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from careplan import hand_off_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_task
from careplan.coordination.covers import reason_of
from careplan.coordination.done import Done, Made, made_of
from careplan.coordination.field_words import CONFIRMED, field_label
from careplan.coordination.happenings import HANDED_TO
from careplan.coordination.meanwhile import refuse_closed
from careplan.coordination.opened_plan import Opened
from careplan.coordination.text_limits import refuse_long
from careplan.errors import Conflict, InvalidInput
from careplan.hand_off import PARTS, Briefing, HandOff, HandOffState
from careplan.hand_off_acts import offered_to
from careplan.plan import CarePlan, PlannedTask
from careplan.store import Records
from careplan.team import Practitioner, RoleId
from careplan.working_days import working_days_ago

HAND_OFF: Final = "task.hand_off"


def offer(
    clinic: Clinic,
    task_id: str,
    told: Briefing,
    *,
    actor: Practitioner,
    to_role: RoleId | None,
    to_person: str | None = None,
    on_behalf_because: str = "",
    seen: int | None = None,
    key: str | None = None,
) -> Done:
    """Offer a task to another role, or to one person of it; it stays with its own role until that one accepts.

    Args:
        on_behalf_because: the reason, where the task belongs to another role than the actor's.
        seen: the row version that the person looked at.

    Raises:
        NotFound, NotAllowed.
        InvalidInput: no role, its own, or one that nobody on the team holds; no request; a text is too long.
        Conflict: the task was given to somebody else meanwhile.
    """

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        task = hand_off_acts.session_to_hand_off(opened.plan, task.identity)
        behalf = opened.on_behalf(HAND_OFF, task, on_behalf_because)
        opened.refuse_stale(task, seen, {"role": task.role})
        role = _receiving_role(opened, to_role, to_person)
        _refuse_long_parts(opened, told)
        given = HandOff(
            HandOffState.OFFERED, task.role, role, told, actor.id, opened.now, opened.today, to_person=to_person
        )
        plan = hand_off_acts.offer(opened.plan, task.identity, given, words=clinic.role_words)
        words = f"Handed to {offered_to(clinic.role_words, given)}, not yet accepted: {task.title}"
        made = made_of(plan, task, "task.handed_off", words, reason=on_behalf_because if behalf else "", behalf=behalf)
        return _telling(made, Briefing(), _told(plan, task), {HANDED_TO: to_person or role})

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


def change_request(
    clinic: Clinic,
    task_id: str,
    told: Briefing,
    *,
    actor: Practitioner,
    on_behalf_because: str = "",
    seen: int | None = None,
    key: str | None = None,
) -> Done:
    """Change what is asked for while it is offered; who has read the former text is asked to read the new one."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        refuse_closed(opened, task)
        behalf = opened.on_behalf(HAND_OFF, task, on_behalf_because)
        _refuse_long_parts(opened, told)
        opened.refuse_stale(task, seen, told.texts())
        plan = hand_off_acts.change_request(opened.plan, task.identity, told)
        words = f"Request changed: {task.title}"
        reason = on_behalf_because if behalf else ""
        made = made_of(plan, task, "task.hand_off_changed", words, reason=reason, behalf=behalf)
        return _telling(made, _told(opened.plan, task), _told(plan, task))

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


def accept(
    clinic: Clinic,
    task_id: str,
    *,
    confirmed: str,
    actor: Practitioner,
    seen: int | None = None,
    key: str | None = None,
) -> Done:
    """Take a task over by saying its request again; it then belongs to the receiver's role.

    Raises:
        NotFound.
        NotAllowed: nothing is offered any more, or it is offered to others.
        InvalidInput: the request is not said again.
        Conflict: the request was changed after it was opened, with the text of then and of now.
    """

    def make(opened: Opened, task: PlannedTask) -> Made:
        _authorise_answer(opened, task)
        _refuse_newer_request(opened, task, seen, confirmed)
        refuse_long("The confirmation", confirmed)
        plan = hand_off_acts.accept(opened.plan, task.identity, confirmed=confirmed, by=actor.id)
        words, why = f"Accepted: {task.title}", _cover_reason(opened, task)
        made = made_of(plan, task, "task.hand_off_accepted", words, reason=why)
        return replace(made, after={**made.after, CONFIRMED: confirmed.strip()})

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


def send_back(clinic: Clinic, task_id: str, *, reason: str, actor: Practitioner, key: str | None = None) -> Done:
    """Send an offered task back with a reason; it stays with who offered it. Raises as `accept`."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        _authorise_answer(opened, task)
        plan = hand_off_acts.send_back(opened.plan, task.identity, reason=reason, by=actor.id)
        return made_of(plan, task, "task.hand_off_sent_back", f"Sent back: {task.title}", reason=reason.strip())

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


def withdraw(
    clinic: Clinic, task_id: str, *, actor: Practitioner, on_behalf_because: str = "", key: str | None = None
) -> Done:
    """Take an offer back that nobody has accepted yet; raises NotFound, NotAllowed."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        behalf = opened.on_behalf(HAND_OFF, task, on_behalf_because)
        plan = hand_off_acts.withdraw(opened.plan, task.identity)
        reason = on_behalf_because if behalf else ""
        words = f"Hand-off withdrawn: {task.title}"
        return made_of(plan, task, "task.hand_off_withdrawn", words, reason=reason, behalf=behalf)

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


def may_answer(opened: Opened, known: HandOff | None) -> bool:
    """Return whether an open offer is this person's to accept or send back."""
    if known is None or not known.is_open:
        return False
    team, covers = opened.record.team, opened.covers()
    return covers.answers(opened.actor, team, known.to_role, known.to_person, sender=known.from_role)


def unanswered_since(clinic: Clinic, records: Records) -> date:
    """Return the last day since which so many working days have come that an offer should have its answer."""
    number = clinic.content.hand_off.unanswered_working_days
    return working_days_ago(clinic.today(), number, records.clinic.holidays())


def _authorise_answer(opened: Opened, task: PlannedTask) -> None:
    known = task.hand_off
    mine = known is None or not known.is_open or may_answer(opened, known)
    opened.authorise(HAND_OFF, own=mine)


def _cover_reason(opened: Opened, task: PlannedTask) -> str:
    """Return for whom the person answers; empty where it is offered to their own role."""
    known = task.hand_off
    if known is None or known.to_role == opened.actor.role:
        return ""
    covers, team = opened.covers(), opened.record.team
    return reason_of(opened.clinic, covers, team, known.to_role, known.to_person, opened.actor)


def _receiving_role(opened: Opened, role: RoleId | None, person: str | None) -> RoleId:
    """Return the role that a task is offered to; raises InvalidInput."""
    if role is None:
        raise InvalidInput("Choose the role that the task is handed to.", about=("to",))
    opened.holder(role, person)
    holders = [member.id for member in opened.members if member.role == role]
    whose = opened.clinic.role_words(role).lower()
    if not holders:
        raise InvalidInput(f"Nobody on the team is {whose}. Choose a role that can answer.")
    if person is not None and person not in holders:
        raise InvalidInput(f"{person} is no {whose} on the team. Choose a person of that role, or nobody by name.")
    return role


def _refuse_long_parts(opened: Opened, told: Briefing) -> None:
    for name in PARTS:
        refuse_long(f"“{field_label(opened.clinic, name)}”", told.texts()[name])


def _refuse_newer_request(opened: Opened, task: PlannedTask, seen: int | None, confirmed: str) -> None:
    """Refuse to accept a request that was changed after the person opened it; raises Conflict with both texts."""
    if seen is None or seen >= opened.record.row_versions.get(task.identity, 0):
        return
    touched = opened.touched(task.id, seen)
    changed = {name: touched[name] for name in PARTS if name in touched and touched[name].before is not None}
    if not changed:
        return
    last = max(changed.values(), key=lambda change: change.at)
    by = opened.who(last)
    raise Conflict(
        f"{by[0].upper()}{by[1:]} changed the request after you opened it. Read it again, then accept it.",
        fields={name: (change.before, change.after, confirmed) for name, change in changed.items()},
        by=by,
        at=last.at,
    )


def _told(plan: CarePlan, task: PlannedTask) -> Briefing:
    known = plan.tasks[task.identity].hand_off
    return known.told if known else Briefing()


def _telling(made: Made, before: Briefing, after: Briefing, besides: Mapping[str, Any] | None = None) -> Made:
    """Return what was made, with the parts of the briefing that changed among its fields."""
    was, now = before.texts(), after.texts()
    changed = [name for name in PARTS if was[name] != now[name]]
    return replace(
        made,
        before={**made.before, **{name: was[name] or None for name in changed}},
        after={**made.after, **(besides or {}), **{name: now[name] for name in changed}},
    )
