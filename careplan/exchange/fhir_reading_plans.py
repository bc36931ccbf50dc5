"""Care plans and plan definitions of others, as activities that a person may take into a plan of the clinic (FHIR R4).

What careplan has a field for is used: title, details, role, days, whether it is over. What it has none for and people
can read goes along as text with the activity or with the plan. What is neither is told, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from careplan.exchange.fhir_parts import SYSTEM
from careplan.exchange.fhir_reading import Node
from careplan.exchange.fhir_reading_resources import Resources
from careplan.exchange.fhir_reading_words import kept_lines, plain
from careplan.team import RoleId

_OVER: Final = {
    "completed": "done there",
    "cancelled": "cancelled there",
    "stopped": "stopped there",
    "revoked": "stopped there",
    "rejected": "cancelled there",
    "failed": "stopped there",
    "fulfilled": "done there",
    "noshow": "not attended there",
    "entered-in-error": "entered there by mistake",
}
"""Codes of FHIR for an activity that nobody is to do any more (care-plan-activity-status and those of requests)."""
_PLAN_OVER: Final = {
    "revoked": "The other clinic has withdrawn this plan.",
    "completed": "The other clinic has completed this plan.",
    "entered-in-error": "The other clinic entered this plan by mistake.",
    "retired": "Its publisher has retired this template.",
}
_DOSES: Final = ("dailyAmount", "quantity", "dosage", "dosageInstruction", "dispenseRequest")
"""Elements with amounts of a medicine."""
_CHOOSES: Final = frozenset({"any", "all-or-none", "exactly-one", "at-most-one", "one-or-more"})
"""FHIR action-selection-behavior: a person chooses among the actions of a group."""
_STRANGE: Final = "It holds a part that changes its meaning, which careplan does not know (modifierExtension)."


class Activity(NamedTuple):
    """One activity of another clinic's plan, as a task would be made of it.

    Attributes:
        key: its address in the file.
        role: of this clinic, where the file says one that it has.
        first, due: its days; those that are over are kept as text.
        lines: its details, and what else of it people can read.
        aside: why it is left out unless somebody says otherwise: it is over, or one of several; empty for open work.
        why_not: why no task may be made of it; empty where one may.
    """

    key: str
    title: str
    role: RoleId | None = None
    first: date | None = None
    due: date | None = None
    lines: tuple[str, ...] = ()
    aside: str = ""
    why_not: str = ""


class SoughtThere(NamedTuple):
    """A goal of another clinic's plan, in its words."""

    key: str
    words: str


class OtherPlan(NamedTuple):
    """A care plan or plan definition of others.

    Attributes:
        kind: CarePlan or PlanDefinition.
        whose: of whom it is, as the file says; shown, never kept.
        lines: what people can read of it beside its activities and goals.
        warnings: what a person must know before taking anything of it.
    """

    kind: str
    title: str
    whose: str
    activities: tuple[Activity, ...]
    goals: tuple[SoughtThere, ...]
    lines: tuple[str, ...]
    warnings: tuple[str, ...]


class Here(NamedTuple):
    """What of this clinic a reader must know.

    Attributes:
        roles: its roles by their names in lower case, and by their codes.
        today: days before it are kept as text.
        plans: the system of the ids of its own plans; empty where none is known.
        refused: says why words may not stand in a plan; empty where they may.
    """

    roles: Mapping[str, RoleId]
    today: date
    plans: str = ""
    refused: Callable[[str], str] = lambda words: ""


