"""Why each cause of a plan is suspected: computed anew from the record, as New plan computes it from an intake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from careplan.assessment import Assessment, Doubt, Reason, Suspicion
from careplan.cause import RECURRENCE, Band, CauseId, Certainty, SuspectedCause
from careplan.clinic import Clinic
from careplan.coordination.opened_plan import Opened
from careplan.intake import FirstLook, look_at, stated_findings

OTHERS: Final = 3
"""Causes outside the plan that are named: those that fit best."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the findings fit one cause.

    Attributes:
        band: None where what was entered does not suggest it.
        reasons_for, reasons_against: findings, the weightiest first.
        settle: tests that would settle it and are not done.
        neither: findings of its tests that count neither way.
        disagree: near-defining findings stand on both sides.
    """

    band: Band | None = None
    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()
    settle: tuple[str, ...] = ()
    neither: tuple[str, ...] = ()
    disagree: bool = False


@dataclass(frozen=True, slots=True)
class PlanCause:
    """One cause of a plan.

    Attributes:
        fit: None where the findings are not asked about it: not yet clear, or expected recovery.
        left_out: why the history leaves it out of the ranking; empty where it does not.
    """

    suspected: SuspectedCause
    fit: Fit | None
    left_out: str


@dataclass(frozen=True, slots=True)
class PlanCauses:
    """The causes of a plan, and what the findings say besides.

    Attributes:
        doubt: why more tests are needed; None where the findings point one way.
        nothing_entered: no finding was ever stated, or each was taken back.
        recovering: the record says recovery as expected, so nothing is ranked.
        others: causes outside the plan that fit, the best first: as “possible” at least, unless all is uncertain.
    """

    causes: tuple[PlanCause, ...] = ()
    doubt: Doubt | None = None
    nothing_entered: bool = False
    recovering: bool = False
    others: tuple[tuple[CauseId, Fit], ...] = ()


NO_CAUSES: Final = PlanCauses()


def look_now(opened: Opened) -> FirstLook:
    """Return what the record of a plan's patient says today."""
    inputs = opened.plan.inputs
    open_flags = [flag.flag for flag in inputs.flags if flag.cleared is None]
    patient = opened.record.patient
    return look_at(inputs.record, patient, opened.clinic.content, red_flags=open_flags, on=opened.today)


def plan_causes(opened: Opened, look: FirstLook) -> PlanCauses:
    """Return the causes of a plan with what speaks for and against each; refuted ones last."""
    found = look.assessment
    mine = sorted(opened.plan.inputs.causes, key=lambda one: one.certainty is Certainty.REFUTED)
    ranked = [*found.causes, *found.contributing]
    taken = {suspicion.cause.id for one in mine for suspicion in ranked if _meant(suspicion, one.cause)}
    others = (one for one in ranked if one.cause.id not in taken and (found.uncertain or one.band is not Band.WEAK))
    return PlanCauses(
        causes=tuple(PlanCause(one, _fit_of(opened.clinic, found, one.cause), _left_out(found, one)) for one in mine),
        doubt=found.doubt,
        nothing_entered=not stated_findings(opened.plan.inputs.record),
        recovering=found.normal_recovery,
        others=tuple((one.cause.id, _fit(opened.clinic, one)) for one in others)[:OTHERS],
    )


def _meant(suspicion: Suspicion, cause: CauseId) -> bool:
    """Whether a ranked cause is the one of the plan; a recurrence without a subtype stands for either."""
    return suspicion.cause.id == cause or (cause == RECURRENCE and suspicion.cause.template == RECURRENCE)


def _fit_of(clinic: Clinic, found: Assessment, cause: CauseId) -> Fit | None:
    ranked = any(known.id == cause for known in clinic.content.causes.causes) or cause == RECURRENCE
    if not ranked or found.normal_recovery:
        return None
    every = (*found.causes, *found.contributing, *found.unsuggested)
    best = next((one for one in every if _meant(one, cause)), None)
    return _fit(clinic, best) if best else Fit()


def _fit(clinic: Clinic, suspicion: Suspicion) -> Fit:
    texts = clinic.content.findings.by_id
    return Fit(
        suspicion.band if suspicion.score > 0 else None,
        tuple(_texts(clinic, suspicion.reasons_for)),
        tuple(_texts(clinic, suspicion.reasons_against)),
        tuple(dict.fromkeys(test.name for test in suspicion.settle)),
        tuple(texts[finding].text for finding in suspicion.neither),
        suspicion.disagree,
    )


def _texts(clinic: Clinic, reasons: Iterable[Reason]) -> Iterable[str]:
    return (clinic.content.findings.by_id[reason.finding].text for reason in reasons)


def _left_out(found: Assessment, cause: SuspectedCause) -> str:
    return next((left.because for left in found.left_out if left.cause.id == cause.cause), "")
