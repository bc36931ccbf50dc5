"""A measures file that came back: which values it would correct or add, and why the rest may not be taken.

What may be taken is what the Outcomes screen would take: a correction, with its reason, or the values of one visit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from careplan.clinic import Clinic
from careplan.collection import time_point_of, time_points
from careplan.coordination.corrections import Wrong, corrections, refuse_correction, standing_in_place
from careplan.coordination.flag_reply import deadlines
from careplan.coordination.measure_lines import measure_lines
from careplan.coordination.offers import Met, Offered, OfferedRow, Preview, Standing, in_order, refused
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.overview import plans_of
from careplan.coordination.said_of_values import note_said
from careplan.coordination.visit_entry import Visit
from careplan.coordination.visits import may_record
from careplan.errors import CarePlanError, InvalidInput
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.csv_reading import Table
from careplan.exchange.csv_text import shown
from careplan.exchange.difference import Changed, PassedOver
from careplan.exchange.file_kinds import FileKind
from careplan.exchange.measure_difference import Known, NewValue, differences
from careplan.exchange.measures_csv import MeasureLine
from careplan.improvement import improvement
from careplan.observation import Observation
from careplan.store import ObservationRecord, PlanFilter, Records, Touched
from careplan.team import Practitioner
from careplan.working_days import date_words

_SOMEBODY: Final = "Taken from a file"
"""The reason for a correction, while it is only looked at."""
_TIMEPOINT: Final = "The time point follows from the date; of this day it is {point}. The value itself is taken."
_TWICE: Final = "The file has another row of this measure on this day. Leave one of them."

Told = Offered | OfferedRow | PassedOver


def look_at_values(clinic: Clinic, table: Table, order: DayOrder | None, actor: Practitioner) -> Preview:
    """Return what a measures file would change; raises InvalidInput where its table cannot be read."""
    with clinic.store.reading() as records:
        found = _Found(clinic, records, actor)
        for each in differences(table, found.current, order=order, measures=clinic.content.measures.by_id):
            found.take(each)
        told = [one for shown_id, cells in found.cells.items() for one in _offered(found, shown_id, cells)]
        told += [one for plan_id, rows in found.added.items() for one in _added(found, plan_id, rows)]
    return replace(in_order(FileKind.MEASURES, [*found.passed_over, *told]), values=found.values)


class _Found:
    """What a file says otherwise, as it is found, with its values as they are now."""

    def __init__(self, clinic: Clinic, records: Records, actor: Practitioner) -> None:
        self.clinic, self.records, self.actor = clinic, records, actor
        self._teams = records.teams.of(actor.id)
        self.cells: defaultdict[str, list[Changed]] = defaultdict(list)
        self.added: defaultdict[str, list[NewValue]] = defaultdict(list)
        self.passed_over: list[PassedOver] = []
        self.known: dict[str, Known] = {}
        self.values: dict[str, Standing] = {}
        self._opened: dict[str, Opened | CarePlanError] = {}
        self._now: tuple[Mapping[str, Known], Mapping[str, ObservationRecord]] = {}, {}

    def current(self, shown_ids: Sequence[str]) -> Mapping[str, Known]:
        """Return the values of these ids, as they left with a file and as they stand now."""
        left = self.records.observations.by_ids(shown_ids, self._teams)
        patients = tuple(dict.fromkeys(one.patient_id for one in left))
        which = PlanFilter(self._teams, status=None, patient_ids=patients)
        rows = self.records.plans.rows_for_export(which, self.clinic.today(), deadlines=deadlines(self.clinic))
        told = measure_lines(rows, self.clinic.content.measures, self.clinic.today(), names=False)
        lines = {line.measure_id: line for line in told} if patients else {}
        stand = self._standing(left, lines)
        kept = {one.id: one for one in left}
        known = {
            shown_id: Known(
                lines.get(shown_id) or _line(kept[shown_id]),
                lines.get(stand[shown_id].id) if shown_id in stand else None,
            )
            for shown_id in kept
        }
        self._now = known, stand
        return known

    def _standing(
        self, left: Iterable[ObservationRecord], lines: Mapping[str, MeasureLine]
    ) -> dict[str, ObservationRecord]:
        """Return what stands in the place of each value; one that was taken back is missing."""
        stand, gone = {}, defaultdict(list)
        for one in left:
            if one.id in lines:
                stand[one.id] = one
            else:
                gone[one.patient_id].append(one)
        kept = self.records.observations.of_patients(gone) if gone else {}
        for patient_id, withdrawn in gone.items():
            corrected = corrections(self.clinic, self.records, patient_id)
            for one in withdrawn:
                if now := standing_in_place(one.observation, kept.get(patient_id, ()), corrected):
                    stand[one.id] = now
        return stand

    def take(self, found: Changed | PassedOver | NewValue) -> None:
        """Keep what was found."""
        if isinstance(found, PassedOver):
            self.passed_over.append(found)
        elif isinstance(found, NewValue):
            self.added[found.plan_id].append(found)
        else:
            known, stand = self._now
            self.cells[found.id].append(found)
            self.known[found.id] = known[found.id]
            self.values[found.id] = Standing("", stand[found.id])

    def opened(self, plan_id: str) -> Opened:
        """Return a plan, opened once; raises as `open_plan`."""
        if plan_id not in self._opened:
            try:
                self._opened[plan_id] = open_plan(self.clinic, self.records, plan_id, self.actor)
            except CarePlanError as error:
                self._opened[plan_id] = error
        found = self._opened[plan_id]
        if isinstance(found, CarePlanError):
            raise found
        return found

    def newest_plan(self, shown_id: str) -> str:
        """Return the plan in which the Outcomes screen would correct a value, and keep that."""
        kept = self.values[shown_id].kept
        team = self.records.patients.get(kept.patient_id).team
        plan_id = plans_of(self.clinic, self.records, kept.patient_id, team)[0].id
        self.values[shown_id] = Standing(plan_id, kept)
        return plan_id


def wanted_of(kept: ObservationRecord, values: Mapping[str, Any]) -> tuple[Wrong, Observation | None]:
    """Return a value to be corrected, and the right one as the taken cells say; None where the value was emptied.

    Raises:
        InvalidInput: the date or the measure was emptied.
    """
    for column in ("date", "measure"):
        if column in values and values[column] is None:
            raise InvalidInput(f"A value has a {column}. Empty the value too, where it is to be taken back.")
    wrong, seen = Wrong(kept.observation, values["note"] or "" if "note" in values else None), kept.observation
    if "value" in values and values["value"] is None:
        return wrong, None
    return wrong, Observation(
        measure=values.get("measure", seen.measure),
        value=values.get("value", seen.value),
        day=values.get("date", seen.day),
    )


def _offered(found: _Found, shown_id: str, cells: list[Changed]) -> Iterator[Told]:
    """Yield the changed cells of a value, where the correction that they ask for may be made."""
    try:
        opened = found.opened(found.newest_plan(shown_id))
        kept = found.values[shown_id].kept
        taken = {cell.column: cell.value for cell in cells}
        refuse_correction(found.records, opened, *wanted_of(kept, taken), reason=_SOMEBODY)
    except CarePlanError as error:
        yield from (refused(cell, error) for cell in cells)
        return
    measure = found.clinic.content.measures.by_id[kept.observation.measure]
    role = next((member.role for member in opened.members if member.id == kept.by), "")
    title = f"{measure.short}, {date_words(kept.observation.day)}"
    for cell in cells:
        yield Offered(cell, title, role, _met(opened, found.known[shown_id], kept, role, cell))


def _met(opened: Opened, known: Known, kept: ObservationRecord, role: str, cell: Changed) -> Met | None:
    """Return what somebody else made of a cell since the file left."""
    was = shown(getattr(known.left, cell.column))
    if was == cell.before:
        return None
    return Met(was, opened.who(Touched(cell.column, was, cell.before, kept.by, role, kept.at)), kept.at)


def _added(found: _Found, plan_id: str, rows: list[NewValue]) -> Iterator[Told]:
    """Yield the new values of a plan, where the visit that they ask for may be recorded."""
    try:
        opened = found.opened(plan_id)
    except CarePlanError as error:
        yield from (PassedOver(one.row, "", "plan_id", plan_id, str(error)) for one in rows)
        return
    whose, days = opened.plan.patient_id, defaultdict[date, list[NewValue]](list)
    for one in rows:
        if one.patient_id not in ("", whose):
            why = f"Plan {plan_id} is of {whose}. Were the rows mixed up? Nothing of this row is taken."
            yield PassedOver(one.row, "", "patient_id", one.patient_id, why)
        elif any(one.measure == other.measure for other in days[one.date]):
            yield PassedOver(one.row, "", "measure", one.measure, _TWICE)
        elif not _is_kept(found, whose, one, note_said(opened, one.measure, one.note)):
            days[one.date].append(one)
    for visit in days.values():
        yield from _visit(opened, visit)


def _is_kept(found: _Found, patient_id: str, one: NewValue, note: str) -> bool:
    """Whether a value is on record already, as it is where the file was taken before."""
    seen = Observation(measure=one.measure, value=one.value, day=one.date)
    kept = found.records.observations.of_patient(patient_id)
    return any((each.observation, each.note) == (seen, note) for each in kept)


def _visit(opened: Opened, rows: list[NewValue]) -> Iterator[Told]:
    """Yield which values of one day may be recorded together: one may ask for another."""
    wrong = refused_of(opened, rows)
    yield from wrong
    for one in rows:
        if one.row not in {refusal.row for refusal in wrong}:
            yield OfferedRow(one, opened.plan.patient_id)
            yield from _timepoint(opened, one)


def refused_of(opened: Opened, rows: Sequence[NewValue]) -> list[PassedOver]:
    """Return which values of one day cannot be recorded, and why; the others can, together."""
    left, wrong = list(rows), list[PassedOver]()
    while left and (error := _refusal(opened, left)):
        named = [one for one in left if one.measure in error.about]
        alone = [(one, why) for one in left if not named and (why := _refusal(opened, [one]))]
        culprits = [(one, error) for one in named] or alone or [(one, error) for one in left]
        wrong += [PassedOver(one.row, "", "value", shown(one.value), str(why)) for one, why in culprits]
        left = [one for one in left if one not in [each for each, _ in culprits]]
    return wrong


def _refusal(opened: Opened, rows: Sequence[NewValue]) -> CarePlanError | None:
    try:
        may_record(opened, visit_of(rows))
    except CarePlanError as error:
        return error
    return None


def visit_of(rows: Sequence[NewValue]) -> Visit:
    """Return the visit that rows of one day ask for."""
    return Visit(
        rows[0].date,
        {one.measure: one.value for one in rows},
        notes={one.measure: one.note for one in rows if one.note},
    )


def _timepoint(opened: Opened, one: NewValue) -> Iterator[PassedOver]:
    """Yield that a time point is not taken which is not that of its day."""
    measures, record = opened.clinic.content.measures, opened.plan.inputs.record
    seen = Observation(measure=one.measure, value=one.value, day=one.date)
    points = time_points(measures, record.start, record.operations, opened.today)
    moved = improvement(measures.by_id[one.measure], (*record.observations, seen), record.start)
    point = time_point_of(seen, measures.by_id[one.measure], points, moved.baseline if moved else None)
    name = point.key if point else ""
    if one.timepoint not in ("", name):
        why = _TIMEPOINT.format(point=f"“{name}”" if name else "none")
        yield PassedOver(one.row, "", "timepoint", one.timepoint, why)


def _line(kept: ObservationRecord) -> MeasureLine:
    """Return a value that was withdrawn as the row of the file with which it left."""
    seen = kept.observation
    return MeasureLine(
        *(kept.id, kept.patient_id, None, kept.plan_id, seen.day, kept.timepoint, seen.measure, seen.value, ""),
        *(None, None, None, kept.by, kept.note, kept.row_version),
    )
