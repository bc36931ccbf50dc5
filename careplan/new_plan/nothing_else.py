"""“Nothing else found”, spelled out (PLAN_RULES R32)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from careplan.examination import Examination
from careplan.finding import Answer, FindingFile, FindingId
from careplan.intake import Intake


def nothing_else(
    intake: Intake, examinations: Iterable[Examination], known: Mapping[FindingId, Answer], file: FindingFile
) -> Intake:
    """Return the intake with no to all that neither a person nor the record says of these examinations."""
    rest = [finding for asked in examinations for finding in asked.lone(file) if finding not in known]
    said = file.facts_from(dict.fromkeys(rest, "no"))
    return replace(intake, findings={**dict.fromkeys(rest, "no"), **intake.findings}, facts={**said, **intake.facts})
