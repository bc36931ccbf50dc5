"""The activities of a plan of others, as tasks would be made of them (FHIR R4).

What careplan has a field for is used: title, details, role, days, how soon, what it waits for, whether it is over.
What it has none for and people can read goes along as text with the activity. What is neither is told, and nothing is
guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from careplan.exchange.fhir_reading import Node
from careplan.exchange.fhir_reading_fields import Here, days_of, name_of, priority_of, role_of
from careplan.exchange.fhir_reading_order import Step, steps, waits
from careplan.exchange.fhir_reading_resources import GROUP, Resources
from careplan.exchange.fhir_reading_timing import timing_lines
from careplan.exchange.fhir_reading_words import concept_words, plain
from careplan.task import Priority
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
_DOSES: Final = ("dailyAmount", "quantity", "dosage", "dosageInstruction", "dispenseRequest")
"""Elements with amounts of a medicine."""
_MEDICINES: Final = ("medicationCodeableConcept", "medicationReference")
STRANGE: Final = "It holds a part that changes its meaning, which careplan does not know (modifierExtension)."
_TOLD: Final = "It stands for the same request as another activity."
_ELSEWHERE: Final = "what it consists of is not in the file"


class Activity(NamedTuple):
    """One activity of another clinic's plan, as a task would be made of it.

    Attributes:
        key: its address in the file.
        role: of this clinic, where the file says one that it has.
        first, due: its days; those that are over are kept as text.
        lines: its details, and what else of it people can read.
        aside: why it is left out unless somebody says otherwise: it is over, or one of several; empty for open work.
        why_not: why no task may be made of it; empty where one may.
        after: keys of the activities of its plan that it waits for.
    """

    key: str
    title: str
    role: RoleId | None = None
    first: date | None = None
    due: date | None = None
    lines: tuple[str, ...] = ()
    aside: str = ""
    why_not: str = ""
    after: tuple[str, ...] = ()
    priority: Priority = Priority.NORMAL


def read_activities(resources: Resources, plan: Node, here: Here) -> tuple[Activity, ...]:
    """Return the activities of a care plan, or the actions of a plan definition that hold no others."""
    reader = _Reader(resources, plan, here, [])
    found = list(reader.activities() if plan.peek("resourceType") == "CarePlan" else map(reader.action, steps(plan)))
    after = waits(reader.steps)
    return tuple(one._replace(after=after.get(one.key, ())) for one in found)


class _Read(NamedTuple):
    """What one part of an activity says in fields that careplan has; `refusal` is why its description may not stand."""

    description: str
    refusal: str
    name: str
    role: RoleId | None
    days: tuple[date | None, date | None]
    priority: Priority | None


class _Reader(NamedTuple):
    """One plan on its way in; `steps` are the actions that were read, each with the key of its activity."""

    resources: Resources
    plan: Node
    here: Here
    steps: list[tuple[Step, str]]

    def activities(self) -> Iterator[Activity]:
        """Yield the activities of a care plan; a group that stands for one is its actions."""
        meant = [(one, self._detail(one)) for one in self.plan.each("activity")]
        about, others = self._ordered([detail for _, detail in meant if detail])
        for activity, detail in meant:
            if detail.peek("resourceType") == GROUP:
                yield from map(self.action, others.pop(detail.path, ()))
            else:
                yield self._activity(activity, detail, about.pop(detail.path, ()))

    def _detail(self, activity: Node) -> Node:
        """Return what an activity consists of, with nothing in it where that is not in the file."""
        reference = activity.get("reference", "reference")
        return activity.get("detail") or self._followed(reference, self.plan)

    def _followed(self, reference: Node, by: Node) -> Node:
        found = self.resources.meant(reference, by=by)
        if found:
            reference.text()
        return found

    def _ordered(self, details: list[Node]) -> tuple[dict[str, list[Step]], dict[str, list[Step]]]:
        """Return the actions of groups: those about a request of the plan by its address, the others by their group.

        A group counts for the first plan of the file that has to do with it.
        """
        requests = {detail.path for detail in details}
        groups = {one.path: one for one in details if one.peek("resourceType") == GROUP}
        groups |= {one.path: one for one in self.resources.ordering(requests)}
        about: dict[str, list[Step]] = {}
        others: dict[str, list[Step]] = {}
        for group in filter(self.resources.is_first, groups.values()):
            for step in steps(group, _OVER.get(group.get("status").text(), "")):
                reference = step.action.get("resource", "reference")
                request = self.resources.meant(reference, by=group)
                if request.path in requests:
                    reference.text()
                    about.setdefault(request.path, []).append(step)
                else:
                    others.setdefault(group.path, []).append(step)
        return about, others

    def _activity(self, activity: Node, detail: Node, about: Iterable[Step]) -> Activity:
        title = plain(concept_words(detail.get("code")) or detail.get("title").text())
        if activity.get("reference") and detail and not self.resources.is_first(detail):
            return Activity(activity.path, title, why_not=_TOLD)
        self.steps.extend((step, activity.path) for step in about)
        asides = (_OVER.get(detail.get("status").text(), ""), *(step.aside for step in about))
        if not (detail or title):
            title, asides = plain(activity.get("reference", "display").text()), (_ELSEWHERE,)
        for step in about:
            if plain(step.action.peek("title")) == title:
                step.action.get("title").text()
        return self._finished(activity, detail, title, next(filter(None, asides), ""), about)

    def action(self, step: Step) -> Activity:
        """Return the activity that an action is."""
        action = step.action
        self.steps.append((step, action.path))
        names = (("definitionCanonical",), ("definitionUri",), ("resource", "reference"))
        reference = next(filter(None, (action.get(*name) for name in names)), action.get("definitionUri"))
        detail = self._followed(reference, step.holder)
        titles = (action.get("title"), detail.get("title"), action.get("textEquivalent"))
        title = next((words for one in titles if (words := plain(one.text()))), "")
        over = _OVER.get(detail.peek("status"), "") if step.holder.peek("resourceType") == GROUP else ""
        return self._finished(action, detail, title, step.aside or over, (step,))

    def _finished(self, activity: Node, detail: Node, title: str, aside: str, about: Iterable[Step]) -> Activity:
        """Return an activity with its role, its days and all else of it that people can read."""
        parts = list({one.path: one for one in (activity, detail, *(step.action for step in about)) if one}.values())
        read = [self._read(part) for part in parts]
        description, refusal = next(((one.description, one.refusal) for one in read if one.description), ("", ""))
        title = title or next((one.name for one in read if one.name), "")
        holders = [step.holder for step in about if step.holder.peek("resourceType") == GROUP]
        why_not = self._why_not(parts, holders) or self.here.refused(title) or refusal
        if why_not:  # of what is not taken nothing goes along either
            for part in parts:
                self.resources.leave(part)
        lines = (line for part in parts for line in (*self._often(part), *self.resources.lines_of(part)))
        said = list(dict.fromkeys(filter(None, (description, *lines))))
        title = title or next((line.partition("\n")[0] for line in said), "")
        kept = tuple(line for line in said if line != title)
        self.resources.tell(title, *kept)
        if not title:
            why_not = why_not or "It says nothing that people can read."
        role = next((one.role for one in read if one.role), None)
        first, due = next((one.days for one in read if one.days[1]), (None, None))
        soon = next((one.priority for one in read if one.priority), Priority.NORMAL)
        return Activity(activity.path, title, role, first, due, kept, aside, why_not, (), soon)

    def _read(self, part: Node) -> _Read:
        """Return what careplan has fields for; it is read once, however many activities share it."""

        def read() -> _Read:
            words = plain(part.get("description").text())
            fields = role_of(part, self.here), days_of(part, self.here.today), priority_of(part)
            return _Read(words, self.here.refused(words), name_of(part), *fields)

        return self.resources.once("fields", part, read)

    def _often(self, part: Node) -> tuple[str, ...]:
        return self.resources.once("often", part, lambda: tuple(timing_lines(part)))

    def _why_not(self, parts: list[Node], holders: list[Node]) -> str:
        """Return why no task may be made of an activity; empty where one may."""
        forbidden = [part.get("doNotPerform").truth() for part in parts]
        if any(map(self.resources.changes_meaning, (*parts, *holders))):
            return STRANGE
        if any(forbidden):
            return "It says what must not be done."
        if any(part.get(name) for part in parts for name in _DOSES):
            return "It holds an amount of a medicine, for which careplan has no place."
        if any(_orders_medicine(part) for part in parts):
            return "It orders a medicine, for which careplan has no place."
        return ""


def _orders_medicine(part: Node) -> bool:
    of = "MedicationRequest"
    return of in (part.peek("kind"), part.peek("resourceType")) or any(part.get(name) for name in _MEDICINES)
