"""What a change of a plan as a whole would make of its tasks: shown before it applies (PLAN_RULES R27)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from careplan.apply import apply
from careplan.cause import Certainty
from careplan.change import Change, ChangeKind
from careplan.coordination.left_standing import LeftStanding, stands_after
from careplan.coordination.opened_plan import Opened
from careplan.expand import Series
from careplan.plan import CarePlan, changed_tasks
from careplan.revision import Revision, revised
from careplan.team import RoleId

TOLD: Final = ("title", "role", "phase", "priority", "due")
"""Fields of a change that are told; what only follows from them (window, waits) is not."""


class Foreseen(NamedTuple):
    """What would happen to one task, or alike to the sessions of one series.

    Attributes:
        role: who has it afterwards, `role_before` who has it now.
        before, after: the day of the first session, as it is and as it would be.
        why: the reason that the plan gives, in its own words; empty for what a template asks for.
        key: names the line between two drawings.
        ticked: whether it is proposed.
        fixed: it cannot be left out: a safety check, which only its own role lets go with a reason (R18), or the task
            of a red flag.
        others: other fields that change: name, before and after.
    """

    kind: ChangeKind
    title: str
    role: RoleId
    sessions: int
    before: date | None
    after: date | None
    role_before: RoleId = ""
    why: str = ""
    key: str = ""
    ticked: bool = True
    fixed: bool = False
    others: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an act would make of a plan, as a person looks at it.

    `closes` is the plan of normal recovery that closes: then the lines are the work of the next plan (R4). `stands` is
    what was planned or decided while causes were suspected that are to be refuted, and `last` whether no cause is left.
    """

    lines: tuple[Foreseen, ...]
    closes: str = ""
    stands: tuple[LeftStanding, ...] = ()
    last: bool = False

    def of(self, kind: ChangeKind) -> tuple[Foreseen, ...]:
        """Return the lines of one kind."""
        return tuple(line for line in self.lines if line.kind is kind)


def changed(opened: Opened, revision: Revision, reason: str = "") -> CarePlan:
    """Return the plan with what is changed of it, before it is reconciled; raises as `revised`."""
    return revised(
        opened.plan,
        revision,
        on=opened.today,
        templates=opened.clinic.templates,
        reason=reason.strip(),
        not_before=opened.record.patient.birth_date,
    )


def foreseen_of(opened: Opened, plan: CarePlan) -> Foresight:
    """Return what would follow of a changed plan, before anything is applied."""
    told = (change for change in caused(opened, plan) if is_told(change))
    now, then = opened.plan.inputs.causes, {one.cause: one.certainty for one in plan.inputs.causes}
    refuted = [one for one in now if _is_refuted(then.get(one.cause)) and not _is_refuted(one.certainty)]
    return Foresight(
        (*lines_of(opened.plan, told), *_moved_by_hand(opened.plan, plan)),
        stands=tuple(stands for one in refuted if (stands := stands_after(opened.plan, one)).anything),
        last=bool(refuted) and all(map(_is_refuted, then.values())),
    )


def _moved_by_hand(before: CarePlan, after: CarePlan) -> Iterator[Foreseen]:
    """Yield the tasks that the person has moved."""
    for was, now in changed_tasks(before.tasks, after.tasks):
        if was is not None and was.due != now.due:
            key = f"moved {now.identity}"
            yield Foreseen(ChangeKind.CHANGE, now.title, now.role, 1, was.due, now.due, now.role, key=key, fixed=True)


def _is_refuted(certainty: Certainty | None) -> bool:
    return certainty is Certainty.REFUTED


def caused(opened: Opened, plan: CarePlan) -> list[Change]:
    """Return what the act brings along; what the plan asked for before goes on waiting."""
    before = {_named(change) for change in _changes(opened, opened.plan)}
    return [change for change in _changes(opened, plan) if _named(change) not in before]


def applied(opened: Opened, plan: CarePlan, left_out: Set[str] = frozenset()) -> CarePlan:
    """Return a changed plan with all that follows, but for the lines that are left out."""
    return apply(plan, ticked(opened.plan, caused(opened, plan), left_out), at=opened.today)


def ticked(plan: CarePlan, changes: Iterable[Change], left_out: Set[str]) -> list[Change]:
    """Return the changes that apply, and those that a person leaves out as such: they are not proposed again.

    What is not proposed and that nobody has ticked goes on waiting, so it is not among them. `left_out` names the lines
    whose tick was turned round.
    """
    found = []
    for change in changes:
        turned = line_key(change) in left_out and not is_fixed(plan, change)
        if change.ticked or turned:
            found.append(change._replace(ticked=change.ticked is not turned))
    return found


def _changes(opened: Opened, plan: CarePlan) -> tuple[Change, ...]:
    return opened.clinic.compute(plan).changes


def _named(change: Change) -> tuple[object, ...]:
    return change.identity, change.kind, change.fields, change.reason


def is_told(change: Change) -> bool:
    """Return whether a person would see something of a change."""
    if change.kind is ChangeKind.CHANGE:
        return any(field.name in TOLD for field in change.fields)
    return change.kind in (ChangeKind.ADD, ChangeKind.REOPEN, ChangeKind.CANCEL)


def is_fixed(plan: CarePlan, change: Change) -> bool:
    """Return whether a line cannot be left out: safety checks and the tasks of red flags join whatever is ticked."""
    wanted = change.desired
    joins = change.kind in (ChangeKind.ADD, ChangeKind.REOPEN) and wanted is not None
    return joins and wanted is not None and (wanted.guard or wanted.red_flag is not None)


def line_key(change: Change) -> str:
    """Name the line that a change stands in: what happens alike to the sessions of a series is one."""
    return f"{change.kind} {change.identity._replace(occurrence=1)} {'proposed' if change.ticked else 'offered'}"


def lines_of(plan: CarePlan, changes: Iterable[Change]) -> Iterator[Foreseen]:
    """Yield a line for each series and kind of change; `plan` is that before them."""
    series: dict[tuple[ChangeKind, Series, bool], list[Change]] = {}
    for change in changes:
        series.setdefault((change.kind, change.identity.series, change.ticked), []).append(change)
    return (_line(plan, alike) for alike in series.values())


def _line(plan: CarePlan, alike: list[Change]) -> Foreseen:
    first = min(alike, key=lambda change: change.identity)
    task, wanted = plan.tasks.get(first.identity), first.desired
    roles = [field for field in first.fields if field.name == "role"]
    title = wanted.title if wanted else task.title if task else ""
    role = task.role if task else wanted.role if wanted else ""
    return Foreseen(
        first.kind,
        title,
        str(roles[0].after) if roles else role,
        len(alike),
        task.due if task else None,
        _day_after(first),
        role_before=role,
        why=first.reason,
        key=line_key(first),
        ticked=first.ticked,
        fixed=is_fixed(plan, first),
        others=tuple(
            (field.name, str(field.before), str(field.after))
            for field in first.fields
            if field.name in TOLD and field.name not in ("role", "due")
        ),
    )


def _day_after(change: Change) -> date | None:
    """Return the day that a task would have: of one that changes, the one that is told, set by hand or not."""
    days = [field.after for field in change.fields if field.name == "due"]
    if days:
        return days[0] if isinstance(days[0], date) else None
    return change.desired.due if change.desired else None
