"""The safety rules as one plan meets them: which hold, on what they rest, what they stop, and who has answered.

An answer holds for the facts that it was given for: where others make the rule true anew, it is asked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from careplan.clinical_content import ClinicalContent
from careplan.condition_language import Condition, Lookup, Value
from careplan.facts import FactBook, Record
from careplan.identity import Identity
from careplan.intake import known_answers
from careplan.patient import Operation, Patient, Procedure
from careplan.plan import CarePlan, PlannedTask
from careplan.rule_answer import AnswerKind, RuleAnswer
from careplan.safety_names import ABOUT_PROCEDURES, STATED_AS, safety_lookup
from careplan.safety_record import SafetyRecord
from careplan.safety_rule import EVERYONE, Alert, SafetyRule, Severity, alerts
from careplan.task import TaskStatus
from careplan.team import CoreRole, RoleId

_DIGEST: Final = 16
"""Characters of a digest: enough to tell the facts of one rule apart."""


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """A safety rule that holds now.

    Attributes:
        digest: names the facts on which it rests.
        answers: those given for these very facts, the oldest first.
    """

    rule: SafetyRule
    alert: Alert
    digest: str
    answers: tuple[RuleAnswer, ...] = ()

    @property
    def is_stop(self) -> bool:
        """Whether it stops tasks, were it not overridden."""
        return self.alert.severity is Severity.STOP

    @property
    def is_note(self) -> bool:
        """Whether it is to be known and no more: shown once to each person."""
        return self.alert.severity is Severity.INFORM

    @property
    def overridden(self) -> RuleAnswer | None:
        """Who overrode it."""
        return next((one for one in self.answers if one.kind is AnswerKind.OVERRIDDEN), None)

    @property
    def acknowledged(self) -> RuleAnswer | None:
        """Who acknowledged it for all: one of those who answer it. A note is put away by each person alone."""
        given = (one for one in self.answers if one.kind is AnswerKind.ACKNOWLEDGED and not self.is_note)
        return next((one for one in given if self.answered_by(one.role, one.by)), None)

    def stops(self, task: PlannedTask) -> bool:
        """Whether it stops a task now."""
        return self.is_stop and not self.overridden and not self.rule_keys.isdisjoint(keys_of(task))

    @property
    def rule_keys(self) -> frozenset[str]:
        """The tasks that it stops, by key."""
        return frozenset(self.alert.blocks)

    def answered_by(self, role: RoleId, person: str) -> bool:
        """Whether a person is one of those who answer it; for a prescriber without an account, primary care is."""
        named = self.alert.answered_by
        return EVERYONE in named or role in named or person in named or role in self._instead

    @property
    def _instead(self) -> frozenset[RoleId]:
        asked = self.rule.answered_by
        return frozenset() if asked in self.alert.answered_by else frozenset({_STAND_IN.get(asked, asked)})

    def shown_to(self, person: str, *, may_answer: bool) -> bool:
        """Whether it is still shown to a person as one that is to be answered or known."""
        if self.is_note:
            return not any(one.by == person or not may_answer for one in self.answers)
        return not (self.overridden or self.acknowledged)


_STAND_IN: Final = {"prescriber": CoreRole.PRIMARY_CARE.value, "proceduralist": CoreRole.PAIN_SPECIALIST.value}


class PlanSafety:
    """The safety rules of one plan on one day; what is costly is computed when it is first asked for."""

    def __init__(
        self, plan: CarePlan, patient: Patient, content: ClinicalContent, on: date, given: Sequence[RuleAnswer] = ()
    ) -> None:
        self.plan, self.patient, self.content, self.on, self.given = plan, patient, content, on, given
        self._book = FactBook(content.facts, plan.inputs.record)

    @cached_property
    def record(self) -> SafetyRecord:
        """What the rules look at."""
        plan = self.plan
        return SafetyRecord(
            on=self.on,
            patient=self.patient,
            lookup=self._book.lookup(target=self.on),
            observations=plan.inputs.record.observations,
            findings=known_answers(plan.inputs.record, self.content, self.on),
            open_tasks=frozenset(key for task in plan.tasks.values() if task.is_open for key in keys_of(task)),
            done_tasks=_done(plan),
            red_flags=frozenset(flag.flag for flag in plan.inputs.flags if flag.cleared is None),
            began=plan.inputs.start,
        )

    @cached_property
    def lookup(self) -> Lookup:
        """What conditions of rules ask: facts, gates, and the names of `safety_names`."""
        return safety_lookup(self.record, self.content.medicines, self.content.safety_rules.task_groups)

    @cached_property
    def standing(self) -> tuple[RuleStanding, ...]:
        """Every rule that holds, the gravest first."""
        return self._standing(self.content.safety_rules.safety_rules)

    def stopping(self, tasks: Iterable[PlannedTask]) -> tuple[RuleStanding, ...]:
        """Return the stop rules that stop one of these tasks now; costs nothing where no rule names one of them."""
        keys = {key for task in tasks for key in keys_of(task)}
        asked = [rule for rule in self.content.safety_rules.safety_rules if not keys.isdisjoint(rule.blocks)]
        return tuple(one for one in self._standing(asked) if not one.overridden) if asked else ()

    def grounds(self, rule: SafetyRule) -> tuple[tuple[str, Value], ...]:
        """Return by name what makes a rule hold: what it needs, and of the rest each that is enough beside that."""
        true = dict.fromkeys(one.name for one in rule.condition.comparisons if one.truth(self.lookup))
        rest = {name for name in true if self._holds_without(rule, {name})}
        one_of = rest if rest and not self._holds_without(rule, rest) else set()
        told = (n for n in true if n not in rest or (n in one_of and self._holds_without(rule, rest - {n})))
        return tuple((name, value) for name in told if (value := self.lookup(name)) is not None)

    def _holds_without(self, rule: SafetyRule, names: Set[str]) -> bool:
        return rule.condition.truth(lambda asked: None if asked in names else self.lookup(asked)) is True

    def _standing(self, rules: Sequence[SafetyRule]) -> tuple[RuleStanding, ...]:
        known = {rule.id: rule for rule in rules}
        found = alerts(rules, self.lookup, self.patient.medicines, self.content.medicines)
        return tuple(self._one(known[alert.rule], alert) for alert in found)

    def _one(self, rule: SafetyRule, alert: Alert) -> RuleStanding:
        digest = self._digest(rule, alert)
        mine = tuple(one for one in self.given if (one.rule, one.digest) == (rule.id, digest))
        return RuleStanding(rule, alert, digest, mine)

    def _digest(self, rule: SafetyRule, alert: Alert) -> str:
        """Return what names the facts of a rule: whatever changes by the mere passing of days is left out."""
        medicines = [one for one in self.patient.medicines or () if one.name in alert.medicines]
        planned = planned_of(self.patient) if rule.condition.names & ABOUT_PROCEDURES else []
        taken = [one.model_dump(mode="json") for one in medicines]
        return digest_of([rule.id, alert.severity.value, *self.rests_on(rule.condition), taken, planned])

    def rests_on(self, condition: Condition) -> list[Any]:
        """Return what was entered of all that a condition asks, and what is true of it, in plain form."""
        names = self._book.leaves(condition.names)
        names |= {stated for name in names for stated in STATED_AS.get(name, ())}
        truths = [comparison.truth(self.lookup) for comparison in condition.comparisons]
        return [truths, _stated(self.plan.inputs.record, names)]


def digest_of(facts: object) -> str:
    """Return a short name for facts in plain form: the same facts have the same one."""
    return sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()[:_DIGEST]


def planned_of(patient: Patient) -> list[Any]:
    """Return the procedures and operations of a patient in plain form, but for those that were cancelled."""
    both: tuple[Procedure | Operation, ...] = (*patient.procedures, *patient.operations)
    return [one.model_dump(mode="json", exclude={"recorded"}) for one in both if not one.cancelled]


def keys_of(task: PlannedTask) -> Iterator[str]:
    """Yield the keys of the template tasks behind a task."""
    yield task.desired.key
    yield from (member.partition("/")[2] for member in task.desired.members)


def concerns(rule: SafetyRule, content: ClinicalContent) -> frozenset[str]:
    """Return the keys of the tasks at which a rule is shown: those it stops, and those in which it is answered."""
    orders = content.safety_rules.orders
    ordered = {
        "contrast_mri_ordered": orders.contrast_mri,
        "xray_or_ct_ordered": (*orders.xray, *orders.ct),
        "ct_ordered": orders.ct,
    }
    asked = (key for name in rule.condition.names for key in ordered.get(name, ()))
    return frozenset((*rule.blocks, *rule.answered_in, *asked))


def at_task(safety: PlanSafety, identity: Identity) -> tuple[RuleStanding, ...]:
    """Return the rules that are shown at one task, the gravest first."""
    keys = frozenset(keys_of(safety.plan.tasks[identity]))
    return tuple(one for one in safety.standing if keys & concerns(one.rule, safety.content))


def _stated(record: Record, names: Iterable[str]) -> list[Any]:
    """Return what was entered last of each name, with its day."""
    entries: Mapping[str, Any] = {**record.facts, **record.gates, **record.findings}
    told: list[Any] = []
    for name in sorted(names):
        if known := entries.get(name):
            value = sorted(known[-1].value) if isinstance(known[-1].value, frozenset) else known[-1].value
            told.append([name, value, known[-1].day])
    seen = {one.measure: one for one in sorted(record.observations, key=lambda one: one.day)}
    return told + [[name, seen[name].value, seen[name].day] for name in sorted(names) if name in seen]


def _done(plan: CarePlan) -> dict[str, date]:
    done: dict[str, date] = {}
    for task in plan.tasks.values():
        if task.status is TaskStatus.DONE and task.closed_on:
            for key in keys_of(task):
                done[key] = max(task.closed_on, done.get(key, task.closed_on))
    return done
