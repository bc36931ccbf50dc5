"""The clinical catalogue: everything that clinicians may read and edit, read once and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from careplan.catalogue.clinical_checks import check_clinical
from careplan.catalogue.clinical_files import read_clinical_files
from careplan.catalogue.module_checks import check_modules
from careplan.catalogue.problem import Problem
from careplan.catalogue.reading import read_toml, shipped, toml_files
from careplan.catalogue.row_checks import (
    check_facts,
    check_gates,
    check_groups,
    check_permissions,
    check_procedures,
    check_roles,
    check_sources,
)
from careplan.catalogue.rows import (
    Gate,
    Permission,
    ProcedureDefinition,
    RecoverySign,
    SeedCorrection,
    SeedFact,
    Source,
)
from careplan.catalogue.small_files import SmallFiles, read_small_files
from careplan.catalogue.task_checks import check_task
from careplan.catalogue.template_files import TemplateFiles, read_templates
from careplan.catalogue.version_checks import check_versions
from careplan.catalogue.vocabulary import Vocabulary
from careplan.cause import NORMAL_RECOVERY
from careplan.clinical_content import ClinicalContent
from careplan.errors import InvalidInput, InvalidTemplate
from careplan.facts import FactDefinition
from careplan.team import Role
from careplan.template import MergeGroup, ModuleDefinition

FIRST_TEMPLATES = ("scar_tissue", "failed_fusion", "recurrence")
"""The causes that stand first wherever templates or causes are picked (DESIGN 2)."""

_KIND_ORDER = ("core", "cause", "added")

_SHOWN = 3
"""How many sentences a refusal shows before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it by id, in file order; modules in the order of lists, each in its highest version."""

    modules: Mapping[str, ModuleDefinition]
    groups: Mapping[str, MergeGroup]
    roles: Mapping[str, Role]
    facts: Mapping[str, FactDefinition]
    gates: Mapping[str, Gate]
    sources: Mapping[str, Source]
    permissions: Mapping[str, Permission]
    procedures: Mapping[str, ProcedureDefinition]
    recovery_signs: Mapping[str, RecoverySign]
    seed_facts: Mapping[str, SeedFact]
    seed_corrections: Mapping[str, SeedCorrection]
    clinical: ClinicalContent


def load(path: Path | None = None) -> Catalogue:
    """Return the catalogue of a folder; the one that came with this program if none is given.

    Raises:
        InvalidTemplate: a file is wrong; the sentence names the first of them.
        InvalidInput: there is no such folder.
    """
    folder, extra = _folder(path)
    problems: list[Problem] = []
    small, read, clinical = _read(folder, extra, problems)
    problems.extend(_checks(small, read, clinical, _vocabulary(folder, small, problems)))
    if problems or clinical is None:
        raise InvalidTemplate(_summary(problems))
    return Catalogue(
        modules=in_order(file.module for file in read.latest()),
        groups=small.groups,
        roles=small.roles,
        facts=small.facts,
        gates=small.gates,
        sources=small.sources,
        permissions=small.permissions,
        procedures=small.procedures,
        recovery_signs=small.recovery_signs,
        seed_facts=small.seed_facts,
        seed_corrections=small.seed_corrections,
        clinical=clinical,
    )


def in_order(modules: Iterable[ModuleDefinition]) -> dict[str, ModuleDefinition]:
    """Return modules by id: CORE, the three causes of the request first among the causes, then the added ones."""

    def place(module: ModuleDefinition) -> tuple[int, int, str]:
        named = FIRST_TEMPLATES.index(module.module) if module.module in FIRST_TEMPLATES else len(FIRST_TEMPLATES)
        return _KIND_ORDER.index(module.kind), named + (module.module == NORMAL_RECOVERY), module.module

    return {module.module: module for module in sorted(modules, key=place)}


def check(path: Path | None = None) -> tuple[Problem, ...]:
    """Return everything wrong with a catalogue, a folder of templates or one template file.

    A folder with a folder `templates` in it is a whole catalogue. Other folders and single files are
    templates that are held against the catalogue that came with this program.

    Raises:
        InvalidInput: there is no such file or folder.
    """
    folder, extra = _folder(path)
    problems: list[Problem] = []
    small, read, clinical = _read(folder, extra, problems)
    problems.extend(_checks(small, read, clinical, _vocabulary(folder, small, problems)))
    return tuple(dict.fromkeys(problems))


def _folder(path: Path | None) -> tuple[Traversable, tuple[Traversable, ...]]:
    """Return the catalogue to read, and template files to read besides."""
    if path is None:
        return shipped(), ()
    if path.is_dir():
        return (path, ()) if (path / "templates").is_dir() else (shipped(), tuple(toml_files(path)))
    if path.is_file():
        return shipped(), (path,)
    raise InvalidInput(f"There is no file or folder {path}. Give the path of a template file or of a catalogue folder.")


def _read(
    folder: Traversable, extra: tuple[Traversable, ...], problems: list[Problem]
) -> tuple[SmallFiles, TemplateFiles, ClinicalContent | None]:
    small = read_small_files(folder, problems)
    own = read_templates(toml_files(folder / "templates"), problems)
    return small, own + read_templates(extra, problems), read_clinical_files(folder, small.facts, problems)


def _vocabulary(folder: Traversable, small: SmallFiles, problems: list[Problem]) -> Vocabulary:
    written = read_toml(folder / "measures.toml", problems) or {}
    measures = frozenset(str(row.get("id")) for row in written.get("measures", ()))
    return Vocabulary(small.roles, small.facts, small.gates, measures, frozenset(small.sources))


def _checks(
    small: SmallFiles, read: TemplateFiles, clinical: ClinicalContent | None, words: Vocabulary
) -> Iterator[Problem]:
    latest = read.latest()
    tasks = frozenset(task.id for file in latest for task in file.module.tasks) | read.unread
    for file in latest:
        for task in file.module.tasks:
            yield from check_task(file, task, words, tasks)
    yield from check_modules(read, words)
    yield from check_versions(read)
    yield from _small_checks(small, words, tasks)
    if clinical:
        yield from check_clinical(clinical, words, tasks, small.groups, {file.module.module for file in latest})


def _small_checks(small: SmallFiles, words: Vocabulary, tasks: frozenset[str]) -> Iterator[Problem]:
    yield from check_roles(small.roles)
    yield from check_gates(small.gates, words, tasks)
    yield from check_facts(small.facts, words)
    yield from check_groups(small.groups, tasks)
    yield from check_permissions(small.permissions, small.roles)
    yield from check_procedures(small.procedures.values(), small.seed_facts)
    signs = (("recovery_signs.toml", sign) for sign in small.recovery_signs.values())
    corrections = (("seed_corrections.toml", row) for row in small.seed_corrections.values())
    yield from check_sources((*signs, *corrections), words)


def _summary(problems: list[Problem]) -> str:
    shown = " ".join(str(problem) for problem in problems[:_SHOWN])
    more = len(problems) - _SHOWN
    return f"{shown} And {more} more: careplan templates check shows all." if more > 0 else shown
