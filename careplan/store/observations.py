"""Observations with what the plan does not compute from: by whom, at which time point, with which note.

What was not obtained is a row without a value, whose note says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from careplan.errors import Conflict
from careplan.observation import Missing, Observation
from careplan.store.input_values import HAS_VALUE, NO_VALUE, missing_from, observation_from, observation_value
from careplan.store.numbers import is_observation_id, observation_id, observation_number, take
from careplan.store.patient_rows import learned
from careplan.store.schema import observation, patient

_OF_PATIENT = (
    select(observation)
    .where(observation.c.patient == bindparam("patient_id"), observation.c.withdrawn_at.is_(None))
    .order_by(observation.c.day, observation.c.id)
)
_OF_PATIENTS = (
    select(observation)
    .where(
        observation.c.patient.in_(bindparam("patients", expanding=True)),
        observation.c.withdrawn_at.is_(None),
        HAS_VALUE,
    )
    .order_by(observation.c.patient, observation.c.day, observation.c.id)
)
_OF_MEASURE = (
    select(observation)
    .where(
        observation.c.patient.in_(bindparam("patients", expanding=True)),
        observation.c.measure == bindparam("of_measure"),
        observation.c.withdrawn_at.is_(None),
        HAS_VALUE,
    )
    .order_by(observation.c.day, observation.c.id)
)
_THIS = update(observation).where(
    observation.c.id == bindparam("of_number"),
    observation.c.patient == bindparam("patient_id"),
    observation.c.row_version == bindparam("seen_version"),
    observation.c.withdrawn_at.is_(None),
)


_THESE = (
    select(observation)
    .join(patient, patient.c.id == observation.c.patient)
    .where(
        observation.c.id.in_(bindparam("numbers", expanding=True)),
        patient.c.team.in_(bindparam("teams", expanding=True)),
        HAS_VALUE,
    )
)


class ObservationRecord(NamedTuple):
    """An observation as kept."""

    id: str
    patient_id: str
    plan_id: str | None
    observation: Observation
    timepoint: str | None
    by: str
    at: datetime
    note: str
    row_version: int


class Taken(NamedTuple):
    """What is known of a patient's measures, by day: the values, and what was not obtained."""

    values: list[ObservationRecord]
    missing: list[Missing]


_WITHDRAW = update(observation).where(
    observation.c.id.in_(bindparam("numbers", expanding=True)), observation.c.withdrawn_at.is_(None)
)


class Observations:
    """The observations of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_patient(self, patient_id: str) -> list[ObservationRecord]:
        """Return a patient's observations by day."""
        return self.taken(patient_id).values

    def taken(self, patient_id: str) -> Taken:
        """Return a patient's observations and what was not obtained, in one query."""
        taken = Taken([], [])
        for row in self._connection.execute(_OF_PATIENT, {"patient_id": patient_id}):
            if row.number is None and row.words is None:
                taken.missing.append(missing_from(row))
            else:
                taken.values.append(_record(row))
        return taken

    def by_ids(self, shown_ids: Iterable[str], teams: Iterable[int]) -> list[ObservationRecord]:
        """Return these values of patients of these teams, withdrawn ones too; ids of no value are left out."""
        numbers = [int(shown[2:]) for shown in shown_ids if is_observation_id(shown)]
        rows = self._connection.execute(_THESE, {"numbers": numbers, "teams": list(teams)})
        return [_record(row) for row in rows]

    def of_patients(self, patient_ids: Iterable[str]) -> dict[str, tuple[ObservationRecord, ...]]:
        """Return the values of patients, of each by day."""
        return observations_of(self._connection, patient_ids)

    def latest(self, patient_ids: Iterable[str], measure: str) -> dict[str, Observation]:
        """Return the last value of one measure of each of these patients; who has none is left out."""
        rows = self._connection.execute(_OF_MEASURE, {"patients": list(patient_ids), "of_measure": measure})
        return {row.patient: observation_from(row) for row in rows}

    def add(
        self,
        patient_id: str,
        seen: Observation,
        *,
        by: str,
        at: datetime,
        plan_id: str | None = None,
        timepoint: str | None = None,
        note: str = "",
    ) -> str:
        """Keep an observation and return its id. A plan saved afterwards with it does not keep it twice."""
        about = {"patient": patient_id, "plan": plan_id, "measure": seen.measure, "day": seen.day, "by": by, "at": at}
        number = self._keep({**about, "timepoint": timepoint, "note": note, **observation_value(seen)})
        learned(self._connection, patient_id)
        return observation_id(number)

    def add_missing(self, patient_id: str, plan_id: str, said: Missing, *, by: str, at: datetime) -> int:
        """Keep that a measure was not obtained, and return the number of that."""
        about = {"patient": patient_id, "plan": plan_id, "measure": said.measure, "day": said.day, "by": by, "at": at}
        return self._keep({**about, "note": said.reason, **NO_VALUE})

    def withdraw_missing(self, numbers: Iterable[int], *, at: datetime) -> None:
        """Take back what was said not to be obtained; it is kept, but counts no longer."""
        self._connection.execute(_WITHDRAW.values(withdrawn_at=at), {"numbers": list(numbers)})

    def _keep(self, row: dict[str, Any]) -> int:
        number = take(self._connection, "observation")
        self._connection.execute(insert(observation), {"id": number, "row_version": 1, **row})
        return number

    def change(self, known: ObservationRecord, seen: Observation, *, note: str, timepoint: str | None) -> None:
        """Correct an observation; raises Conflict where somebody did so first."""
        values = {"day": seen.day, "note": note, "timepoint": timepoint, "row_version": known.row_version + 1}
        self._update(known, {**values, **observation_value(seen)})

    def withdraw(self, known: ObservationRecord, *, at: datetime) -> None:
        """Take an observation back; it is kept, but counts no longer. Raises Conflict where it was changed."""
        self._update(known, {"withdrawn_at": at})

    def _update(self, known: ObservationRecord, values: dict[str, Any]) -> None:
        this: dict[str, Any] = {"of_number": observation_number(known.id), "patient_id": known.patient_id}
        this["seen_version"] = known.row_version
        if not self._connection.execute(_THIS.values(values), this).rowcount:
            raise Conflict(f"The value {known.id} was changed in the meantime. Look at it again.")
        learned(self._connection, known.patient_id)


def observations_of(connection: Connection, patient_ids: Iterable[str]) -> dict[str, tuple[ObservationRecord, ...]]:
    """Return the observations of patients, of each by day."""
    found: dict[str, list[ObservationRecord]] = {}
    for row in connection.execute(_OF_PATIENTS, {"patients": list(patient_ids)}):
        found.setdefault(row.patient, []).append(_record(row))
    return {patient: tuple(kept) for patient, kept in found.items()}


def _record(row: Row[Any]) -> ObservationRecord:
    return ObservationRecord(
        id=observation_id(row.id),
        patient_id=row.patient,
        plan_id=row.plan,
        observation=observation_from(row),
        timepoint=row.timepoint,
        by=row.by,
        at=row.at,
        note=row.note,
        row_version=row.row_version,
    )
