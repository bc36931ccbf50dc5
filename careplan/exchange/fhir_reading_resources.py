"""The resources of a file of FHIR: which they are, which of them another one means, and of which release they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any, Final, TypeVar

from careplan.errors import InvalidInput
from careplan.exchange.fhir_reading import CAPS, Document, Node, said_once
from careplan.exchange.fhir_reading_order import steps
from careplan.exchange.fhir_reading_words import kept_lines

T = TypeVar("T")

GROUP: Final = "RequestGroup"
PLANS: Final = ("CarePlan", "PlanDefinition")
"""Resources that careplan reads for their own sake; the others only where these speak of them."""
_MOST_PLANS: Final = 100
_BUNDLE: Final = "Bundle"
_OF_R5: Final = {
    "CarePlan": (
        "activity/performedActivity",
        "activity/plannedActivityReference",
        "addresses/concept",
        "addresses/reference/reference",
    ),
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
        """Find them; raises InvalidInput where none is one that careplan reads, too many are, or one stands twice."""
        every = list(_resources(document.top))
        self.plans = [node for node in every if node.peek("resourceType") in PLANS]
        if not self.plans:
            raise InvalidInput(_holds_none(document.top, every))
        if len(self.plans) > _MOST_PLANS:
            raise InvalidInput(f"The file holds {len(self.plans):,} plans. Ask for those of one patient at a time.")
        self._groups = [node for node in every if node.peek("resourceType") == GROUP]
        self._made: dict[tuple[str, str], Any] = {}
        self._claimed: set[str] = set()
        self._mentioned: set[str] = set()
        self._said = 0
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

    def lines_of(self, part: Node) -> tuple[str, ...]:
        """Return what people can read from here down; the same whoever asks, where several activities share it."""
        return self.once("lines", part, lambda: tuple(kept_lines(part)))

    def changes_meaning(self, part: Node) -> bool:
        """Whether something stands in it that changes what it means and may not be passed over (FHIR R4, 2.4.1)."""
        return self.once("meaning", part, lambda: any(map(_is_strange, part.paths())))

    def leave(self, part: Node) -> None:
        """Let nothing from here down go along as text."""
        self.once("left", part, lambda: part.document.left.update(part.paths()))

    def once(self, what: str, part: Node, make: Callable[[], T]) -> T:
        """Return what `make` gives; it is asked once for a part, so that a file takes the time of its length."""
        if (what, part.path) not in self._made:
            self._made[what, part.path] = make()
        made: T = self._made[what, part.path]
        return made

    def is_first(self, part: Node) -> bool:
        """Whether nobody asked this before: of one request one task is made."""
        first = part.path not in self._claimed
        self._claimed.add(part.path)
        return first

    def tell(self, *texts: str) -> None:
        """Count what activities say.

        Raises:
            InvalidInput: they share so many texts that a small file would say more than a large one may hold.
        """
        self._said += sum(map(len, texts))
        if self._said > CAPS.size:
            raise InvalidInput("Its activities share more text than anybody can read. Ask for one plan at a time.")

    def ordering(self, requests: Collection[str]) -> Iterator[Node]:
        """Yield the groups that order one of these resources, given by their addresses."""
        groups = {group.path: group for path in requests for group in self._ordering.get(path, ())}
        yield from groups.values()

    @cached_property
    def _ordering(self) -> dict[str, list[Node]]:
        """Groups by the address of each resource that one of their actions means."""
        found: dict[str, list[Node]] = {}
        for group in self._groups:
            for step in steps(group):
                if request := self.meant(step.action.get("resource", "reference"), by=group):
                    found.setdefault(request.path, []).append(group)
        return found

    def mentioned(self, resource: Node) -> Iterator[Node]:
        """Yield the other resources that one speaks of, each once in a file; never a person under care."""
        for path in resource.paths():
            value = resource.document.leaves[path]
            found = self._by_name.get(value) if path.endswith("/reference") and isinstance(value, str) else None
            if found and found.path not in self._mentioned and found.peek("resourceType") not in ("Patient", *PLANS):
                self._mentioned.add(found.path)
                yield found


def _is_strange(path: str) -> bool:
    return "/modifierExtension" in path or path.endswith("/implicitRules")


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
