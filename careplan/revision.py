"""What is changed of a plan as a whole in one act, and the plan with it, before it is reconciled (DESIGN 1).

Revising, trying what if, adding and refuting a cause and going back to an earlier version are all this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from careplan import goal_acts, plan_acts, task_acts
from careplan.cause import CauseId, Certainty
from careplan.condition_language import Value
from careplan.goal import SoughtGoal
from careplan.identity import Identity
from careplan.plan import CarePlan
from careplan.template_set import TemplateSet


@dataclass(frozen=True, slots=True)
class Revision:
    """What a person wants changed; what is not named stays as it is.

    Attributes:
        certainties: what causes of the plan are from now on.
        added: suspected causes that join.
        keep_unclear: whether “Not yet clear” goes on beside a cause that joins.
        gates: decisions; `facts` are answered with them, such as a planned fusion.
        operations, procedures: dates of planned ones by their number; None takes a date back.
        cancelled_operations, cancelled_procedures: planned ones that a decision for no cancels with it (R12).
        goals: what is sought again, by number; None where it is sought no more.
        moved: days of single tasks.
        modules: versions of templates.
    """

    certainties: Mapping[CauseId, Certainty] = field(default_factory=dict)
    added: tuple[CauseId, ...] = ()
    keep_unclear: bool = False
    gates: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Value] = field(default_factory=dict)
    operations: Mapping[int, date | None] = field(default_factory=dict)
    procedures: Mapping[int, date | None] = field(default_factory=dict)
    cancelled_operations: frozenset[int] = frozenset()
    cancelled_procedures: frozenset[int] = frozenset()
    goals: Mapping[int, SoughtGoal | None] = field(default_factory=dict)
    moved: Mapping[Identity, date] = field(default_factory=dict)
    modules: Mapping[str, int] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether it names anything at all."""
        decided = (self.certainties, self.added, self.gates, self.goals, self.modules)
        planned = (self.operations, self.procedures, self.cancels, self.moved)
        return any((*decided, *planned))

    @property
    def cancels(self) -> bool:
        """Whether something that is planned is cancelled."""
        return bool(self.cancelled_operations or self.cancelled_procedures)


def revised(
    plan: CarePlan,
    revision: Revision,
    *,
    on: date,
    templates: TemplateSet,
    reason: str = "",
    not_before: date | None = None,
) -> CarePlan:
    """Return the plan with other inputs, its tasks as they were but for those that are moved.

    Args:
        on: the day from which a cause that joins counts.
        templates: the present ones, by which a cause that joins goes.
        not_before: the day on which the patient was born, where it is known.

    Raises:
        NotAllowed, InvalidInput: one of the changes cannot be.
    """
    for cause, certainty in sorted(revision.certainties.items(), key=lambda one: one[1] is not Certainty.REFUTED):
        plan = plan_acts.set_certainty(plan, cause, certainty, on=on, reason=reason)
    for cause in revision.added:
        keep = revision.keep_unclear
        plan = plan_acts.add_cause(plan, cause, on=on, templates=templates, reason=reason, keep_unclear=keep)
    for gate, value in revision.gates.items():
        plan = plan_acts.decide(plan, gate, value, on=on)
    for fact, known in revision.facts.items():
        plan = plan_acts.answer(plan, fact, known, on=on)
    for number, day in revision.operations.items():
        plan = plan_acts.date_operation(plan, number, day, on=on)
    for number, day in revision.procedures.items():
        plan = plan_acts.date_procedure(plan, number, day, on=on)
    if revision.cancels:
        cancelled = {"operations": revision.cancelled_operations, "procedures": revision.cancelled_procedures}
        plan = plan_acts.cancel_planned(plan, **cancelled)
    if revision.goals:
        plan = goal_acts.seek_again(plan, revision.goals, on=on, reason=reason)
    for identity, due in revision.moved.items():
        plan = task_acts.move(plan, identity, due, today=on, not_before=not_before)
    return replace(plan, modules={**plan.modules, **revision.modules}) if revision.modules else plan
