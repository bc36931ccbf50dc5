"""What the patient wants to reach, in the person's own words, as FHIR Goals."""

from __future__ import annotations

from careplan.exchange.fhir_observations import measure_concept
from careplan.exchange.fhir_parts import TERMINOLOGY, Part, coding, concept, day, narrative, number, present, text
from careplan.exchange.fhir_record import PlanTold
from careplan.goal import Goal


def goal_id(plan_id: str, goal: Goal) -> str:
    """Return what names a goal of a plan."""
    return f"{plan_id}-goal-{goal.number}"


def goal(told: PlanTold, sought: Goal) -> Part:
    """Return a goal: whether it is sought still, and, apart from that, how far it is reached."""
    reached = told.progress[sought.number].achievement
    return present(
        resourceType="Goal",
        id=goal_id(told.plan.id, sought),
        text=narrative(sought.words, f"By {sought.due}" if sought.due else None),
        identifier=[told.ids.identifier("goal", goal_id(told.plan.id, sought))],
        lifecycleStatus=sought.lifecycle.value,
        achievementStatus=concept(coding(f"{TERMINOLOGY}goal-achievement", reached.value)),
        description=concept(words=sought.words),
        subject=told.subject,
        startDate=day(sought.since),
        target=[target] if (target := _target(told, sought)) else None,
        statusDate=day(sought.ended),
        statusReason=text(sought.reason),
        expressedBy=told.subject,
    )


def _target(told: PlanTold, sought: Goal) -> Part:
    """Return the value and the day to be reached; empty where neither was set."""
    measure = told.words.content.measures.by_id.get(sought.measure or "")
    if measure is None or sought.target is None:
        return present(dueDate=day(sought.due))
    at_least = ">=" if measure.better == "higher" else "<="
    value = present(value=number(sought.target), comparator=at_least, unit=text(measure.unit))
    return present(measure=measure_concept(measure), detailQuantity=value, dueDate=day(sought.due))
