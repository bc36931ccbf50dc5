"""The resources of a file of FHIR: which they are, which of them another one means, and of which release they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from careplan.errors import InvalidInput
from careplan.exchange.fhir_reading import Document, Node, said_once

PLANS: Final = ("CarePlan", "PlanDefinition")
"""Resources that careplan reads for their own sake; the others only where these speak of them."""
_BUNDLE: Final = "Bundle"
_OF_R5: Final = {
    "CarePlan": ("activity/performedActivity", "activity/plannedActivityReference", "addresses/concept"),
    "PlanDefinition": (
        "versionAlgorithmString",
        "versionAlgorithmCoding",
        "asNeededBoolean",
        "action/relatedAction/targetId",
        "action/participant/actorId",
        "actor",
    ),
}
_OF_STU3: Final = {
    "CarePlan": ("definition", "context", "activity/detail/category", "activity/detail/definition"),
    "PlanDefinition": (
        "contributor",
        "action/triggerDefinition",
        "action/condition/language",
        "action/definition",
    ),
}
"""Elements that R4 does not have, by which a file of another release gives itself away."""


class Resources:
    """The resources of a file, in its order, and how they name one another.

    Attributes:
        plans: those that are read for their own sake.
    """

    def __init__(self, document: Document) -> None:
        """Find them; raises InvalidInput for a file that holds none that careplan reads, or one of them twice."""
        every = list(_resources(document.top))
        self.plans = [node for node in every if node.peek("resourceType") in PLANS]
        if not self.plans:
            raise InvalidInput(_holds_none(document.top, every))
        self._by_name: dict[str, Node] = {}
        for node in every:
            for name in _names(node):
                self._by_name.setdefault(name, node)
        for node in self.plans:
            _refuse_other_release(node)
        for name in ("resourceType", "type"):
            document.top.get(name).text()

    def called(self, name: str) -> Node | None:
        """Return the resource with this address or id."""
        return self._by_name.get(name)

    def meant(self, reference: Node, *, by: Node) -> Node:
        """Return the resource that a reference or canonical address means, with nothing in it where it is elsewhere.

        Args:
            by: the resource that the reference stands in, which may hold the other one within itself.
        """
        name = reference.peek().partition("|")[0]
        inside = {f"#{one.peek('id')}": one for one in by.each("contained")} if name.startswith("#") else {}
        found = inside.get(name) or self._by_name.get(name)
        return found or Node(by.document, "/-", None)

    def mentioned(self, resource: Node) -> Iterator[Node]:
        """Yield the other resources of the file that one speaks of, each once; never a person under care."""
        seen = {resource.path}
        for path in resource.paths():
            value = resource.document.leaves[path]
            found = self._by_name.get(value) if path.endswith("/reference") and isinstance(value, str) else None
            if found and found.path not in seen and found.peek("resourceType") not in ("Patient", *PLANS):
                seen.add(found.path)
                yield found


def _resources(top: Node) -> Iterator[Node]:
    if top.peek("resourceType") != _BUNDLE:
        _refuse_twice(one.peek("id") for one in top.each("contained"))
        yield top
        return
    _refuse_twice(_name_of(entry) for entry in top.each("entry"))
    for entry in top.each("entry"):
        if resource := entry.get("resource"):
            _refuse_twice(one.peek("id") for one in resource.each("contained"))
            yield resource


def _name_of(entry: Node) -> str:
    kind, name = entry.peek("resource", "resourceType"), entry.peek("resource", "id")
    return entry.peek("fullUrl") or (f"{kind}/{name}" if name else "")


def _names(resource: Node) -> Iterator[str]:
    """Yield by what other resources may name one."""
    path = resource.path.removesuffix("/resource")
    holder = resource.document.holder(f"{path}/fullUrl")
    for name in (holder.get("fullUrl") if isinstance(holder, dict) else None, resource.peek("url")):
        if isinstance(name, str) and name:
            yield name
    if resource.peek("id"):
        yield f"{resource.peek('resourceType')}/{resource.peek('id')}"


def _refuse_twice(names: Iterator[str]) -> None:
    if twice := said_once(name for name in names if name):
        raise InvalidInput(
            f"Two resources are called {twice[:80]}, and nobody can say which is meant. Ask for it again."
        )


def _holds_none(top: Node, every: list[Node]) -> str:
    reads = "Of FHIR, careplan reads CarePlan and PlanDefinition, and Bundles with them."
    kind = top.peek("resourceType")
    if not kind:
        return f"The file names no resourceType, so it is no FHIR. {reads}"
    if kind != _BUNDLE:
        return f"The file holds a {kind[:40]}. {reads}"
    kinds = list(dict.fromkeys(node.peek("resourceType")[:40] or "no resource" for node in every))
    return f"The Bundle holds {', '.join(kinds[:5]) or 'nothing'}. {reads}"


def _refuse_other_release(node: Node) -> None:
    kind = node.peek("resourceType")
    for release, elements in (("R5", _OF_R5), ("STU3", _OF_STU3)):
        for element in elements[kind]:
            if _has(node, element.split("/")):
                raise InvalidInput(
                    f"This {kind} is FHIR {release}: R4 has no {element.replace('/', '.')}. careplan reads R4; ask for "
                    "the file as R4 (4.0.1)."
                )


def _has(node: Node, names: list[str]) -> bool:
    """Whether an element stands somewhere, also within actions inside one another."""
    first, *rest = names
    waiting = [node]
    while waiting:
        for inside in waiting.pop().each(first):
            if not rest or _has(inside, rest):
                return True
            if first == "action":
                waiting.append(inside)
    return False
