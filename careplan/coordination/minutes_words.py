"""The minutes of a case in words: the same on the screen and in the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.minutes import ActionMinutes, CaseMinutes, WordMinutes
from careplan.sign_off import SignState
from careplan.task import STATUS_WORDS
from careplan.working_days import date_words

_STATES: Final = {SignState.SIGNED: "Signed", SignState.DISAGREES: "Disagrees", SignState.ABSENT: "Absent"}
_DECISION: Final = "Decision"
MomentWords = Callable[[datetime], str]


class Said(NamedTuple):
    """One thing that was said of a case; `by` tells who decided it and when."""

    label: str
    words: str
    by: str = ""


class CaseWords(NamedTuple):
    """One case: whose, what was said, former decisions, the tasks that were agreed, and who signed."""

    patient_id: str
    causes: str
    said: tuple[Said, ...]
    changes: tuple[str, ...]
    actions: tuple[str, ...]
    signed: str


def case_words(clinic: Clinic, case: CaseMinutes, moment: MomentWords) -> CaseWords:
    """Return one case in words; `moment` tells when."""
    line = case.line
    causes = (f"{clinic.cause_words(cause)} ({certainty.value})" for cause, certainty in line.causes)
    return CaseWords(
        line.patient_id,
        ", ".join(causes),
        tuple(one for one in _said(clinic, case, moment) if one.words),
        tuple(f"Before: {old.text}. Changed because: {new.reason}" for old, new in pairwise(case.decisions)),
        tuple(_action(clinic, task) for task in case.actions),
        _signed(clinic, case),
    )


def _said(clinic: Clinic, case: CaseMinutes, moment: MomentWords) -> Iterator[Said]:
    yield Said("Why", "; ".join(case.line.reasons))
    yield Said("Question", case.line.question)
    yield from (Said(clinic.role_words(one.by.role), one.text) for one in case.proposals)
    last = case.decisions[-1] if case.decisions else None
    by = f"{last.by.id}, {moment(last.at)}" if last else ""
    yield Said(_DECISION, case.line.decision or "None was saved.", by)


def _action(clinic: Clinic, task: ActionMinutes) -> str:
    by = f", by {date_words(task.due)}" if task.due else ""
    return f"{task.title} ({clinic.role_words(task.role)}{by}): {STATUS_WORDS[task.status].lower()}"


def _signed(clinic: Clinic, case: CaseMinutes) -> str:
    said = []
    for state, word in _STATES.items():
        names = [_name(clinic, case, one) for one in case.words if one.state is state]
        said += [f"{word}: {', '.join(names)}"] if names else []
    return ". ".join(said)


def _name(clinic: Clinic, case: CaseMinutes, word: WordMinutes) -> str:
    """Return a discipline with what belongs to its word; one who was absent has seen no version."""
    version = "" if word.state is SignState.ABSENT else f"version {word.version}"
    early = "before the decision was saved" if case.is_early(word) else ""
    told = ", ".join(part for part in (version, early, word.reason) if part)
    return f"{clinic.role_words(word.role)}{f' ({told})' if told else ''}"
