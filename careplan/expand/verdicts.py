"""What a condition comes to for one instance of a module (PLAN_RULES R2, R9-R11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import ceil, nan
from operator import ge, gt
from typing import Final, NamedTuple

from careplan.condition_language import Comparison, Condition, Truth
from careplan.expand.in_force import InForce
from careplan.expand.values import Absence
from careplan.facts import FactBook

_YEAR: Final = 365

Passes = Callable[[float, float], bool]

_TURNS: Final[dict[str, tuple[Passes, ...]]] = {">=": (ge,), "<": (ge,), ">": (gt,), "<=": (gt,)}
"""How a growing number passes what it is compared with, so that the answer turns; in other comparisons both ways."""


class Verdict(NamedTuple):
    """Whether a task is asked for.

    Attributes:
        truth: True, False, or None while it is not known.
        since: the day since which it has been true.
        missing: facts that are not known, where it is None.
        absence: why it is not asked for, where it is False.
    """

    truth: Truth
    since: date | None = None
    missing: tuple[str, ...] = ()
    absence: Absence | None = None


class Verdicts:
    """The verdicts of one expansion: many tasks share a condition, so each is worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[FactBook, str, date | None], Verdict] = {}

    def of(self, when: Condition, book: FactBook, target: date | None) -> Verdict:
        """Return what a condition comes to for a target day; None where it asks for nothing that counts time."""
        asked = book, when.text, target
        verdict = self._known.get(asked)
        if verdict is None:
            verdict = self._known[asked] = _verdict(when, book, target)
        return verdict


def of_absent_module(entry: InForce) -> Verdict:
    """Return the verdict on every task of a module that is not, or not surely, in force."""
    when, book = entry.module.when, entry.book
    if entry.truth is None:
        return Verdict(None, missing=_missing(when, book, None))
    return Verdict(False, absence=entry.gone or _absence(when, book, None))


def _verdict(when: Condition, book: FactBook, target: date | None) -> Verdict:
    truth, since = _holds(when, book, target)
    if truth is None:
        return Verdict(None, missing=_missing(when, book, target))
    return Verdict(True, since) if truth else Verdict(False, absence=_absence(when, book, target))


def _holds(when: Condition, book: FactBook, target: date | None) -> tuple[Truth, date | None]:
    """Return whether the condition holds for the target day and since when it does (R2, R10)."""
    if when.always:
        return True, book.record.start
    truth = when.truth(book.lookup(target=target))
    if truth is True:
        return True, book.held_since(when, target)
    if truth is False and target is not None and when.truth(book.lookup_without(book.counts_time)) is not False:
        for day in _turning_days(when, book, target):
            if when.truth(book.lookup(target=day)) is True:
                return True, day
    return truth, None


def _turning_days(when: Condition, book: FactBook, target: date) -> list[date]:
    """Return the days of the year after the target on which a fact that counts time passes what it is compared with."""
    days: set[date] = set()
    for comparison in when.comparisons:
        if book.counts_time(comparison.name):
            for passes in _TURNS.get(comparison.sign, (ge, gt)):
                days.update(_turning_day(passes, book, comparison, target))
    return sorted(days)


def _turning_day(passes: Passes, book: FactBook, comparison: Comparison, target: date) -> Iterator[date]:
    """Yield the first day of the year on which a number that only grows has passed, if there is one.

    Most such numbers grow evenly, so the day is looked for around the one on which an even growth would pass.
    """

    def number(days: int) -> float:
        value = book.value(comparison.name, target=target + timedelta(days=days))
        return value if isinstance(value, float) else nan  # of which every comparison is false

    limit, now, then = comparison.value, number(0), number(_YEAR)
    if not isinstance(limit, float) or not passes(then, limit):
        return
    n = 1 if passes(now, limit) else min(_YEAR, ceil((limit - now) / (then - now) * _YEAR))
    while n > 1 and passes(number(n - 1), limit):
        n -= 1
    while not passes(number(n), limit):
        n += 1
    yield target + timedelta(days=n)


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
