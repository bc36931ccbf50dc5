"""Tasks that are not created: the questions they stand for, and why the others are absent (PLAN_RULES R14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from careplan.condition_language import parse
from careplan.expand.assemble import end_of, owner
from careplan.expand.candidates import Candidate
from careplan.expand.history import History
from careplan.expand.merge import Node
from careplan.expand.values import Absence, Question, Series
from careplan.facts import FactDefinition
from careplan.plan_inputs import PlanInputs
from careplan.template_set import Ref, TemplateSet


class Asked:
    """Which facts and gates will be answered by work that is open, or that is not in the plan yet.

    A module that is not in the plan yet answers only what no task of the plan ever asked: who closed the
    history without an answer about nicotine is asked again, whether an operation follows or not.
    """

    def __init__(self, templates: TemplateSet, nodes: Mapping[Series, Node], history: History) -> None:
        self._facts = templates.facts
        self._history = history
        self._asking: dict[str, dict[Series, Node]] = {}
        present: set[Ref] = set()
        for series, node in nodes.items():
            for task in (candidate.task for candidate in node.all if candidate.verdict.truth is not False):
                present.add(task.ref)
                for name in task.texts.asks:
                    self._asking.setdefault(name, {})[series] = node
        added = (module.tasks for module in templates.modules.values() if module.kind == "added")
        later = {name for tasks in added for task in tasks if task.ref not in present for name in task.texts.asks}
        self._later = later - self._asking.keys()

    def answers(self, name: str, besides: Series) -> bool:
        """Whether somebody will be asked for the fact, or one it is derived from, by another task than `besides`."""
        for leaf in _leaves(name, self._facts):
            asking = self._asking.get(leaf, {})
            if leaf in self._later or any(self._unanswered(asking[one]) for one in asking if one != besides):
                return True
        return False

    def _unanswered(self, node: Node) -> bool:
        if node.drafts:
            return any(not self._history.is_finished(draft.identity) for draft in node.drafts)
        return any(candidate.verdict.truth is None for candidate in node.all)


def _leaves(name: str, facts: Mapping[str, FactDefinition]) -> set[str]:
    definition = facts.get(name)
    if definition is None or definition.expression is None:
        return {name}
    return {name}.union(*(_leaves(inner, facts) for inner in parse(definition.expression).names))


def questions(
    nodes: Mapping[Series, Node], templates: TemplateSet, inputs: PlanInputs, history: History
) -> dict[Series, Question]:
    """Return the questions that the tasks with an unknown condition stand for."""
    unknown = [node for node in nodes.values() if not node.drafts and _unknown(node)]
    if not unknown:
        return {}
    asked = Asked(templates, nodes, history)
    return {node.series: _question(node, asked, templates, inputs) for node in unknown}


def _unknown(node: Node) -> list[Candidate]:
    return [candidate for candidate in node.all if candidate.verdict.truth is None]


def _question(node: Node, asked: Asked, templates: TemplateSet, inputs: PlanInputs) -> Question:
    unknown = _unknown(node)
    missing = tuple(dict.fromkeys(name for candidate in unknown for name in candidate.verdict.missing))
    first = unknown[0].task
    return Question(
        series=node.series,
        key=first.ref.key,
        title=first.texts.title,
        role=owner(first.role, templates, inputs)[0],
        missing=missing,
        later=any(asked.answers(name, node.series) for name in _open_names(unknown, missing)),
    )


def _open_names(unknown: list[Candidate], missing: tuple[str, ...]) -> set[str]:
    """Return the missing facts and the undecided gates of the expressions."""
    names = set(missing)
    for candidate in unknown:
        names.update(name for name in candidate.task.when.names if candidate.entry.book.undecided(name))
    return names


def absences(nodes: Iterable[Node]) -> Iterator[tuple[Series, Absence]]:
    """Yield why tasks are not asked for, and with an ended series the decision on how it goes on (R23)."""
    for node in nodes:
        if node.drafts or _unknown(node):
            continue
        why = _absence(node)
        yield node.series, why
        if why.decided_by == "until":
            yield end_of(node.series).series, why


def _absence(node: Node) -> Absence:
    """Return why no member is asked for; an undecided gate of any member says that it may still come."""
    reasons = [candidate.verdict.absence for candidate in node.all if candidate.verdict.absence]
    undecided = next((reason for reason in reasons if reason.decided_by == "undecided"), None)
    return undecided or reasons[0]
