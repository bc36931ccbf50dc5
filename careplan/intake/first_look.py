"""What an intake, or a record, says of a patient: every known answer, the suspected causes, red flags and alerts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from careplan.assessment import Assessment, assess
from careplan.clinical_content import ClinicalContent
from careplan.condition_language import Lookup
from careplan.facts import FactBook, Record
from careplan.finding import Answer, FindingId
from careplan.intake.intake import Intake
from careplan.patient import Patient
from careplan.recovery import recovering
from careplan.red_flag import RedFlagId
from careplan.safety_names import safety_lookup
from careplan.safety_record import SafetyRecord
from careplan.safety_rule import Alert, alerts
from careplan.spine_record import with_spine_record


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What is known of a patient says.

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
    return look_at(intake.record(), intake.patient, content, red_flags=intake.red_flags, on=intake.start)


def look_at(
    known: Record, patient: Patient, content: ClinicalContent, *, red_flags: Collection[RedFlagId], on: date
) -> FirstLook:
    """Return what the record of a patient says on a day.

    Args:
        known: findings, facts and scores by day; operations and procedures.
        patient: for the medicines.
        red_flags: those that are open; the ones that the numbers open are added.
    """
    book, facts, lookup = _asked(known, content, on)
    answers = content.findings.answered(stated_findings(known), lookup)
    record = SafetyRecord(
        on=on,
        patient=patient,
        lookup=facts,
        observations=known.observations,
        findings=answers,
        red_flags=frozenset(red_flags),
    )
    safety = safety_lookup(record, content.medicines, content.safety_rules.task_groups)
    by_numbers = (flag.id for flag in content.red_flags.opened_by_numbers(safety))
    assessment = assess(
        content.assessment,
        answers,
        lookup,
        red_flags={*red_flags, *by_numbers},
        recovering=recovering(known.operations, known.observations, on),
    )
    held = alerts(content.safety_rules.safety_rules, safety, patient.medicines, content.medicines)
    return FirstLook(book, content.findings.from_record(lookup), answers, assessment, held)


def stated_findings(known: Record) -> dict[FindingId, Answer]:
    """Return what was stated last of each finding; an answer that was taken back is not known."""
    last = {name: entries[-1].value for name, entries in known.findings.items()}
    return {name: "yes" if value == "yes" else "no" for name, value in last.items() if value is not None}


def known_answers(known: Record, content: ClinicalContent, on: date) -> Mapping[FindingId, Answer]:
    """Return every finding that is known on a day: as it was stated, else as the record says."""
    return content.findings.answered(stated_findings(known), _asked(known, content, on)[2])


def record_says(known: Record, content: ClinicalContent, on: date) -> dict[FindingId, Answer]:
    """Return the findings that follow from a record on a day, whatever was stated."""
    return content.findings.from_record(_asked(known, content, on)[2])


def _asked(known: Record, content: ClinicalContent, on: date) -> tuple[FactBook, Lookup, Lookup]:
    """Return the book that conditions ask of a record, its facts, and these with what its operations say."""
    book = FactBook(content.facts, known)
    facts = book.lookup(target=on)
    return book, facts, with_spine_record(facts, known.operations, on)
