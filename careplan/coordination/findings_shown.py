"""What a test showed: closing its task asks for the findings that it makes known, which go to the patient's findings.

They are answered, as in the intake, by what was seen; what is left alone stays as it is on record (R13, R32).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from careplan.cause import RECURRENCE
from careplan.clinic import Clinic
from careplan.clinical_content import ClinicalContent
from careplan.coordination.opened_plan import Opened
from careplan.errors import InvalidInput
from careplan.examination import TEST, Examination, FindingQuestion, TestDone
from careplan.facts import Entry, FactBook
from careplan.finding import Answer, FindingId
from careplan.intake import record_says, stated_findings
from careplan.nearest import did_you_mean
from careplan.plan import CarePlan, PlannedTask

_YES_NO: Final = (("yes", "Yes"), ("no", "No"))


@dataclass(frozen=True, slots=True)
class AskedFinding:
    """One question about what a test showed.

    Attributes:
        name: of its first finding.
        options: of a finding that stands alone, yes and no; else the findings, of which `several` may hold.
        recorded: what the record says until now; empty where it says nothing.
    """

    name: FindingId
    question: str
    options: tuple[tuple[str, str], ...]
    several: bool
    recorded: str = ""

    @property
    def alone(self) -> bool:
        """Whether it is asked of one finding whether it was seen."""
        return self.options == _YES_NO

    @property
    def names(self) -> frozenset[FindingId]:
        """The findings that it is about."""
        return frozenset((self.name, *(() if self.alone else dict(self.options))))


def is_test(name: str) -> bool:
    """Whether the name of an ask stands for what a test showed."""
    return name.startswith(TEST)


def answer_words(missing: Collection[str]) -> str:
    """Return what to do about asks without an answer: of a test, one result is enough, and none is not as planned."""
    tests = sum(map(is_test, missing))
    if not tests:
        return "Answer each, or say why it was not obtained."
    most = "Choose at least one result" + (" of each test" if tests > 1 else "")
    rest = "; answer the rest, or say why it was not obtained" if tests < len(missing) else ""
    return f"{most}{rest}. Where there is no result, say why and close it as “Partly”, or close it as “Not done”."


def test_label(clinic: Clinic, name: str) -> str:
    """Return the words for what a test showed."""
    return f"What it showed: {test_title(clinic, name)}"


def test_title(clinic: Clinic, name: str) -> str:
    """Return the title of a test."""
    found = _find(clinic, name)
    return found[0].title if found else "the test"


def findings_asked(opened: Opened, task: PlannedTask, name: str) -> tuple[AskedFinding, ...]:
    """Return what is asked of a test's result, the findings that count for the causes of the plan first."""
    file, content = opened.clinic.content.findings, opened.clinic.content
    counting = _counting(opened, content)
    stated = stated_findings(opened.plan.inputs.record)
    asked = [
        _in_words(question, content, stated)
        for question in _tested(opened.clinic, name)[1].questions(file, task.desired.asks)
    ]
    return tuple(sorted(asked, key=lambda one: not ({one.name, *dict(one.options)} & counting)))


def findings_given(opened: Opened, name: str, given: Any) -> dict[FindingId, Answer]:
    """Return the findings of a test, if each is one that it makes known; what a yes excludes is no.

    Raises:
        InvalidInput: a finding is not of this test or neither yes nor no, two contradict each other, or none is given.
    """
    examination, test = _tested(opened.clinic, name)
    file = opened.clinic.content.findings
    if not isinstance(given, Mapping) or not given:
        raise InvalidInput(f"Say what was seen: {examination.title}. If nothing is reported, say why.")
    for finding, answer in given.items():
        if finding not in test.findings or answer not in ("yes", "no"):
            raise InvalidInput(f"“{finding}: {answer}” is no result of this test ({examination.title}).")
    if clashing := {finding.text: None for pair in file.contradictions(given) for finding in pair}:
        raise InvalidInput(cannot_hold(tuple(clashing)))
    return file.completed(given)


def cannot_hold(answers: Sequence[str]) -> str:
    """Return the refusal of two or more answers, in words, that do not go together."""
    *first, last = (f"“{answer}”" for answer in answers)
    if len(first) == 1:
        return f"{first[0]} and {last} cannot both hold. Choose one of them."
    return f"{', '.join(first)} and {last} cannot all hold. Leave only what does."


def with_findings(
    opened: Opened, plan: CarePlan, given: Mapping[FindingId, Answer], answered: Collection[str]
) -> CarePlan:
    """Return the plan with what a test showed; older findings that the new answers overtake are taken back.

    Args:
        answered: facts and scores that were answered with it: a finding that follows from one of these speaks anew.
    """
    if not given and not answered:
        return plan
    said = {finding: Entry(opened.today, answer) for finding, answer in given.items()}
    overtaken = _overtaken(plan, opened.clinic.content, answered, opened.today) - said.keys()
    entries: dict[FindingId, Entry] = {**said, **{finding: Entry(opened.today, None) for finding in overtaken}}
    if not entries:
        return plan
    record = plan.inputs.record
    known = {name: (*record.findings.get(name, ()), entry) for name, entry in entries.items()}
    record = replace(record, findings={**record.findings, **known})
    return replace(plan, inputs=replace(plan.inputs, record=record))


def _overtaken(plan: CarePlan, content: ClinicalContent, answered: Collection[str], on: date) -> frozenset[FindingId]:
    """Return the stated findings that follow from something answered now, where the record speaks against them."""
    stated, book = stated_findings(plan.inputs.record), FactBook(content.facts, plan.inputs.record)
    about = [
        finding
        for finding in stated
        if (condition := content.findings.by_id[finding].condition)
        and not book.leaves(condition.names).isdisjoint(answered)
    ]
    if not about:
        return frozenset()
    says = record_says(plan.inputs.record, content, on)
    return frozenset(finding for finding in about if says.get(finding, stated[finding]) != stated[finding])


def _tested(clinic: Clinic, name: str) -> tuple[Examination, TestDone]:
    found = _find(clinic, name)
    if found is None:
        asks = [test.ask for examination in clinic.catalogue.examinations.values() for test in examination.tests]
        raise InvalidInput(f"“{name}” is no test that a task asks. {did_you_mean(name, asks)}")
    return found


def _find(clinic: Clinic, name: str) -> tuple[Examination, TestDone] | None:
    examinations = clinic.catalogue.examinations.values()
    return next(((one, test) for one in examinations for test in one.tests if test.ask == name), None)


def _counting(opened: Opened, content: ClinicalContent) -> frozenset[FindingId]:
    """Return the findings that count for or against a cause of the plan; a plain recurrence is either of its two."""
    causes = {one.cause for one in opened.plan.inputs.causes}
    if RECURRENCE in causes:
        causes |= {cause.id for cause in content.causes.causes if cause.template == RECURRENCE}
    return frozenset(finding for row in content.weights.weights if row.cause in causes for finding in row.findings)


def _in_words(question: FindingQuestion, content: ClinicalContent, stated: Mapping[FindingId, Answer]) -> AskedFinding:
    texts = {finding: content.findings.by_id[finding].text for finding in question.options}
    first = question.options[0]
    if len(texts) == 1:
        return AskedFinding(first, texts[first], _YES_NO, False, stated.get(first, ""))
    known = "; ".join(text for finding, text in texts.items() if stated.get(finding) == "yes")
    return AskedFinding(first, question.text, tuple(texts.items()), question.several, known)
