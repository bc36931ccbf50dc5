"""The one way in which a plan is changed: fetch, check, ask a pure function, reconcile, keep, write the event.

Everything happens in one transaction. What follows of an act and may apply at once (PLAN_RULES R27) is
applied with it; what a person must look at first is left for the plan's list of changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from careplan.apply import apply
from careplan.change import change_lines, waiting
from careplan.clinic import Clinic
from careplan.coordination.done import Done, Made
from careplan.coordination.followed import WITH_IT, followed_words
from careplan.coordination.left_behind import left_behind_words
from careplan.coordination.noted_rules import note_rules
from careplan.coordination.opened_plan import Opened, open_plan, open_task, plain
from careplan.coordination.refusals import again, writing
from careplan.coordination.responses import note_response
from careplan.coordination.text_limits import refuse_long_texts
from careplan.event import FOLLOWED, Event, FieldChanged
from careplan.hand_off_acts import ended_with_their_tasks
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, PlanStatus, changed_tasks
from careplan.plan_version import begins_version, version_of
from careplan.standing import Standing
from careplan.store import Records
from careplan.task import Readiness
from careplan.team import Practitioner
from careplan.undoing import undo_of

_SEEN: Final = ("title", "role", "assignee", "due", "status")
"""What of a task people look at and another act may change."""


@again
def act_on_plan(
    clinic: Clinic,
    plan_id: str,
    *,
    actor: Practitioner,
    make: Callable[[Opened], Made],
    key: str | None = None,
) -> Done:
    """Change a plan in one transaction and return what was done.

    Args:
        make: checks permission, asks the pure functions and says what happened.
        key: names this press of a button; a second press returns what the first did.

    Raises:
        NotFound, NotAllowed, InvalidInput, Conflict: nothing is changed.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            return keep(records, opened, make(opened))

        return once(records, key, actor, clinic.now(), act)


def once(records: Records, key: str | None, actor: Practitioner, at: datetime, act: Callable[[], Done]) -> Done:
    """Return what `act` does; with a key that this person has used before, what it did then."""
    if key is None:
        return act()
    if kept := records.keys.result(key, actor.id):
        return Done(**{**kept, "released": tuple(kept["released"])})
    done = act()
    records.keys.keep(key, actor.id, {**asdict(done), "released": list(done.released)}, at=at)
    return done


@again
def act_on_task(
    clinic: Clinic,
    task_id: str,
    *,
    actor: Practitioner,
    make: Callable[[Opened, PlannedTask], Made],
    key: str | None = None,
) -> Done:
    """Change one task in one transaction; as `act_on_plan`."""
    with writing(clinic, actor, task_id) as records:

        def act() -> Done:
            opened, task = open_task(clinic, records, task_id, actor)
            return keep(records, opened, make(opened, task))

        return once(records, key, actor, clinic.now(), act)


def keep(records: Records, opened: Opened, made: Made, *, act: str = "") -> Done:
    """Write what was made of a plan, with what follows at once and its event.

    `act` joins it to other events, so that they are undone together; it is an act of its own where that is empty.
    Raises InvalidInput where a text of it is too long.
    """
    refuse_long_texts(made)
    settled = ended_with_their_tasks(settle(opened.clinic, made.plan, opened.today))
    computed = opened.clinic.compute(settled)
    after = computed.standings
    saved = records.plans.save(
        opened.record,
        settled,
        after,
        by=opened.actor.id,
        at=opened.now,
        role=opened.actor.role,
        reason=made.reason,
        whys=made.whys,
        changes_waiting=change_lines(waiting(computed.changes)),
    )
    if saved.inputs.record.observations != opened.plan.inputs.record.observations:
        note_response(opened.clinic, records, saved)
    followed = followed_words(opened.plan, saved, made.task, opened.clinic.role_words)
    told = replace(made, after={**made.after, WITH_IT: followed}) if followed else made
    told = _noted(records, opened, saved, _with_missing(records, opened, told))
    answered = made.answer is not None or made.unanswer is not None
    note_rules(opened.clinic, records, opened.record, saved, after, answered=answered)
    event = _event(opened, saved, told, act or uuid4().hex)
    if made.whole or begins_version(opened.plan, saved):
        records.versions.end(saved.id, version_of(opened.plan), act=event.act, at=opened.now)
    records.events.add(event, *_consequences(opened, saved, made, event))
    return Done(
        event.act,
        saved.id,
        event.task_id,
        made.words,
        saved.version,
        _released(opened, saved, after, made.task),
        can_undo=bool(event.undo),
        followed=followed,
        left_behind=left_behind_words(saved, (made.task,)) if made.task and _is_moved(opened, saved, made.task) else "",
    )


