"""What waits for what, and what that does to targets (PLAN_RULES R3, R6, R17, R20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from careplan.expand.anchors import Anchors, needle_instance
from careplan.expand.candidates import Candidate
from careplan.expand.in_force import InForce
from careplan.expand.merge import Draft, Node, raise_to
from careplan.expand.values import Series
from careplan.template_set import Ref, TemplateSet


class Waits:
    """Resolves the waits of every task of one expansion."""

    def __init__(
        self, templates: TemplateSet, in_force: list[InForce], nodes: Mapping[Series, Node], anchors: Anchors
    ) -> None:
        self._templates = templates
        self._nodes = nodes
        self._anchors = anchors
        self._in_force: dict[str, list[InForce]] = {}
        for entry in in_force:
            if entry.tasks is entry.module.tasks and entry.truth is not False:
                self._in_force.setdefault(entry.module.id, []).append(entry)

    def resolve(self, node: Node) -> None:
        """Say of each occurrence of a task what it waits for, and of the task which questions it waits for."""
        before = self._nodes_before(node)
        if not before:
            return
        series = [other.drafts for other in before if other.drafts]
        if series:
            for draft in node.drafts:
                draft.waits = [one[0] if len(one) == 1 else _occurrence_before(draft, one) for one in series]
        if len(series) < len(before):
            node.question_waits = tuple(name for other in before if not other.drafts for name in _first_question(other))

    def _nodes_before(self, node: Node) -> list[Node]:
        before: dict[Series, Node] = {}
        for member in self._waiting_members(node):
            for ref in member.task.waits:
                other = self._node(member.entry, ref)
                if other is not None and other is not node:
                    before[other.series] = other
        return list(before.values())

    def _waiting_members(self, node: Node) -> Sequence[Candidate]:
        """Return the members whose waits count: that of the target, or all of them in the union groups."""
        leading = node.leading
        group = self._templates.groups.get(leading.task.group) if leading.task.group else None
        return node.members if group and group.union_waits else (leading,)

    def _node(self, entry: InForce, ref: Ref) -> Node | None:
        task = self._templates.tasks[ref.key]
        own = entry if ref.module == entry.module.id else self._of_module(ref)
        return self._nodes.get(self._anchors.series(own, task)) if own else None

    def _of_module(self, ref: Ref) -> InForce | None:
        entries = self._in_force.get(ref.module, ())
        if len(entries) <= 1:
            return entries[0] if entries else None
        wanted = needle_instance(self._anchors.record)
        return next((entry for entry in entries if entry.instance == wanted), entries[-1])


def _first_question(node: Node) -> list[str]:
    return [candidate.task.name for candidate in node.all if candidate.verdict.truth is None][:1]


def _occurrence_before(draft: Draft, series: Sequence[Draft]) -> Draft:
    """Return which occurrence of a series is meant: the latest not after the waiting one, else its first (R17)."""
    meant, own, days = series[0], draft.source.anchor, _days(draft)
    for before in series:
        anchor = before.source.anchor
        if own is None or anchor is None or (own.name, own.number) != (anchor.name, anchor.number):
            break
        if _days(before) <= days:
            meant = before
    return meant


def _days(draft: Draft) -> int:
    return draft.raw.toordinal() if draft.raw else draft.offset


def settle(drafts: Iterable[Draft]) -> None:
    """Raise each target to that of the tasks it waits for, where both count from a plan_start (R20).

    Walks the chains of waits without recursion, so that a long one cannot exhaust the stack.
    """
    for draft in drafts:
        if draft.waits and not draft.entered:
            _settle(draft)


def _settle(draft: Draft) -> None:
    stack = [draft]
    while stack:
        current = stack[-1]
        current.entered = True
        before = [wait for wait in current.waits if wait.waits and not wait.entered]
        if before:
            stack.extend(before)
        else:
            _raise(stack.pop())


def _raise(draft: Draft) -> None:
    if draft.due is None or draft.source.task.anchor != "plan_start":
        return
    for wait in draft.waits:
        if wait.due and wait.due > draft.due and wait.source.task.anchor == "plan_start":
            raise_to(draft, wait.due)
