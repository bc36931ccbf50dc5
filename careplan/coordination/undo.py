"""Taking an act back: the former values return as new ones, and a new event says so (PLAN_RULES R28)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from careplan import plan_acts
from careplan.apply import apply
from careplan.change import Change, ChangeKind
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import NO_UNDO, Done, Made
from careplan.coordination.ending import refuse_second
from careplan.coordination.field_words import RULE, value_words
from careplan.coordination.happenings import AT_MEETINGS, happening
from careplan.coordination.intake_draft import bring_back
from careplan.coordination.medicines import list_undone
from careplan.coordination.meetings import take_saying_back
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.patient_undone import take_back
from careplan.coordination.refusals import again, writing
from careplan.coordination.said_of_values import said_taken_back
from careplan.coordination.signing import take_word_back
from careplan.errors import NotAllowed
from careplan.event import Event
from careplan.identity import Identity
from careplan.plan import CarePlan, PlanStatus
from careplan.store import Records
from careplan.team import Practitioner
from careplan.undoing import inputs_undone, undone


@again
def undo(clinic: Clinic, act: str, *, actor: Practitioner, key: str | None = None) -> Done:
    """Take back an act of one's own, as a whole.

    Raises:
        NotAllowed: it is another person's, was taken back already, cannot be, or was changed since.
    """
    with writing(clinic, actor) as records:

        def take_back() -> Done:
            events, undoing = _events(clinic, records, act, actor), uuid4().hex
            done = [_undo_one(clinic, records, event, actor, undoing) for event in reversed(events)]
            return done[0] if len(done) == 1 else replace(done[0], task_id=None, words=f"Undone: {len(done)} changes")

        return once(records, key, actor, clinic.now(), take_back)


def _undo_one(clinic: Clinic, records: Records, event: Event, actor: Practitioner, act: str) -> Done:
    if medicines := (event.undo or {}).get("medicines"):
        list_undone(records, event.patient_id or "", medicines)
    if missing := (event.undo or {}).get("missing"):
        records.observations.withdraw_missing(missing, at=clinic.now())
    stays = take_back(records, event.patient_id or "", (event.undo or {}).get("patient", {}))
    opened = open_plan(clinic, records, event.plan_id or "", actor)
    if (event.undo or {}).get("closed"):
        refuse_second(records, opened)
    take_saying_back(records, event.undo or {}, opened)
    take_word_back(records, event.undo or {}, opened)
    said_taken_back(records, opened, event.undo or {})
    done = keep(records, opened, _made(clinic, opened, event), act=act)
    if stays:
        done = replace(done, words=f"{done.words}. Changed since, and left as it is: {' and '.join(stays)}")
    created = (event.undo or {}).get("created")
    if created and bring_back(records, actor, opened.plan.id, opened.plan.patient_id, at=opened.now):
        return replace(done, words=f"{done.words}. What was entered stands on New plan again")
    return done


def _events(clinic: Clinic, records: Records, act: str, actor: Practitioner) -> list[Event]:
    events = [kept.event for kept in records.events.of_act(act)]
    if records.events.undone(act):
        raise NotAllowed("This was undone already.")
    if any(_raised_a_flag(clinic, event) for event in events):
        raise NotAllowed("This cannot be undone: it raised a red flag. Clear the flag, with finding and reason.")
    mine = [event for event in events if event.actor == actor.id and event.undo and event.plan_id]
    if not mine:
        raise NotAllowed("This cannot be undone: it is not the last thing you did, or nothing that can be taken back.")
    return mine


def _raised_a_flag(clinic: Clinic, event: Event) -> bool:
    flags = clinic.content.red_flags.by_id
    return any(name in flags and change.after == "open" for name, change in event.changes.items())


def _made(clinic: Clinic, opened: Opened, event: Event) -> Made:
    opened.authorise("undo")
    kept = event.undo or {}
    task = next((t.identity for t in opened.plan.tasks.values() if t.id == event.task_id), None)
    if kept.get("created"):
        plan = _uncreated(opened.plan, kept.get("inputs", {}), opened.today)
    elif kept.get("closed"):
        plan = _reconciled(clinic, plan_acts.open_again(opened.plan), event, opened.today)
    elif kept.get("reopened"):
        plan = plan_acts.close(opened.plan)
    elif kept.keys() & {"comment", "rule_answer"}:
        plan = opened.plan
    else:
        plan = _reconciled(clinic, opened.plan, event, opened.today)
    return Made(
        plan,
        what="act.undone",
        words=f"Undone: {_what(clinic, event, opened.plan, task)}",
        task=task,
        before={name: change.after for name, change in event.changes.items()},
        after={name: change.before for name, change in event.changes.items()},
        undo=NO_UNDO,
        undoes=event.act,
        withdraw=kept.get("comment"),
        unanswer=kept.get("rule_answer"),
    )


def _uncreated(plan: CarePlan, brought: Mapping[str, Any], on: date) -> CarePlan:
    """Close a plan that was made by mistake, while nothing has been done in it; what its intake brought goes too."""
    if plan.version > 1:
        raise NotAllowed(f"Work has begun in {plan.id}, so it can only be closed with a reason.")
    return replace(inputs_undone(plan, brought, on), status=PlanStatus.CLOSED)


def _reconciled(clinic: Clinic, plan: CarePlan, event: Event, today: date) -> CarePlan:
    """Return the plan with its former values, and with what the act had brought along taken back too."""
    restored, touched = undone(plan, event.undo or {}, on=today)
    changes = clinic.compute(restored).changes
    follows = [change for change in changes if change.at_once or _brought_along(change, touched)]
    return apply(restored, follows, at=today)


def _brought_along(change: Change, touched: Set[Identity]) -> bool:
    """Whether a change takes back what the act had brought along; what it had let be cancelled is proposed anew."""
    return change.identity in touched and change.kind is not ChangeKind.CANCEL


def _what(clinic: Clinic, event: Event, plan: CarePlan, task: Identity | None) -> str:
    if task:
        return f"{plan.tasks[task].title}, {plan.patient_id}"
    if event.what in AT_MEETINGS:
        return f"{AT_MEETINGS[event.what]}, {plan.patient_id}"
    told = happening(clinic, event)
    rule = event.changes.get(RULE)
    about = value_words(clinic, RULE, rule.after) if rule else ", ".join(label for label, _, _ in told.fields)
    return f"{told.words}{f' ({about})' if about else ''}, {plan.patient_id}"
