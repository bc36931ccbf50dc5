"""What the findings suggest: red flags first, then suspected causes with their reasons.

A score orders and explains. It is never a probability and its band never a diagnosis (REFERENCE 2.22, X01).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from careplan.cause import (
    NORMAL_RECOVERY,
    RECURRENCE,
    UNCLEAR,
    Band,
    CauseDefinition,
    CauseFile,
    CauseId,
    WeightFile,
    Weights,
)
from careplan.cause import TestOfChoice as Test
from careplan.condition_language import Lookup
from careplan.finding import Answer, FindingChoice, FindingFile, FindingId
from careplan.recovery import HINDERED_BY
from careplan.red_flag import RedFlagDefinition, RedFlagFile, RedFlagId

STRONG_FROM: Final = 6
"""Score from which a cause is most consistent (REFERENCE 2.22 rule 4)."""
MODERATE_FROM: Final = 3
DEFINING: Final = 3
"""Weight of a finding that is near-defining; as much below 0, it argues as strongly against (REFERENCE 2.22)."""
CLEAR_BY_MORE_THAN: Final = 2
"""The first must lead by more than this, or the ranking is uncertain (PLAN_RULES R34)."""


class Doubt(StrEnum):
    """Why a ranking is uncertain (PLAN_RULES R34)."""

    NO_CAUSE = "no cause"
    NONE_STRONG = "none strong"
    CLOSE = "close"


class Reason(NamedTuple):
    """A finding answered yes and what it adds to the score."""

    finding: FindingId
    weight: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One cause, with what speaks for it, against it, and what would settle it.

    `neither` are findings that its tests of choice made known and that have no weight for it.
    """

    cause: CauseDefinition
    score: int
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    settle: tuple[Test, ...]
    neither: tuple[FindingId, ...] = ()

    @property
    def disagree(self) -> bool:
        """Whether findings that are near-defining stand on both sides: the score alone does not tell it."""
        speaks_for = any(reason.weight >= DEFINING for reason in self.reasons_for)
        return speaks_for and any(reason.weight <= -DEFINING for reason in self.reasons_against)

    @property
    def band(self) -> Band:
        """How well the findings fit, in three steps."""
        if self.score >= STRONG_FROM:
            return Band.STRONG
        return Band.MODERATE if self.score >= MODERATE_FROM else Band.WEAK


