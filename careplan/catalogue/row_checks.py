"""What must hold for the small files: every name in them exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from careplan.agenda import AgendaRule
from careplan.catalogue.problem import Problem
from careplan.catalogue.rows import Gate, Permission, ProcedureDefinition, RecoverySign, SeedCorrection, SeedFact
from careplan.catalogue.vocabulary import Vocabulary
from careplan.condition_language import parse
from careplan.errors import InvalidInput
from careplan.facts import FactDefinition
from careplan.nearest import did_you_mean
from careplan.team import CoreRole, Role
from careplan.template import MergeGroup


def check_roles(roles: Mapping[str, Role]) -> Iterator[Problem]:
    """The four core roles are there, and each fallback is a role that owns tasks."""
    for core in CoreRole:
        if core not in roles or not roles[core].core:
            yield Problem("roles.toml", core, "This core role is missing. Add it with core = true.")
    for role in roles.values():
        if role.fallback and (role.fallback not in roles or roles[role.fallback].account_only):
            yield Problem(
                "roles.toml", role.id, f"fallback “{role.fallback}” is no role. {did_you_mean(role.fallback, roles)}"
            )


def check_gates(gates: Mapping[str, Gate], words: Vocabulary, tasks: Collection[str]) -> Iterator[Problem]:
    """Whoever sets a gate exists, and so does every task in which it is set."""
    for gate in gates.values():
        for role in gate.set_by:
            if role not in words.roles:
                yield Problem("gates.toml", gate.id, f"set_by “{role}” is no role. {did_you_mean(role, words.roles)}")
        for task in gate.set_in:
            if task not in tasks:
                yield Problem("gates.toml", gate.id, f"set_in “{task}” is no task. Take it away or correct it.")


def check_facts(facts: Mapping[str, FactDefinition], words: Vocabulary) -> Iterator[Problem]:
    """A list has values, a derived fact has a readable expression over known names."""
    for fact in facts.values():
        if (fact.type == "list") != bool(fact.values):
            yield Problem("facts.toml", fact.id, "A list needs its values, and only a list has them.")
        if fact.expression is None:
            continue
        try:
            comparisons = parse(fact.expression).comparisons
        except InvalidInput as error:
            yield Problem("facts.toml", fact.id, str(error))
            continue
        for sentence in words.comparison_refusals(comparisons):
            yield Problem("facts.toml", fact.id, sentence)


def check_groups(groups: Mapping[str, MergeGroup], tasks: Collection[str]) -> Iterator[Problem]:
    """Every member exists and stands in one group only."""
    home: dict[str, str] = {}
    for group in groups.values():
        for member in group.members:
            if member not in tasks:
                yield Problem("merge_groups.toml", group.group, f"“{member}” is no task. Take it away or correct it.")
            if member in home:
                yield Problem("merge_groups.toml", group.group, f"“{member}” also stands in {home[member]}. Keep one.")
            home[member] = group.group


def check_permissions(permissions: Mapping[str, Permission], roles: Mapping[str, Role]) -> Iterator[Problem]:
    """Every role that may do something exists, and a proposal belongs to a role that may."""
    for permission in permissions.values():
        for role in permission.roles:
            if role not in roles:
                yield Problem("permissions.toml", permission.act, f"“{role}” is no role. {did_you_mean(role, roles)}")
        for role in permission.proposal:
            if role not in permission.roles:
                yield Problem(
                    "permissions.toml", permission.act, f"“{role}” proposes but has no scope. Add it to roles."
                )


def check_sources(
    rows: Iterable[tuple[str, RecoverySign | SeedCorrection | AgendaRule]], words: Vocabulary
) -> Iterator[Problem]:
    """Every source named by a row exists. `rows` are pairs of file name and row."""
    for file, row in rows:
        for source in row.sources:
            if source not in words.sources:
                yield Problem(file, row.id, f"source “{source}” is not in sources.csv. Add it there first.")


def check_procedures(procedures: Iterable[ProcedureDefinition], facts: Mapping[str, SeedFact]) -> Iterator[Problem]:
    """Every seed fact that a procedure names exists."""
    for procedure in procedures:
        for fact in procedure.seed_facts:
            if fact not in facts:
                yield Problem("procedures.toml", procedure.id, f"“{fact}” is no seed fact. Correct its number.")
