"""Work that the intake shows to be done already (PLAN_RULES R33)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from careplan.examination import Examination
from careplan.facts import FactBook, Record
from careplan.finding import Answer, FindingId
from careplan.further_asks import asks_further
from careplan.identity import Identity
from careplan.measure import MeasureFile
from careplan.new_plan.before_operation import is_test, last_operated
from careplan.plan import CarePlan, PlannedTask
from careplan.task import Phase


class Offer(NamedTuple):
    """A task that is offered as done.

    Attributes:
        day: on which it was done; None where nobody said so.
        known: since when everything that it asks has been known: in a patient's record long before the plan.
    """

    task: Identity
    day: date | None
    known: date


def already_done(
    plan: CarePlan,
    asked: Iterable[Examination],
    answers: Mapping[FindingId, Answer],
    book: FactBook,
    *,
    measures: MeasureFile,
    done_on: Mapping[str, date],
    scores_on: date | None,
) -> tuple[Offer, ...]:
    """Return the tasks of a plan whose test was answered, or that ask for nothing which is not known.

    What an open red flag makes urgent is never among them: an earlier result does not answer a new sign. Nor is a
    test that was done, or known, before the latest operation: it is no result after it.

    Args:
        answers: the findings that are known.
        book: the facts of the intake.
        measures: of which some ask another one when they are positive (R15).
        done_on: the day of each examination, where it was given.
        scores_on: the day of the scores, where it was given.
    """
    tested, operated = _tested(asked, answers), last_operated(book.record)
    found: list[Offer] = []
    for identity, task in plan.tasks.items():
        if identity.occurrence != 1 or identity.instance != 1 or task.desired.forward:
            continue
        if identity.key in tested and is_test(task, identity.key):
            test = tested[identity.key]
            day, known = done_on.get(test.examination), _known_since(test.found, book.record)
            if operated is None or (day or known) >= operated:
                found.append(Offer(identity, day, known))
        elif _answered(task, book, measures):
            day = scores_on if _only_scores(task, book) else None
            found.append(Offer(identity, day, _known_since(task.desired.asks, book.record)))
    return tuple(found)


class _Tested(NamedTuple):
    """What was found in a test of an examination."""

    examination: str
    found: tuple[FindingId, ...]


def _tested(asked: Iterable[Examination], answers: Mapping[FindingId, Answer]) -> dict[str, _Tested]:
    """Return, by task key and merge group, every test of which a finding is present."""
    tested = {}
    for examination in asked:
        for test in examination.tests:
            found = tuple(finding for finding in test.findings if answers.get(finding) == "yes")
            if found:
                tested.update(dict.fromkeys(test.tasks, _Tested(examination.id, found)))
    return tested


def _known_since(names: Iterable[str], record: Record) -> date:
    """Return the day on which the last of these was answered; the plan's start for what follows from other things."""
    return max((_day(name, record) for name in names), default=record.start)


def _day(name: str, record: Record) -> date:
    entries = (*record.facts.get(name, ()), *record.findings.get(name, ()))
    days = [entry.day for entry in entries] + [seen.day for seen in record.observations if seen.measure == name]
    return max(days, default=record.start)


def _answered(task: PlannedTask, book: FactBook, measures: MeasureFile) -> bool:
    """Whether a task of the evaluation asks for nothing that is not known; a review asks for what will be true then."""
    asks = task.desired.asks if task.desired.phase is Phase.EVALUATE else ()
    if not asks or asks_further(book.record.observations, asks, measures):
        return False
    return all(book.value(name) is not None and not book.undecided(name) for name in asks)


def _only_scores(task: PlannedTask, book: FactBook) -> bool:
    seen = {observation.measure for observation in book.record.observations}
    return set(task.desired.asks) <= seen
