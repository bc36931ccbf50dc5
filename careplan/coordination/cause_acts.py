"""A suspected cause is added, confirmed, refuted: what follows is shown first, then applies as one act (R27)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import uuid4

from careplan import plan_acts
from careplan.apply import apply
from careplan.cause import UNCLEAR, CauseId, Certainty
from careplan.change import Change, ChangeKind
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan, keep, once
from careplan.coordination.done import Done, Made
from careplan.coordination.left_standing import LeftStanding, stands_after
from careplan.coordination.next_plan import is_normal_recovery, next_plan, open_next
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.refusals import writing
from careplan.errors import Conflict, InvalidInput
from careplan.expand import Series
from careplan.nearest import did_you_mean
from careplan.plan import CarePlan
from careplan.plan_acts import unclear_gives_way
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
    """What an act would make of a plan; `version` is the one that this was seen in.

    `closes` is the plan of normal recovery that closes: then the lines are the work of the next plan (R4). `stands` is
    what was planned or decided while a cause was suspected that is to be refuted, and `last` whether that is the last.
    """

    version: int
    lines: tuple[Foreseen, ...]
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
        opened = open_plan(clinic, records, plan_id, actor)
    if not is_normal_recovery(opened.plan):
        return _foreseen(opened, _with_cause(opened, cause, "", keep_unclear))
    _refuse_unknown(opened, cause)
    wanted = next_plan(opened, cause, "").tasks
    added = [Change(ChangeKind.ADD, identity, task.desired) for identity, task in wanted.items()]
    return Foresight(opened.plan.version, tuple(_lines(replace(opened.plan, tasks={}), added)), opened.plan.id)


def foresee_certainty(
    clinic: Clinic, plan_id: str, cause: CauseId, certainty: Certainty, *, actor: Practitioner
) -> Foresight:
    """Return what confirming or refuting a cause would make of a plan; keeps nothing."""
    with clinic.store.reading() as records:
        opened = open_plan(clinic, records, plan_id, actor)
    seen, plan = _foreseen(opened, _with_certainty(opened, cause, certainty, "")), opened.plan
    if certainty is not Certainty.REFUTED:
        return seen
    meant = next(known for known in plan.inputs.causes if known.cause == cause)
    others = (one for one in plan.inputs.causes if one.certainty is not Certainty.REFUTED and one is not meant)
    return replace(seen, stands=stands_after(plan, meant), last=not any(others))


def add_cause(
    clinic: Clinic,
    plan_id: str,
    cause: CauseId,
    *,
    actor: Practitioner,
    reason: str = "",
    keep_unclear: bool = False,
    seen: int | None = None,
    key: str | None = None,
) -> Done:
    """Add a suspected cause; its template's tasks join the plan, counted from today.

    A plan of normal recovery closes instead, and the next plan opens with the cause (R4).

    Args:
        keep_unclear: whether “Not yet clear” goes on beside the cause that is named now.
        seen: the version in which a person has looked at what follows: then all of it applies. Without it, what
            moves or cancels a task waits to be looked at.

    Raises:
        Conflict: the plan is not the one any more that was looked at.
    """

    def make(opened: Opened) -> Made:
        plan = _applied(opened, _with_cause(opened, cause, reason, keep_unclear), seen)
        ended = unclear_gives_way(opened.plan.inputs.causes, cause) and not keep_unclear
        instead = f", in place of “{clinic.cause_words(UNCLEAR)}”" if ended else ""
        words = f"Suspected cause added: {clinic.cause_words(cause)}{instead}, {plan.patient_id}"
        return _made(opened, plan, "cause.added", words, reason)

    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            if not is_normal_recovery(opened.plan):
                return keep(records, opened, make(opened))
            _refuse_unknown(opened, cause)
            _refuse_stale(opened, seen)
            return open_next(records, opened, next_plan(opened, cause, reason.strip()), reason.strip(), uuid4().hex)

        return once(records, key, actor, clinic.now(), act)


def set_certainty(
    clinic: Clinic,
    plan_id: str,
    cause: CauseId,
    certainty: Certainty,
    *,
    actor: Practitioner,
    reason: str = "",
    seen: int | None = None,
    key: str | None = None,
) -> Done:
    """Confirm or refute a cause, or call it suspected again; `seen` and errors as in `add_cause`."""

    def make(opened: Opened) -> Made:
        opened.authorise(ACTS[certainty], reason=reason)
        plan = _applied(opened, _with_certainty(opened, cause, certainty, reason), seen)
        words = f"{clinic.cause_words(cause)} is {certainty.value}, {plan.patient_id}"
        return _made(opened, plan, f"cause.{certainty.value}", words, reason)

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


def _refuse_unknown(opened: Opened, cause: CauseId) -> None:
    opened.authorise("cause.add")
    picks = opened.clinic.content.causes.picks
    if cause not in picks:
        raise InvalidInput(f"“{cause}” is no suspected cause that a plan can have. {did_you_mean(cause, picks)}")


def _with_cause(opened: Opened, cause: CauseId, reason: str, keep_unclear: bool) -> CarePlan:
    _refuse_unknown(opened, cause)
    return plan_acts.add_cause(
        opened.plan,
        cause,
        on=opened.today,
        templates=opened.clinic.templates,
        reason=reason.strip(),
        keep_unclear=keep_unclear,
    )


def _with_certainty(opened: Opened, cause: CauseId, certainty: Certainty, reason: str) -> CarePlan:
    opened.authorise(ACTS[certainty])
    return plan_acts.set_certainty(opened.plan, cause, certainty, on=opened.today, reason=reason.strip())


def _made(opened: Opened, plan: CarePlan, what: str, words: str, reason: str) -> Made:
    before, after = _certainties(opened.plan), _certainties(plan)
    return Made(plan, what=what, words=words, before=before, after=after, reason=reason)


def _certainties(plan: CarePlan) -> dict[str, Any]:
    return {cause.cause: cause.certainty.value for cause in plan.inputs.causes}


def _applied(opened: Opened, plan: CarePlan, seen: int | None) -> CarePlan:
    if seen is None:
        return plan
    _refuse_stale(opened, seen)
    return apply(plan, (change for change in _caused(opened, plan) if change.ticked), at=opened.today)


def _refuse_stale(opened: Opened, seen: int | None) -> None:
    if seen not in (None, opened.plan.version):
        raise Conflict("The plan was changed in the meantime. Look again at what would change.")


def _foreseen(opened: Opened, plan: CarePlan) -> Foresight:
    told = (change for change in _caused(opened, plan) if change.ticked and _is_told(change))
    return Foresight(opened.plan.version, tuple(_lines(opened.plan, told)))


def _caused(opened: Opened, plan: CarePlan) -> list[Change]:
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
