"""What an intake says before any plan: every known answer, the suspected causes, red flags and alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from careplan.assessment import Assessment, assess
from careplan.clinical_content import ClinicalContent
from careplan.facts import FactBook
from careplan.finding import Answer, FindingId
from careplan.intake.intake import Intake
from careplan.recovery import recovering
from careplan.safety_names import safety_lookup
from careplan.safety_record import SafetyRecord
from careplan.safety_rule import Alert, alerts
from careplan.spine_record import with_spine_record


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What an intake says.

    Attributes:
        facts: the book that conditions ask.
        from_record: the answers that the record gives; a screen marks these and lets a person overrule them.
        answers: every known answer, stated ones first.
        assessment: suspected causes and red flags, those opened by numbers included.
        alerts: safety rules that hold now, the gravest first.
    """

    facts: FactBook
    from_record: Mapping[FindingId, Answer]
    answers: Mapping[FindingId, Answer]
    assessment: Assessment
    alerts: tuple[Alert, ...]


def first_look(intake: Intake, content: ClinicalContent) -> FirstLook:
    """Return what the intake says on its start day."""
    book = FactBook(content.facts, intake.record())
    lookup = with_spine_record(book.lookup(), intake.patient.operations, intake.start)
    answers = content.findings.answered(intake.findings, lookup)
    record = SafetyRecord(
        on=intake.start,
        patient=intake.patient,
        lookup=book.lookup(),
        observations=intake.observations,
        findings=answers,
        red_flags=frozenset(intake.red_flags),
    )
    safety = safety_lookup(record, content.medicines, content.safety_rules.task_groups)
    by_numbers = (flag.id for flag in content.red_flags.opened_by_numbers(safety))
    assessment = assess(
        content.assessment,
        answers,
        lookup,
        red_flags={*intake.red_flags, *by_numbers},
        recovering=recovering(intake.patient.operations, intake.observations, intake.start),
    )
    held = alerts(content.safety_rules.safety_rules, safety, intake.patient.medicines, content.medicines)
    return FirstLook(book, content.findings.from_record(lookup), answers, assessment, held)
