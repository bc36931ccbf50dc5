"""Which tasks of the modules in force are asked for, and on which days (PLAN_RULES R2, R9-R12)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from operator import ge, gt
from typing import NamedTuple

from careplan.condition_language import Comparison, Condition, Truth
from careplan.expand.anchors import Anchor, Anchors
from careplan.expand.in_force import InForce
from careplan.expand.values import Absence
from careplan.facts import FactBook
from careplan.template_set import CompiledTask

_YEAR = 365


class Occurrence(NamedTuple):
    """Days of one occurrence; `target` is None while the anchor is not known, `offset` is always set."""

    offset: int
    target: date | None
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One task of one module in force: asked for (truth True), a question (None) or absent (False).

    Attributes:
        missing: facts that are not known, where it is a question.
        absence: why it is not asked for.
        anchor: what its days count from.
        occurrences: days of every occurrence, before working days and waits.
    """

    entry: InForce
    task: CompiledTask
    truth: Truth
    missing: tuple[str, ...] = ()
    absence: Absence | None = None
    anchor: Anchor | None = None
    occurrences: tuple[Occurrence, ...] = ()


def candidates(in_force: list[InForce], anchors: Anchors) -> Iterator[Candidate]:
    """Yield every task of every module in force."""
    for entry in in_force:
        for task in entry.tasks:
            yield _candidate(entry, task, anchors)


def _candidate(entry: InForce, task: CompiledTask, anchors: Anchors) -> Candidate:
    if entry.truth is None:
        return Candidate(entry, task, None, missing=_missing(entry.module.when, entry.book, None))
    if entry.truth is False:
        return Candidate(entry, task, False, absence=entry.gone or _absence(entry.module.when, entry.book, None))
    anchor = anchors.of(entry, task)
    target = (anchor.day or anchors.guess(entry, task)) + timedelta(days=task.due.target)
    truth, since = _holds(task.when, entry.book, target)
    if truth is None:
        return Candidate(entry, task, None, missing=_missing(task.when, entry.book, target), anchor=anchor)
    if truth is False:
        return Candidate(entry, task, False, absence=_absence(task.when, entry.book, target), anchor=anchor)
    if task.until and task.until.truth(entry.book.lookup(target=target)) is True:
        ended = Absence(f"the series has ended: {task.until.text}", "until")
        return Candidate(entry, task, False, absence=ended, anchor=anchor)
    days = (since, entry.start, anchor.known, anchors.round_since(task))
    came_up = max(day for day in days if day is not None)
    return Candidate(entry, task, True, anchor=anchor, occurrences=tuple(_days(task, anchor, came_up)))


def _holds(when: Condition, book: FactBook, target: date) -> tuple[Truth, date | None]:
    """Return whether the condition holds for the target day and since when it does (R2, R10)."""
    if when.always:
        return True, book.record.start
    truth = when.truth(book.lookup(target=target))
    if truth is True:
        return True, book.held_since(when, target)
    if truth is False and any(book.counts_time(name) for name in when.names):
        timeless = when.truth(book.lookup_without(book.counts_time))
        if timeless is not False:
            for day in _turning_days(when, book, target):
                if when.truth(book.lookup(target=day)) is True:
                    return True, day
    return truth, None


def _turning_days(when: Condition, book: FactBook, target: date) -> list[date]:
    """Return the days of the year after the target on which a fact that counts time passes what it is compared with.

    Such a fact only grows, so its day is found by halving the year.
    """
    days: set[date] = set()
    for comparison in when.comparisons:
        if book.counts_time(comparison.name):
            for passes in (ge, gt):
                held = partial(_passes, passes, book, comparison, target)
                after = bisect_left(range(1, _YEAR + 1), True, key=held) + 1
                days.update([target + timedelta(days=after)] if after <= _YEAR else ())
    return sorted(days)


def _passes(
    passes: Callable[[float, float], bool], book: FactBook, comparison: Comparison, target: date, n: int
) -> bool:
    value = book.value(comparison.name, target=target + timedelta(days=n))
    return isinstance(value, float) and isinstance(comparison.value, float) and passes(value, comparison.value)


def _missing(when: Condition, book: FactBook, target: date | None) -> tuple[str, ...]:
    lookup = book.lookup(target=target)
    names = dict.fromkeys(comparison.name for comparison in when.comparisons)
    return tuple(name for name in names if lookup(name) is None)


def _absence(when: Condition, book: FactBook, target: date | None) -> Absence:
    """Say what the condition fails on; a measure or an undecided gate decides if it could make the difference."""
    reason = f"its condition does not hold: {when.text}"
    if when.truth(book.lookup_without(book.measured, target)) is not False:
        return Absence(reason, "measure")
    if when.truth(book.lookup_without(book.undecided, target)) is not False:
        return Absence(f"a decision is open: {when.text}", "undecided")
    if when.truth(book.lookup_without(book.counts_time, target)) is not False:
        return Absence(reason, "time")
    if when.truth(book.lookup_without(lambda name: name.startswith("gate."), target)) is not False:
        return Absence(f"it was decided otherwise: {when.text}", "gate")
    return Absence(reason, "fact")


def _days(task: CompiledTask, anchor: Anchor, came_up: date) -> Iterator[Occurrence]:
    shift = _shift(task, anchor, came_up)
    for number, offset in enumerate(task.targets, start=1):
        if anchor.day is None:
            yield Occurrence(offset, None, None, None)
            continue
        before, after = task.window(number)
        target = anchor.day + timedelta(days=offset) + shift
        first, last = target + timedelta(days=before), target + timedelta(days=after)
        if task.anchor != "plan_start":
            target, last = _not_before(came_up, anchor.day, offset, target, last)
        yield Occurrence(offset, target, first, last)


def _shift(task: CompiledTask, anchor: Anchor, came_up: date) -> timedelta:
    """Return by how much a plan_start series moves so that its window opens on the day it came up (R2)."""
    if task.anchor != "plan_start" or anchor.day is None:
        return timedelta(0)
    return max(timedelta(0), came_up - (anchor.day + timedelta(days=task.due.first)))


def _not_before(came_up: date, anchor: date, offset: int, target: date, last: date) -> tuple[date, date]:
    """Return target and window end of a task that counts from an event, not before the day it came up (R2)."""
    if target < came_up:
        target, last = came_up, came_up + (last - target)
        if offset < 0:
            target, last = max(came_up, min(target, anchor)), max(came_up, min(last, anchor))
    return target, last
