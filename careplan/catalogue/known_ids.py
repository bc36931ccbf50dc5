"""Every id that a seed fact may point to: whatever answers it must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from careplan.catalogue.problem import Problem
from careplan.catalogue.rows import SeedFact
from careplan.catalogue.small_files import SmallFiles
from careplan.catalogue.template_files import TemplateFiles
from careplan.clinical_content import ClinicalContent
from careplan.nearest import did_you_mean
from careplan.task import Phase


def known_ids(small: SmallFiles, read: TemplateFiles, clinical: ClinicalContent) -> frozenset[str]:
    """Return the ids of tasks, templates, causes, findings, red flags, facts, gates, roles and the rest."""
    modules = [file.module for file in read.latest()]
    ids: list[Iterable[str]] = [
        (module.module for module in modules),
        (task.id for module in modules for task in module.tasks),
        read.missed() | read.lost,
        (cause.id for cause in clinical.causes.causes),
        (finding.id for finding in clinical.findings.findings),
        (flag.id for flag in clinical.red_flags.red_flags),
        (measure.id for measure in clinical.measures.measures),
        (limit.id for limit in clinical.notices.limits),
        (phase.value for phase in Phase),
        (procedure.group for procedure in small.procedures.values()),
        *(small.roles, small.facts, small.gates, small.sources, small.procedures),
        *(small.recovery_signs, small.seed_corrections),
    ]
    return frozenset(name for part in ids for name in part)


def check_seed_facts(facts: Mapping[str, SeedFact], known: frozenset[str]) -> Iterator[Problem]:
    """Each seed fact is answered by something that exists."""
    for fact in facts.values():
        if not fact.points_to:
            yield Problem(
                "seed_facts.toml", fact.id, "points_to is empty. Name what in the catalogue answers this fact."
            )
        for target in fact.points_to:
            if target not in known:
                hint = did_you_mean(target, known)
                yield Problem("seed_facts.toml", fact.id, f"points_to “{target}” does not exist. {hint}")
