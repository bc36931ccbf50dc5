"""The goals of a plan with how far each is reached, and setting one (FHIR: Goal)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from careplan import goal_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan
from careplan.coordination.done import Done, Made
from careplan.coordination.field_words import GOAL
from careplan.coordination.opened_plan import Opened
from careplan.coordination.overwriting import Seen, refuse_overwriting
from careplan.errors import InvalidInput
from careplan.goal import Goal, Lifecycle, Progress, fits_goal, progress
from careplan.goal_acts import GoalEntry, entry_of
from careplan.measure import Measure
from careplan.plan import CarePlan
from careplan.team import Practitioner
from careplan.working_days import date_words

_PARTS: Final = {
    "": ("words",),
    ": target": ("measure", "target", "due"),
    ": state": ("lifecycle", "achievement", "reason"),
}
"""What of a goal is changed together, by what the audit trail calls it after the name of the goal."""


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal of a plan, and how far it is reached; `measure` is None where it has none."""

    goal: Goal
    measure: Measure | None
    progress: Progress


def goals_of(opened: Opened) -> tuple[GoalLine, ...]:
    """Return the goals of a plan, those that are still sought first."""
    measures, seen = opened.clinic.content.measures.by_id, opened.plan.inputs.record.observations
    found = sorted(opened.plan.goals, key=lambda goal: (not goal.is_sought, goal.number))
    known = ((goal, measures.get(goal.measure or "")) for goal in found)
    return tuple(GoalLine(goal, measure, progress(goal, measure, seen, opened.today)) for goal, measure in known)


def goal_measures(clinic: Clinic) -> tuple[Measure, ...]:
    """Return the measures that can say how far a goal is reached."""
    return tuple(measure for measure in clinic.content.measures.measures if fits_goal(measure))


def set_goal(
    clinic: Clinic,
    plan_id: str,
    entry: GoalEntry,
    *,
    actor: Practitioner,
    number: int | None = None,
    seen: GoalEntry | None = None,
    key: str | None = None,
) -> Done:
    """Add a goal, or change the one with this number: its words, its target, whether it is sought, how far it is.

    Args:
        seen: what stood on the screen. What the person left as it was stays as somebody else set it meanwhile.

    Raises:
        NotFound, NotAllowed, InvalidInput: nothing is changed.
        Conflict: somebody has changed the same part of it since.
    """
    return act_on_plan(clinic, plan_id, actor=actor, make=setting(entry, number=number, seen=seen), key=key)


def setting(entry: GoalEntry, *, number: int | None = None, seen: GoalEntry | None = None) -> Callable[[Opened], Made]:
    """Return what sets a goal, as `set_goal`."""

    def make(opened: Opened) -> Made:
        opened.authorise("goal.set")
        wanted = _merged(opened, number, entry, seen)
        measures = opened.clinic.content.measures.by_id
        plan = goal_acts.set_goal(
            opened.plan, number, wanted, measures=measures, role=opened.actor.role, on=opened.today
        )
        if plan.goals == opened.plan.goals:
            raise InvalidInput("This is how the goal stands already. Change something, or close the form.")
        set_one = next(goal for goal in plan.goals if goal not in opened.plan.goals)
        before, after = (told_of_goal(opened, one, set_one.number) for one in (opened.plan, plan))
        changed = [name for name in after if before.get(name) != after[name]]
        return Made(
            plan,
            what="goal.set",
            words=f"Goal {'set' if number is None else 'changed'}, {plan.patient_id}",
            before={name: before.get(name) for name in changed},
            after={name: after[name] for name in changed},
            reason=set_one.reason,
        )

    return make


def _merged(opened: Opened, number: int | None, entry: GoalEntry, seen: GoalEntry | None) -> GoalEntry:
    """Return what a person entered, with what others changed of the parts that the person left as they were."""
    if number is None or seen is None:
        return entry
    now = entry_of(goal_acts.goal_of(opened.plan, number))
    measures = opened.clinic.content.measures.by_id
    for part, fields in _PARTS.items():
        was, stands, wanted = (_said(measures.get, one, part) for one in (seen, now, entry))
        if wanted == was:
            entry = replace(entry, **{name: getattr(now, name) for name in fields})
            continue
        also = GOAL if (number, part) == (1, "") else None
        refuse_overwriting(opened, f"{GOAL} {number}{part}", Seen(was), now=stands, wanted=wanted, also=also)
    return entry


def told_of_goal(opened: Opened, plan: CarePlan, number: int) -> dict[str, str]:
    """Return what the audit trail tells of a goal, by field; nothing where it is not there."""
    found = [entry_of(goal) for goal in plan.goals if goal.number == number]
    measures = opened.clinic.content.measures.by_id
    return {f"{GOAL} {number}{part}": _said(measures.get, one, part) for one in found for part in _PARTS}


def _said(measure_of: Callable[[str], Measure | None], entry: GoalEntry, part: str) -> str:
    if part == "":
        return entry.words.strip()
    if part == ": target":
        return target_words(entry, measure_of(entry.measure or ""))
    achievement = entry.achievement.value.replace("-", " ") if entry.achievement else ""
    lifecycle = "" if entry.lifecycle is Lifecycle.ACTIVE and not achievement else LIFECYCLE_WORDS[entry.lifecycle]
    return _joined((lifecycle, achievement, entry.reason.strip()))


LIFECYCLE_WORDS: Final = {
    Lifecycle.ACTIVE: "Still sought",
    Lifecycle.COMPLETED: "Completed",
    Lifecycle.CANCELLED: "Cancelled",
}


def target_words(goal: Goal | GoalEntry, measure: Measure | None) -> str:
    """Return ODI 22 % or less by 9 Mar 2026; empty where neither target nor day is given."""
    target = ""
    if measure is not None and goal.target is not None:
        unit = "" if measure.unit in ("points", "") else f" {measure.unit}"
        target = f"{measure.short} {goal.target:g}{unit} or {'more' if measure.better == 'higher' else 'less'}"
    return " ".join(filter(None, (target, f"by {date_words(goal.due)}" if goal.due else "")))


def _joined(words: Iterable[str]) -> str:
    return ", ".join(filter(None, words))
