"""What careplan has a field for in one activity or request of others: name, role, days, how soon (FHIR R4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from careplan.exchange.fhir_parts import SYSTEM
from careplan.exchange.fhir_reading import Node
from careplan.exchange.fhir_reading_words import concept_words, plain
from careplan.task import Priority
from careplan.team import RoleId

_PRIORITIES: Final = {"urgent": Priority.HIGH, "asap": Priority.URGENT, "stat": Priority.URGENT}
"""FHIR request-priority, the other way round than a plan leaves (`fhir_tasks`)."""
_NAMES: Final = ("code", "productCodeableConcept", "medicationCodeableConcept", "serviceType")
"""Elements that name a request which has no title, the best first."""


class Here(NamedTuple):
    """What of this clinic a reader must know.

    Attributes:
        roles: its roles by their names in lower case, and by their codes.
        today: days before it are kept as text.
        house: begins the systems of the ids of its own records; empty where none is known.
        refused: says why words may not stand in a plan; empty where they may.
    """

    roles: Mapping[str, RoleId]
    today: date
    house: str = ""
    refused: Callable[[str], str] = lambda words: ""


def name_of(request: Node) -> str:
    """Return what a request without a title is of; empty where it names nothing."""
    return next((words for name in _NAMES if (words := plain(concept_words(request.get(name))))), "")


def priority_of(part: Node) -> Priority | None:
    """Return how soon it is asked for, where that is sooner than as usual."""
    found = _PRIORITIES.get(part.peek("priority"))
    if found:
        part.get("priority").text()
    return found


def role_of(part: Node, here: Here) -> RoleId | None:
    """Return the role of this clinic that it names; none where it names none, or somebody of theirs."""
    for named in (*part.each("performer"), *part.each("performerType"), *part.each("owner")):
        if role := _known_role(named.get("display"), here) or _role_of_concept(named, here):
            return role
    for participant in part.each("participant"):
        if role := _role_of_concept(participant.get("role"), here):
            return role
    return None


def _role_of_concept(concept: Node, here: Here) -> RoleId | None:
    for coding in concept.each("coding"):
        if coding.peek("system") == f"{SYSTEM}role" and coding.peek("code") in here.roles:
            coding.use()
            return here.roles[coding.peek("code")]
    return _known_role(concept.get("text"), here)


def _known_role(words: Node, here: Here) -> RoleId | None:
    role = here.roles.get(words.peek().strip().casefold())
    if role:
        words.text()
    return role


def days_of(request: Node, today: date) -> tuple[date | None, date | None]:
    """Return first and last day of a request, where they are not over."""
    places = (
        request.get("scheduledPeriod"),
        request.get("scheduledTiming", "repeat", "boundsPeriod"),
        request.get("restriction", "period"),
        request.get("occurrencePeriod"),
    )
    target = _target_day(request, today)
    for period in filter(None, places):
        due = target or _day(period.get("end"), today)
        return (_day(period.get("start"), today) if due else None), due
    return None, _day(request.get("occurrenceDateTime"), today) or _day(request.get("start"), today)


def _target_day(request: Node, today: date) -> date | None:
    """Return the day that another careplan aims at within the days of a task."""
    for one in request.each("input"):
        if any(code.peek("system") == f"{SYSTEM}task-input" for code in one.get("type").each("coding")):
            one.get("type").use()
            return _day(one.get("valueDate"), today)
    return None


def _day(node: Node, today: date) -> date | None:
    """Return a whole day that is not over; of any other nothing is used."""
    try:
        day = date.fromisoformat(node.peek()[:10]) if len(node.peek()) >= 10 else None
    except ValueError:
        return None
    if day is None or day < today:
        return None
    node.text()
    return day
