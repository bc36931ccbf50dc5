"""An assessment as it reads in a terminal of 80 columns or more."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from careplan.assessment import Assessment, Suspicion
from careplan.cause import BAND_WORDS
from careplan.clinical_content import ClinicalContent
from careplan.finding import FindingFile
from careplan.intake import Intake
from careplan.red_flag import RedFlagDefinition, RedFlagFile
from careplan.working_days import date_words

WIDTH: Final = 88
UNCERTAIN: Final = "Uncertain: more tests needed."
NORMAL_RECOVERY: Final = (
    "Within expected recovery: fewer than 12 weeks since the operation, pain or disability falling, no red flag. "
    "No cause is suggested; a clinician can open the causes at any time."
)


def assessment_text(intake: Intake, found: Assessment, content: ClinicalContent, unasked: Sequence[str] = ()) -> str:
    """Return the assessment as text: red flags first, then causes, each with its reasons.

    `unasked`: the red-flag questions that findings speak for and nobody has answered with yes, a sentence each.
    """
    return "\n".join(_lines(intake, found, content, unasked))


def _lines(intake: Intake, found: Assessment, content: ClinicalContent, unasked: Sequence[str]) -> Iterator[str]:
    yield f"{intake.patient.id}, {date_words(intake.start)}"
    yield from _red_flags(found.red_flags, content.red_flags, unasked)
    if found.normal_recovery:
        yield from ("", *_wrapped(NORMAL_RECOVERY, ""))
    else:
        yield from ("", "SUSPECTED CAUSES")
        if found.uncertain:
            yield f"  {UNCERTAIN}"
        if not found.causes:
            yield "  The findings entered suggest none."
        yield from _suspicions(found.causes, content.findings)
        if found.contributing:
            yield from ("", "CONTRIBUTING FACTORS")
            yield from _suspicions(found.contributing, content.findings)
        if found.left_out:
            yield from ("", "LEFT OUT")
            for left in found.left_out:
                yield from _wrapped(f"{left.cause.short}: {left.because}", "  ")
    yield from ("", content.notices.notices.cause_panel)


def _red_flags(flags: Sequence[RedFlagDefinition], file: RedFlagFile, unasked: Sequence[str]) -> Iterator[str]:
    yield from ("", "RED FLAGS")
    for sentence in unasked:
        yield from _wrapped(f"! Warning: {sentence}", "  ", hang=2)
    if not flags and not unasked:
        yield "  None was entered. Ask for them before anything else."
    for flag in flags:
        urgency = file.urgencies[flag.urgency]
        yield from _wrapped(f"! {flag.suspicion}: {urgency.meaning}; reply within {urgency.reply_within}", "  ", hang=2)
        yield from _wrapped(flag.action, "    ")


def _suspicions(suspected: Sequence[Suspicion], findings: FindingFile) -> Iterator[str]:
    for one in suspected:
        yield ""
        yield f"  {one.cause.short}  ({BAND_WORDS[one.band]})"
        yield from _wrapped(one.cause.plain_words, "    ")
        yield from _listed("for", [findings.by_id[reason.finding].text for reason in one.reasons_for])
        yield from _listed("against", [findings.by_id[reason.finding].text for reason in one.reasons_against])
        yield from _listed("would settle it", [test.name for test in one.settle])


def _listed(label: str, texts: Sequence[str]) -> Iterator[str]:
    for at, text in enumerate(texts):
        yield from _wrapped(f"{label if at == 0 else '':<17}{text}", "    ", hang=17)


def _wrapped(text: str, indent: str, *, hang: int = 0) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hang, drop_whitespace=True
    )
