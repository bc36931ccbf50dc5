"""What in a record cannot be true together, and what hardly can: findings against each other, the dates, the scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

from careplan.clinical_content import ClinicalContent
from careplan.facts import DAYS_A_MONTH, FactBook, Record
from careplan.finding import Answer, FindingId
from careplan.intake.first_look import record_says, stated_findings
from careplan.patient import Operation
from careplan.working_days import date_words

_AT_LEAST: Final[Mapping[FindingId, int]] = {"h_gap_1_6m": 1, "h_gap_ge6m": 6, "h_years": 24}
"""Months that must have passed since an operation for the finding to be true at all, as its text says."""
_ROUNDING: Final = 0.5
"""Months: people say months in round numbers."""
_NEVER_RELIEVED: Final = "h_never_relieved"

_OF_A_FUSION: Final = frozenset(
    "h_return_6_24m h_lt6m_fusion f_multilevel i_ct_nonunion i_ct_fused i_halo i_motion_fused i_adjacent".split()
)
"""Findings whose text speaks of a fusion, of bridging bone or of a screw."""
_GRADE: Final = "fusion_grade"


class Contradiction(NamedTuple):
    """Two things of a record that do not go together: an error where they never can, else a warning."""

    check: str
    severity: Literal["error", "warning"]
    message: str
    source: str


def contradictions(record: Record, content: ClinicalContent, on: date) -> Iterator[Contradiction]:
    """Yield what contradicts itself in a record on a day."""
    stated = stated_findings(record)
    yield from _each_other(stated, content)
    yield from _too_early(stated, record, content, on)
    yield from _otherwise(stated, record, content, on)
    yield from _began_before(stated, record, content, on)
    yield from _without_fusion(stated, record, content)


def _each_other(stated: Mapping[FindingId, Answer], content: ClinicalContent) -> Iterator[Contradiction]:
    """Results of different days may both be on record; what holds now is one of them."""
    for first, second in content.findings.contradictions(stated):
        words = f"“{first.text}” and “{second.text}” are both entered as yes. Only one can hold now: correct the other."
        yield Contradiction("findings_agree", "warning", words, "R32")


def _too_early(
    stated: Mapping[FindingId, Answer], record: Record, content: ClinicalContent, on: date
) -> Iterator[Contradiction]:
    """Relief that lasted longer than the time since the first operation cannot be."""
    days = _days_of_operations(record)
    if not days:
        return
    passed = (on - min(days)).days / DAYS_A_MONTH
    for finding, months in _AT_LEAST.items():
        if stated.get(finding) == "yes" and passed + _ROUNDING < months:
            text, day = content.findings.by_id[finding].text, date_words(min(days))
            first = "the operation was" if len(days) == 1 else "the first operation was"
            words = f"“{text}” cannot be: {first} on {day}, {_months(passed)} ago. Correct the answer or the date."
            yield Contradiction("time_since_operation", "error", words, "R32")


def _otherwise(
    stated: Mapping[FindingId, Answer], record: Record, content: ClinicalContent, on: date
) -> Iterator[Contradiction]:
    """A person may overrule what the record gives; it is said once, with all of them (R32)."""
    says = record_says(record, content, on)
    found = [finding for finding, answer in stated.items() if says.get(finding, answer) != answer]
    if found:
        names = ", ".join(f"“{content.findings.by_id[name].text}” ({stated[name]})" for name in found)
        words = f"The dates, facts or scores entered say otherwise: {names}. The answer counts; correct what is wrong."
        yield Contradiction("findings_fit_record", "warning", words, "R32")


def _began_before(
    stated: Mapping[FindingId, Answer], record: Record, content: ClinicalContent, on: date
) -> Iterator[Contradiction]:
    """Pain that began before the operation was never relieved by it, or one of the two dates is wrong."""
    days = _days_of_operations(record)
    lasted = FactBook(content.facts, record).value("symptom_months", target=on)
    if not days or not isinstance(lasted, int | float) or stated.get(_NEVER_RELIEVED) == "yes":
        return
    passed = (on - max(days)).days / DAYS_A_MONTH
    if lasted > passed + _ROUNDING:
        which = "operation" if len(days) == 1 else "last operation"
        words = (
            f"The present pain began {_months(lasted)} ago, before the {which} of {date_words(max(days))}. "
            "Correct one of them, or answer that it was never relieved."
        )
        yield Contradiction("onset_after_operation", "warning", words, "R32")


def _without_fusion(
    stated: Mapping[FindingId, Answer], record: Record, content: ClinicalContent
) -> Iterator[Contradiction]:
    """What only a fusion can show is hardly right where none is entered."""
    book = FactBook(content.facts, record)
    if book.value("fusion_present") == "yes":
        return
    seen = [content.findings.by_id[name].text for name in sorted(_OF_A_FUSION) if stated.get(name) == "yes"]
    if seen or book.value(_GRADE) is not None:
        names = ", ".join(f"“{text}”" for text in seen or [content.facts[_GRADE].label])
        words = f"No operation entered is a fusion, and this speaks of one: {names}. Enter the fusion, or correct it."
        yield Contradiction("fusion_entered", "warning", words, "R32")


def _days_of_operations(record: Record) -> list[date]:
    """Return the days of the operations that were done; nothing where the day of one is not known."""
    done: list[Operation] = [one for one in record.operations if one.done and not one.cancelled]
    days = [one.day for one in done if one.day]
    return days if len(days) == len(done) else []


def _months(number: float) -> str:
    whole = round(number)
    return "less than a month" if whole < 1 else "1 month" if whole == 1 else f"{whole} months"