def read_plan(resources: Resources, plan: Node, here: Here) -> OtherPlan:
    """Return what a plan says."""
    plan.document.refuses = lambda words: bool(here.refused(words))
    kind = plan.get("resourceType").text()
    reader = _Reader(resources, plan, here)
    status = plan.get("status").text()
    title = plan.get("title").text() or _concept(plan.get("category")) or ""
    whose = _whose(resources, plan) if kind == "CarePlan" else ""
    activities = tuple(reader.activities() if kind == "CarePlan" else reader.actions(plan))
    goals = tuple(reader.goals())
    said = (_own(plan, here), _PLAN_OVER.get(status, ""), _STRANGE if _changes_meaning(plan) else "")
    warnings = tuple(filter(None, said))
    lines = [*kept_lines(plan)]
    for other in resources.mentioned(plan):
        lines += kept_lines(other, within="")
    if warnings:
        activities = tuple(one._replace(aside=one.aside or "left out with its plan") for one in activities)
    return OtherPlan(kind, plain(title), whose, activities, goals, tuple(dict.fromkeys(lines)), warnings)


class _Reader(NamedTuple):
    """One plan on its way in."""

    resources: Resources
    plan: Node
    here: Here

    def activities(self) -> Iterator[Activity]:
        """Yield the activities of a care plan."""
        for activity in self.plan.each("activity"):
            detail = activity.get("detail")
            reference = activity.get("reference", "reference")
            yield self._activity(activity, detail or self._meant(reference))

    def actions(self, holder: Node, aside: str = "") -> Iterator[Activity]:
        """Yield the actions of a plan definition that hold no others, those within groups too."""
        for action in holder.each("action"):
            inner = aside
            if action.peek("selectionBehavior") in _CHOOSES:
                action.get("selectionBehavior").text()
                inner = "one of several to choose from"
            if any(action.each("action")):
                yield from self.actions(action, inner)
            else:
                yield self._action(action, aside)

    def goals(self) -> Iterator[SoughtThere]:
        """Yield the goals of a plan that say something."""
        for goal in self.plan.each("goal"):
            reference = goal.get("reference")
            there = self._meant(reference) if reference else goal
            if words := plain(_concept(there.get("description"))):
                reference.text()
                yield SoughtThere(goal.path, words)

    def _meant(self, reference: Node) -> Node:
        found = self.resources.meant(reference, by=self.plan)
        if found:
            reference.text()
        return found

    def _activity(self, activity: Node, detail: Node) -> Activity:
        title = plain(_concept(detail.get("code")) or detail.get("title").text())
        description = plain(detail.get("description").text())
        status = detail.get("status").text()
        return self._finished(activity, detail, title, description, _OVER.get(status, ""))

    def _action(self, action: Node, aside: str) -> Activity:
        reference = action.get("definitionCanonical") or action.get("definitionUri")
        detail = self._meant(reference)
        titles = (action.get("title"), detail.get("title"), action.get("textEquivalent"))
        title = next((words for one in titles if (words := plain(one.text()))), "")
        description = plain(action.get("description").text() or detail.get("description").text())
        if any(action.each("condition")):
            aside = aside or "only under a condition that careplan cannot judge"
        return self._finished(action, detail, title, description, aside)

    def _finished(self, activity: Node, detail: Node, title: str, description: str, aside: str) -> Activity:
        """Return an activity with its role, its days and all else of it that people can read."""
        parts = list({part.path: part for part in (activity, detail) if part}.values())
        why_not = _why_not(parts) or self.here.refused(title) or self.here.refused(description)
        role = self._role(activity) or self._role(detail)
        first, due = self._days(detail)
        if why_not:  # of what is not taken nothing goes along either
            activity.document.left.update(path for part in parts for path in part.paths())
        said = list(dict.fromkeys(filter(None, (description, *(line for part in parts for line in kept_lines(part))))))
        title = title or next((line.partition("\n")[0] for line in said), "")
        kept = tuple(line for line in said if line != title)
        if not title:
            why_not = why_not or "It says nothing that people can read."
        return Activity(activity.path, title, role, first, due, kept, aside, why_not)

    def _role(self, holder: Node) -> RoleId | None:
        """Return the role of this clinic that an activity names; none where it names none, or somebody of theirs."""
        for named in (*holder.each("performer"), *holder.each("performerType"), *holder.each("owner")):
            if role := self._known_role(named.get("display")) or self._role_of_concept(named):
                return role
        for participant in holder.each("participant"):
            if role := self._role_of_concept(participant.get("role")):
                return role
        return None

    def _role_of_concept(self, concept: Node) -> RoleId | None:
        for coding in concept.each("coding"):
            if coding.peek("system") == f"{SYSTEM}role" and coding.peek("code") in self.here.roles:
                coding.use()
                return self.here.roles[coding.peek("code")]
        return self._known_role(concept.get("text"))

    def _known_role(self, words: Node) -> RoleId | None:
        role = self.here.roles.get(words.peek().strip().casefold())
        if role:
            words.text()
        return role

    def _days(self, detail: Node) -> tuple[date | None, date | None]:
        """Return first and last day of an activity, where they are not over."""
        places = (
            detail.get("scheduledPeriod"),
            detail.get("scheduledTiming", "repeat", "boundsPeriod"),
            detail.get("restriction", "period"),
            detail.get("occurrencePeriod"),
        )
        target = self._target_day(detail)
        for period in filter(None, places):
            due = target or self._day(period.get("end"))
            return (self._day(period.get("start")) if due else None), due
        return None, self._day(detail.get("occurrenceDateTime"))

    def _target_day(self, detail: Node) -> date | None:
        """Return the day that another careplan aims at within the days of a task."""
        for one in detail.each("input"):
            if any(code.peek("system") == f"{SYSTEM}task-input" for code in one.get("type").each("coding")):
                one.get("type").use()
                return self._day(one.get("valueDate"))
        return None

    def _day(self, node: Node) -> date | None:
        """Return a whole day that is not over; of any other nothing is used."""
        try:
            day = date.fromisoformat(node.peek()[:10]) if len(node.peek()) >= 10 else None
        except ValueError:
            return None
        if day is None or day < self.here.today:
            return None
        node.text()
        return day


