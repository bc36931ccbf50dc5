"""Care plans and plan definitions of others, as activities and goals that a person may take (FHIR R4)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from careplan.exchange.fhir_reading import Node
from careplan.exchange.fhir_reading_activities import STRANGE, Activity, read_activities
from careplan.exchange.fhir_reading_fields import Here
from careplan.exchange.fhir_reading_people import Subject, read_subject
from careplan.exchange.fhir_reading_resources import Resources
from careplan.exchange.fhir_reading_words import concept_words, kept_lines, plain

_PLAN_OVER: Final = {
    "revoked": "The other clinic has withdrawn this plan.",
    "completed": "The other clinic has completed this plan.",
    "entered-in-error": "The other clinic entered this plan by mistake.",
    "retired": "Its publisher has retired this template.",
}


class SoughtThere(NamedTuple):
    """A goal of another clinic's plan, in its words."""

    key: str
    words: str


class OtherPlan(NamedTuple):
    """A care plan or plan definition of others.

    Attributes:
        kind: CarePlan or PlanDefinition.
        subject: of whom it is, as the file says; a definition is of nobody.
        lines: what people can read of it beside its activities and goals.
        warnings: what a person must know before taking anything of it.
    """

    kind: str
    title: str
    subject: Subject
    activities: tuple[Activity, ...]
    goals: tuple[SoughtThere, ...]
    lines: tuple[str, ...]
    warnings: tuple[str, ...]


def read_plan(resources: Resources, plan: Node, here: Here) -> OtherPlan:
    """Return what a plan says; raises InvalidInput where it says too much."""
    plan.document.refuses = lambda words: bool(here.refused(words))
    kind = plan.get("resourceType").text()
    status = plan.get("status").text()
    title = plan.get("title").text() or concept_words(plan.get("category"))
    subject = read_subject(resources, plan, here.house) if kind == "CarePlan" else Subject()
    activities = read_activities(resources, plan, here)
    goals = tuple(_goals(resources, plan))
    strange = STRANGE if resources.changes_meaning(plan) else ""
    warnings = tuple(filter(None, (_own(plan, here), _PLAN_OVER.get(status, ""), strange)))
    lines = [*kept_lines(plan)]
    for other in resources.mentioned(plan):
        lines += kept_lines(other, within="")
    if warnings:
        activities = tuple(one._replace(aside=one.aside or "left out with its plan") for one in activities)
    return OtherPlan(kind, plain(title), subject, activities, goals, tuple(dict.fromkeys(lines)), warnings)


def _goals(resources: Resources, plan: Node) -> Iterator[SoughtThere]:
    """Yield the goals of a plan that say something."""
    for goal in plan.each("goal"):
        reference = goal.get("reference")
        there = resources.meant(reference, by=plan) if reference else goal
        if words := resources.once("goal", there, partial(_sought, there)):
            reference.text()
            resources.tell(words)
            yield SoughtThere(goal.path, words)


def _sought(goal: Node) -> str:
    return plain(concept_words(goal.get("description")))


def _own(plan: Node, here: Here) -> str:
    """Return that a plan is one of this clinic's own, which has its tasks already; empty for any other."""
    for identifier in plan.each("identifier"):
        if here.house and identifier.peek("system") == f"{here.house}plan":
            name = identifier.use().peek("value")
            return f"This is {name[:40]}, a plan of this clinic. Its tasks stand there already."
    return ""
