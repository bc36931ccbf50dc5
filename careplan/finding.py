"""Findings: what was seen, said or measured that speaks for or against a cause.

An answer is "yes" or "no"; whatever is missing is not known and stays so (PLAN_RULES R32).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from careplan.condition_language import Condition, Lookup, Value, parse

Answer = Literal["yes", "no"]
FindingId = str


class ShownBy(StrEnum):
    """What was done to see a finding, in the order in which screens ask."""

    HISTORY = "history"
    EXAMINATION = "examination"
    SCORES = "scores"
    MRI = "mri"
    CT = "ct"
    XRAY = "xray"
    BLOCKS = "blocks"
    BLOODS = "bloods"
    RECORDS = "records"


class Finding(BaseModel):
    """One row of REFERENCE 2.21. `follows` is the fact or expression from which it is pre-set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: FindingId
    group: Literal["history", "risk", "exam", "score", "imaging", "lab", "block", "record"]
    text: str
    shown_by: ShownBy
    follows: str | None = Field(default=None, alias="from")

    @cached_property
    def condition(self) -> Condition | None:
        """The parsed `from`; raises InvalidInput."""
        return parse(self.follows) if self.follows else None


class FindingChoice(BaseModel):
    """Findings that answer one question. One at most is yes; with `several`, every option but the last may be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    options: tuple[FindingId, ...]
    several: bool = False

    def excluded_by(self, finding: FindingId) -> tuple[FindingId, ...]:
        """Return the options that cannot be yes when this one is."""
        if self.several and finding != self.options[-1]:
            return (self.options[-1],)
        return tuple(option for option in self.options if option != finding)


class FindingFile(BaseModel):
    """data/findings.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    choices: tuple[FindingChoice, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def by_id(self) -> Mapping[FindingId, Finding]:
        """Every finding, in file order."""
        return {finding.id: finding for finding in self.findings}

    def excluded_by(self, finding: FindingId) -> tuple[FindingId, ...]:
        """Return the findings that cannot be yes when this one is."""
        fitting = (choice for choice in self.choices if finding in choice.options)
        return tuple(other for choice in fitting for other in choice.excluded_by(finding))

    def contradictions(self, answers: Mapping[FindingId, Answer]) -> Iterator[tuple[Finding, Finding]]:
        """Yield each pair of findings that are both yes and cannot be."""
        yes = [finding.id for finding in self.findings if answers.get(finding.id) == "yes"]
        for at, first in enumerate(yes):
            for second in yes[at + 1 :]:
                if second in self.excluded_by(first):
                    yield self.by_id[first], self.by_id[second]

    def completed(self, answers: Mapping[FindingId, Answer]) -> dict[FindingId, Answer]:
        """Return the answers with "no" for what a "yes" excludes; nothing else becomes no."""
        complete = dict(answers)
        for finding, answer in answers.items():
            if answer == "yes":
                for other in self.excluded_by(finding):
                    complete.setdefault(other, "no")
        return complete

    def from_record(self, lookup: Lookup) -> dict[FindingId, Answer]:
        """Return the answers that the record gives: those findings whose `from` is known."""
        truths = ((finding.id, finding.condition.truth(lookup)) for finding in self.findings if finding.condition)
        return {finding: "yes" if truth else "no" for finding, truth in truths if truth is not None}

    def answered(self, stated: Mapping[FindingId, Answer], lookup: Lookup) -> dict[FindingId, Answer]:
        """Return every known answer: what a person stated overrules what the record gives."""
        return self.completed({**self.from_record(lookup), **self.completed(stated)})

    def nothing_else(self, answers: Mapping[FindingId, Answer], shown_by: ShownBy) -> dict[FindingId, Answer]:
        """Return the answers with “Nothing else found” for one examination: what it left open becomes no (R32).

        A choice stays open: it is answered by picking one of its options.
        """
        chosen = {option for choice in self.choices for option in choice.options}
        rest = (f.id for f in self.findings if f.shown_by == shown_by and f.id not in chosen)
        return {**dict.fromkeys(rest, "no"), **answers}

    def facts_from(self, stated: Mapping[FindingId, Answer]) -> dict[str, Value]:
        """Return the facts that stated findings say too, so that nobody is asked twice.

        Only where `from` names the fact plainly: `smoker`, `fusion_grade=fused`, or several joined by and.
        """
        facts: dict[str, Value] = {}
        for finding, answer in stated.items():
            condition = self.by_id[finding].condition
            if condition and not {"or", "not"} & set(condition.text.split()):
                facts.update(_said_by(condition, answer))
        return facts


def _said_by(condition: Condition, answer: Answer) -> Iterable[tuple[str, Value]]:
    equal = [comparison for comparison in condition.comparisons if comparison.sign == "="]
    if answer == "yes":
        return [(comparison.name, comparison.value) for comparison in equal]
    plain = len(condition.comparisons) == 1 and equal and equal[0].value == "yes"
    return [(equal[0].name, "no")] if plain else []
