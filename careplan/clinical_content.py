"""What the findings, measures and medicines of a patient are held against, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from careplan.assessment import AssessmentRules
from careplan.cause import CauseFile, CodeFile, WeightFile
from careplan.facts import FactDefinition
from careplan.finding import FindingFile
from careplan.hand_off import HandOffRules
from careplan.measure import MeasureFile
from careplan.medicine import MedicineFile
from careplan.notice import NoticeFile
from careplan.number_range import NumberRange
from careplan.plan_rule import ConflictRuleFile, PlanCheckFile
from careplan.red_flag import RedFlagFile
from careplan.safety_rule import SafetyRuleFile


@dataclass(frozen=True, slots=True)
class ClinicalContent:
    """The facts and the clinical files of one catalogue."""

    facts: Mapping[str, FactDefinition]
    causes: CauseFile
    codes: CodeFile
    findings: FindingFile
    weights: WeightFile
    red_flags: RedFlagFile
    measures: MeasureFile
    medicines: MedicineFile
    safety_rules: SafetyRuleFile
    notices: NoticeFile
    conflicts: ConflictRuleFile
    checks: PlanCheckFile
    hand_off: HandOffRules

    @property
    def assessment(self) -> AssessmentRules:
        """What `assessment.assess` follows."""
        return AssessmentRules(self.causes, self.weights, self.red_flags, self.findings)

    def range_of(self, fact: FactDefinition) -> NumberRange:
        """Return which numbers are taken for a fact: those of the measure that it comes from, else its own."""
        return self.measures.by_id[fact.measure].number_range if fact.measure else fact.number_range
