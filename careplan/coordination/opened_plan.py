"""A plan as an act or a screen finds it: who looks at it, what that person may do, how its tasks stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Final

from careplan.clinic import Clinic
from careplan.coordination.access import refuse_reader, seen_by
from careplan.coordination.authority import authorise, may, must_give_reason, owns
from careplan.coordination.covers import Covers, covers_today
from careplan.errors import NOT_HERE, Conflict, InvalidInput, NotAllowed, NotFound
from careplan.identity import RED_FLAGS, Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.rule_answer import RuleAnswer
from careplan.standing import Standing
from careplan.store import FlagRecord, PlanRecord, Records, Touched
from careplan.team import Practitioner, RoleId

_FIELD_WORDS: Final[Mapping[str, str]] = {"due": "due date", "assignee": "person", "watch_for": "what to watch for"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan as an act finds it.

    Attributes:
        flags: what is kept of each red flag, by its task.
        rule_answers: reads what was answered to safety rules and conflicts, while the transaction is open.
        covers: asks who covers for whom on the care team today; first asked within the transaction, known from then on.
    """

    clinic: Clinic
    actor: Practitioner
    record: PlanRecord
    standings: Mapping[Identity, Standing]
    now: datetime
    today: date
    touched: Callable[[str, int], Mapping[str, Touched]]
    last_change: Callable[[str], Touched | None]
    flags: Mapping[Identity, FlagRecord]
    rule_answers: Callable[[], tuple[RuleAnswer, ...]]
    covers: Callable[[], Covers]

    @property
    def plan(self) -> CarePlan:
        """The plan itself."""
        return self.record.plan

    @property
    def members(self) -> tuple[Practitioner, ...]:
        """Who is on the care team of the patient."""
        return self.record.members

    def task(self, task_id: str) -> PlannedTask:
        """Return one task by its shown id; raises NotFound."""
        for task in self.plan.tasks.values():
            if task.id == task_id:
                return task
        raise NotFound(NOT_HERE)

    def authorise(self, act: str, *, own: bool = True, reason: str | None = None) -> None:
        """Refuse what this person may not do; `reason` is checked where the act asks for one."""
        authorise(self.clinic.catalogue, self.actor, act, own=own, patient_id=self.plan.patient_id)
        if reason is not None:
            must_give_reason(self.clinic.catalogue, act, reason)

    def authorise_own(self, act: str, task: PlannedTask) -> None:
        """Refuse an act that this person may do only on tasks of their own."""
        self.authorise(act, own=owns(self.actor, task))

    def standings_of(self, plan: CarePlan) -> Mapping[Identity, Standing]:
        """Return how the tasks of a changed plan stand."""
        return self.clinic.compute(plan).standings

    def holder(self, role: RoleId, person: str | None) -> str:
        """Return whom a task would be given to, in words.

        Raises:
            InvalidInput: the role or person is not on the care team.
        """
        if role not in self.clinic.catalogue.roles or self.clinic.catalogue.roles[role].account_only:
            raise InvalidInput(f"“{role}” is no role that owns tasks. Choose one from the list.")
        if person is None:
            return f"the {self.clinic.role_words(role).lower()}"
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
            name: (touched[name].before, touched[name].after, plain(wanted[name])) for name in wanted if name in touched
        }
        if met:
            last = max((touched[name] for name in met), key=lambda change: change.at)
            by = self.who(last)
            names = " and ".join(_FIELD_WORDS.get(name, name) for name in met)
            raise Conflict(
                f"{by[0].upper()}{by[1:]} changed the {names} in the meantime. Choose which is to stand.",
                fields=met,
                by=by,
                at=last.at,
            )

    def who(self, change: Touched) -> str:
        """Return who made a change: “you”, or the role, with the name where the role alone does not tell who it was."""
        if change.by == self.actor.id:
            return "you"
        words = f"the {self.clinic.role_words(change.role).lower()}"
        alone = [member.id for member in self.members if member.role == change.role] == [change.by]
        return words if alone else f"{words} {change.by}"

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


def open_plan(clinic: Clinic, records: Records, plan_id: str, actor: Practitioner) -> Opened:
    """Return a plan to act on; raises NotFound where there is none to see, NoRight where it may only be read."""
    return _to_act_on(_opened(clinic, records, records.plans.get(plan_id), actor))


def open_task(clinic: Clinic, records: Records, task_id: str, actor: Practitioner) -> tuple[Opened, PlannedTask]:
    """Return a task and its plan, as `open_plan`."""
    opened = _to_act_on(_opened(clinic, records, records.plans.of_task(task_id), actor))
    return opened, opened.task(task_id)


def read_plan(clinic: Clinic, records: Records, plan_id: str, actor: Practitioner) -> Opened:
    """Return a plan as this person may see it, in an emergency too; raises NotFound where there is none to see.

    The `actor` of what is returned says whether it may only be read.
    """
    opened = _opened(clinic, records, records.plans.get(plan_id), actor)
    opened.covers()
    return opened


def read_task(clinic: Clinic, records: Records, task_id: str, actor: Practitioner) -> tuple[Opened, PlannedTask]:
    """Return a task and its plan, as `read_plan`."""
    opened = _opened(clinic, records, records.plans.of_task(task_id), actor)
    opened.covers()
    return opened, opened.task(task_id)


def _to_act_on(opened: Opened) -> Opened:
    refuse_reader(opened.actor, opened.plan.patient_id)
    return opened


def _opened(clinic: Clinic, records: Records, record: PlanRecord, actor: Practitioner) -> Opened:
    whose = record.patient.id
    on_team = any(member.id == actor.id for member in record.members)
    actor = seen_by(clinic, records, actor, whose, on_team=on_team)
    authorise(clinic.catalogue, actor, "plan.read", patient_id=whose)
    return _found(clinic, records, record, actor)


def open_task_of_house(
    clinic: Clinic, records: Records, task_id: str, actor: Practitioner
) -> tuple[Opened, PlannedTask]:
    """Return a task and its plan for what an act on the clinic's people brings along; `actor` is shown none of it."""
    opened = _found(clinic, records, records.plans.of_task(task_id), actor)
    return opened, opened.task(task_id)


def _found(clinic: Clinic, records: Records, record: PlanRecord, actor: Practitioner) -> Opened:
    return Opened(
        clinic,
        actor,
        record,
        clinic.compute(record.plan).standings,
        clinic.now(),
        clinic.today(),
        records.events.touched,
        partial(records.events.last_change, record.patient.id),
        _flags(records, record.plan),
        partial(records.rule_answers.of_plan, record.plan.id),
        cache(partial(covers_today, clinic, records, (record.team,))),
    )


def _flags(records: Records, plan: CarePlan) -> Mapping[Identity, FlagRecord]:
    if not plan.inputs.flags:
        return {}
    return {Identity(RED_FLAGS, kept.flag, kept.number): kept for kept in records.red_flags.of_plan(plan.id)}


def plain(value: object) -> Any:
    """Return a value as the audit trail writes it."""
    return value.isoformat() if isinstance(value, date) else value
