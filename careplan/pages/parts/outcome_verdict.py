"""What the response rule says of a plan, with its reason and the two flags beside it."""

from __future__ import annotations

from collections.abc import Iterator

from careplan.clinic import Clinic
from careplan.coordination.outcomes import Outcomes
from careplan.coordination.overview import OutcomeLine
from careplan.coordination.patient_words import response_words
from careplan.pages.parts.patient_rows import RESPONSES
from careplan.pages.parts.words import escape_md
from careplan.response import Verdict


def verdict_words(clinic: Clinic, found: Outcomes) -> str:
    """Return it in Markdown; before a second score, that there is nothing to compare."""
    verdict = found.verdict
    if verdict is None:
        return "Neither pain nor ODI was taken again since the baseline."
    mark = RESPONSES[verdict.label]
    lines = [OutcomeLine(trend.measure.short, trend.moved) for trend in found.trends]
    why = response_words(verdict.label, clinic.content.measures.response, lines)
    flags = " ".join(_flags(clinic, verdict))
    return f":{mark.tone}-badge[{mark.glyph} {escape_md(mark.word)}] {flags}  \n:small[{escape_md(why)}]"


def _flags(clinic: Clinic, verdict: Verdict) -> Iterator[str]:
    """Yield pain and ODI where their labels differ, what passes measurement error, and the acceptable state."""
    if verdict.disagree:
        yield f":gray-badge[Pain: {escape_md(str(verdict.pain))}] :gray-badge[ODI: {escape_md(str(verdict.odi))}]"
    if verdict.above_error:
        names = ", ".join(one.measure.short for one in verdict.above_error)
        yield f":gray-badge[Above measurement error: {escape_md(names)}]"
    if verdict.acceptable:
        limit = clinic.content.measures.by_id["odi"].acceptable
        yield f":green-badge[✓ {escape_md(f'Acceptable state: ODI {limit:g} or less')}]"
