"""The upper right of the new-plan screen: red flags, then the suspected causes with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careplan.assessment import Assessment, Doubt, Suspicion
from careplan.cause import BAND_WORDS, Band, CauseId
from careplan.clinic import Clinic
from careplan.coordination.doubt_words import UNCERTAIN, doubt_words
from careplan.coordination.sheet import Sheet
from careplan.intake import stated_findings
from careplan.pages.parts.intake.fields import Wire, field, filled
from careplan.pages.parts.intake.recovery_hint import recovery_hint
from careplan.plan_acts import MOST_CAUSES

RECOVERING = (
    "Within expected recovery: fewer than 12 weeks since the operation, pain or disability falling, no red flag. "
    "A clinician can open the causes at any time."
)
_EXPLAINED = 2
"""How many causes are explained without a press."""


def red_flag_lines(sheet: Sheet, clinic: Clinic) -> list[Wire]:
    """Return the open red flags, the most urgent first, each with what it asks for."""
    if sheet.look is None:
        return []
    red_flags = clinic.content.red_flags
    urgencies = red_flags.urgencies
    return [
        {
            "name": flag.suspicion.capitalize(),
            "urgency": urgencies[flag.urgency].meaning,
            "action": red_flags.in_words(flag.action),
        }
        for flag in sheet.look.assessment.red_flags
    ]


def cause_panel(sheet: Sheet, clinic: Clinic) -> Wire:
    """Return the panel of suspected causes."""
    found = sheet.look.assessment if sheet.look else None
    shown = [] if found is None else list(_suspected(found, sheet, clinic))
    names = {wire["id"] for wire in shown}
    shown += [_plain(pick, clinic, sheet) for pick in (*sheet.picks, *sheet.suggested) if pick not in names]
    names |= {wire["id"] for wire in shown}
    others = [[pick, known.short] for pick, known in clinic.content.causes.picks.items() if pick not in names]
    return {
        "line": _line(found, sheet),
        "causes": shown,
        "picks": list(sheet.picks),
        "most": MOST_CAUSES,
        "others": others,
        "notice": clinic.content.notices.notices.cause_panel,
        **filled(
            contributing=[_suspicion(one, sheet, clinic) for one in found.contributing] if found else [],
            left_out=[{"name": left.cause.short, "because": left.because} for left in found.left_out] if found else [],
            wrong=sheet.wrong.get("causes", ""),
            hint=recovery_hint(sheet, clinic),
        ),
        **_reason(sheet, clinic),
    }


def _line(found: Assessment | None, sheet: Sheet) -> str:
    if found is None:
        return "Correct what is marked in the form first."
    if found.normal_recovery:
        return RECOVERING
    if found.doubt is None:
        return ""
    stated = stated_findings(sheet.intake.record()) if sheet.intake else {}
    why = doubt_words(found.doubt, nothing_entered=not stated)
    return why if found.doubt is Doubt.NO_CAUSE else f"{UNCERTAIN}. {why}"


def _suspected(found: Assessment, sheet: Sheet, clinic: Clinic) -> Iterator[Wire]:
    for place, one in enumerate(found.causes):
        wire = _suspicion(one, sheet, clinic)
        yield {**wire, "open": (place < _EXPLAINED and one.band is not Band.WEAK) or place == 0}


def _suspicion(one: Suspicion, sheet: Sheet, clinic: Clinic) -> Wire:
    texts = clinic.content.findings.by_id
    return {
        "id": one.cause.id,
        "name": one.cause.short,
        "plain": one.cause.plain_words,
        "band": BAND_WORDS[one.band] + (", findings disagree" if one.disagree else ""),
        "strength": one.band.value,
        "for": [texts[reason.finding].text for reason in one.reasons_for],
        "against": [texts[reason.finding].text for reason in one.reasons_against],
        "settle": _once(test.name for test in one.settle),
        **filled(picked=one.cause.id in sheet.picks),
    }


def _plain(pick: CauseId, clinic: Clinic, sheet: Sheet) -> Wire:
    """Return a pick that the findings do not suggest, with why it was left out of the ranking where it was."""
    known = clinic.content.causes.picks[pick]
    left = sheet.look.assessment.left_out if sheet.look else ()
    because = [one.because for one in left if one.cause.id == pick]
    told = filled(picked=pick in sheet.picks, left_out=because, open=bool(because))
    return {"id": pick, "name": known.short, "plain": known.plain_words, **told}


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _reason(sheet: Sheet, clinic: Clinic) -> Wire:
    """Ask for a reason only where the pick is not what the findings suggest (R34)."""
    if not sheet.unexpected:
        return {}
    words = " and ".join(clinic.cause_words(pick) for pick in sheet.unexpected)
    label = f"Reason for picking {words}"
    return {"reason": field("reason", label, sheet.entered.reason, sheet.wrong, long=True)}
