"""Reads what the assessment stands on: causes, findings, weights, red flags, measures, medicines, safety rules."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import BaseModel

from careplan.catalogue.problem import Problem
from careplan.catalogue.reading import checked, checked_rows, read_toml
from careplan.cause import CauseDefinition, CauseFile, CodeFile, WeightFile, Weights
from careplan.clinical_content import ClinicalContent
from careplan.facts import FactDefinition
from careplan.finding import Finding, FindingChoice, FindingFile
from careplan.hand_off import HandOffRules
from careplan.measure import Measure, MeasureFile
from careplan.medicine import MedicineClass, MedicineFile, OpioidFactor
from careplan.notice import Limit, NoticeFile
from careplan.plan_rule import ConflictRule, ConflictRuleFile, PlanCheckFile, PlanCheckRule
from careplan.red_flag import RedFlagDefinition, RedFlagFile
from careplan.safety_rule import BleedingClass, SafetyRule, SafetyRuleFile, ScsCriterion

M = TypeVar("M", bound=BaseModel)
Rows = Mapping[str, type[BaseModel]]


def read_clinical_files(
    folder: Traversable, facts: Mapping[str, FactDefinition], problems: list[Problem]
) -> ClinicalContent | None:
    """Return the clinical files of a catalogue with its facts, or None when one is wrong; that becomes a problem."""
    causes = _read(folder, "causes.toml", CauseFile, {"causes": CauseDefinition}, problems)
    codes = _read(folder, "codes.toml", CodeFile, {}, problems)
    findings = _read(folder, "findings.toml", FindingFile, {"choices": FindingChoice, "findings": Finding}, problems)
    weights = _read(folder, "weights.toml", WeightFile, {"weights": Weights}, problems)
    red_flags = _read(folder, "red_flags.toml", RedFlagFile, {"red_flags": RedFlagDefinition}, problems)
    measures = _read(folder, "measures.toml", MeasureFile, {"measures": Measure, "parts": Measure}, problems)
    of_medicines: Rows = {"opioids": OpioidFactor, "classes": MedicineClass}
    medicines = _read(folder, "medicines.toml", MedicineFile, of_medicines, problems)
    of_rules: Rows = {"safety_rules": SafetyRule, "bleeding_classes": BleedingClass, "scs_criteria": ScsCriterion}
    rules = _read(folder, "safety_rules.toml", SafetyRuleFile, of_rules, problems)
    notices = _read(folder, "notices.toml", NoticeFile, {"limits": Limit}, problems)
    conflicts = _read(folder, "conflict_rules.toml", ConflictRuleFile, {"conflict_rules": ConflictRule}, problems)
    checks = _read(folder, "plan_checks.toml", PlanCheckFile, {"plan_checks": PlanCheckRule}, problems)
    hand_off = _read(folder, "hand_off.toml", HandOffRules, {}, problems)
    if not (causes and codes and findings and weights and red_flags and measures and medicines and rules and notices):
        return None
    if not (conflicts and checks and hand_off):
        return None
    clinical = (facts, causes, codes, findings, weights, red_flags, measures, medicines, rules, notices)
    return ClinicalContent(*clinical, conflicts, checks, hand_off)


def files_of(content: ClinicalContent) -> tuple[tuple[str, BaseModel], ...]:
    """Return each clinical file with its name."""
    return (
        ("causes.toml", content.causes),
        ("codes.toml", content.codes),
        ("findings.toml", content.findings),
        ("weights.toml", content.weights),
        ("red_flags.toml", content.red_flags),
        ("measures.toml", content.measures),
        ("medicines.toml", content.medicines),
        ("safety_rules.toml", content.safety_rules),
        ("notices.toml", content.notices),
        ("conflict_rules.toml", content.conflicts),
        ("plan_checks.toml", content.checks),
        ("hand_off.toml", content.hand_off),
    )


def _read(folder: Traversable, name: str, model: type[M], rows: Rows, problems: list[Problem]) -> M | None:
    """Return one file as its model. Each table in `rows` is read row by row first, so that a problem names its row."""
    written = read_toml(folder / name, problems)
    if written is None:
        return None
    wrong: list[Problem] = []
    for table, row_model in rows.items():
        list(checked_rows(name, written.get(table, []), row_model, wrong))
    if wrong:
        problems.extend(wrong)
        return None
    return checked(name, "", written, model, problems)
