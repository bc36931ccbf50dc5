"""The one way in which a plan is changed: fetch, check, ask a pure function, reconcile, keep, write the event.

Everything happens in one transaction. What follows of an act and may apply at once (PLAN_RULES R27) is
applied with it; what a person must look at first is left for the plan's list of changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from careplan.apply import apply
from careplan.clinic import Clinic
from careplan.coordination.authority import authorise, may, must_give_reason, owns
from careplan.coordination.responses import note_response
from careplan.errors import NOT_HERE, Conflict, InvalidInput, NotAllowed, NotFound
from careplan.event import Event, FieldChanged
from careplan.expand import expand
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, PlanStatus
from careplan.reconcile import reconcile
from careplan.standing import Standing, standings
from careplan.store import PlanRecord, Records, Touched
from careplan.task import Readiness
from careplan.team import Practitioner, RoleId
from careplan.undoing import undo_of

NO_UNDO: Final[Mapping[str, Any]] = {}
"""What an act keeps that nothing takes back: a red flag is cleared with finding and reason, an undo is done anew."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did, for the strip at the foot of a list.

    Attributes:
        act: names the act for Undo.
        words: what happened, in one sentence.
        released: ids of other tasks that became ready.
        can_undo: whether Undo can take it back.
    """

    act: str
    plan_id: str
    task_id: str | None
    words: str
    version: int
    released: tuple[str, ...] = ()
    can_undo: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """What a pure function made of a plan, and how the event tells it.

    Attributes:
        what: code of the event, such as `task.completed`.
        words: what happened, in one sentence.
        before, after: the fields that changed, for history and conflicts.
        undo: what takes it back, where that is not found by comparing the plans; `undoes` names what it takes back.
        comment: what is said about the task; `withdraw` takes the comment with this number back.
    """

    plan: CarePlan
    what: str
    words: str
    task: Identity | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    undo: Mapping[str, Any] | None = None
    undoes: str | None = None
    comment: str = ""
    withdraw: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan as an act finds it."""

    clinic: Clinic
    actor: Practitioner
    record: PlanRecord
    standings: Mapping[Identity, Standing]
    now: datetime
    today: date
    members: tuple[Practitioner, ...]
    touched: Callable[[str, int], Mapping[str, Touched]]

    @property
    def plan(self) -> CarePlan:
        """The plan itself."""
        return self.record.plan

    def task(self, task_id: str) -> PlannedTask:
        """Return one task by its shown id; raises NotFound."""
        found = next((task for task in self.plan.tasks.values() if task.id == task_id), None)
        if found is None:
            raise NotFound(NOT_HERE)
        return found

    def authorise(self, act: str, *, own: bool = True, reason: str | None = None) -> None:
        """Refuse what this person may not do; `reason` is checked where the act asks for one."""
        authorise(self.clinic.catalogue, self.actor, act, own=own)
        if reason is not None:
            must_give_reason(self.clinic.catalogue, act, reason)

    def authorise_own(self, act: str, task: PlannedTask) -> None:
        """Refuse an act that this person may do only on tasks of their own."""
        self.authorise(act, own=owns(self.actor, task))

    def standings_of(self, plan: CarePlan) -> Mapping[Identity, Standing]:
        """Return how the tasks of a changed plan stand."""
        return standings(plan, self.clinic.templates)

    def holder(self, role: RoleId, person: str | None) -> str:
        """Return whom a task would be given to, in words.

        Raises:
            InvalidInput: the role or person is not on the care team.
        """
        if role not in self.clinic.catalogue.roles or self.clinic.catalogue.roles[role].account_only:
            raise InvalidInput(f"“{role}” is no role that owns tasks. Choose one from the list.")
        if person is None:
            return self.clinic.role_words(role)
        if not any(member.id == person for member in self.members):
            raise InvalidInput(f"“{person}” is not on the care team of this patient. Choose a member of the team.")
        return person

    def refuse_stale(self, task: PlannedTask, seen: int | None, wanted: Mapping[str, object]) -> None:
        """Refuse a change of fields that somebody else has changed since they were looked at.

        Raises:
            Conflict: with what it was, what it is now and what was asked for, by whom and when.
        """
        if seen is None or seen >= self.record.row_versions.get(task.identity, 0):
            return
        touched = self.touched(task.id, seen)
        met = {
            name: (touched[name].before, touched[name].after, _plain(wanted[name]))
            for name in wanted
            if name in touched
        }
        if met:
            last = max((touched[name] for name in met), key=lambda change: change.at)
            names = " and ".join(name.replace("_", " ") for name in met)
            raise Conflict(
                f"{last.by} changed this in the meantime. Yours and theirs differ in: {names}.",
                fields=met,
                by=last.by,
                at=last.at,
            )

    def on_behalf(self, act: str, task: PlannedTask, reason: str) -> str:
        """Return whom the person acts for: nobody where the task is the person's own, else its role.

        Raises:
            NotAllowed: the person may not act for others, or gives no reason for it.
        """
        if owns(self.actor, task):
            self.authorise(act)
            return ""
        if not may(self.clinic.catalogue, self.actor, "task.complete_for_other"):
            self.authorise(act, own=False)
        if not reason.strip():
            owner = self.clinic.role_words(task.role).lower()
            raise NotAllowed(
                f"“{task.title}” belongs to the {owner}. Give a reason to do it on behalf of the {owner}, or assign it."
            )
        return task.role


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
    with clinic.store.writing() as records:

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


