"""What follows from a plan by computing alone, kept while the plan is in use: acts and screens ask for it often."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from careplan.change import Change
from careplan.expand import Expansion, expand
from careplan.facts import Entry
from careplan.identity import Identity
from careplan.last_used import LastUsed
from careplan.outlook import Outlook, outlook
from careplan.plan import CarePlan, changed_tasks
from careplan.plan_inputs import PlanInputs
from careplan.reconcile import reconcile, reconcile_on
from careplan.standing import Standing, standings, standings_on
from careplan.template_set import TemplateSet

Asked = ParamSpec("Asked")
Found = TypeVar("Found")

ROOM: Final = 128
"""Plans kept at most."""


class _Expanded(NamedTuple):
    """What ought to be in a plan, with the plan that was asked."""

    plan: CarePlan
    expansion: Expansion


class _Changed(NamedTuple):
    """The changes that a plan asked for, with what they were reconciled from."""

    plan: CarePlan
    expansion: Expansion
    changes: tuple[Change, ...]


class _Stood(NamedTuple):
    """How the tasks of a plan stood."""

    plan: CarePlan
    standings: Mapping[Identity, Standing]


class ComputedPlan:
    """How a plan's tasks stand and what its templates ask for, each computed when it is first asked for."""

    def __init__(self, plan: CarePlan, templates: TemplateSet, earlier: ComputedPlan | None = None) -> None:
        self.plan = plan
        self.templates = templates
        self._expanded: dict[frozenset[str], _Expanded] = dict(earlier._expanded) if earlier else {}
        self._changed = earlier._latest_changes() if earlier else None
        self._stood = earlier._latest_standings() if earlier else None
        self._kept: dict[Callable[..., Any], tuple[Any, Any]] = {}

    @cached_property
    def standings(self) -> Mapping[Identity, Standing]:
        """How each open task stands."""
        if self._stood:
            return standings_on(self._stood.plan, self._stood.standings, self.plan, self.templates)
        return standings(self.plan, self.templates)

    @cached_property
    def expansion(self) -> Expansion:
        """What ought to be in the plan."""
        return self.expansion_if(())

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What would make the plan what it ought to be."""
        if self._changed and self._changed.expansion is self.expansion:
            return reconcile_on(self._changed.plan, self._changed.changes, self.plan, self.expansion)
        return reconcile(self.plan, self.expansion)

    def outlook(self, today: date) -> Outlook:
        """Return the predicted end of the plan and what holds it up."""
        return self.kept(outlook, self.plan, today)

    def kept(self, pure: Callable[Asked, Found], *args: Asked.args, **named: Asked.kwargs) -> Found:
        """Return what a pure function says of this plan; asked the same as the last time, it is not called again.

        What it returns is shared by all who ask: nobody may change it.
        """
        asked = args, named
        known = self._kept.get(pure)
        if known is None or known[0] != asked:
            known = self._kept[pure] = asked, pure(*args, **named)
        found: Found = known[1]
        return found

    def expansion_if(self, gates: Iterable[str]) -> Expansion:
        """Return what ought to be in the plan were these gates, besides what is known, decided with yes."""
        decided = frozenset(gates)
        earlier = self._expanded.get(decided)
        if earlier and _rests_on_the_same(earlier.expansion.looked_at, earlier.plan, self.plan):
            expansion = earlier.expansion
        else:
            expansion = expand(self.templates, _decided(self.plan.inputs_now(), decided))
        self._expanded[decided] = _Expanded(self.plan, expansion)
        return expansion

    def _latest_changes(self) -> _Changed | None:
        known = self.__dict__.get("changes")
        return self._changed if known is None else _Changed(self.plan, self.expansion, known)

    def _latest_standings(self) -> _Stood | None:
        known = self.__dict__.get("standings")
        return self._stood if known is None else _Stood(self.plan, known)


def _rests_on_the_same(looked_at: Collection[Identity], before: CarePlan, after: CarePlan) -> bool:
    """Whether an expansion for `before` that looked at these tasks is also that for `after`.

    What closed without being done makes a difference wherever it stands: it leaves a question (R17).
    """
    if before.inputs != after.inputs:
        return False
    changed = changed_tasks(before.tasks, after.tasks)
    if len(after.tasks) - sum(was is None for was, _ in changed) != len(before.tasks):
        return False
    for was, now in changed:
        ends, cancelled = (was.closing, was.left_out) if was else (None, False)
        if (ends, cancelled) == (now.closing, now.left_out):
            continue
        if now.identity in looked_at or not all(end.satisfies for end in (ends, now.closing) if end):
            return False
    return True


def _decided(inputs: PlanInputs, gates: Iterable[str]) -> PlanInputs:
    known = inputs.record.gates
    yes = {name: (*known.get(name, ()), Entry(inputs.start, "yes")) for name in gates}
    return replace(inputs, record=replace(inputs.record, gates={**known, **yes})) if yes else inputs


class ComputedPlans:
    """The plans in use in one program, each as it was last; may be asked from several threads."""

    def __init__(self) -> None:
        self._plans: LastUsed[ComputedPlan] = LastUsed(ROOM)

    def of(self, plan: CarePlan, templates: TemplateSet) -> ComputedPlan:
        """Return what follows from a plan; where tasks or inputs are not the very same as last time, anew."""
        known = self._plans.get(plan.id)
        if known is None or known.templates is not templates:
            found = ComputedPlan(plan, templates)
        elif known.plan.tasks is not plan.tasks or known.plan.inputs is not plan.inputs:
            found = ComputedPlan(plan, templates, known)
        else:
            return known
        self._plans.keep(plan.id, found)
        return found
