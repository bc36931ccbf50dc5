"""Setting a goal of a plan: pure functions from a plan to a plan with another goal, or a sentence that refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.goal import MOST_GOALS, Achievement, Goal, Judged, Lifecycle, SoughtGoal, fits_goal
from careplan.measure import Measure
from careplan.plan import CarePlan
from careplan.plan_acts import refuse_closed
from careplan.team import RoleId
from careplan.text_length import MOST, too_long
from careplan.working_days import date_words, refuse_far


@dataclass(frozen=True, slots=True)
class GoalEntry:
    """What a person enters of a goal; `achievement` is said only of one without a measure."""

    words: str
    measure: str | None = None
    target: float | None = None
    due: date | None = None
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    achievement: Achievement | None = None
    reason: str = ""


def entry_of(goal: Goal) -> GoalEntry:
    """Return what was entered of a goal."""
    said = goal.judged.achievement if goal.judged and not goal.measure else None
    return GoalEntry(goal.words, goal.measure, goal.target, goal.due, goal.lifecycle, said, goal.reason)


def goal_of(plan: CarePlan, number: int) -> Goal:
    """Return a goal of a plan; raises NotFound."""
    for goal in plan.goals:
        if goal.number == number:
            return goal
    raise NotFound("This goal is not there any more. Somebody took it back; look at the goals again.")


def set_goal(
    plan: CarePlan,
    number: int | None,
    entry: GoalEntry,
    *,
    measures: Mapping[str, Measure],
    role: RoleId,
    on: date,
) -> CarePlan:
    """Return the plan with a goal as it was entered, or with one more; `role` is who says how far it is reached.

    Raises:
        NotAllowed: the plan is closed, or seeks as many goals as it may.
        InvalidInput: words, measure, target or day are missing or wrong; all of it is said at once.
        NotFound: there is no goal of this number.
    """
    refuse_closed(plan)
    was = goal_of(plan, number) if number is not None else None
    _refuse_wrong(plan, was, entry, measures, on)
    others = [goal for goal in plan.goals if goal is not was]
    if entry.lifecycle is Lifecycle.ACTIVE and sum(goal.is_sought for goal in others) >= MOST_GOALS:
        raise NotAllowed(f"A plan seeks at most {MOST_GOALS} goals at a time. Complete or cancel one first.")
    number = was.number if was else 1 + max((goal.number for goal in others), default=0)
    goal = Goal(
        number=number,
        words=entry.words.strip(),
        since=was.since if was else on,
        measure=entry.measure,
        target=entry.target,
        due=entry.due,
        lifecycle=entry.lifecycle,
        judged=_judged(was, entry, role, on),
        ended=_ended(was, entry, on),
        reason=entry.reason.strip(),
    )
    return replace(plan, goals=tuple(sorted((*others, goal), key=lambda one: one.number)))


def seek_again(plan: CarePlan, wanted: Mapping[int, SoughtGoal | None], *, on: date, reason: str) -> CarePlan:
    """Return the plan with goals, by number, sought as they once were; None cancels one that was not sought then."""
    refuse_closed(plan)
    goals = {goal.number: goal for goal in plan.goals}
    for number, sought in wanted.items():
        known = goals.get(number) or Goal(number=number, words="", since=on)
        ends = {"lifecycle": Lifecycle.CANCELLED, "ended": on, "reason": reason}
        again = {"lifecycle": Lifecycle.ACTIVE, "ended": None, "reason": ""}
        goals[number] = known.model_copy(update=sought._asdict() | again if sought else ends)
    return replace(plan, goals=tuple(goals[number] for number in sorted(goals)))


def _judged(was: Goal | None, entry: GoalEntry, role: RoleId, on: date) -> Judged | None:
    """Return what is said of how far it is; what was said already keeps its role and day."""
    if entry.achievement is None or entry.measure:
        return None
    if was and was.judged and was.judged.achievement is entry.achievement:
        return was.judged
    return Judged(achievement=entry.achievement, role=role, day=on)


def _ended(was: Goal | None, entry: GoalEntry, on: date) -> date | None:
    if entry.lifecycle is Lifecycle.ACTIVE:
        return None
    return was.ended if was and was.ended and was.lifecycle is entry.lifecycle else on


def _refuse_wrong(
    plan: CarePlan, was: Goal | None, entry: GoalEntry, measures: Mapping[str, Measure], on: date
) -> None:
    wrong = []
    if not entry.words.strip():
        wrong.append("Write the goal in the person’s own words.")
    if said := too_long("The goal", entry.words.strip(), MOST):
        wrong.append(said)
    if (entry.measure is None) != (entry.target is None):
        wrong.append("A measure and its target value belong together: give both or neither.")
    elif entry.measure is not None:
        wrong += _wrong_target(measures.get(entry.measure), entry.target)
    wrong += _wrong_day(plan, was, entry.due, on)
    if entry.lifecycle is Lifecycle.CANCELLED and not entry.reason.strip():
        wrong.append("Give the reason for which the goal is cancelled.")
    if wrong:
        raise InvalidInput(" ".join(wrong))


def _wrong_target(measure: Measure | None, target: float | None) -> list[str]:
    if measure is None or not fits_goal(measure):
        return ["This measure says nothing about a goal of one person. Choose another one from the list."]
    try:
        measure.checked(target)
    except InvalidInput as error:
        return [str(error)]
    return []


def _wrong_day(plan: CarePlan, was: Goal | None, due: date | None, on: date) -> list[str]:
    """Return what is wrong with a day; one that stood there already may be over by now."""
    if due is None or (was and was.due == due):
        return []
    if due < max(on, plan.inputs.start):
        return [f"{date_words(due)} is over or before the plan began. Choose a later day."]
    try:
        refuse_far(due, on)
    except InvalidInput as error:
        return [str(error)]
    return []