def act_on_task(
    clinic: Clinic,
    task_id: str,
    *,
    actor: Practitioner,
    make: Callable[[Opened, PlannedTask], Made],
    key: str | None = None,
) -> Done:
    """Change one task in one transaction; as `act_on_plan`."""
    with clinic.store.writing() as records:

        def act() -> Done:
            opened = open_plan(clinic, records, records.plans.of_task(task_id), actor)
            return keep(records, opened, make(opened, opened.task(task_id)))

        return once(records, key, actor, clinic.now(), act)


def open_plan(clinic: Clinic, records: Records, plan_id: str, actor: Practitioner) -> Opened:
    """Return a plan as this person may see it; raises NotFound where there is none to see."""
    record = records.plans.get(plan_id)
    members = records.teams.get(record.team).members
    if not any(member.id == actor.id for member in members):
        raise NotFound(NOT_HERE)
    authorise(clinic.catalogue, actor, "plan.read")
    return Opened(
        clinic,
        actor,
        record,
        standings(record.plan, clinic.templates),
        clinic.now(),
        clinic.today(),
        members,
        records.events.touched,
    )


def keep(records: Records, opened: Opened, made: Made, *, act: str = "") -> Done:
    """Write what was made of a plan, with what follows at once and its event.

    `act` joins it to other events, so that they are undone together; it is an act of its own where that is empty.
    """
    settled = settle(opened.clinic, made.plan, opened.today)
    after = standings(settled, opened.clinic.templates)
    saved = records.plans.save(
        opened.record, settled, after, by=opened.actor.id, at=opened.now, role=opened.actor.role, reason=made.reason
    )
    if saved.inputs.record.observations != opened.plan.inputs.record.observations:
        note_response(opened.clinic, records, saved)
    event = _event(opened, saved, _commented(records, opened, saved, made), act or uuid4().hex)
    records.events.add(event)
    return Done(
        event.act,
        saved.id,
        event.task_id,
        made.words,
        saved.version,
        _released(opened, saved, after, made.task),
        can_undo=bool(event.undo),
    )


def _commented(records: Records, opened: Opened, saved: CarePlan, made: Made) -> Made:
    """Keep the comment that an act makes, or take one back."""
    if made.withdraw is not None:
        records.comments.withdraw(made.withdraw, at=opened.now)
    if not made.comment or made.task is None:
        return made
    task_id = saved.tasks[made.task].id
    number = records.comments.add(saved.id, task_id, made.comment, by=opened.actor, at=opened.now)
    return replace(made, undo={"comment": number})


def _event(opened: Opened, saved: CarePlan, made: Made, act: str) -> Event:
    task = saved.tasks[made.task] if made.task else None
    seen = opened.record.row_versions.get(made.task, 0) if made.task else opened.plan.version
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
        changes={name: FieldChanged(_plain(made.before.get(name)), _plain(made.after.get(name))) for name in names},
        reason=made.reason,
        undo=made.undo if made.undo is not None else undo_of(opened.plan, saved),
        undoes=made.undoes,
        from_version=seen,
        to_version=seen + 1,
    )


def _plain(value: object) -> Any:
    """Return a value as the audit trail writes it."""
    return value.isoformat() if isinstance(value, date) else value


def settle(clinic: Clinic, plan: CarePlan, today: date) -> CarePlan:
    """Return the plan with every change applied that follows at once (R25, R27); a closed one stays as it is."""
    if plan.status is PlanStatus.CLOSED:
        return plan
    changes = reconcile(plan, expand(clinic.templates, plan.inputs_now()))
    at_once = [change for change in changes if change.at_once]
    return apply(plan, at_once, at=today)


def _released(
    opened: Opened, saved: CarePlan, after: Mapping[Identity, Standing], done: Identity | None
) -> tuple[str, ...]:
    """Return the ids of the tasks that were not ready before and are now, but for the sessions of what was done."""
    before = opened.standings
    return tuple(
        saved.tasks[identity].id
        for identity, standing in after.items()
        if standing.readiness is Readiness.READY
        and identity in before
        and before[identity].readiness is not Readiness.READY
        and not (done and identity.series == done.series)
    )
