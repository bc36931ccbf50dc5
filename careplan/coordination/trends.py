"""One measure over a plan: its values, each with the time to which it belongs and how far it had moved by then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from careplan.collection import Collected, TimePoint, time_point_of, time_points
from careplan.coordination.opened_plan import Opened
from careplan.improvement import Improvement, improvement, moved_until
from careplan.measure import Measure
from careplan.medicine import DOSE
from careplan.observation import Missing, Observation
from careplan.store import ObservationRecord
from careplan.store.observations import Taken

FOLLOWED: Final = ("odi", "nrs_back", "nrs_leg", "eq5d_index", "eq_vas", DOSE, "work_status")
"""Measures that every plan follows; what is missing of them is shown as missing."""


@dataclass(frozen=True, slots=True)
class TakenValue:
    """One value of a trend.

    Attributes:
        by: who recorded it; empty where it follows from what was answered or listed.
        point: the time point to which it belongs; None for one between them.
        moved: how far the measure had moved by it; None at the baseline and before.
    """

    seen: Observation
    by: str
    note: str
    point: TimePoint | None
    moved: Improvement | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over the plan.

    Attributes:
        moved: from the baseline to the last value; None where it was never taken.
        missing: what was not obtained, each day with its reason.
        points: the full sets and the baseline at which it is expected, each with its state.
    """

    measure: Measure
    values: tuple[TakenValue, ...]
    moved: Improvement | None
    missing: tuple[Missing, ...]
    points: tuple[Collected, ...]


def trends_of(
    opened: Opened, observations: Sequence[Observation], taken: Taken, rows: Sequence[Collected]
) -> Iterator[Trend]:
    """Yield the measures that every plan follows, then the others that were taken, in the order of the file."""
    measures, record = opened.clinic.content.measures, opened.plan.inputs.record
    points = time_points(measures, record.start, record.operations, opened.today)
    kept = {each.observation: each for each in taken.values}
    found = {seen.measure for seen in observations}
    for name in (*FOLLOWED, *(one.id for one in measures.measures if one.id in found and one.id not in FOLLOWED)):
        measure = measures.by_id[name]
        mine = sorted((seen for seen in observations if seen.measure == name), key=lambda seen: seen.day)
        moved = improvement(measure, mine, record.start)
        yield Trend(
            measure,
            tuple(_value(measure, mine, at, points, moved, kept, record.start) for at in range(len(mine))),
            moved,
            tuple(one for one in taken.missing if one.measure == name),
            tuple(row for row in rows if row.measure.id == name and not row.point.of_review),
        )


def _value(
    measure: Measure,
    mine: Sequence[Observation],
    at: int,
    points: Sequence[TimePoint],
    moved: Improvement | None,
    kept: dict[Observation, ObservationRecord],
    start: date,
) -> TakenValue:
    seen, record = mine[at], kept.get(mine[at])
    return TakenValue(
        seen,
        record.by if record else "",
        record.note if record else "",
        time_point_of(seen, measure, points, moved.baseline if moved else None),
        moved_until(measure, mine[: at + 1], start),
    )
