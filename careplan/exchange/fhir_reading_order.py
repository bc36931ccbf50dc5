"""What waits for what in a plan of others, and which requests its groups order (FHIR R4 action, relatedAction)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from careplan.exchange.fhir_reading import Node

_CHOOSES: Final = frozenset({"any", "all-or-none", "exactly-one", "at-most-one", "one-or-more"})
"""FHIR action-selection-behavior: a person chooses among the actions of a group."""
_AFTER: Final = frozenset({"after", "after-end"})
_BEFORE: Final = frozenset({"before", "before-start"})
"""FHIR action-relationship-type where one is over before the other begins; of the others nothing is made."""


class Step(NamedTuple):
    """An action that holds no others.

    Attributes:
        holder: the RequestGroup or PlanDefinition that it is of; ids of actions are its own.
        aside: why it is left out unless somebody says otherwise.
    """

    holder: Node
    action: Node
    aside: str


def steps(holder: Node, aside: str = "") -> Iterator[Step]:
    """Yield the actions of a group or plan definition that hold no others, those within groups too."""
    yield from _steps(holder, holder, aside)


def _steps(holder: Node, inside: Node, aside: str) -> Iterator[Step]:
    for action in inside.each("action"):
        inner = aside
        if action.peek("selectionBehavior") in _CHOOSES:
            action.get("selectionBehavior").text()
            inner = "one of several to choose from"
        if any(action.each("action")):
            yield from _steps(holder, action, inner)
        else:
            under = "only under a condition that careplan cannot judge" if any(action.each("condition")) else ""
            yield Step(holder, action, aside or under)


def waits(found: Iterable[tuple[Step, str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the keys that each key waits for, where the file says so clearly, and mark what says it as used.

    Args:
        found: actions, each with the key of the activity that it is.
    """
    known = list(found)
    named = _named(known)
    after: dict[str, dict[str, None]] = {}
    for step, key in known:
        for related in step.action.each("relatedAction"):
            relationship, other = related.get("relationship"), related.get("actionId")
            meant = named.get((step.holder.path, other.peek()))
            if meant is None or meant[1] == key or relationship.peek() not in _AFTER | _BEFORE:
                continue
            for node in (relationship, other, meant[0].action.get("id")):
                node.text()
            later, earlier = (key, meant[1]) if relationship.peek() in _AFTER else (meant[1], key)
            after.setdefault(later, {})[earlier] = None
    return {key: tuple(earlier) for key, earlier in after.items()}


def _named(known: list[tuple[Step, str]]) -> dict[tuple[str, str], tuple[Step, str]]:
    """Return the actions by group and id, without those whose id stands there twice: nobody can say which is meant."""
    named: dict[tuple[str, str], tuple[Step, str]] = {}
    twice = set()
    for step, key in known:
        name = step.holder.path, step.action.peek("id")
        twice |= {name} & named.keys()
        named[name] = step, key
    return {name: one for name, one in named.items() if name not in twice and name[1]}
