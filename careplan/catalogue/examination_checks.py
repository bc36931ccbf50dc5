"""What must hold for the questions of the intake: every finding is asked once, every test is a task that exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from careplan.catalogue.problem import Problem
from careplan.catalogue.vocabulary import Vocabulary
from careplan.examination import Examination
from careplan.finding import FindingFile
from careplan.nearest import did_you_mean

_FILE = "examinations.toml"


def check_examinations(
    examinations: Iterable[Examination], findings: FindingFile, words: Vocabulary, work: Collection[str]
) -> Iterator[Problem]:
    """Yield everything wrong with the examinations; `work` holds every task key and merge group."""
    rows = tuple(examinations)
    asked = Counter(finding for row in rows for finding in row.findings)
    for finding in findings.by_id:
        if asked[finding] != 1:
            times = "nowhere" if not asked[finding] else "twice"
            yield Problem(_FILE, finding, f"This finding is asked {times}. Put it into exactly one examination.")
    for row in rows:
        yield from _names(row, findings, words, work)
        yield from _parted(row, findings)


def _names(row: Examination, findings: FindingFile, words: Vocabulary, work: Collection[str]) -> Iterator[Problem]:
    for finding in {*row.findings, *(name for test in row.tests for name in test.findings)}:
        if finding not in findings.by_id:
            yield Problem(_FILE, row.id, f"“{finding}” is no finding. {did_you_mean(finding, findings.by_id)}")
        elif finding not in row.findings:
            yield Problem(_FILE, row.id, f"tests name “{finding}”, which is asked elsewhere. Move one of them.")
    for fact in row.facts:
        if fact not in words.facts:
            yield Problem(_FILE, row.id, f"“{fact}” is no fact. {did_you_mean(fact, words.facts)}")
    for task in {task for test in row.tests for task in test.tasks}:
        if task not in work:
            yield Problem(_FILE, row.id, f"“{task}” is no task and no merge group. {did_you_mean(task, work)}")


def _parted(row: Examination, findings: FindingFile) -> Iterator[Problem]:
    for choice in findings.choices:
        here = set(choice.options) & set(row.findings)
        if here and here != set(choice.options):
            yield Problem(_FILE, row.id, f"The answers of “{choice.question}” stand apart. Put them together.")
