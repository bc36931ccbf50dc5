"""What a change of a suspected cause would make of a plan: shown before it applies (PLAN_RULES R27)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from careplan import plan_acts
from careplan.cause import CauseId, Certainty
from careplan.change import Change, ChangeKind
from careplan.clinic import Clinic
from careplan.coordination.left_standing import LeftStanding, stands_after
from careplan.coordination.next_plan import is_normal_recovery, next_plan
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.errors import InvalidInput
from careplan.expand import Series
from careplan.nearest import did_you_mean
from careplan.plan import CarePlan
from careplan.team import Practitioner, RoleId

ACTS: Final = {
    Certainty.CONFIRMED: "cause.confirm",
    Certainty.REFUTED: "cause.refute",
    Certainty.SUSPECTED: "cause.withdraw",
}
"""What a person must be allowed to do for each certainty, as in data/permissions.toml."""
_TOLD: Final = frozenset({"title", "role", "phase", "priority", "due"})
"""Fields of a change that are told; what only follows from them (window, waits) is not."""


class Foreseen(NamedTuple):
    """What would happen to one task, or alike to the sessions of one series.

    Attributes:
        before, after: the day of the first session, as it is and as it would be.
    """

    kind: ChangeKind
    title: str
    role: RoleId
    sessions: int
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an act would make of a plan, as a person looks at it.

    `was` is what the cause is before it. `closes` is the plan of normal recovery that closes: then the lines are the
    work of the next plan (R4). `stands` is what was planned or decided while a cause was suspected that is to be
    refuted, and `last` whether that is the last.
    """

    lines: tuple[Foreseen, ...]
    was: Certainty | None = None
    closes: str = ""
    stands: LeftStanding | None = None
    last: bool = False

    def of(self, kind: ChangeKind) -> tuple[Foreseen, ...]:
        """Return the lines of one kind."""
        return tuple(line for line in self.lines if line.kind is kind)


def foresee_cause(
    clinic: Clinic, plan_id: str, cause: CauseId, *, actor: Practitioner, keep_unclear: bool = False
) -> Foresight:
    """Return what adding a cause would make of a plan; raises as `add_cause` does, and keeps nothing."""
    with clinic.store.reading() as records:
        return foreseen_of_adding(open_plan(clinic, records, plan_id, actor), cause, keep_unclear)


def foresee_certainty(
    clinic: Clinic, plan_id: str, cause: CauseId, certainty: Certainty, *, actor: Practitioner
) -> Foresight:
    """Return what confirming or refuting a cause would make of a plan; keeps nothing."""
    with clinic.store.reading() as records:
        return foreseen_of_certainty(open_plan(clinic, records, plan_id, actor), cause, certainty)


def foreseen_of_adding(opened: Opened, cause: CauseId, keep_unclear: bool) -> Foresight:
    """Return what adding a cause would make of a plan that is open; raises as `with_cause`."""
    if not is_normal_recovery(opened.plan):
        return Foresight(_foreseen(opened, with_cause(opened, cause, "", keep_unclear)))
    refuse_unknown(opened, cause)
    wanted = next_plan(opened, cause, "").tasks
    added = [Change(ChangeKind.ADD, identity, task.desired) for identity, task in wanted.items()]
    return Foresight(tuple(_lines(replace(opened.plan, tasks={}), added)), closes=opened.plan.id)


def foreseen_of_certainty(opened: Opened, cause: CauseId, certainty: Certainty) -> Foresight:
    """Return what another certainty of a cause would make of a plan that is open; raises as `with_certainty`."""
    plan = opened.plan
    lines = _foreseen(opened, with_certainty(opened, cause, certainty, ""))
    seen = Foresight(lines, plan.certainty_of(cause))
    if certainty is not Certainty.REFUTED:
        return seen
    meant = next(known for known in plan.inputs.causes if known.cause == cause)
    others = (one for one in plan.inputs.causes if one.certainty is not Certainty.REFUTED and one is not meant)
    return replace(seen, stands=stands_after(plan, meant), last=not any(others))


def refuse_unknown(opened: Opened, cause: CauseId) -> None:
    """Raise NoRight for who may add no cause, InvalidInput for what no plan can have."""
    opened.authorise("cause.add")
    picks = opened.clinic.content.causes.picks
    if cause not in picks:
        raise InvalidInput(f"“{cause}” is no suspected cause that a plan can have. {did_you_mean(cause, picks)}")


def with_cause(opened: Opened, cause: CauseId, reason: str, keep_unclear: bool) -> CarePlan:
    """Return the plan with one more cause, its tasks as they were; raises as `refuse_unknown`, and NotAllowed."""
    refuse_unknown(opened, cause)
    return plan_acts.add_cause(
        opened.plan,
        cause,
        on=opened.today,
        templates=opened.clinic.templates,
        reason=reason.strip(),
        keep_unclear=keep_unclear,
    )


def with_certainty(opened: Opened, cause: CauseId, certainty: Certainty, reason: str) -> CarePlan:
    """Return the plan with a cause called so, its tasks as they were; raises NoRight and NotAllowed."""
    opened.authorise(ACTS[certainty])
    return plan_acts.set_certainty(opened.plan, cause, certainty, on=opened.today, reason=reason.strip())


def _foreseen(opened: Opened, plan: CarePlan) -> tuple[Foreseen, ...]:
    told = (change for change in caused(opened, plan) if change.ticked and _is_told(change))
    return tuple(_lines(opened.plan, told))


def caused(opened: Opened, plan: CarePlan) -> list[Change]:
    """Return what the act brings along; what the plan asked for before goes on waiting."""
    before = {_named(change) for change in _changes(opened, opened.plan)}
    return [change for change in _changes(opened, plan) if _named(change) not in before]


def _changes(opened: Opened, plan: CarePlan) -> tuple[Change, ...]:
    return opened.clinic.compute(plan).changes


def _named(change: Change) -> tuple[object, ...]:
    return change.identity, change.kind, change.fields, change.reason


def _is_told(change: Change) -> bool:
    if change.kind is ChangeKind.CHANGE:
        return any(field.name in _TOLD for field in change.fields)
    return change.kind in (ChangeKind.ADD, ChangeKind.REOPEN, ChangeKind.CANCEL)


def _lines(plan: CarePlan, changes: Iterable[Change]) -> Iterator[Foreseen]:
    series: dict[tuple[ChangeKind, Series], list[Change]] = {}
    for change in changes:
        series.setdefault((change.kind, change.identity.series), []).append(change)
    for (kind, _), alike in series.items():
        first = min(alike, key=lambda change: change.identity)
        task, wanted = plan.tasks.get(first.identity), first.desired
        title = wanted.title if wanted else task.title if task else ""
        role = task.role if task else wanted.role if wanted else ""
        before, after = task.due if task else None, wanted.due if wanted else None
        yield Foreseen(kind, title, role, len(alike), before, after)
