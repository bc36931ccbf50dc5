"""Medicine and procedure safety rules M01-M26: each open one is an alert with the action that answers it.

No rule proposes a drug, a dose, a start or a stop date (REFERENCE 6, X02).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from pydantic import BaseModel, ConfigDict

from careplan.condition_language import Condition, Lookup, parse
from careplan.medicine import OPIOID, MedicineFile
from careplan.patient import NEEDLE_PROCEDURES, Medicine, ProcedureKind
from careplan.safety_record import TaskGroups
from careplan.task import Evidence
from careplan.team import CoreRole

PRESCRIBER: Final = "prescriber"
PROCEDURALIST: Final = "proceduralist"
EVERYONE: Final = "all"


class Severity(StrEnum):
    """Stop guards its tasks; warn-high and warn stay until acknowledged; inform is shown once."""

    STOP = "stop"
    WARN_HIGH = "warn-high"
    WARN = "warn"
    INFORM = "inform"


_ORDER: Final = {severity: at for at, severity in enumerate(Severity)}


class SafetyRule(BaseModel):
    """One row of REFERENCE 6.

    Attributes:
        when: the literal text; `fires` is the same as a condition.
        raised_severity: the severity while `raised_when` is true too.
        answered_by: a role, or prescriber, proceduralist, all.
        answered_in: the tasks in which it is answered, the first choice first.
        blocks: the tasks that a stop rule guards (PLAN_RULES R18, R38).
        blocks_procedures: what is neither planned nor dated while it stops.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    when: str
    fires: str
    severity: Severity
    severity_text: str = ""
    raised_severity: Severity | None = None
    raised_when: str | None = None
    message: str
    answered_by: str
    answered_in: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    blocks_procedures: tuple[ProcedureKind, ...] = ()
    evidence: Evidence
    sources: tuple[str, ...]

    @cached_property
    def condition(self) -> Condition:
        """The parsed `fires`; raises InvalidInput."""
        return parse(self.fires)

    @cached_property
    def raised_condition(self) -> Condition | None:
        """The parsed `raised_when`; raises InvalidInput."""
        return parse(self.raised_when) if self.raised_when else None


class ImageOrders(BaseModel):
    """Keys of the tasks that order an image."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contrast_mri: tuple[str, ...]
    xray: tuple[str, ...]
    ct: tuple[str, ...]


class Reports(BaseModel):
    """Keys of the tasks that file a report."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    psychological: tuple[str, ...]


class TookPlace(BaseModel):
    """Keys of the tasks that say, once done, that a procedure took place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    needle: tuple[str, ...]
    scs_trial: tuple[str, ...]
    scs_implant: tuple[str, ...]

    def kinds(self, keys: frozenset[str]) -> frozenset[ProcedureKind]:
        """Return the kinds of procedures of which a task of these keys says that they took place."""
        needle = NEEDLE_PROCEDURES if keys.intersection(self.needle) else frozenset()
        stimulator = (kind for kind in ProcedureKind if keys.intersection(getattr(self, kind.value, ())))
        return needle.union(stimulator)


class BleedingClass(BaseModel):
    """Which procedures bleed how easily (ASRA-CLASS)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    procedures: str
    kinds: tuple[ProcedureKind, ...]
    sources: tuple[str, ...]


class ScsCriterion(BaseModel):
    """One of the criteria for spinal cord stimulation and the tasks in which it is answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    criterion: str
    tasks: tuple[str, ...]
    sources: tuple[str, ...]


class TellsFrom(BaseModel):
    """From how many days late on work is told to its own role, to the coordinator, to the four core roles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: int
    coordinator: int
    core_roles: int | None = None


class Escalation(BaseModel):
    """When overdue work is told to others: `soon` of phase surgical and what a stop rule may stop, `later` the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    soon: TellsFrom
    later: TellsFrom


class SafetyNotes(BaseModel):
    """Lines of REFERENCE 6 that screens show as they stand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence_line: str
    overdue: str


class SafetyRuleFile(BaseModel):
    """data/safety_rules.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    orders: ImageOrders
    reports: Reports
    took_place: TookPlace
    found: dict[str, str]
    safety_rules: tuple[SafetyRule, ...]
    bleeding_classes: tuple[BleedingClass, ...]
    scs_criteria: tuple[ScsCriterion, ...]
    escalation: Escalation
    notes: SafetyNotes

    @cached_property
    def stopped_tasks(self) -> frozenset[str]:
        """Keys of the tasks that a stop rule may stop."""
        return frozenset(key for rule in self.safety_rules for key in rule.blocks)

    @cached_property
    def task_groups(self) -> TaskGroups:
        """The tasks that order an image or file a report, for `safety_lookup`."""
        return TaskGroups(
            contrast_mri=frozenset(self.orders.contrast_mri),
            xray=frozenset(self.orders.xray),
            ct=frozenset(self.orders.ct),
            psychological=frozenset(self.reports.psychological),
        )


@dataclass(frozen=True, slots=True)
class Alert:
    """A safety rule that holds now.

    Attributes:
        answered_by: roles, named prescribers, or "all".
        medicines: those of the list that the rule is about; empty where it is about something else.
    """

    rule: str
    severity: Severity
    message: str
    blocks: tuple[str, ...]
    answered_by: tuple[str, ...]
    medicines: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """The medicines that it is about, before its message: “ibuprofen: ”; empty where it names none."""
        return f"{', '.join(self.medicines)}: " if self.medicines else ""


def alerts(
    rules: Sequence[SafetyRule], lookup: Lookup, medicines: Sequence[Medicine] | None, known: MedicineFile
) -> tuple[Alert, ...]:
    """Return an alert for each rule that is true, the gravest first; what is not known raises none.

    Args:
        rules: in file order.
        lookup: from `safety_names.safety_lookup`.
        medicines: the confirmed list, for the prescribers that it names.
        known: which medicine belongs to which class.
    """
    raised = [_alert(rule, lookup, medicines or (), known) for rule in rules if rule.condition.truth(lookup)]
    return tuple(sorted(raised, key=lambda alert: _ORDER[alert.severity]))


def _alert(rule: SafetyRule, lookup: Lookup, medicines: Sequence[Medicine], known: MedicineFile) -> Alert:
    severity = rule.severity
    if rule.raised_severity and rule.raised_condition and rule.raised_condition.truth(lookup):
        severity = rule.raised_severity
    concerned = _concerned(rule, medicines, known)
    about = tuple(dict.fromkeys(medicine.name for medicine in concerned))
    return Alert(rule.id, severity, rule.message, rule.blocks, _answered_by(rule, concerned), about)


def _concerned(rule: SafetyRule, medicines: Sequence[Medicine], known: MedicineFile) -> tuple[Medicine, ...]:
    """Return the medicines of a list of whose classes a rule speaks."""
    about = {OPIOID if name.startswith(("opioid", "mme")) else name for name in rule.condition.names}
    return tuple(medicine for medicine in medicines if about & known.classes_of(medicine.name))


def _answered_by(rule: SafetyRule, concerned: Sequence[Medicine]) -> tuple[str, ...]:
    if rule.answered_by == PROCEDURALIST:
        return (CoreRole.PAIN_SPECIALIST.value,)
    if rule.answered_by != PRESCRIBER:
        return (rule.answered_by,)
    named = dict.fromkeys(medicine.prescriber or CoreRole.PRIMARY_CARE.value for medicine in concerned)
    return tuple(named) or (CoreRole.PRIMARY_CARE.value,)
