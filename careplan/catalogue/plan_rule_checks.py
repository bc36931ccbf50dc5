"""What must hold in data/conflict_rules.toml: every task, role, safety rule and name that is asked about exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from careplan import safety_names
from careplan.catalogue.named_checks import conditions, unknown_tasks
from careplan.catalogue.problem import Problem
from careplan.catalogue.vocabulary import Vocabulary
from careplan.clinical_content import ClinicalContent
from careplan.nearest import did_you_mean
from careplan.plan_rule import ConflictKind


def plan_rule_problems(files: ClinicalContent, words: Vocabulary, tasks: Collection[str]) -> Iterator[Problem]:
    """Yield everything wrong with the rules over a plan as a whole."""
    file, rules = "conflict_rules.toml", [rule.id for rule in files.safety_rules.safety_rules]
    for rule in files.conflicts.conflict_rules:
        yield from conditions(file, rule.id, rule.when, words, safety_names.NAMES)
        yield from unknown_tasks(file, rule.id, (*rule.first, *rule.then), tasks)
        if not rule.first or (rule.kind is not ConflictKind.HEALING and not rule.then):
            yield Problem(file, rule.id, "It does not say which tasks come first and which come after. Name both.")
        for known in rule.safety_rules:
            if known not in rules:
                yield Problem(file, rule.id, f"“{known}” is no safety rule. {did_you_mean(known, rules)}")
        for role in rule.roles:
            if role not in words.roles:
                yield Problem(file, rule.id, f"“{role}” is no role. {did_you_mean(role, words.roles)}")
