"""How the parts of a template stand in FHIR R4 for which FHIR has no element: our extensions, codes and texts.

Each extension has the address `urn:careplan:extension:NAME`; docs/fhir-templates.md says what each of them means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from careplan.errors import InvalidInput
from careplan.exchange.fhir_parts import SYSTEM, Part
from careplan.task import Priority
from careplan.template import Due, TaskDefinition

EXTENSION: Final = f"{SYSTEM}extension:"
TEMPLATE: Final = f"{SYSTEM}template:"
"""Begins the canonical address of every template of ours."""
CONDITION_LANGUAGE: Final = "text/x-careplan-condition"
"""Names the small language of conditions (careplan/condition_language.py) in an Expression of FHIR."""
PRIORITIES: Final[Mapping[Priority, str]] = {
    Priority.NORMAL: "routine",
    Priority.HIGH: "urgent",
    Priority.URGENT: "asap",
}
"""FHIR request-priority: urgent is above routine, asap above urgent."""
ALWAYS: Final = "always"
NO_REPEAT: Final = "no"


class Citation(NamedTuple):
    """A source as FHIR cites it."""

    title: str
    address: str = ""


class Series(NamedTuple):
    """Later occurrences: every `step` days `times` more, or else on the `days` after the anchor."""

    step: int
    times: int
    days: tuple[int, ...]


def extension(name: str, **value: Any) -> Part:
    """Return one of our extensions with its value, such as valueCode."""
    return {"url": f"{EXTENSION}{name}", **value}


def compound(name: str, *parts: Part) -> Part:
    """Return one of our extensions that is made of parts."""
    return {"url": f"{EXTENSION}{name}", "extension": list(parts)}


def part(name: str, **value: Any) -> Part:
    """Return a part of a compound extension."""
    return {"url": name, **value}


def due_of(task: TaskDefinition) -> Due | None:
    """Return target and window; None where the text cannot be read."""
    try:
        return task.days
    except InvalidInput:
        return None


def due_text(due: Due) -> str:
    """Return target and window as a template writes them."""
    return f"{due.target} ({due.first}..{due.last})"


def series_of(task: TaskDefinition) -> Series | None:
    """Return the later occurrences; None where there are none, or the text cannot be read."""
    try:
        target, days = task.days.target, task.series.days
    except InvalidInput:
        return None
    if not days:
        return None
    step = days[0] - target
    even = step > 0 and all(day == target + step * number for number, day in enumerate(days, start=1))
    return Series(step if even else 0, len(days), days)


def repeat_text(series: Series | None, until: str) -> str:
    """Return the later occurrences, and what ends them, as a template writes them."""
    if series is None:
        rule = NO_REPEAT
    elif series.step:
        rule = f"{series.step}d x{series.times}"
    else:
        rule = f"at {', '.join(map(str, series.days))}"
    return f"{rule} until {until}" if until else rule


def until_of(task: TaskDefinition) -> str:
    """Return the condition that ends a series, as it was written; empty where none does."""
    return task.repeat.partition("until")[2].strip()
