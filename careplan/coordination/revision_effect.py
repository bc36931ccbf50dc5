"""What a revision would come to: what is kept, when the plan would end, who would have more or less, what warns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from careplan.coordination.left_behind import left_behind_words
from careplan.coordination.opened_plan import Opened
from careplan.coordination.safety import rule_words, safety_of
from careplan.identity import Identity
from careplan.outlook import Outlook, outlook
from careplan.plan import CarePlan, PlannedTask
from careplan.plan_checks import standing_checks
from careplan.plan_conflicts import conflicts
from careplan.task import OUTCOME_WORDS, Outcome, TaskStatus
from careplan.team import RoleId

BY_HAND: Final = "added by hand"
ORPHANED: Final = "no template asks for it any longer: finish or cancel it"


class Kept(NamedTuple):
    """A task, or the sessions of a series, that no revision touches: what of it was done, or is in progress."""

    title: str
    role: RoleId
    word: str


class Load(NamedTuple):
    """How many open tasks a role has, before and after; a series counts as one."""

    role: RoleId
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for the plan as a whole.

    Attributes:
        before, after: when the plan is expected to end, and what holds it up.
        loads: of the roles that have open tasks before or after it, in the order of the clinic.
        warned: what safety rules, checks and conflicts between disciplines say as the plan is.
        appear, go: what they say only after it, and only before it.
        out_of_step: what comes after a moved task and is due before it, in a sentence; empty where nothing is.
        stays: open tasks that are neither changed nor listed.
    """

    before: Outlook
    after: Outlook
    loads: tuple[Load, ...]
    warned: tuple[str, ...]
    appear: tuple[str, ...]
    go: tuple[str, ...]
    out_of_step: str
    stays: int


def effect_of(opened: Opened, after: CarePlan, moved: Collection[Identity]) -> Effect:
    """Return what changes for the plan as a whole when it becomes `after`."""
    before = opened.plan
    now, then = _warned(opened, before), _warned(opened, after)
    return Effect(
        before=outlook(before, opened.today),
        after=outlook(after, opened.today),
        loads=tuple(_loads(opened, before, after)),
        warned=tuple(now.values()),
        appear=tuple(message for name, message in then.items() if name not in now),
        go=tuple(message for name, message in now.items() if name not in then),
        out_of_step=left_behind_words(after, moved) if moved else "",
        stays=sum(1 for task in before.to_do().values() if _stays(task, after.tasks.get(task.identity))),
    )


def _stays(was: PlannedTask, now: PlannedTask | None) -> bool:
    """Whether an open task is left as it is, and is not named among what is kept."""
    if now is None or not now.is_open or was.by_hand or was.status is not TaskStatus.TODO:
        return False
    return (was.due, was.role, was.title) == (now.due, now.role, now.title)


def _loads(opened: Opened, before: CarePlan, after: CarePlan) -> Iterator[Load]:
    was, now = (Counter(task.role for task in plan.to_do().values()) for plan in (before, after))
    for role in opened.clinic.catalogue.roles:
        if was[role] or now[role]:
            yield Load(role, was[role], now[role])


def _warned(opened: Opened, plan: CarePlan) -> dict[Hashable, str]:
    """Return what safety rules, checks and conflicts between disciplines would say of a plan, each under its name."""
    clinic, record = opened.clinic, plan.inputs.record
    known = {"operations": record.operations, "procedures": record.procedures}
    patient = opened.record.patient.model_copy(update=known)
    then = replace(opened, record=replace(opened.record, plan=plan, patient=patient))
    safety = safety_of(then, ())
    warned: dict[Hashable, str] = {(one.rule.id, one.alert.medicines): rule_words(then, one) for one in safety.standing}
    for check in standing_checks(plan, patient, clinic.content, on=opened.today):
        warned[check.check, check.identity] = check.message
    for clash in conflicts(safety, clinic.compute(plan).standings):
        warned[clash.rule.id, *(task.identity.series for task in clash.tasks)] = clash.rule.title
    return warned


def kept(after: CarePlan) -> tuple[Kept, ...]:
    """Return what of a revised plan was done, is in progress or was added by hand: it is never removed."""
    series: dict[tuple[str, str, int], list[PlannedTask]] = {}
    for task in after.tasks.values():
        series.setdefault(task.identity.series, []).append(task)
    return tuple(Kept(alike[0].title, alike[0].role, word) for alike in series.values() if (word := _word(alike)))


def _word(alike: list[PlannedTask]) -> str:
    """Return what of some sessions is kept, in words; empty where nothing is."""
    closed = [task for task in alike if task.outcome is not None]
    at_work = [task for task in alike if task.status is TaskStatus.IN_PROGRESS]
    if len(alike) > 1 and closed:
        return f"{len(closed)} of {len(alike)} closed"
    if closed:
        return _closed(closed[0].outcome)
    if at_work:
        return f"in progress; {ORPHANED}" if at_work[0].orphaned else "in progress"
    return BY_HAND if alike[0].by_hand and alike[0].is_open else ""


def _closed(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    done = outcome in (Outcome.AS_PLANNED, Outcome.PARTLY)
    return f"{'done' if done else 'not done'}, {OUTCOME_WORDS[outcome].lower()}"
