"""The clinical catalogue: everything that clinicians may read and edit, read once and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from careplan.agenda import AgendaRule
from careplan.catalogue.agenda_checks import check_agenda
from careplan.catalogue.clinical_checks import check_clinical
from careplan.catalogue.clinical_files import files_of, read_clinical_files
from careplan.catalogue.document_files import DocumentFiles, read_documents
from careplan.catalogue.examination_checks import check_examinations
from careplan.catalogue.known_ids import check_seed_facts, known_ids
from careplan.catalogue.left_out import check_left_out
from careplan.catalogue.module_checks import check_modules
from careplan.catalogue.problem import Problem
from careplan.catalogue.reading import read_toml, shipped, toml_files
from careplan.catalogue.rings import check_merged_rings
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
from careplan.catalogue.text_checks import check_doses
from careplan.catalogue.version_checks import check_versions
from careplan.catalogue.vocabulary import Vocabulary
from careplan.clinical_content import ClinicalContent
from careplan.errors import InvalidInput, InvalidTemplate
from careplan.examination import Examination
from careplan.facts import FactDefinition
from careplan.red_flag import QUESTIONS, question_of
from careplan.team import Role
from careplan.template import MergeGroup, ModuleDefinition

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
    examinations: Mapping[str, Examination]
    agenda_rules: Mapping[str, AgendaRule]
    clinical: ClinicalContent
    documents: DocumentFiles


def load(path: Path | None = None) -> Catalogue:
    """Return the catalogue of a folder; the one that came with this program if none is given.

    Raises:
        InvalidTemplate: a file is wrong; the sentence names the first of them.
        InvalidInput: there is no such folder.
    """
    problems: list[Problem] = []
    files = _read(path, problems)
    small, clinical = files.small, files.clinical
    if problems or clinical is None:
        raise InvalidTemplate(_summary(problems))
    return Catalogue(
        modules=_in_order((file.module for file in files.templates.latest()), clinical),
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
        examinations=small.examinations,
        agenda_rules=small.agenda_rules,
        clinical=clinical,
        documents=files.documents,
    )


def check(path: Path | None = None) -> tuple[Problem, ...]:
    """Return everything wrong with a catalogue, a folder of templates or one template file.

    A folder with a folder `templates` in it is a whole catalogue. Other folders and single files are
    templates that are held against the catalogue that came with this program.

    Raises:
        InvalidInput: there is no such file or folder.
    """
    problems: list[Problem] = []
    _read(path, problems)
    return tuple(dict.fromkeys(problems))


class _Files(NamedTuple):
    """Everything that was read; `clinical` is None when one of its files is wrong."""

    small: SmallFiles
    templates: TemplateFiles
    clinical: ClinicalContent | None
    documents: DocumentFiles

    def named(self) -> tuple[tuple[str, BaseModel], ...]:
        """Return the rows of the small files, and the clinical files that could be read, each with its file name."""
        return (*self.small.rows(), *(files_of(self.clinical) if self.clinical else ()))


def _read(path: Path | None, problems: list[Problem]) -> _Files:
    """Return the files of a catalogue, read and checked; whatever is wrong becomes a problem."""
    folder, extra = _folder(path)
    small = read_small_files(folder, problems)
    templates = read_templates((*toml_files(folder / "templates"), *extra), problems)
    clinical = read_clinical_files(folder, small.facts, problems)
    files = _Files(small, templates, clinical, read_documents(folder, problems))
    problems.extend(_checks(files, _vocabulary(folder, small)))
    return files


def _folder(path: Path | None) -> tuple[Traversable, tuple[Traversable, ...]]:
    """Return the catalogue to read, and template files to read besides."""
    if path is None:
        return shipped(), ()
    if path.is_dir():
        if (path / "templates").is_dir():
            return path, ()
        if files := toml_files(path):
            return shipped(), tuple(files)
        raise InvalidInput(f"There is no template in {path}. Templates are files whose names end in .toml.")
    if path.is_file():
        return shipped(), (path,)
    raise InvalidInput(f"There is no file or folder {path}. Give the path of a template file or of a catalogue folder.")


def _in_order(modules: Iterable[ModuleDefinition], clinical: ClinicalContent) -> dict[str, ModuleDefinition]:
    """Return modules by id: CORE, those of causes in the order of pickers, other ones of causes, the added ones."""
    causes = clinical.causes
    template = {cause.id: cause.template for cause in causes.causes}
    template |= {pick.id: pick.template for pick in causes.other_picks}
    picked = [template[pick] for pick in causes.picker_order]

    def place(module: ModuleDefinition) -> tuple[int, int, str]:
        rank = picked.index(module.module) if module.module in picked else len(picked)
        return _KIND_ORDER.index(module.kind), rank, module.module

    return {module.module: module for module in sorted(modules, key=place)}


def _vocabulary(folder: Traversable, small: SmallFiles) -> Vocabulary:
    # Read once more and plainly: a wrong row of another clinical file must not make every measure unknown.
    written = read_toml(folder / "measures.toml", []) or {}
    measures = frozenset(str(row.get("id")) for row in written.get("measures", ()))
    flags = (read_toml(folder / "red_flags.toml", []) or {}).get("red_flags", ())
    asking = (QUESTIONS, *(question_of(str(row.get("id"))) for row in flags))
    return Vocabulary(small.roles, small.facts, small.gates, measures, frozenset(small.sources), asking)


def _checks(files: _Files, words: Vocabulary) -> Iterator[Problem]:
    read = files.templates
    latest = read.latest()
    tasks = frozenset(task.id for file in latest for task in file.module.tasks) | read.missed()
    for file in latest:
        for task in file.module.tasks:
            yield from check_task(file, task, words, tasks)
    yield from check_modules(read, words)
    yield from check_merged_rings(read, files.small.groups)
    yield from check_versions(read)
    yield from check_left_out(read, (row for _, row in files.named()))
    yield from _small_checks(files.small, words, tasks)
    for name, row in files.named():
        yield from check_doses(name, row)
    if files.clinical:
        modules = {file.module.module for file in latest} | read.lost
        yield from check_clinical(files.clinical, words, tasks, files.small.groups, modules)
        rules = {rule.id for rule in files.clinical.safety_rules.safety_rules}
        yield from check_agenda(files.small.agenda_rules, rules, tasks)
        work = {*tasks, *files.small.groups}
        yield from check_examinations(files.small.examinations.values(), files.clinical.findings, words, work)
        yield from check_seed_facts(files.small.seed_facts, known_ids(files.small, read, files.clinical))


def _small_checks(small: SmallFiles, words: Vocabulary, tasks: frozenset[str]) -> Iterator[Problem]:
    yield from check_roles(small.roles)
    yield from check_gates(small.gates, words, tasks)
    yield from check_facts(small.facts, words)
    yield from check_groups(small.groups, tasks)
    yield from check_permissions(small.permissions, small.roles)
    yield from check_procedures(small.procedures.values(), small.seed_facts)
    signs = (("recovery_signs.toml", sign) for sign in small.recovery_signs.values())
    corrections = (("seed_corrections.toml", row) for row in small.seed_corrections.values())
    reasons = (("agenda_rules.toml", rule) for rule in small.agenda_rules.values())
    yield from check_sources((*signs, *corrections, *reasons), words)


def _summary(problems: list[Problem]) -> str:
    shown = " ".join(str(problem) for problem in problems[:_SHOWN])
    more = len(problems) - _SHOWN
    return f"{shown} And {more} more: careplan templates check shows all." if more > 0 else shown
