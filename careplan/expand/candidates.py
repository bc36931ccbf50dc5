"""Which tasks of the modules in force are asked for, and on which days (PLAN_RULES R2, R9-R12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from careplan.expand.anchors import Anchor, Anchors
from careplan.expand.in_force import InForce
from careplan.expand.values import Absence
from careplan.expand.verdicts import Verdict, Verdicts, of_absent_module
from careplan.template_set import CompiledTask, Span


class Occurrence(NamedTuple):
    """Days of one occurrence; `target` is None while the anchor is not known, `offset` is always set."""

    offset: int
    target: date | None
    first: date | None
    last: date | None


class Candidate(NamedTuple):
    """One task of one module in force: asked for, a question or absent, as its verdict says.

    Attributes:
        anchor: what its days count from.
        came_up: the day from which it is asked for.
    """

    entry: InForce
    task: CompiledTask
    verdict: Verdict
    anchor: Anchor | None = None
    came_up: date = date.min

    def occurrences(self) -> list[Occurrence]:
        """Return the days of every occurrence, before working days and waits."""
        day = self.anchor.day if self.anchor else None
        spans, came_up = self.task.spans, self.came_up
        if day is None:
            return [Occurrence(span.offset, None, None, None) for span in spans]
        if self.task.anchor != "plan_start":
            return [_not_before(came_up, day, span) for span in spans]
        opens = day + spans[0].first
        if opens < came_up:
            day += came_up - opens  # the whole series moves, so that its window opens on the day it came up (R2)
        return [Occurrence(offset, day + target, day + first, day + last) for offset, target, first, last in spans]


def candidates(in_force: list[InForce], anchors: Anchors) -> Iterator[Candidate]:
    """Yield every task of every module in force."""
    verdicts = Verdicts()
    for entry in in_force:
        absent = None if entry.truth else of_absent_module(entry)
        for task in entry.tasks:
            yield Candidate(entry, task, absent) if absent else _candidate(entry, task, anchors, verdicts)


def _candidate(entry: InForce, task: CompiledTask, anchors: Anchors, verdicts: Verdicts) -> Candidate:
    anchor = anchors.of(entry, task)
    target = (anchor.day or anchors.guess(entry, task)) + task.spans[0].target
    verdict = verdicts.of(task.when, entry.book, target if task.counts_time else None)
    if not verdict.truth:
        return Candidate(entry, task, verdict, anchor)
    if task.until and task.until.truth(entry.book.lookup(target=target)):
        ended = Absence(f"the series has ended: {task.until.text}", "until")
        return Candidate(entry, task, Verdict(False, absence=ended), anchor)
    start = entry.start
    came_up = max(start, verdict.since or start, anchor.known or start, anchors.round_since(task) or start)
    return Candidate(entry, task, verdict, anchor, came_up)


def _not_before(came_up: date, anchor: date, span: Span) -> Occurrence:
    """Return the days of what counts from an event, its target not before the day it came up (R2)."""
    target, last = anchor + span.target, anchor + span.last
    if target < came_up:
        target, last = came_up, came_up + (last - target)
        if span.offset < 0:
            target, last = max(came_up, min(target, anchor)), max(came_up, min(last, anchor))
    return Occurrence(span.offset, target, anchor + span.first, last)