def _is_moved(opened: Opened, saved: CarePlan, task: Identity) -> bool:
    """Whether a task is still to be done and on another day than before."""
    was, now = opened.plan.tasks.get(task), saved.tasks[task]
    return now.is_open and was is not None and was.due != now.due


def _with_missing(records: Records, opened: Opened, made: Made) -> Made:
    """Keep what was not obtained, with what takes it back."""
    whose, by = opened.plan.patient_id, opened.actor.id
    kept = [
        records.observations.add_missing(whose, opened.plan.id, each, by=by, at=opened.now) for each in made.missing
    ]
    return replace(made, undo_also={**made.undo_also, "missing": kept}) if kept else made


def _noted(records: Records, opened: Opened, saved: CarePlan, made: Made) -> Made:
    """Keep the comment that an act makes, or its answer to a rule, or take one back."""
    if made.withdraw is not None:
        records.comments.withdraw(made.withdraw, at=opened.now)
    if made.unanswer is not None:
        records.rule_answers.withdraw(made.unanswer, at=opened.now)
    if made.answer is not None:
        return replace(made, undo={"rule_answer": records.rule_answers.add(saved.id, made.answer)})
    if not made.comment or made.task is None:
        return made
    task_id = saved.tasks[made.task].id
    number = records.comments.add(saved.id, task_id, made.comment, by=opened.actor, at=opened.now)
    return replace(made, undo={"comment": number})


def _event(opened: Opened, saved: CarePlan, made: Made, act: str) -> Event:
    task = saved.tasks[made.task] if made.task else None
    seen = opened.record.row_versions.get(made.task, 0) if made.task else opened.plan.version
    stays = made.task is not None and opened.plan.tasks.get(made.task) == saved.tasks[made.task]
    names = {**made.before, **made.after}
    return Event(
        what=made.what,
        actor=opened.actor.id,
        acting_role=opened.actor.role,
        at=opened.now,
        act=act,
        patient_id=saved.patient_id,
        plan_id=saved.id,
        task_id=task.id if task else None,
        changes={name: FieldChanged(plain(made.before.get(name)), plain(made.after.get(name))) for name in names},
        reason=made.reason,
        undo=made.undo if made.undo is not None else {**undo_of(opened.plan, saved), **made.undo_also},
        undoes=made.undoes,
        from_version=seen,
        to_version=seen if stays else seen + 1,
    )


def _consequences(opened: Opened, saved: CarePlan, made: Made, event: Event) -> Iterator[Event]:
    """Yield an event for each other task that an act changed, so that its history and a conflict can tell why."""
    for was, now in changed_tasks(opened.plan.tasks, saved.tasks):
        if was is None or now.identity == made.task:
            continue
        names = [name for name in _SEEN if getattr(was, name) != getattr(now, name)]
        if names:
            seen = opened.record.row_versions.get(now.identity, 0)
            yield replace(
                event,
                what=FOLLOWED,
                task_id=now.id,
                changes={name: FieldChanged(plain(getattr(was, name)), plain(getattr(now, name))) for name in names},
                reason=made.words,
                undo=None,
                from_version=seen,
                to_version=seen + 1,
            )


def settle(clinic: Clinic, plan: CarePlan, today: date) -> CarePlan:
    """Return the plan with every change applied that follows at once (R25, R27); a closed one stays as it is."""
    if plan.status is PlanStatus.CLOSED:
        return plan
    at_once = [change for change in clinic.compute(plan).changes if change.at_once]
    return apply(plan, at_once, at=today) if at_once else plan


def _released(
    opened: Opened, saved: CarePlan, after: Mapping[Identity, Standing], done: Identity | None
) -> tuple[str, ...]:
    """Return the ids of the tasks that were not ready before and are now, but for the sessions of what was done."""
    before = opened.standings
    return tuple(
        saved.tasks[identity].id
        for identity, standing in after.items()
        if standing.on(opened.today).readiness is Readiness.READY
        and identity in before
        and before[identity].readiness is not Readiness.READY
        and not (done and identity.series == done.series)
    )
