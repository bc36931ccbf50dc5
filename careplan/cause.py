"""Suspected causes and how sure the team is of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from careplan.condition_language import Condition, parse
from careplan.task import Evidence

CauseId = str
"""An id of data/causes.toml, or one of the four that a picker also accepts (below)."""

RECURRENCE: CauseId = "recurrence"  # subtype still unknown
UNCLEAR: CauseId = "unclear"  # CORE only, until the case conference
NORMAL_RECOVERY: CauseId = "normal_recovery"  # a plan of its own, without CORE

CAUSE_GATE = "gate.cause"
"""The gate that is each cause's own certainty (PLAN_RULES R12); asked of one cause as “gate.cause:failed_fusion”."""


class Certainty(StrEnum):
    """FHIR verification status: provisional, confirmed, refuted."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class Band(StrEnum):
    """How well the findings fit a cause; never a probability (REFERENCE 2.22 rule 4)."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"


BAND_WORDS = {Band.STRONG: "most consistent", Band.MODERATE: "possible", Band.WEAK: "less likely"}


@dataclass(frozen=True, slots=True)
class SuspectedCause:
    """One picked cause of a plan.

    `added` is the day it was last added. `rounds` holds, for each merge group whose first task was
    closed on that day, the round in which this cause's member stands (PLAN_RULES R6). `subtype_known` is
    the day on which a plain recurrence got its subtype, where that was later. `decided` is the day of its
    certainty, where that is not the one it was added with; `reason` is why it was picked or so decided.
    """

    cause: CauseId
    added: date
    certainty: Certainty = Certainty.SUSPECTED
    rounds: Mapping[str, int] = field(default_factory=dict)
    subtype_known: date | None = None
    decided: date | None = None
    reason: str = ""

    @property
    def certain_since(self) -> date:
        """The day from which on the team is as sure of it as it is now."""
        return self.decided or self.added


class DiagnosisCode(BaseModel):
    """One ICD-10-CM leaf code with its display text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    text: str


class TestOfChoice(BaseModel):
    """One test that would speak for or against a cause.

    `name` is what screens show, `text` the literal text, `answers` the findings that the test makes
    known. A test that answers none of them is part of the description only.
    """

    __test__ = False  # a test of the clinic, not of pytest
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    text: str
    answers: tuple[str, ...]


class CauseDefinition(BaseModel):
    """One cause as REFERENCE 2.1-2.19 describes it.

    Attributes:
        short: the words on screens.
        needs: what the history must have, as a condition; `needs_words` says it in words.
        contributing: shown beside the other causes, never above an untested structural one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: CauseId
    name: str
    short: str
    family: str
    template: str
    subtype: str | None = None
    needs: str | None = None
    needs_words: str = ""
    contributing: bool = False
    plain_words: str
    onset: str
    symptoms: str
    signs: str
    argues_against: str
    note: str
    evidence: Evidence
    sources: tuple[str, ...]
    codes: tuple[DiagnosisCode, ...]
    tests_of_choice: tuple[TestOfChoice, ...]


class OtherPick(BaseModel):
    """What a picker accepts besides the 19 causes (PLAN_RULES R5)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: CauseId
    short: str
    plain_words: str
    template: str


class CauseFile(BaseModel):
    """data/causes.toml. The order of `causes` decides between equal scores."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    picker_order: tuple[CauseId, ...]
    other_picks: tuple[OtherPick, ...]
    causes: tuple[CauseDefinition, ...]

    @cached_property
    def picks(self) -> Mapping[CauseId, CauseDefinition | OtherPick]:
        """Everything that can be picked, the three causes of the request first."""
        known: dict[CauseId, CauseDefinition | OtherPick] = {cause.id: cause for cause in self.causes}
        known.update((pick.id, pick) for pick in self.other_picks)
        return {pick: known[pick] for pick in self.picker_order}


class Weights(BaseModel):
    """What each finding adds to the score of one cause; used only if the history has `only_if`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: CauseId
    only_if: str | None = None
    findings: dict[str, int]

    @cached_property
    def condition(self) -> Condition:
        """The parsed `only_if`; raises InvalidInput."""
        return parse(self.only_if or "always")


class WeightFile(BaseModel):
    """data/weights.toml: ordinal judgement that orders and explains, never a probability."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    evidence: Evidence
    meaning: str
    weights: tuple[Weights, ...]


class CodeFile(BaseModel):
    """data/codes.toml: code rules and other useful codes (REFERENCE 2.20)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: str
    umbrella: str
    not_leaf: tuple[str, ...]
    sources: tuple[str, ...]
    codes: tuple[DiagnosisCode, ...]


def gate_of(cause: CauseId) -> str:
    """Return the name by which the certainty of a cause is asked."""
    return f"{CAUSE_GATE}:{cause}"


def cause_of(name: str) -> CauseId | None:
    """Return the cause whose certainty is asked by this name; None for any other."""
    head, _, cause = name.partition(":")
    return cause if head == CAUSE_GATE and cause else None
