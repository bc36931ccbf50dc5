"""What the intake asks, by what was done: history, examination, MRI, CT, X-ray, blocks, bloods (DESIGN 9).

Each examination holds its findings and names the tasks of the templates that are this very test, so that a result
that is known already is offered as work already done (PLAN_RULES R33).
"""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict

from careplan.finding import FindingChoice, FindingFile, FindingId


class TestDone(BaseModel):
    """Tasks and merge groups that are one test, and the findings that it answers."""

    __test__ = False  # a test of the clinic, not of pytest
    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: tuple[str, ...]
    findings: tuple[FindingId, ...]


class Examination(BaseModel):
    """One block of questions.

    Attributes:
        findings: in the order in which they are asked.
        facts: yes-or-no facts that are asked with them.
        dated: whether the day on which it was done is asked.
        closes_with: words of the button that sets the rest to no; without them the rest stays not known.
        tests: what it answers of the templates.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    findings: tuple[FindingId, ...]
    facts: tuple[str, ...] = ()
    dated: bool = False
    closes_with: str = ""
    tests: tuple[TestDone, ...] = ()

    def choices(self, file: FindingFile) -> tuple[FindingChoice, ...]:
        """Return the questions of which one answer at most holds."""
        return tuple(choice for choice in file.choices if set(choice.options) <= set(self.findings))

    def lone(self, file: FindingFile) -> tuple[FindingId, ...]:
        """Return the findings that belong to no choice: each is found or not."""
        chosen = {option for choice in self.choices(file) for option in choice.options}
        return tuple(finding for finding in self.findings if finding not in chosen)


def closed(examination: Examination, known: Collection[FindingId], file: FindingFile) -> tuple[FindingId, ...]:
    """Return the findings that “Nothing else found” sets to no: the lone ones that are not known (R32)."""
    return tuple(finding for finding in examination.lone(file) if finding not in known)
