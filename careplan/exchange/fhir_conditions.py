"""What may be wrong, with how sure the team is of it, and what must be looked at first: FHIR Condition and Flag."""

from __future__ import annotations

from typing import Final

from careplan.cause import CauseDefinition, Certainty, SuspectedCause
from careplan.exchange.fhir_parts import (
    ICD_10_CM,
    TERMINOLOGY,
    Part,
    coding,
    concept,
    condition_id,
    day,
    narrative,
    note,
    own_code,
    period,
    present,
)
from careplan.exchange.fhir_record import PlanTold
from careplan.plan_inputs import RedFlagFound

_VERIFICATION: Final = {
    Certainty.SUSPECTED: "provisional",
    Certainty.CONFIRMED: "confirmed",
    Certainty.REFUTED: "refuted",
}
_CODES_TO_CHOOSE: Final = (
    "The ICD-10-CM codes are those in use for this suspected cause. Which of them apply is for a clinician to choose."
)


def condition(told: PlanTold, known: SuspectedCause) -> Part:
    """Return a suspected cause. Our code is the one that was picked; the others are in use for it."""
    cause = told.words.content.causes.picks[known.cause]
    codes = cause.codes if isinstance(cause, CauseDefinition) else ()
    name = cause.name if isinstance(cause, CauseDefinition) else cause.short
    refuted = known.certainty is Certainty.REFUTED
    return present(
        resourceType="Condition",
        id=condition_id(told.plan.id, known.cause),
        text=narrative(f"Suspected cause: {cause.short}, {known.certainty.value}", cause.plain_words),
        identifier=[told.ids.identifier("condition", f"{told.plan.id}/{known.cause}")],
        clinicalStatus=None if refuted else concept(coding(f"{TERMINOLOGY}condition-clinical", "active")),
        verificationStatus=concept(coding(f"{TERMINOLOGY}condition-ver-status", _VERIFICATION[known.certainty])),
        code=concept(
            own_code("cause", known.cause, cause.short, userSelected=True),
            *(coding(ICD_10_CM, code.code, code.text) for code in codes),
            words=name,
        ),
        subject=told.subject,
        recordedDate=day(known.added),
        note=[*note(known.reason), *(note(_CODES_TO_CHOOSE) if codes else [])],
    )


def flag_id(plan_id: str, found: RedFlagFound) -> str:
    """Return what names one opening of a red flag."""
    return f"{plan_id}-{found.flag}-{found.number}"


def flag(told: PlanTold, found: RedFlagFound) -> Part:
    """Return a red flag that was answered yes: active until it is cleared."""
    known = told.words.content.red_flags.by_id[found.flag]
    return present(
        resourceType="Flag",
        id=flag_id(told.plan.id, found),
        text=narrative(f"Red flag: {known.suspicion}, {'cleared' if found.cleared else 'open'}"),
        identifier=[told.ids.identifier("red-flag", flag_id(told.plan.id, found))],
        status="inactive" if found.cleared else "active",
        category=[concept(own_code("flag-category", "red-flag", "Red flag"), words="Red flag")],
        code=concept(own_code("red-flag", found.flag, known.suspicion), words=known.suspicion),
        subject=told.subject,
        period=period(found.opened, found.cleared),
        author=told.holder(found.role) if found.role else None,
    )
