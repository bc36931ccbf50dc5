"""Named rules that every plan is tested against, when it is made and as long as it is open (data/plan_checks.toml).

Errors stand in the way of creating a plan, warnings do not. The words and sources of each rule are data; what finds it
is the function of its name here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from careplan.cause import NORMAL_RECOVERY, UNCLEAR, Certainty
from careplan.clinical_content import ClinicalContent
from careplan.draft_plan import DraftPlan
from careplan.identity import Identity
from careplan.intake import Contradiction, contradictions
from careplan.patient import Patient
from careplan.plan import CarePlan, PlannedTask
from careplan.task import Phase, TaskStatus
from careplan.team import CoreRole
from careplan.working_days import date_words

_ADULT: Final = 18
_DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """One rule that a plan does not meet.

    `source` says where the rule comes from, `answered_on` on which screen it is answered, `identity` at which task.
    """

    check: str
    severity: Literal["error", "warning"]
    message: str
    source: str
    answered_on: str = ""
    identity: Identity | None = None


class Found(NamedTuple):
    """What one check found: the words for its message, and the task that it is about."""

    words: dict[str, str]
    identity: Identity | None = None


class _Checked(NamedTuple):
    """What the checks look at; `on` is the plan's start where it is new, else today."""

    plan: CarePlan
    patient: Patient
    content: ClinicalContent
    on: date


def plan_checks(
    draft: DraftPlan, patient: Patient, content: ClinicalContent, *, unscreened: Iterable[Contradiction] = ()
) -> tuple[PlanCheck, ...]:
    """Return what a plan that is to be created does not meet, errors first; an empty tuple when all is well.

    `unscreened`: the red-flag questions that the findings of its intake speak for.
    """
    inputs = draft.plan.inputs
    found = [
        *(PlanCheck(*one) for one in unscreened),
        *(PlanCheck(*one) for one in contradictions(inputs.record, content, inputs.start)),
        *_all(_Checked(draft.plan, patient, content, inputs.start), {**CHECKS, **OF_NEW}),
    ]
    return tuple(sorted(found, key=lambda check: check.severity))


def standing_checks(plan: CarePlan, patient: Patient, content: ClinicalContent, *, on: date) -> tuple[PlanCheck, ...]:
    """Return what an open plan does not meet on a day, errors first."""
    found = _all(_Checked(plan, patient, content, on), {**CHECKS, **OF_OPEN})
    return tuple(sorted(found, key=lambda check: check.severity))


def _all(checked: _Checked, checks: dict[str, Callable[[_Checked], Iterator[Found]]]) -> Iterator[PlanCheck]:
    for rule in checked.content.checks.plan_checks:
        for found in checks[rule.id](checked) if rule.id in checks else ():
            said = rule.message.format(**found.words)
            yield PlanCheck(rule.id, rule.severity, said, rule.source, rule.answered_on, found.identity)


def _four_roles(checked: _Checked) -> Iterator[Found]:
    busy = {task.role for task in checked.plan.tasks.values() if task.is_open or task.outcome}
    yield from (Found({"role": role.replace("_", " ")}) for role in CoreRole if role not in busy)


def _goal(checked: _Checked) -> Iterator[Found]:
    if not checked.plan.goal.strip():
        yield Found({})


def _medicines(checked: _Checked) -> Iterator[Found]:
    if checked.patient.medicines is None:
        yield Found({})


def _adults_only(checked: _Checked) -> Iterator[Found]:
    """Flag what these templates were not made for and leave it to the clinician (X11)."""
    born = checked.patient.birth_date
    if born and (checked.plan.inputs.start - born).days < _ADULT * _DAYS_A_YEAR:
        yield Found({})


def _lumbar_only(checked: _Checked) -> Iterator[Found]:
    regions = sorted({op.region for op in checked.patient.operations if op.region != "lumbar"})
    if regions:
        yield Found({"where": " and ".join(regions)})


def _date_outside_window(checked: _Checked) -> Iterator[Found]:
    for task in checked.plan.tasks.values():
        day, window = task.overrides.due, task.desired.window
        if task.is_open and day and window and not window[0] <= day <= window[1]:
            first, last = map(date_words, window)
            yield Found({"task": task.title, "day": date_words(day), "first": first, "last": last}, task.identity)


def _owner_on_team(checked: _Checked) -> Iterator[Found]:
    held = checked.plan.inputs.roles
    if held is None:
        return
    without = [task for task in checked.plan.to_do().values() if task.role not in held]
    for role, many in Counter(task.role for task in without).items():
        task = next(one for one in without if one.role == role)
        counted = f"“{task.title}” and {many - 1} more belong" if many > 1 else f"“{task.title}” belongs"
        yield Found({"tasks": counted, "role": role.replace("_", " ")}, task.identity)


def _review_planned(checked: _Checked) -> Iterator[Found]:
    if not any(_is_review(task) for task in checked.plan.tasks.values()):
        yield Found({})


def _is_review(task: PlannedTask) -> bool:
    return task.is_open and task.desired.phase is Phase.REVIEW and task.due is not None


def _waits_are_sound(checked: _Checked) -> Iterator[Found]:
    """Follow every wait; what is come to again on the way stands in a ring."""
    tasks, sound = checked.plan.tasks, set[Identity]()

    def rings(identity: Identity, way: tuple[Identity, ...]) -> bool:
        if identity in way:
            return True
        if identity in sound or identity not in tasks:
            return False
        found = any(rings(wait, (*way, identity)) for wait in tasks[identity].desired.waits)
        if not found:
            sound.add(identity)
        return found

    for identity, task in tasks.items():
        if task.is_open and rings(identity, ()):
            yield Found({"task": task.title}, identity)


def _cause_can_be_settled(checked: _Checked) -> Iterator[Found]:
    picks = checked.content.causes.picks
    for cause in checked.plan.inputs.causes:
        known = picks.get(cause.cause)
        if known is None or cause.certainty is not Certainty.SUSPECTED or cause.cause in (UNCLEAR, NORMAL_RECOVERY):
            continue
        if not any(_settles(task, known.template) for task in checked.plan.tasks.values()):
            yield Found({"cause": known.short})


def _settles(task: PlannedTask, template: str) -> bool:
    of_template = task.identity.module == template or any(
        member.startswith(f"{template}/") for member in task.desired.members
    )
    there = task.is_open or task.status is TaskStatus.DONE
    return of_template and there and task.desired.phase is Phase.EVALUATE


CHECKS: Final[dict[str, Callable[[_Checked], Iterator[Found]]]] = {
    "goal": _goal,
    "medicines": _medicines,
    "adults_only": _adults_only,
    "lumbar_only": _lumbar_only,
    "date_outside_window": _date_outside_window,
    "owner_on_team": _owner_on_team,
    "review_planned": _review_planned,
    "waits_are_sound": _waits_are_sound,
    "cause_can_be_settled": _cause_can_be_settled,
}
"""What every plan is checked for, by the name of its rule."""
OF_NEW: Final[dict[str, Callable[[_Checked], Iterator[Found]]]] = {"four_roles": _four_roles}
OF_OPEN: Final[dict[str, Callable[[_Checked], Iterator[Found]]]] = {"four_roles_open": _four_roles}
"""The same of a plan that is to be created, and of one that is open: they are answered in different places."""
