"""Tests that were done before the latest operation: they show nothing of what came after it (PLAN_RULES R33)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from careplan.examination import Examination
from careplan.facts import Record
from careplan.identity import GROUP, Identity
from careplan.plan import CarePlan, PlannedTask
from careplan.working_days import date_words


class EarlyTest(NamedTuple):
    """A test of the plan that is said to be done on a day before the latest operation.

    Attributes:
        task: the plan's own test, which stays open.
        test: what it is called within a sentence.
    """

    task: Identity
    test: str
    day: date
    operated: date

    @property
    def message(self) -> str:
        """Why it does not count."""
        return (
            f"The {self.test} of {date_words(self.day)} is from before the operation of {date_words(self.operated)}: "
            f"it does not count as this plan's {self.test}."
        )


def last_operated(record: Record) -> date | None:
    """Return the day of the latest operation that was done; None where no day is known."""
    return max((op.day for op in record.operations if op.done and not op.cancelled and op.day), default=None)


def is_test(task: PlannedTask, key: str) -> bool:
    """Whether a task of a plan is the first session of the test that an examination names by this key."""
    identity = task.identity
    first = identity.occurrence == 1 and identity.instance == 1
    return first and identity.key == key and (identity.module == GROUP or identity.key == task.desired.key)


def early_tests(
    plan: CarePlan,
    asked: Iterable[Examination],
    *,
    done_on: Mapping[str, date],
    done: Mapping[Identity, date],
) -> Iterator[EarlyTest]:
    """Yield the plan's tests that were done too early to be a result after the operation.

    Args:
        done_on: the day of each examination, where it was given.
        done: the day of each task of which a person said that it was done before.
    """
    operated = last_operated(plan.inputs.record)
    if operated is None:
        return
    for examination in asked:
        keys = [key for test in examination.tests for key in test.tasks]
        for task in (one for one in plan.tasks.values() if any(is_test(one, key) for key in keys)):
            day = done.get(task.identity, done_on.get(examination.id))
            if day and day < operated:
                yield EarlyTest(task.identity, examination.words, day, operated)