def _concept(concept: Node) -> str:
    """Return a concept in words: its own, else those of its first code that has any."""
    for one in concept.members():
        if words := one.get("text").text():
            return words
        for coding in one.each("coding"):
            if words := coding.get("display").text():
                return words
    return ""


def _whose(resources: Resources, plan: Node) -> str:
    """Return of whom a plan is, as the file says, so that a person can see it; it is kept nowhere."""
    subject = plan.get("subject")
    there = resources.meant(subject.get("reference"), by=plan)
    names = [name for one in there.each("name") if (name := _name(one))]
    subject.use()
    said = subject.peek("display") or (names[0] if names else "") or subject.peek("identifier", "value")
    return plain(said or subject.peek("reference"))


def _own(plan: Node, here: Here) -> str:
    """Return that a plan is one of this clinic's own, which has its tasks already; empty for any other."""
    for identifier in plan.each("identifier"):
        if here.plans and identifier.peek("system") == here.plans:
            name = identifier.use().peek("value")
            return f"This is {name[:40]}, a plan of this clinic. Its tasks stand there already."
    return ""


def _name(name: Node) -> str:
    return name.get("text").text() or " ".join(part.text() for key in ("given", "family") for part in name.each(key))


def _why_not(parts: list[Node]) -> str:
    """Return why no task may be made of an activity; empty where one may."""
    forbidden = [part.get("doNotPerform").truth() for part in parts]
    if any(map(_changes_meaning, parts)):
        return _STRANGE
    if any(forbidden):
        return "It says what must not be done."
    if any(part.get(name) for part in parts for name in _DOSES):
        return "It holds an amount of a medicine, for which careplan has no place."
    return ""


def _changes_meaning(holder: Node) -> bool:
    """Whether something stands in it that changes what it means, which may not be passed over (FHIR R4, 2.4.1)."""
    return any("/modifierExtension" in path or path.endswith("/implicitRules") for path in holder.paths())
