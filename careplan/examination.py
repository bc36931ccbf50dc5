"""What the intake asks, by what was done: history, examination, MRI, CT, X-ray, blocks, bloods (DESIGN 9).

Each examination holds its findings and names the tasks of the templates that are this very test, so that a result
that is known already is offered as work already done (PLAN_RULES R33).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from careplan.finding import FindingChoice, FindingFile, FindingId

TEST: Final = "test:"
"""Begins the name of what closing a test asks: what it showed (PLAN_RULES R13)."""


class FindingQuestion(NamedTuple):
    """One question about the result of a test.

    `options` are the findings among which one is chosen, or of which `several` may hold; of a single one it is asked
    whether it was seen. `text` is empty there: the finding itself is the question.
    """

    options: tuple[FindingId, ...]
    text: str = ""
    several: bool = False


class TestDone(BaseModel):
    """Tasks and merge groups that are one test, and the findings that it answers."""

    __test__ = False  # a test of the clinic, not of pytest
    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: tuple[str, ...]
    findings: tuple[FindingId, ...]

    @property
    def ask(self) -> str:
        """The name by which closing one of its tasks asks what it showed."""
        return f"{TEST}{self.tasks[0]}"

    def questions(self, file: FindingFile, asked: Collection[str]) -> Iterator[FindingQuestion]:
        """Yield what is asked of its result; what follows from a fact or score in `asked` is not asked twice (R32)."""
        chosen: set[FindingId] = set()
        for choice in file.choices:
            if set(choice.options) <= set(self.findings):
                chosen.update(choice.options)
                if not any(_follows(file, option, asked) for option in choice.options):
                    yield FindingQuestion(choice.options, choice.question, choice.several)
        for finding in self.findings:
            if finding not in chosen and not _follows(file, finding, asked):
                yield FindingQuestion((finding,))


def _follows(file: FindingFile, finding: FindingId, asked: Collection[str]) -> bool:
    condition = file.by_id[finding].condition
    return condition is not None and not condition.names.isdisjoint(asked)


class Examination(BaseModel):
    """One block of questions.

    Attributes:
        findings: in the order in which they are asked.
        facts: yes-or-no facts that are asked with them.
        short: what it is called within a sentence, where its title is too long or begins one.
        dated: whether the day on which it was done is asked.
        closes_with: words of the button that sets the rest to no; without them the rest stays not known.
        tests: what it answers of the templates.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    short: str = ""
    findings: tuple[FindingId, ...]
    facts: tuple[str, ...] = ()
    dated: bool = False
    closes_with: str = ""
    tests: tuple[TestDone, ...] = ()

    @property
    def words(self) -> str:
        """What it is called within a sentence."""
        return self.short or self.title

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
