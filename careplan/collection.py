"""Which measure is to be collected when, and what came of it: collected, due, missed, or missing with a reason.

The full set is taken at the baseline and at fixed times after the plan's start, the short one at the reviews between;
after a revision operation the same times are counted anew from the operation (REFERENCE 5, collection schedule).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from careplan.improvement import improvement
from careplan.measure import Measure, MeasureFile
from careplan.observation import Missing, Observation
from careplan.patient import Operation

BASELINE: Final = "baseline"
_AFTER_OPERATION: Final = "operation_"
_DAYS_A_WEEK: Final = 7


class CollectionState(StrEnum):
    """How one measure stands at one time point."""

    COLLECTED = "collected"
    MISSING = "missing"
    DUE = "due"
    MISSED = "missed"
    AHEAD = "ahead"


class TimePoint(NamedTuple):
    """One time at which measures are collected.

    Attributes:
        key: `baseline`, `day_90`, or `operation_day_90` after a revision operation; so the measures file names it.
        name: “3 months”; of a review how many weeks.
        anchor: the day from which it counts: the plan's start, or that of the operation.
        opens, closes: its window, both days included.
        of_review: a review between two full sets.
        of_operation: counted from a revision operation.
    """

    key: str
    name: str
    anchor: date
    target: date
    opens: date
    closes: date
    of_review: bool = False
    of_operation: bool = False

    def holds(self, day: date) -> bool:
        """Whether a day lies in its window."""
        return self.opens <= day <= self.closes


class Collected(NamedTuple):
    """One measure at one time point; `because` is why it is missing, `seen` what was collected."""

    point: TimePoint
    measure: Measure
    state: CollectionState
    seen: Observation | None = None
    because: str = ""


def time_points(measures: MeasureFile, start: date, operations: Iterable[Operation], today: date) -> list[TimePoint]:
    """Return every time point of a plan, by day: those of the start end where a revision operation begins its own.

    A planned operation counts from its day on: nobody has to say that it took place (R24).
    """
    revisions = sorted(one.day for one in operations if not one.cancelled and one.day and start < one.day <= today)
    ends = [*revisions, date.max]
    found = [_baseline(measures, start)]
    for number, (anchor, end) in enumerate(zip([start, *revisions], ends, strict=True)):
        points = _points(measures, anchor, of_operation=number > 0)
        found += [point for point in points if point.target < end]
    return found


def collection(
    measures: MeasureFile,
    start: date,
    operations: Iterable[Operation],
    observations: Iterable[Observation],
    missing: Iterable[Missing],
    today: date,
) -> list[Collected]:
    """Return how each measure stands at each of its time points.

    Args:
        start: the plan's start.
        operations: of the patient; one that was done after the start is a revision.
        missing: what was said not to be obtained, with the reason.
    """
    seen, said = tuple(observations), tuple(missing)
    points = time_points(measures, start, operations, today)
    rows = [
        _collected(measure, point, points, seen, said, start, today)
        for point in points
        for measure in _asked_at(measures, point)
    ]
    return list(_without_stand_ins(rows))


def time_point_of(
    seen: Observation, measure: Measure, points: Sequence[TimePoint], baseline: Observation | None
) -> TimePoint | None:
    """Return the time point to which a value belongs; None for one that was taken between them.

    `points` are those of the plan, the baseline first; `baseline` is the value from which changes are counted.
    """
    if seen == baseline:
        return points[0]
    return next((point for point in points[1:] if point.holds(seen.day) and _is_asked(measure, point)), None)


def due_now(rows: Iterable[Collected]) -> list[Collected]:
    """Return what is to be collected now: each measure once, for the last of the time points at which it is due."""
    due = {row.measure.id: row for row in rows if row.state is CollectionState.DUE}
    return list(due.values())


def _baseline(measures: MeasureFile, start: date) -> TimePoint:
    until = start + timedelta(days=measures.collection.baseline_until)
    return TimePoint(BASELINE, "Baseline", start, start, date.min, until)


def _points(measures: MeasureFile, anchor: date, *, of_operation: bool) -> list[TimePoint]:
    """Return the full sets after a day and the reviews between; a review within the window of one is part of it."""
    schedule, prefix = measures.collection, _AFTER_OPERATION if of_operation else ""

    def point(day: int, name: str, opens: int, closes: int, of_review: bool) -> TimePoint:
        target = anchor + timedelta(days=day)
        window = target + timedelta(days=opens), target + timedelta(days=closes)
        return TimePoint(f"{prefix}day_{day}", name, anchor, target, *window, of_review, of_operation)

    full = [point(one.day, one.name, one.opens, one.closes, False) for one in schedule.points]
    reviews = schedule.reviews
    between = (
        point(day, f"{round(day / _DAYS_A_WEEK)} weeks", reviews.opens, reviews.closes, True) for day in reviews.days
    )
    alone = (one for one in between if not any(each.holds(one.target) for each in full))
    return sorted((*full, *alone), key=lambda one: one.target)


def _asked_at(measures: MeasureFile, point: TimePoint) -> Iterator[Measure]:
    return (measure for measure in measures.measures if _is_asked(measure, point) and not measure.times.optional)


def _is_asked(measure: Measure, point: TimePoint) -> bool:
    """Whether a measure belongs to a time point; at a full set the measures of the reviews are taken too."""
    times = measure.times
    if point.key == BASELINE:
        return times.baseline
    return times.reviews or (not point.of_review and (point.target - point.anchor).days in times.days)


def _collected(
    measure: Measure,
    point: TimePoint,
    points: Sequence[TimePoint],
    observations: Sequence[Observation],
    missing: Sequence[Missing],
    start: date,
    today: date,
) -> Collected:
    if seen := _taken(measure, point, points, observations, start):
        return Collected(point, measure, CollectionState.COLLECTED, seen)
    said = [one for one in missing if one.measure == measure.id and point.holds(one.day)]
    if said:
        return Collected(point, measure, CollectionState.MISSING, because=max(said, key=lambda one: one.day).reason)
    if today > point.closes:
        return Collected(point, measure, CollectionState.MISSED)
    return Collected(point, measure, CollectionState.DUE if today >= point.opens else CollectionState.AHEAD)


def _taken(
    measure: Measure, point: TimePoint, points: Sequence[TimePoint], observations: Sequence[Observation], start: date
) -> Observation | None:
    """Return the value of a time point: at the baseline the one from which changes count, later the nearest to it."""
    mine = [one for one in observations if one.measure == measure.id]
    if point.key != BASELINE:
        inside = [one for one in mine if point.holds(one.day)]
        return min(inside, key=lambda one: (abs((one.day - point.target).days), one.day), default=None)
    moved = improvement(measure, mine, start)
    before_next = moved and not any(one.holds(moved.baseline.day) for one in points[1:] if not one.of_review)
    return moved.baseline if moved and before_next else None


def _without_stand_ins(rows: Sequence[Collected]) -> Iterator[Collected]:
    """Yield the rows without those of a measure for which another one stands in, taken or not."""
    taken = {(row.point.key, row.point.anchor, row.measure.id) for row in rows if row.seen}
    for row in rows:
        place, other = row.point[0:1] + row.point[2:3], row.measure.times.instead_of
        stands_in = {one.measure.id for one in rows if one.measure.times.instead_of == row.measure.id}
        if (other and not row.seen) or (not row.seen and any((*place, one) in taken for one in stands_in)):
            continue
        yield row
