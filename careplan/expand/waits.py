"""What waits for what, and what that does to targets (PLAN_RULES R3, R6, R17, R20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from careplan.expand.anchors import Anchors, needle_instance
from careplan.expand.candidates import Candidate
from careplan.expand.in_force import InForce
from careplan.expand.merge import Draft, Node, raise_to
from careplan.expand.values import Series
from careplan.identity import Identity
from careplan.template_set import Ref, TemplateSet


class Waits:
    """Resolves the waits of every task of one expansion."""

    def __init__(
        self, templates: TemplateSet, in_force: list[InForce], nodes: Mapping[Series, Node], anchors: Anchors
    ) -> None:
        self._templates = templates
        self._nodes = nodes
        self._anchors = anchors
        self._before: dict[Series, list[Node]] = {}
        self._in_force: dict[str, list[InForce]] = {}
        for entry in in_force:
            if entry.tasks is entry.module.tasks and entry.truth is not False:
                self._in_force.setdefault(entry.module.id, []).append(entry)

    def of(self, draft: Draft) -> tuple[list[Draft], list[str]]:
        """Return the occurrences that one waits for, and the questions, as `module/KEY`, that it waits for."""
        tasks: dict[Identity, Draft] = {}
        questions: list[str] = []
        series = draft.node.series
        if series not in self._before:
            self._before[series] = list(self._nodes_before(draft))
        for node in self._before[series]:
            if node.drafts:
                before = _occurrence_before(draft, node)
                tasks[before.identity] = before
            elif any(candidate.truth is None for candidate in node.all):
                questions.append(str(next(c.task.ref for c in node.all if c.truth is None)))
        return list(tasks.values()), questions

    def _nodes_before(self, draft: Draft) -> Iterator[Node]:
        seen = {draft.node.series}
        for member in self._waiting_members(draft):
            for ref in (*member.task.waits, *member.task.extra_waits):
                node = self._node(member.entry, ref)
                if node is not None and node.series not in seen:
                    seen.add(node.series)
                    yield node

    def _waiting_members(self, draft: Draft) -> list[Candidate]:
        """Return the members whose waits count: that of the target, or all of them in the union groups."""
        group = self._templates.groups.get(draft.source.task.group or "")
        return draft.node.members if group and group.union_waits else [draft.node.leading]

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


def _occurrence_before(draft: Draft, node: Node) -> Draft:
    """Return which occurrence of a series is meant: the latest not after the waiting one, else its first (R17)."""
    own = draft.source.anchor
    meant = node.drafts[0]
    for before in node.drafts:
        anchor = before.source.anchor
        if own is None or anchor is None or (own.name, own.number) != (anchor.name, anchor.number):
            break
        if _days(before) <= _days(draft):
            meant = before
    return meant


def _days(draft: Draft) -> int:
    return draft.raw.toordinal() if draft.raw else draft.offset


def settle(drafts: Mapping[Identity, Draft], waits: Mapping[Identity, list[Draft]]) -> None:
    """Raise each target to that of the tasks it waits for, where both count from a plan_start (R20).

    Walks the chains of waits without recursion, so that a long one cannot exhaust the stack.
    """
    entered: set[Identity] = set()
    for draft in drafts.values():
        stack = [draft]
        while stack:
            current = stack[-1]
            entered.add(current.identity)
            before = [wait for wait in waits[current.identity] if wait.identity not in entered]
            if before:
                stack.extend(before)
            else:
                _raise(stack.pop(), waits)


def _raise(draft: Draft, waits: Mapping[Identity, list[Draft]]) -> None:
    if draft.settled:
        return
    draft.settled = True
    if draft.source.task.anchor != "plan_start" or draft.due is None:
        return
    before = waits[draft.identity]
    days: list[date] = [wait.due for wait in before if wait.due and wait.source.task.anchor == "plan_start"]
    if days:
        raise_to(draft, max(days))
