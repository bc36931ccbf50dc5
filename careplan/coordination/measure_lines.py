"""The rows of the measures file, as the Outcomes screen shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from careplan.collection import TimePoint, time_point_of, time_points
from careplan.exchange.measures_csv import MeasureLine
from careplan.improvement import improvement, moved_until
from careplan.measure import MeasureFile
from careplan.store import ObservationRecord, PlanExportRow


def measure_lines(
    rows: Iterable[PlanExportRow], measures: MeasureFile, today: date, *, names: bool
) -> Iterator[MeasureLine]:
    """Yield the rows of the measures file: each value once, with the plan under which it was taken.

    The change is counted from that plan's baseline; a value of no plan stands with the patient's first one.
    """
    told: set[str] = set()
    for plan in rows:
        points = time_points(measures, plan.row.start, plan.operations, today)
        for kept in plan.observations:
            if kept.id not in told and kept.plan_id in (None, plan.row.id):
                told.add(kept.id)
                yield _measure_line(plan, kept, measures, points, names=names)


def _measure_line(
    plan: PlanExportRow, kept: ObservationRecord, measures: MeasureFile, points: list[TimePoint], *, names: bool
) -> MeasureLine:
    seen, measure = kept.observation, measures.by_id[kept.observation.measure]
    mine = [one for one in plan.observations if one.observation.measure == seen.measure]
    until = [one.observation for one in mine if (one.observation.day, one.id) <= (seen.day, kept.id)]
    moved = moved_until(measure, until, plan.row.start)
    whole = improvement(measure, (one.observation for one in mine), plan.row.start)
    point = time_point_of(seen, measure, points, whole.baseline if whole else None)
    return MeasureLine(
        measure_id=kept.id,
        patient_id=kept.patient_id,
        patient_name=plan.row.patient_name if names else None,
        plan_id=kept.plan_id,
        date=seen.day,
        timepoint=kept.timepoint or (point.key if point else None),
        measure=seen.measure,
        value=seen.value,
        unit=measure.unit,
        change_from_baseline=moved.change if moved else None,
        smallest_change=whole.smallest if whole else None,
        reached=moved.reached if moved else None,
        recorded_by=kept.by,
        note=kept.note,
        row_version=kept.row_version,
    )
