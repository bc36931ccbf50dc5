"""Work that the intake shows to be done already (PLAN_RULES R33)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from careplan.examination import Examination
from careplan.facts import FactBook
from careplan.finding import Answer, FindingId
from careplan.identity import GROUP, Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.task import Phase


class Offer(NamedTuple):
    """A task that is offered as done; `day` is None where nobody said on which day."""

    task: Identity
    day: date | None


def already_done(
    plan: CarePlan,
    asked: Iterable[Examination],
    answers: Mapping[FindingId, Answer],
    book: FactBook,
    *,
    done_on: Mapping[str, date],
    scores_on: date | None,
) -> tuple[Offer, ...]:
    """Return the tasks of a plan whose test was answered, or that ask for nothing which is not known.

    What an open red flag makes urgent is never among them: an earlier result does not answer a new sign.

    Args:
        answers: the findings that are known.
        book: the facts of the intake.
        done_on: the day of each examination, where it was given.
        scores_on: the day of the scores, where it was given.
    """
    tested = _tested(asked, answers, done_on)
    found: list[Offer] = []
    for identity, task in plan.tasks.items():
        if identity.occurrence != 1 or identity.instance != 1 or task.desired.forward:
            continue
        if identity.key in tested and (identity.module == GROUP or identity.key == task.desired.key):
            found.append(Offer(identity, tested[identity.key]))
        elif _answered(task, book):
            found.append(Offer(identity, scores_on if _only_scores(task, book) else None))
    return tuple(found)


def _tested(
    asked: Iterable[Examination], answers: Mapping[FindingId, Answer], done_on: Mapping[str, date]
) -> dict[str, date | None]:
    """Return the task keys and merge groups of every test of which a finding is present."""
    return {
        task: done_on.get(examination.id)
        for examination in asked
        for test in examination.tests
        if any(answers.get(finding) == "yes" for finding in test.findings)
        for task in test.tasks
    }


def _answered(task: PlannedTask, book: FactBook) -> bool:
    """Whether a task of the evaluation asks for nothing that is not known; a review asks for what will be true then."""
    asks = task.desired.asks if task.desired.phase is Phase.EVALUATE else ()
    return bool(asks) and all(book.value(name) is not None and not book.undecided(name) for name in asks)


def _only_scores(task: PlannedTask, book: FactBook) -> bool:
    seen = {observation.measure for observation in book.record.observations}
    return set(task.desired.asks) <= seen