class LeftOut(NamedTuple):
    """A cause that was not ranked because the history lacks what it needs."""

    cause: CauseDefinition
    because: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is suggested, in the order in which it is shown.

    `causes` is empty while `normal_recovery` holds. `contributing` factors stand beside the causes,
    never among them. `unsuggested` are causes for which what was entered weighs nothing or less: they are not ranked,
    but a plan may hold one.
    """

    red_flags: tuple[RedFlagDefinition, ...]
    normal_recovery: bool
    uncertain: bool
    causes: tuple[Suspicion, ...]
    contributing: tuple[Suspicion, ...]
    left_out: tuple[LeftOut, ...]
    weights_version: int
    unsuggested: tuple[Suspicion, ...] = ()

    @property
    def doubt(self) -> Doubt | None:
        """Why it is uncertain; None where it is not."""
        return _doubt(self.causes) if self.uncertain else None

    @property
    def top(self) -> frozenset[CauseId]:
        """The causes with the highest score."""
        best = max((found.score for found in self.causes), default=0)
        return frozenset(found.cause.id for found in self.causes if found.score == best)

    def asks_reason(self, pick: CauseId) -> bool:
        """Whether picking this cause needs a reason (PLAN_RULES R34).

        “Not yet clear” never does; `recurrence` stands for either of its two causes.
        """
        if pick == UNCLEAR:
            return False
        if self.normal_recovery or pick == NORMAL_RECOVERY:
            return (pick == NORMAL_RECOVERY) != self.normal_recovery
        if self.uncertain:
            return False
        best = (found.cause for found in self.causes if found.cause.id in self.top)
        return not any(pick == cause.id or (pick == RECURRENCE and cause.template == RECURRENCE) for cause in best)


@dataclass(frozen=True, slots=True)
class AssessmentRules:
    """The data that an assessment follows."""

    causes: CauseFile
    weights: WeightFile
    red_flags: RedFlagFile
    findings: FindingFile


def assess(
    rules: AssessmentRules,
    answers: Mapping[FindingId, Answer],
    lookup: Lookup,
    *,
    red_flags: Collection[RedFlagId] = (),
    recovering: bool = False,
) -> Assessment:
    """Return what the answers suggest.

    Args:
        rules: causes, weights, red flags and findings.
        answers: every known answer (`FindingFile.answered`); only yes scores, what is missing is not known.
        lookup: facts of the history, for the causes that need one.
        red_flags: the flags that are open.
        recovering: whether pain and function fall as after an operation they should (`recovery.recovering`).
    """
    open_flags = rules.red_flags.in_order(red_flags)
    normal = recovering and not open_flags and not HINDERED_BY & _yes(answers)
    if normal:
        return Assessment(open_flags, True, False, (), (), (), rules.weights.version)
    weights = {row.cause: row for row in rules.weights.weights}
    several = (choice for choice in rules.findings.choices if choice.several)
    known = answers.keys() | {option for choice in several for option in _said(choice, answers)}
    ranked, left_out = [], []
    for cause in rules.causes.causes:
        held = weights[cause.id].condition.truth(lookup)
        if held:
            ranked.append(_suspicion(cause, weights[cause.id], answers, known))
        else:
            left_out.append(LeftOut(cause, _because(cause, known=held is not None)))
    shown = sorted((found for found in ranked if found.score > 0), key=lambda found: -found.score)
    causes = tuple(found for found in shown if not found.cause.contributing)
    contributing = tuple(found for found in shown if found.cause.contributing)
    return Assessment(
        open_flags,
        False,
        _doubt(causes) is not None,
        causes,
        contributing,
        tuple(left_out),
        rules.weights.version,
        tuple(found for found in ranked if found.score <= 0),
    )


def _yes(answers: Mapping[FindingId, Answer]) -> frozenset[FindingId]:
    return frozenset(finding for finding, answer in answers.items() if answer == "yes")


def _suspicion(
    cause: CauseDefinition, weights: Weights, answers: Mapping[FindingId, Answer], known: Set[FindingId]
) -> Suspicion:
    """Return what is suggested of one cause; `known` are the findings that are answered, be it by another option."""
    met = [Reason(finding, weight) for finding, weight in weights.findings.items() if answers.get(finding) == "yes"]
    met.sort(key=lambda reason: -abs(reason.weight))
    tested = dict.fromkeys(finding for test in cause.tests_of_choice for finding in test.answers)
    return Suspicion(
        cause=cause,
        score=sum(reason.weight for reason in met),
        reasons_for=tuple(reason for reason in met if reason.weight > 0),
        reasons_against=tuple(reason for reason in met if reason.weight < 0),
        settle=tuple(test for test in cause.tests_of_choice if not set(test.answers) <= known),
        neither=tuple(one for one in tested if answers.get(one) == "yes" and one not in weights.findings),
    )


def _said(choice: FindingChoice, answers: Mapping[FindingId, Answer]) -> tuple[FindingId, ...]:
    """Return the options of a question with several answers once one is given: that answers it."""
    return choice.options if any(answers.get(option) == "yes" for option in choice.options) else ()


def _because(cause: CauseDefinition, *, known: bool) -> str:
    if known:
        return f"Needs {cause.needs_words}; the history has none."
    return f"Needs {cause.needs_words}; it is not known whether there is one."


def _doubt(causes: tuple[Suspicion, ...]) -> Doubt | None:
    if not causes:
        return Doubt.NO_CAUSE
    if causes[0].score < STRONG_FROM:
        return Doubt.NONE_STRONG
    close = len(causes) > 1 and causes[0].score - causes[1].score <= CLEAR_BY_MORE_THAN
    return Doubt.CLOSE if close else None
